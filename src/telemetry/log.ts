import pino from 'pino';
import type { LogLevel } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { own } from '../lib/own.ts';
import type { Redactor } from './redact.ts';

export type Log = pino.Logger;

export interface LogOptions {
  readonly level: LogLevel;
  /** Where lines go; standard output by default. */
  readonly destination?: { write(line: string): unknown };
  /** Lines for a person in front of a terminal, instead of JSON. */
  readonly tty?: boolean;
  readonly colour?: boolean;
}

const longestLine = 32_768;

/**
 * One event is one line, whatever a viewer, a model or an error put into it, and no secret that the redactor knows or
 * recognises is in it. Both hold because they are done to the finished line, not to fields that somebody listed.
 */
export function createLog(options: LogOptions & { readonly redactor: Redactor; readonly clock: Clock }): Log {
  const { destination = standardOutput(), tty = false, colour = tty, redactor, clock } = options;
  const write = (line: string) => {
    const clean = bounded(redactor.clean(line.trimEnd()));
    destination.write(`${tty ? human(clean, colour) : visible(clean)}\n`);
  };
  const serialize = (error: unknown) => plainError(error, redactor.clean);
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.wall()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: serialize, error: serialize, cause: serialize },
    },
    { write },
  );
}

// Written at once, so that the last words before a crash are not lost. A full disk or a closed pipe must not end the
// bot: what could not be written waits, up to a megabyte.
function standardOutput() {
  const out = pino.destination({ dest: 1, sync: true, maxLength: 1 << 20 });
  out.on('error', () => {});
  return out;
}

function bounded(line: string): string {
  if (line.length <= longestLine) return line;
  const { level, time, msg } = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify({ level, time, msg: shorten(String(msg)), leftOut: line.length });
}

const colours: Readonly<Record<string, number>> = { trace: 90, debug: 90, info: 32, warn: 33, error: 31, fatal: 35 };

/** One JSON log line as a person in front of a terminal wants it: `12:30:05 WARN  chat: down  reason="no answer"`. */
function human(json: string, colour: boolean): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as Record<string, unknown>;
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
  const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  for (const [key, value] of Object.entries(fields)) {
    const path = prefix + key;
    if (Array.isArray(value)) yield [path, value.map(asText).join(' | ')];
    else if (typeof value === 'object' && value !== null) yield* flat(`${path}.`, value);
    else yield [path, asText(value)];
  }
}

function quoted(text: string): string {
  return visible(/^[^\s"=]+$/.test(text) ? text : JSON.stringify(text));
}

/** Everything that can move a cursor, end a line, turn writing around or hide: controls, formats, lone surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Writes what cannot be seen as `\uXXXX`. Inside a JSON string that is the same character again. */
function visible(text: string): string {
  return text.replace(unseen, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

export interface PlainError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: readonly string[];
  readonly cause?: PlainError;
}

const deepest = 4;

/**
 * What of an error is worth a line. Its other properties stay out: that is where libraries hang whole requests, with
 * their headers. Takes anything that can be thrown, also what throws when it is looked at.
 */
export function plainError(error: unknown, clean = (text: string) => text, depth = 0): PlainError {
  // Cleaned before it is cut short: half a secret is not recognised any more.
  const brief = (text: string, most?: number) => shorten(clean(text), most);
  try {
    if (!(error instanceof Error)) return { type: typeof error, message: brief(asMessage(error)) };
    const code =
      'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : '';
    const frames = String(error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8);
    return {
      type: String(error.name),
      message: brief(String(error.message)),
      ...(code !== '' && { code: String(code) }),
      ...(frames.length > 0 && depth === 0 && { stack: frames.map((frame) => brief(frame.trim(), 300)) }),
      ...(error.cause !== undefined && depth < deepest && { cause: plainError(error.cause, clean, depth + 1) }),
    };
  } catch {
    return { type: 'unknown', message: 'an error that cannot be read' };
  }
}

function asMessage(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(value) ?? 'an object';
  return String(value);
}

export function shorten(text: string, most = 2000): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`;
}
