import { expect, it } from 'vitest';
import { authors, countPlain } from './count.ts';

it('of what is said plainly in 29 classes next to nothing leaves, and what is innocent does', {
  timeout: 60_000,
}, () => {
  const counts = authors.map((author) => countPlain(author, 67));
  const wrong = counts.flatMap((count) => count.wrong.map(({ kind, text }) => `${kind} | ${text}`)).join('\n');
  const sum = (of: (count: (typeof counts)[number]) => number) => counts.reduce((total, count) => total + of(count), 0);
  const kinds = (of: 'left' | 'all') =>
    sum((count) => [...count.kinds.values()].reduce((all, kind) => all + kind[of], 0));
  expect(counts.every((count) => count.kinds.size === 29)).toBe(true);
  expect(kinds('all')).toBeGreaterThan(200);
  expect(kinds('left') / kinds('all'), wrong).toBeLessThan(0.02);
  expect(
    sum((count) => count.innocents.blocked + count.innocents.altered),
    wrong,
  ).toBeLessThanOrEqual(1);
});
