import { expect, it } from 'vitest';
import { countPart } from './count.ts';
import { parts, unread } from './generate.ts';

/** A sample that costs a second or two; `node scripts/gate/third.ts PART` counts all. */
const each = 137;

it('of what the authors wrote who were read, next to nothing hostile leaves, and what is innocent does', {
  timeout: 60_000,
}, () => {
  const counts = parts.filter((part) => !unread.includes(part)).map((part) => countPart(part, { each }));
  const sum = (of: (count: (typeof counts)[number]) => number) => counts.reduce((total, count) => total + of(count), 0);
  const kinds = (of: 'left' | 'all') =>
    sum((count) => [...count.kinds.values()].reduce((all, kind) => all + kind[of], 0));
  const wrong = counts.flatMap((count) => count.wrong.map(({ kind, text }) => `${kind} | ${text}`)).join('\n');
  expect(kinds('all')).toBeGreaterThan(300);
  expect(kinds('left') / kinds('all'), wrong).toBeLessThan(0.012);
  expect(
    sum((count) => count.severe),
    wrong,
  ).toBeLessThanOrEqual(3);
  expect(
    sum((count) => count.innocents.blocked + count.innocents.altered),
    wrong,
  ).toBeLessThanOrEqual(1);
});
