import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cases } from '../scripts/shapes/cases.ts';
import { run } from '../scripts/shapes/run.ts';
import { tableOf, withTable } from '../scripts/shapes/table.ts';

test.concurrent.for(cases)('$provider: $shape', async ({ expect: expected, ...one }) => {
  const { outcome, seen, by } = await run(one);
  expect(outcome, seen).toBe(expected);
  // What passes in a moment costs the viewer that moment and nobody else anything, though another endpoint is there.
  if (expected === 'again' && !/retry|try again/i.test(one.shape)) expect(by, seen).toBe('one');
});

test('the table in docs/models.md is that of the cases, which are more than a hundred', () => {
  const document = readFileSync(join(import.meta.dirname, '..', 'docs', 'models.md'), 'utf8');
  expect(document, 'run `npm run shapes -- --write`').toBe(withTable(document, tableOf(cases)));
  expect(cases.length).toBeGreaterThan(106);
});
