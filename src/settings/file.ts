import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { looksSecret } from '../lib/looks-secret.ts';

/** One thing wrong in a file, at the place where an editor can jump to. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export const start: Position = { line: 1, column: 1 };

export function renderFault(fault: Fault): string {
  return `${fault.file}:${fault.line}:${fault.column} ${fault.path}: ${fault.message}`;
}

export const maxFaults = 100;

/** In reading order, and never more than anybody reads. */
export function sortFaults(faults: readonly Fault[]): readonly Fault[] {
  const sorted = faults.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const last = sorted[maxFaults];
  if (!last) return sorted;
  const more = { ...last, path: 'file', message: `${sorted.length - maxFaults} more faults from here on` };
  return [...sorted.slice(0, maxFaults), more];
}

export type Path = readonly (string | number)[];

export function renderPath(path: Path): string {
  if (path.length === 0) return 'file';
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${renderKey(part)}`));
  return parts.join('').replace(/^\./, '');
}

export function renderKey(key: string): string {
  if (/^[\w-]{1,40}$/.test(key) && !looksSecret(key)) return key;
  return looksSecret(key) ? '(not shown)' : describe(key);
}

/** A value as a message may show it: short, printable on one line, and never a secret. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (typeof value !== 'string') return String(value);
  if (looksSecret(value)) return 'a text that may be a secret (not shown)';
  const short = value.length > 40 ? `${value.slice(0, 40)}…` : value;
  return JSON.stringify(short).replace(
    /[\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export type Text =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly at: Position;
      /** What could be read, to tell one unreadable content from another. */
      readonly content: string;
      /** There is no such file. */
      readonly missing: boolean;
    };

/** Reads a small text file. What cannot be read is a sentence that says what to do. */
export async function readText(file: string, maxBytes: number): Promise<Text> {
  let bytes: Buffer;
  try {
    bytes = await readBytes(file, maxBytes + 1);
  } catch (error) {
    return { ...refuse(sentence(error, file)), missing: codeOf(error) === 'ENOENT' };
  }
  if (bytes.length > maxBytes) return refuse(`is larger than ${maxBytes} bytes, expected a short file`);
  return decode(bytes);
}

const refuse = (problem: string, at = start, content = '') =>
  ({ ok: false, problem, at, content, missing: false }) as const;

async function readBytes(file: string, atMost: number): Promise<Buffer> {
  // Opening a pipe would wait for its writer without O_NONBLOCK, which Windows does not have.
  await using handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stat = await handle.stat();
  if (stat.isDirectory()) throw Object.assign(new Error('directory'), { code: 'EISDIR' });
  if (!stat.isFile()) throw Object.assign(new Error('not a file'), { code: 'ENOTFILE' });
  const buffer = Buffer.allocUnsafe(Math.min(stat.size + 1, atMost));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined);

function sentence(error: unknown, file: string): string {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return `${resolve(file)} does not exist, expected the path of a file that does`;
  if (code === 'EISDIR') return 'is a folder, expected a file: name the file inside it';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read, expected read permission for the user of the bot';
  if (code === 'ENOTFILE') return 'is not a plain file, expected one';
  return `cannot be read (${String(code ?? 'unknown error')}), expected a readable file`;
}

function decode(bytes: Buffer): Text {
  const notUtf8 = 'is not UTF-8 text, expected the file to be saved as UTF-8';
  // The decoder takes a UTF-8 byte order mark away.
  const text = new TextDecoder().decode(bytes);
  const bad = text.search(/[\u0000\ufffd]/);
  if (bad < 0) return { ok: true, text };
  const before = text.slice(0, bad).split('\n');
  return refuse(notUtf8, { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }, text);
}
