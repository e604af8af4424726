import { expect, test } from 'vitest';
import { createTimeouts } from './timeouts.ts';

const settings = {
  firstToken: { min: 1_000, initial: 8_000, max: 30_000 },
  total: { min: 2_000, initial: 20_000, max: 60_000 },
  gapMs: 5_000,
};

test('until five answers were seen the timeouts are those of the settings', () => {
  const timeouts = createTimeouts(settings);
  for (let i = 0; i < 4; i++) timeouts.observe(3_000, 6_000);
  expect(timeouts.limits()).toEqual({ firstTokenMs: 8_000, gapMs: 5_000, totalMs: 20_000 });
  timeouts.observe(3_000, 6_000);
  expect(timeouts.limits().firstTokenMs).toBeLessThan(8_000);
});

test('a steady endpoint gets little more than it needs, an unsteady one more', () => {
  const steady = createTimeouts(settings);
  const unsteady = createTimeouts(settings);
  for (let i = 0; i < 50; i++) {
    steady.observe(3_000, 6_000);
    unsteady.observe(i % 2 ? 1_000 : 5_000, 6_000);
  }
  expect(steady.limits().firstTokenMs).toBeCloseTo(3_000, -1);
  expect(unsteady.limits().firstTokenMs).toBeGreaterThan(9_000);
});

test('no endpoint gets less than the least or more than the most', () => {
  const fast = createTimeouts(settings);
  const slow = createTimeouts(settings);
  for (let i = 0; i < 50; i++) {
    fast.observe(5, 10);
    slow.observe(100_000, 500_000);
  }
  expect(fast.limits()).toMatchObject({ firstTokenMs: 1_000, totalMs: 2_000 });
  expect(slow.limits()).toMatchObject({ firstTokenMs: 30_000, totalMs: 60_000 });
});
