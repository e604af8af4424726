import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/sandbox/random.ts';
import { afterWarmUp, judgeCount, judgeTrend, type Point, trendOf } from './trend.ts';

/** A reading a minute: `start` MB, so many more an hour, and noise up to so many MB. */
function readings(hours: number, perHour: number, noise: number, seed = 1): Point[] {
  const random = createRandom(seed);
  return Array.from({ length: hours * 60 }, (_, i) => ({
    hours: i / 60,
    value: 40 + (perHour * i) / 60 + noise * (random() - 0.5),
  }));
}
const judge = (points: readonly Point[]) => judgeTrend(trendOf(points), 0.5, 0.5);

describe('the heap', () => {
  test('a leak of 2 MB an hour is found in 4 hours of noisy readings', () => {
    expect(trendOf(readings(4, 2, 3)).perHour).toBeCloseTo(2, 0);
    expect(judge(readings(4, 2, 3))).toBe('grows');
  });

  test('noise alone is never called a leak', () => {
    const verdicts = Array.from({ length: 100 }, (_, seed) => judge(readings(4, 0, 3, seed)));
    expect(verdicts).not.toContain('grows');
    expect(verdicts.filter((verdict) => verdict === 'holds').length).toBeGreaterThan(90);
  });

  test('a tenth of wild readings changes nothing', () => {
    const wild = readings(4, 0, 1).map((point, i) => (i % 10 === 0 ? { ...point, value: 90 } : point));
    expect(judge(wild)).toBe('holds');
  });

  test('a run of minutes says so instead of guessing, however steep it looks', () => {
    expect(judge(readings(0.1, 60, 0.1))).toBe('cannot say');
    expect(judge(readings(0.2, 0, 0.1))).toBe('cannot say');
  });

  test('readings too noisy for the question are no answer', () => {
    expect(judge(readings(0.6, 0.5, 8))).toBe('cannot say');
  });

  test('what fills up while the bot warms up is left out', () => {
    const filling = readings(6, 0, 0.5).map((point) => ({ ...point, value: 40 + Math.min(10, 10 * point.hours) }));
    expect(judge(filling.filter(({ hours }) => hours < 1))).toBe('grows');
    expect(judge(afterWarmUp(filling, 6))).toBe('holds');
  });
});

describe('timers, sockets and listeners', () => {
  const counts = (value: (i: number) => number) =>
    Array.from({ length: 40 }, (_, i) => ({ hours: i / 600, value: value(i) }));

  test('one more with each minute is found in a short run', () => {
    expect(judgeCount(counts((i) => 12 + i))).toBe('grows');
  });

  test('what comes and goes stays', () => {
    expect(judgeCount(counts((i) => 12 + (i % 7)))).toBe('holds');
  });

  test('a step that stays is no growth when it is small', () => {
    expect(judgeCount(counts((i) => (i < 20 ? 12 : 15)))).toBe('holds');
  });

  test('a handful of readings cannot say', () => {
    expect(judgeCount(counts((i) => 100 * i).slice(0, 10))).toBe('cannot say');
  });
});
