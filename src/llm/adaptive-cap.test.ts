import { expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createAdaptiveCap } from './adaptive-cap.ts';

function setUp(objectiveMs: number | null = null) {
  const { events, tell } = collectEvents();
  const live = { cap: 10 };
  const adaptive = createAdaptiveCap({ cap: () => live.cap, objectiveMs: () => objectiveMs, tell });
  type Kind = Parameters<typeof adaptive.ended>[0];
  const round = (calls: number, kind: Kind, ms = 100) => {
    for (let i = 0; i < calls; i++) adaptive.began();
    for (let i = 0; i < calls; i++) adaptive.ended(kind, ms);
  };
  return { live, round, limit: adaptive.limit, limits: () => events.map((event) => 'limit' in event && event.limit) };
}

test('nothing holds calls below the cap while they go well, and another cap counts at once', () => {
  const { limit, live, round } = setUp();
  round(10, 'ok', 60_000);
  expect(limit()).toBe(10);
  live.cap = 20;
  expect(limit()).toBe(20);
  live.cap = 3;
  expect(limit()).toBe(3);
});

test.each(['timeout', 'rate_limited', 'server'] as const)(
  'each %s takes a tenth away, and one call is always let',
  (kind) => {
    const { limit, round, limits } = setUp();
    round(1, kind);
    expect(limit()).toBe(9);
    round(1, kind);
    expect(limit()).toBe(8);
    round(100, kind);
    expect(limit()).toBe(1);
    expect(limits()).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  },
);

test('an answer that came later than it should takes a tenth away too', () => {
  const { limit, round } = setUp(2_000);
  round(10, 'ok', 2_000);
  expect(limit()).toBe(10);
  round(1, 'ok', 2_001);
  expect(limit()).toBe(9);
});

test('what says nothing about load changes nothing', () => {
  const { limit, round } = setUp(2_000);
  round(1, 'timeout');
  for (const kind of ['cancelled', 'connection', 'unauthorized', 'quota'] as const) round(20, kind, 90_000);
  for (const kind of ['cancelled', 'connection', 'unauthorized', 'quota'] as const) round(20, kind);
  expect(limit()).toBe(9);
});

test('one more is let for each good answer while at least half of the places are used, up to the cap', () => {
  const { limit, round } = setUp();
  round(100, 'timeout');
  round(1, 'ok');
  expect(limit()).toBe(2);
  round(1, 'ok');
  expect(limit()).toBe(3);
  round(1, 'ok');
  expect(limit()).toBe(3);
  for (let i = 0; i < 20; i++) round(10, 'ok');
  expect(limit()).toBe(10);
});
