import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compiledLists } from './word-lists.ts';
import { compiledFile } from './words.ts';

test('what the bot reads is what the lists say; `node scripts/gate/lists.ts compile` makes it so', () => {
  expect(compiledLists().equals(readFileSync(compiledFile))).toBe(true);
});
