import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Clock } from '../../lib/clock.ts';
import { compileContainment, screenContainment } from './load.ts';

test('a first reply waits for no timer; what is compiled later rests after each slice, and a stop ends it', async () => {
  const timers = new Set<() => void>();
  let now = 0;
  const clock: Clock = {
    // Each look at it is later than a slice is long.
    now: () => (now += 10),
    wall: () => now,
    after(_, call) {
      timers.add(call);
      return () => void timers.delete(call);
    },
  };
  await screenContainment(clock);
  expect(timers.size).toBe(0);

  const stop = new AbortController();
  // Rules of its own: those of the gate are compiled once in a process.
  const rules = async () => [/a/, /b/, /c/, /d/, /e/, /f/];
  void compileContainment(clock, stop.signal, rules);
  for (let rests = 0; rests < 5; rests++) {
    await expect.poll(() => timers.size).toBe(1);
    const [rest] = timers;
    timers.clear();
    rest!();
  }
  await expect.poll(() => timers.size).toBe(1);
  stop.abort();
  expect(timers.size).toBe(0);
  await compileContainment(clock, stop.signal, rules);
  await turn();
  expect(timers.size).toBe(0);
});
