import { describe, expect, test } from 'vitest';
import { account, covered, mostWithin, percentiles } from './account.ts';

const counted = { answered: 0, refused: 0, failed: 0, ignored: 0, lost: 0 };
const seen = { answered: 0, failed: 0, told: 0 };

describe('the account of a run', () => {
  test('a command that was answered, refused or left alone is no error', () => {
    const all = account(10, { ...counted, answered: 4, refused: 5, ignored: 1 }, { ...seen, answered: 4, told: 2 });
    expect(all).toMatchObject({ answered: 4, told: 2, silent: 3, ignored: 1, lost: 0, errors: 0, disagreements: [] });
  });

  test('a command that the bot counted nowhere is lost', () => {
    const all = account(10, { ...counted, answered: 9 }, { ...seen, answered: 9 });
    expect(all).toMatchObject({ lost: 1, errors: 1, errorShare: 0.1 });
  });

  test('an answer that the bot counted and nobody saw is lost', () => {
    expect(account(3, { ...counted, answered: 3 }, { ...seen, answered: 1 })).toMatchObject({ answered: 1, lost: 2 });
  });

  test('a phrase in the place of an answer was seen, and is an error all the same', () => {
    expect(account(2, { ...counted, failed: 2 }, { ...seen, failed: 2 })).toMatchObject({
      failed: 2,
      lost: 0,
      errors: 2,
    });
  });

  test('more of anything than there can be is a disagreement', () => {
    const all = account(1, { ...counted, answered: 1, refused: 1 }, { answered: 2, failed: 1, told: 2 });
    expect(all.disagreements).toHaveLength(4);
  });

  test('nothing typed is nothing wrong', () => {
    expect(account(0, counted, seen)).toMatchObject({ errors: 0, errorShare: 0 });
  });
});

test('percentiles are values that were there', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentiles(hundred)).toEqual({ count: 100, p50: 50, p95: 95, p99: 99 });
  expect(percentiles([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7 });
  expect(percentiles([]).p95).toBeNaN();
});

test('the most in a window is found wherever the window lies', () => {
  expect(mostWithin([0, 10, 20, 29, 30, 31, 100], 30)).toBe(5);
  expect(mostWithin([], 30)).toBe(0);
});

test('time that several spans cover counts once, and only inside', () => {
  expect(covered(10, 20, [])).toBe(0);
  expect(
    covered(10, 20, [
      [15, 18],
      [0, 12],
      [16, 30],
    ]),
  ).toBe(7);
});
