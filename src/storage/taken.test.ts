import { expect, test } from 'vitest';
import { taken } from './taken.ts';

test.each([
  [[1, [2, 'lea'], 3], [1, 3], [[2, 'lea']]],
  [{ log: ['a', 'b'], n: 7, next: 1 }, { log: ['b'], n: 7, next: 1 }, { log: ['a'] }],
  [
    { a: { b: [1], c: 2 }, d: { lea: 1, tom: 2 } },
    { a: { b: [1], c: 3 }, d: { tom: 2 } },
    { a: { c: 2 }, d: { lea: 1 } },
  ],
  ['lea', null, 'lea'],
])('of %j, where %j is left, %j was taken', (before, left, away) => {
  expect(taken(before, left)).toEqual(away);
});
