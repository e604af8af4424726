import { describe, expect, test } from 'vitest';
import { keySay } from '../../test/support/fakes.ts';
import { duration } from './duration.ts';

describe('a length of time', () => {
  test.each([
    [0, 'duration.seconds n=1'],
    [1, 'duration.seconds n=1'],
    [8_000, 'duration.seconds n=8'],
    [8_001, 'duration.seconds n=9'],
    [120_000, 'duration.minutes n=2'],
    [3_600_000, 'duration.hours h=1 m=0'],
    [5_400_000, 'duration.hours h=1 m=30'],
    [90_000_000, 'duration.days d=1 h=1'],
  ])('%i ms', (ms, expected) => {
    expect(duration(keySay, ms)).toBe(expected);
  });
});
