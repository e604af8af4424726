import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type Expression, expressionsIn } from '../scripts/linear/expressions.ts';
import { superlinear } from '../scripts/linear/superlinear.ts';

const src = resolve(import.meta.dirname, '..', 'src');

/** Expressions that are not known before the bot runs, and why none of them can take long all the same. */
const builtAtRunTime: Readonly<Record<string, string>> = {
  "features/ask/of-the-last.ts: new RegExp(`^\\\\s*${and}(?:${pattern})${end}`, 'iu')":
    'shapes from this file, for lines of 70 characters at most',
  "knowledge/wikipedia/lead.ts: new RegExp(source, 'u')":
    'patterns from this file, for the first 500 characters of a page',
  "knowledge/wikipedia/meant.ts: new RegExp(`(?<![\\\\p{L}\\\\p{N}])(?:${asked})(?![\\\\p{L}\\\\p{N}])`, 'u')":
    'choices of words from this file, for one chat line',
  "knowledge/wikipedia/meant.ts: new RegExp(is, 'iu')":
    'choices of words from this file, for the first 160 characters of a page',
  'outbox/text/look.ts: new RegExp(expression, `g${expression.flags}`)':
    'the first of the expressions of a shape, which are checked where they stand, to be found more than once',
  "storage/redis-storage.ts: new RegExp(`^${field}:(.*?)\\\\r?$`, 'm')":
    'two names of settings from this file, looked for in what our own Redis says about itself',
  "telemetry/redact.ts: new RegExp(longestFirst.map(literally).join('|') || '(?!)', 'gi')":
    'a choice of the secrets of the environment and 200 renewed ones, each escaped: no repetition in any',
};

const named = ({ file, written }: Expression) => `${file}: ${written.replace(/\s+/g, ' ')}`;
const all = expressionsIn(src);

test('every regular expression of the bot takes a time that is linear in the text', () => {
  expect(all.length).toBeGreaterThan(500);
  const known = new Map<string, string | null>();
  const found = all.flatMap((expression) =>
    expression.sources.flatMap((source) => {
      const key = `/${source}/${expression.flags}`;
      if (!known.has(key)) known.set(key, superlinear(source, expression.flags));
      const why = known.get(key);
      return why ? [`${join('src', expression.file)}:${expression.line} ${why}: ${key.slice(0, 200)}`] : [];
    }),
  );
  expect(found).toEqual([]);
}, 120_000);

test('what is built while the bot runs is built of escaped text, or is in the list with a reason', () => {
  const unknown = all.filter(({ sources }) => sources.length === 0).map(named);
  expect(unknown.sort()).toEqual(Object.keys(builtAtRunTime).sort());
});
