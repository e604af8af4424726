import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { learnedVerdict } from './verdict.ts';

test('the weights of the verdict are what the lines of the sets give', () => {
  const file = join(import.meta.dirname, '..', '..', 'src', 'features', 'ask', 'verdict-weights.ts');
  expect(readFileSync(file, 'utf8')).toBe(learnedVerdict());
});
