import { own } from '../lib/own.ts';
import { visible } from './plain.ts';

const colours: Readonly<Record<string, number>> = { trace: 90, debug: 90, info: 32, warn: 33, error: 31, fatal: 35 };

/** One JSON log line as a person in front of a terminal wants it: `12:30:05 WARN  chat: down  reason="no answer"`. */
export function human(json: string, colour: boolean): string {
  let line: Record<string, unknown>;
  try {
    line = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return visible(json);
  }
  const { level, time, msg, ...fields } = line;
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const name = visible(String(level));
  const parts = [
    paint(90, visible(String(time).slice(11, 19))),
    paint(own(colours, name) ?? 37, name.toUpperCase().padEnd(5)),
    visible(String(msg ?? '')),
  ];
  for (const [key, value] of flat('', fields)) parts.push(`${paint(90, `${visible(key)}=`)}${quoted(value)}`);
  return parts.join(' ');
}

/** `{err: {message: 'x'}}` becomes `err.message=x`. */
function* flat(prefix: string, fields: object): Generator<[string, string]> {
  for (const [key, value] of Object.entries(fields)) {
    const path = prefix + key;
    if (Array.isArray(value)) yield [path, value.map((item) => asText(item)).join(' | ')];
    else if (typeof value === 'object' && value !== null) yield* flat(`${path}.`, value);
    else yield [path, asText(value)];
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function quoted(text: string): string {
  return visible(/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text));
}
