import { expect, test } from 'vitest';
import { anEndpoint } from '../../test/faults/llm-house.ts';
import { someSettings } from '../../test/support/fakes.ts';
import { createTimeouts, timeoutsOf } from './timeouts.ts';

const settings = {
  firstToken: { min: 1_000, initial: 8_000, max: 30_000 },
  total: { min: 2_000, initial: 20_000, max: 60_000 },
  gapMs: 5_000,
};

test('until five answers were seen the timeouts are those of the settings', () => {
  const timeouts = createTimeouts();
  for (let i = 0; i < 4; i++) timeouts.observe(3_000, 6_000);
  expect(timeouts.limits(settings)).toEqual({ firstTokenMs: 8_000, gapMs: 5_000, totalMs: 20_000 });
  timeouts.observe(3_000, 6_000);
  expect(timeouts.limits(settings).firstTokenMs).toBeLessThan(8_000);
});

test('a steady endpoint gets little more than it needs, an unsteady one more', () => {
  const steady = createTimeouts();
  const unsteady = createTimeouts();
  for (let i = 0; i < 50; i++) {
    steady.observe(3_000, 6_000);
    unsteady.observe(i % 2 ? 1_000 : 5_000, 6_000);
  }
  expect(steady.limits(settings).firstTokenMs).toBeCloseTo(3_000, -1);
  expect(unsteady.limits(settings).firstTokenMs).toBeGreaterThan(9_000);
});

test('no endpoint gets less than the least or more than the most', () => {
  const fast = createTimeouts();
  const slow = createTimeouts();
  for (let i = 0; i < 50; i++) {
    fast.observe(5, 10);
    slow.observe(100_000, 500_000);
  }
  expect(fast.limits(settings)).toMatchObject({ firstTokenMs: 1_000, totalMs: 2_000 });
  expect(slow.limits(settings)).toMatchObject({ firstTokenMs: 30_000, totalMs: 60_000 });
});

test('the first timeouts are those of the tier, an endpoint’s own come before them', () => {
  const { llm } = someSettings();
  const tiers = {
    ...llm,
    timeouts: { light: { first_token: 1, total: 2, gap: 3 }, heavy: { first_token: 10, total: 20, gap: 30 } },
  };
  const first = (over: Parameters<typeof anEndpoint>[2]) =>
    createTimeouts().limits(timeoutsOf(anEndpoint('one', 'http://one/v1', over), tiers));
  expect(first({})).toEqual({ firstTokenMs: 1_000, totalMs: 2_000, gapMs: 3_000 });
  expect(first({ tier: 'heavy' })).toEqual({ firstTokenMs: 10_000, totalMs: 20_000, gapMs: 30_000 });
  expect(first({ tier: 'heavy', timeouts: { min: 1, max: 60, first_token: 40, total: null, gap: 4 } })).toEqual({
    firstTokenMs: 40_000,
    totalMs: 20_000,
    gapMs: 4_000,
  });
});

test('what is usual is what 19 of 20 answers took, once there were twenty', () => {
  const timeouts = createTimeouts();
  for (let i = 1; i < 20; i++) timeouts.observe(1, i * 100);
  expect(timeouts.usualMs()).toBeNull();
  timeouts.observe(1, 100_000);
  expect(timeouts.usualMs()).toBe(100_000);
  for (let i = 0; i < 200; i++) timeouts.observe(1, i % 2 === 0 ? 500 : 700);
  expect(timeouts.usualMs()).toBe(700);
});
