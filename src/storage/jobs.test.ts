import { afterEach, describe, expect, test, vi } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Begun, Once } from '../domain/once.ts';
import { createJobs } from './jobs.ts';

function create(once: Once | null = null) {
  const clock = createVirtualClock();
  const { events, tell } = collectEvents();
  return { clock, events, jobs: createJobs({ once, clock, tell }) };
}

/** What several processes know together. */
function shared(): Once {
  const known = new Map<string, Begun>();
  return {
    async begin(deed) {
      const begun = known.get(deed);
      if (begun) return begun;
      known.set(deed, { kind: 'theirs' });
      return { kind: 'mine' };
    },
    outcome: async () => null,
    async done(deed, value) {
      known.set(deed, { kind: 'done', value });
      return true;
    },
  };
}

afterEach(() => vi.useRealTimers());

describe('a job that runs again and again', () => {
  test('begins with the bot, runs each time, and ends with it', async () => {
    const { clock, jobs } = create();
    let runs = 0;
    jobs.every('count', 1_000, async () => runs++);
    await clock.advance(5_000);
    expect(runs).toBe(0);
    await jobs.start();
    await clock.advance(3_000);
    expect(runs).toBe(3);
    await jobs.stop();
    await clock.advance(10_000);
    expect([runs, clock.pending]).toEqual([3, 0]);
  });

  test('is not started a second time while it runs, and its failure is told and costs only that run', async () => {
    const { clock, events, jobs } = create();
    let begun = 0;
    let end = () => {};
    jobs.every('slow', 1_000, () => {
      begun++;
      return new Promise<void>((resolve, reject) => {
        end = begun === 1 ? () => reject(new Error('broken')) : resolve;
      });
    });
    await jobs.start();
    await clock.advance(5_000);
    expect(begun).toBe(1);
    end();
    await clock.advance(1_000);
    expect(begun).toBe(2);
    expect(events).toMatchObject([{ kind: 'bug', where: 'the job slow' }]);
    end();
    await jobs.stop();
  });

  test('runs in one of the processes that share a store', async () => {
    const once = shared();
    const processes = [create(once), create(once)];
    let runs = 0;
    for (const { jobs } of processes) {
      jobs.every('backup', 60_000, async () => runs++);
      await jobs.start();
    }
    for (const { clock } of processes) await clock.advance(3 * 60_000);
    expect(runs).toBe(3);
    for (const { jobs } of processes) await jobs.stop();
  });
});

test('a job of a time of day runs at it, each day', async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 20, 4, 29), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const { jobs } = create();
  let runs = 0;
  jobs.daily('early', '04:30', async () => runs++);
  await jobs.start();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(runs).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(runs).toBe(1);
  await vi.advanceTimersByTimeAsync(24 * 3_600_000);
  expect(runs).toBe(2);
  await jobs.stop();
  await vi.advanceTimersByTimeAsync(48 * 3_600_000);
  expect(runs).toBe(2);
});

test('an expression that is none is told, and everything else runs', async () => {
  const { clock, events, jobs } = create();
  let runs = 0;
  jobs.cron('odd', 'every so often', async () => {});
  jobs.every('good', 1_000, async () => runs++);
  await jobs.start();
  await clock.advance(1_000);
  expect(runs).toBe(1);
  expect(events).toMatchObject([{ kind: 'bug', where: 'the job odd' }]);
  await jobs.stop();
});
