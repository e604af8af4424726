import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { longestValue } from './encoding.ts';

const worthIt = 1_024;
/** No JSON starts with it, so what was written before there was compression is read as it is. */
const mark = 'z:';
/** In UTF-8, of a value that `encode` let through. */
const mostBytes = 3 * longestValue;

/**
 * What a store across the network is given. In base64, because a text is what it hands back. At once, because 4 kB take
 * 60 us and the way to a thread and back takes 300.
 */
export function pack(text: string): string {
  if (text.length <= worthIt) return text;
  const packed = mark + zstdCompressSync(text).toString('base64');
  return packed.length < text.length ? packed : text;
}

export function unpack(text: string): string {
  if (!text.startsWith(mark)) return text;
  const packed = Buffer.from(text.slice(mark.length), 'base64');
  return zstdDecompressSync(packed, { maxOutputLength: mostBytes }).toString();
}
