import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Position } from './fault.ts';
import { start } from './fault.ts';

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
    return { ...refuse(sentence(error)), missing: codeOf(error) === 'ENOENT' };
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

function sentence(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist, expected the path of a file that does';
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
