import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compiledLists } from './word-lists.ts';
import { compiledFile } from './words.ts';

test('what the bot reads is what the lists say; `node scripts/gate/lists.ts compile` makes it so', () => {
  const { header, automaton } = compiledLists();
  const bytes = readFileSync(compiledFile);
  const end = bytes.indexOf('\n');
  expect(bytes.toString('utf8', 0, end)).toBe(header);
  // Not the compressed bytes: to compress them takes three seconds.
  expect(brotliDecompressSync(bytes.subarray(end + 1)).equals(automaton)).toBe(true);
});
