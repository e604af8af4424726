import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { Tables } from './screen.ts';

// Which words each shape of the gate needs, found beforehand (`node scripts/gate/lists.ts shapes`): to find them takes a
// tenth of a second.

export const shapesFile = join(import.meta.dirname, '../lists/shapes.bin');

interface Head {
  /** Of the lists that it was made of. */
  readonly hash: string;
  readonly lengths: readonly number[];
}

/** In the order of the file: those of wide numbers first, so that each stands where its numbers may. */
const kinds = {
  begins: Int32Array,
  lettersFrom: Uint32Array,
  fulfilsFrom: Uint32Array,
  next: Uint16Array,
  fulfils: Uint16Array,
  table: Uint16Array,
  single: Uint16Array,
  edges: Uint8Array,
  letters: Uint8Array,
  pairs: Uint8Array,
  all: Uint8Array,
} as const;
type Name = keyof typeof kinds;
const names = Object.keys(kinds) as Name[];

export const hashOf = (lists: string): string => createHash('sha256').update(lists).digest('hex');

/** What stands in the file: a line, and what is to be compressed. */
export function toFile(tables: Tables, hash: string): { readonly head: string; readonly body: Buffer } {
  const head: Head = { hash, lengths: names.map((name) => tables[name].length) };
  const arrays = names.map((name) => tables[name]);
  return {
    head: JSON.stringify(head),
    body: Buffer.concat(
      arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
    ),
  };
}

/** `null`: the lists are others by now. */
export function shippedTables(hash: string): Tables | null {
  const bytes = readFileSync(shapesFile);
  const end = bytes.indexOf(10);
  const { hash: made, lengths } = JSON.parse(bytes.toString('utf8', 0, end)) as Head;
  if (made !== hash) return null;
  const { buffer } = Uint8Array.from(brotliDecompressSync(bytes.subarray(end + 1)));
  let at = 0;
  const entries = names.map((name, i) => {
    const array = new kinds[name](buffer, at, lengths[i]!);
    at += array.byteLength;
    return [name, array] as const;
  });
  return Object.fromEntries(entries) as unknown as Tables;
}
