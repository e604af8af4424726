import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createSchedule, type Schedule } from './schedule.ts';

let schedule: Schedule;
const told = collectEvents();
beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 20, 4, 0) });
  told.events.length = 0;
  schedule = await createSchedule(told.tell, 17);
});
afterEach(() => {
  schedule.stop();
  vi.useRealTimers();
});
const minutes = (n: number) => vi.advanceTimersByTimeAsync(n * 60_000);

test('a daily job runs at its time, each day', async () => {
  const runs: string[] = [];
  schedule.daily('04:30', async () => runs.push(new Date().toTimeString().slice(0, 5)));
  await minutes(29);
  expect(runs).toEqual([]);
  await minutes(2 * 24 * 60);
  expect(runs).toEqual(['04:30', '04:30']);
});

test('an hourly job runs each hour, not while it still runs, and a failing one is reported', async () => {
  let runs = 0;
  let done = () => {};
  schedule.hourly(() => {
    runs++;
    return new Promise((resolve, reject) => {
      done = runs < 2 ? () => resolve(null) : () => reject(new Error('oops'));
    });
  });
  await minutes(180);
  expect(runs).toBe(1);
  done();
  await minutes(60);
  expect(runs).toBe(2);
  done();
  await minutes(1);
  expect(told.events).toMatchObject([{ kind: 'bug', where: 'a scheduled job' }]);
});

test('after stopping nothing runs', async () => {
  let runs = 0;
  schedule.hourly(async () => runs++);
  schedule.stop();
  await minutes(120);
  expect(runs).toBe(0);
});
