import { expect, test } from 'vitest';
import type { Clock } from '../lib/clock.ts';
import { createHeartbeat } from './heartbeat.ts';

/** A process that can be stalled: time goes on, timers fire only when it turns again. */
function createProcess() {
  let now = 0;
  let timer: { at: number; callback: () => void } | null = null;
  const clock: Clock = {
    now: () => now,
    wall: () => 0,
    after(ms, callback) {
      timer = { at: now + ms, callback };
      return () => {
        timer = null;
      };
    },
  };
  const turn = (ms: number) => {
    const end = now + ms;
    while (timer && timer.at <= end) {
      now = Math.max(now, timer.at);
      timer.callback();
    }
    now = end;
  };
  const stall = (ms: number) => {
    now += ms;
  };
  return { clock, turn, stall, timers: () => (timer ? 1 : 0) };
}

test('a process that turns has no lag', () => {
  const { clock, turn } = createProcess();
  const heartbeat = createHeartbeat(clock);
  turn(100_000);
  expect(heartbeat.worst(60_000)).toBe(0);
});

test('a stall is seen while it lasts, just after it, and for as long as one asks back', () => {
  const { clock, turn, stall } = createProcess();
  const heartbeat = createHeartbeat(clock);
  turn(1100);
  stall(5000);
  expect(heartbeat.worst(0)).toBe(4850);
  turn(1000);
  expect(heartbeat.worst(5000)).toBe(4850);
  turn(5000);
  expect(heartbeat.worst(5000)).toBe(0);
  expect(heartbeat.worst(60_000)).toBe(4850);
  turn(60_000);
  expect(heartbeat.worst(60_000)).toBe(0);
});

test('after a stop no timer is left', () => {
  const { clock, turn, timers } = createProcess();
  const heartbeat = createHeartbeat(clock);
  turn(1000);
  heartbeat.stop();
  expect(timers()).toBe(0);
});
