import { expect, test } from 'vitest';
import { slipsBetween } from './slips.ts';

test.each([
  ['hades', 'hades', 2, 0],
  ['hades', 'hadse', 2, 1],
  ['hades', 'hads', 2, 1],
  ['hades', 'haades', 2, 1],
  ['hades', 'celeste', 2, 3],
  ['', 'ab', 2, 2],
])('%s and %s', (a, b, most, slips) => {
  expect(slipsBetween(a, b, most)).toBe(slips);
  expect(slipsBetween(b, a, most)).toBe(slips);
});

test('rows grow with the longest text, and a shorter one after it reads none of its rest', () => {
  const long = 'abcdefghij'.repeat(30);
  expect(slipsBetween(long, `${long}x`, 3)).toBe(1);
  expect(slipsBetween('hades', 'hadse', 2)).toBe(1);
});
