import { expect, test } from 'vitest';
import { anEndpoint } from '../../test/faults/llm-house.ts';
import { collectEvents } from '../../test/support/fakes.ts';
import { createMemoryBoard } from '../../test/support/memory-board.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Report } from './breaker.ts';
import { createBreakers } from './breaker.ts';
import { createSharedEndpoints } from './breaker-sharing.ts';

const answered = { kind: 'answered' } as const;
const failed = { kind: 'failed', detail: 'status 500' } as const;
const disabled = { kind: 'disabled', detail: 'the key in KEY was refused' } as const;

function createScene({ failure_threshold = 1 } = {}) {
  const clock = createVirtualClock();
  const shared = createMemoryBoard(clock);

  /** A process with one endpoint. */
  function start(key?: string) {
    const { board, cut, heal } = shared.open();
    const { events, tell } = collectEvents();
    const endpoints = createSharedEndpoints({ board, clock });
    const tracker = createBreakers({
      backoff: () => ({ llm_retry_delay: 5, llm_backoff_multiplier: 2, llm_backoff_max: 300, failure_threshold }),
      clock,
      tell,
      random: () => 0,
      shared: endpoints,
    });
    tracker.sync([anEndpoint('local', 'http://local/v1')], () => key);
    return {
      tracker,
      events,
      cut,
      heal,
      /** It dies: nothing of it is heard any more. */
      die() {
        cut();
        endpoints.stop();
      },
      state: () => tracker.states()[0]?.state,
      async call(report: Report) {
        const lease = await tracker.lease();
        lease?.settle(report);
        return lease !== null;
      },
    };
  }
  return { clock, shared, start };
}

test('what one process sees fail, the others leave alone for the whole wait', async () => {
  const { clock, start } = createScene();
  const [one, two] = [start(), start()];
  await clock.advance(0);
  await one.call(failed);
  await clock.advance(1_000);
  expect(two.state()).toBe('backing off');
  await clock.advance(3_999);
  expect(await two.call(answered)).toBe(false);
  await clock.advance(1);
  expect(await two.call(answered)).toBe(true);
  await clock.advance(1_000);
  expect([one.state(), two.state()]).toEqual(['healthy', 'healthy']);
  expect(two.events.map((event) => 'detail' in event && event.detail)).toContain(
    'another process: status 500; next try in 5 s',
  );
});

test('one process probes; the others wait for its verdict and take it', async () => {
  const { clock, start } = createScene();
  const all = [start(), start(), start()];
  await clock.advance(0);
  await all[0]!.call(failed);
  await clock.advance(5_000);
  const probes = await Promise.all(all.map(({ tracker }) => tracker.lease()));
  expect(probes.filter(Boolean)).toHaveLength(1);
  // However long it takes: the process lives.
  await clock.advance(20_000);
  for (const { tracker } of all) expect(await tracker.lease()).toBeNull();
  probes.find(Boolean)!.settle(failed);
  await clock.advance(1_000);
  expect(all.map(({ state }) => state())).toEqual(Array(3).fill('backing off'));
  expect(all.map(({ tracker }) => Math.round(tracker.soonest()! / 1_000))).toEqual([9, 9, 9]);
});

test('a process that dies while it probes frees the probe for another', async () => {
  const { clock, start } = createScene();
  const [one, two] = [start(), start()];
  await clock.advance(0);
  await one.call(failed);
  await clock.advance(5_000);
  expect(await one.tracker.lease()).not.toBeNull();
  one.die();
  expect(await two.call(answered)).toBe(false);
  await clock.advance(5_500);
  expect(await two.call(answered)).toBe(true);
  expect(two.state()).toBe('healthy');
});

test('failures below the threshold count together', async () => {
  const { clock, start } = createScene({ failure_threshold: 3 });
  const [one, two] = [start(), start()];
  await clock.advance(0);
  for (const each of [one, two]) {
    await each.call(failed);
    await clock.advance(1_000);
  }
  expect([one.state(), two.state()]).toEqual(['healthy', 'healthy']);
  await one.call(failed);
  await clock.advance(1_000);
  expect([one.state(), two.state()]).toEqual(['backing off', 'backing off']);
});

test('of two that fail in the same moment the second one lengthens nothing', async () => {
  const { clock, start } = createScene();
  const [one, two] = [start(), start()];
  await clock.advance(0);
  const leases = await Promise.all([one.tracker.lease(), two.tracker.lease()]);
  for (const lease of leases) lease!.settle(failed);
  await clock.advance(1_000);
  expect([one.tracker.soonest(), two.tracker.soonest()]).toEqual([4_000, 4_000]);
});

test('calls to an endpoint that is well ask nothing of the others', async () => {
  const { clock, shared, start } = createScene();
  const one = start();
  await clock.advance(0);
  for (let i = 0; i < 100; i++) await one.call(answered);
  expect(shared.asked).toEqual({ looks: 1, posts: 0, probes: 0 });
});

test('a refused key is refused for those who have the same one, and no other', async () => {
  const { clock, shared, start } = createScene();
  const [one, same, other] = [start('secret'), start('secret'), start('another')];
  await clock.advance(0);
  await one.call(disabled);
  await clock.advance(1_000);
  expect([one.state(), same.state(), other.state()]).toEqual(['disabled', 'disabled', 'healthy']);
  expect(JSON.stringify(shared.ids())).not.toContain('secret');
});

test('who has paid starts one process anew: it tries once, and what it finds counts for all', async () => {
  const { clock, start } = createScene();
  const [one, two] = [start(), start()];
  await clock.advance(0);
  await one.call(disabled);
  await clock.advance(1_000);
  const anew = start();
  await clock.advance(2_000);
  expect(anew.state()).toBe('healthy');
  await anew.call(answered);
  await clock.advance(1_000);
  expect([one.state(), two.state()]).toEqual(['healthy', 'healthy']);
  await one.call(disabled);
  await clock.advance(1_000);
  expect(anew.state()).toBe('disabled');
});

test('cut off, a process decides alone; what it learned is told when the others can hear it', async () => {
  const { clock, start } = createScene();
  const [one, two] = [start(), start()];
  await clock.advance(0);
  one.cut();
  await one.call(failed);
  await clock.advance(4_000);
  expect([one.state(), two.state()]).toEqual(['backing off', 'healthy']);
  await clock.advance(1_000);
  await one.call(failed);
  one.heal();
  await clock.advance(2_000);
  expect(two.state()).toBe('backing off');
  expect(two.tracker.soonest()).toBe(8_000);
});

test('when both have changed their mind meanwhile, what the others know holds', async () => {
  const { clock, start } = createScene();
  const [one, two, three] = [start(), start(), start()];
  await clock.advance(0);
  one.cut();
  await one.call(failed);
  await two.call(disabled);
  await clock.advance(1_000);
  one.heal();
  await clock.advance(1_000);
  expect([one, two, three].map(({ state }) => state())).toEqual(Array(3).fill('disabled'));
});

test('a board that has lost everything learns it again', async () => {
  const { clock, shared, start } = createScene();
  const [one, two] = [start(), start()];
  await clock.advance(0);
  await one.call(failed);
  await clock.advance(1_000);
  shared.forget();
  await clock.advance(2_000);
  const late = start();
  await clock.advance(0);
  expect([one, two, late].map(({ state }) => state())).toEqual(Array(3).fill('backing off'));
  expect(late.tracker.soonest()).toBe(2_000);
});
