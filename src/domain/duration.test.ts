import { describe, expect, test } from 'vitest';
import { keySay } from '../../test/support/fakes.ts';
import { duration, exactDuration } from './duration.ts';

describe('a length of time', () => {
  test.each([
    [0, 'duration.seconds n=1'],
    [1, 'duration.seconds n=1'],
    [8_000, 'duration.seconds n=8'],
    [8_001, 'duration.seconds n=9'],
    [120_000, 'duration.minutes n=2'],
    [3_600_000, 'duration.hours.whole h=1'],
    [86_400_000, 'duration.days.whole d=1'],
    [5_400_000, 'duration.hours h=1 m=30'],
    [90_000_000, 'duration.days d=1 h=1'],
  ])('%i ms', (ms, expected) => {
    expect(duration(keySay, ms)).toBe(expected);
  });
});

test.each([
  [0, 'duration.seconds n=0'],
  [90_000, 'duration.minutes n=1 duration.seconds n=30'],
  [120_000, 'duration.minutes n=2'],
  [3_661_000, 'duration.hours h=1 m=1 duration.seconds n=1'],
])('a length of %i ms that somebody set is told as it is', (ms, expected) => {
  expect(exactDuration(keySay, ms)).toBe(expected);
});
