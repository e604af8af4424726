import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { screenedLists } from './contain.ts';
import { shapesOf } from './look.ts';
import { shapesFile, shippedTables } from './shapes-file.ts';

test('the words that shapes need are shipped as the shapes are; `node scripts/gate/lists.ts shapes` makes it so', () => {
  const { head, body } = shapesOf(screenedLists);
  const bytes = readFileSync(shapesFile);
  const end = bytes.indexOf('\n');
  expect(bytes.toString('utf8', 0, end)).toBe(head);
  expect(brotliDecompressSync(bytes.subarray(end + 1)).equals(body)).toBe(true);
});

test('what was shipped of other shapes is not used', () => {
  const { head } = shapesOf({ ...screenedLists, small: screenedLists.small.slice(1) });
  expect(shippedTables(JSON.parse(head).hash)).toBeNull();
});
