import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anEndpoint } from '../../test/faults/llm-house.ts';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { EndpointReport } from '../domain/llm.ts';
import { type BreakerParts, createBreakers, type Lease, modelHealth } from './breaker.ts';

const one = anEndpoint('one', 'http://one/v1');
const two = anEndpoint('two', 'http://two/v1');
const failed = { kind: 'failed', detail: 'status 500' } as const;

function setUp(over: Partial<BreakerParts> = {}, endpoints = [one]) {
  const clock = createVirtualClock();
  const { events, tell } = collectEvents();
  const tracker = createBreakers({
    backoff: () => ({ llm_retry_delay: 5, llm_backoff_multiplier: 2, llm_backoff_max: 300, failure_threshold: 1 }),
    clock,
    tell,
    random: () => 0,
    ...over,
  });
  tracker.sync(endpoints, () => undefined);
  const state = () => tracker.states()[0]?.state;
  const fail = async () => (await tracker.lease())!.settle(failed);
  return { clock, tracker, events, state, fail };
}

test('the waits of an endpoint that goes on failing are 5, 10, 20 ... 300 seconds', async () => {
  const { clock, tracker, fail } = setUp();
  const waits: (number | null)[] = [];
  for (let i = 0; i < 9; i++) {
    await fail();
    waits.push(tracker.soonest());
    await clock.advance(tracker.soonest()!);
  }
  expect(waits.map((ms) => ms! / 1_000)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('a wait is its step to a quarter longer, never less; its end gives one probe at a time', async () => {
  const operation = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('lease' as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('settle' as const),
        which: fc.nat(20),
        how: fc.constantFrom('answered' as const, 'failed' as const, 'failed' as const, 'unproven' as const),
      }),
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { maxLength: 80 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 0, max: 2 ** 31 }),
      async (operations, failure_threshold, seed) => {
        let random = seed;
        const settings = { llm_retry_delay: 5, llm_backoff_multiplier: 2, llm_backoff_max: 300, failure_threshold };
        const { clock, tracker, state, events } = setUp({
          backoff: () => settings,
          random() {
            random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
            return random / 2 ** 31;
          },
        });
        const held: { lease: Lease; probe: boolean }[] = [];
        const steps = [5, 10, 20, 40, 80, 160, 300].map((seconds) => seconds * 1_000);
        for (const each of operations) {
          if (each.kind === 'advance') await clock.advance(each.ms);
          else if (each.kind === 'lease') {
            const before = state();
            const due = tracker.soonest() === 0;
            const lease = await tracker.lease();
            expect(lease !== null).toBe(before === 'healthy' || (before === 'backing off' && due));
            if (lease) held.push({ lease, probe: state() === 'probing' });
          } else {
            const [gone] = held.splice(each.which % Math.max(1, held.length), 1);
            const seen = events.length;
            gone?.lease.settle(each.how === 'failed' ? failed : { kind: each.how });
            if (events.length > seen && state() === 'backing off') {
              const wait = tracker.soonest()!;
              expect(steps.some((step) => wait >= step && wait <= step * 1.25)).toBe(true);
            }
          }
          expect(held.filter(({ probe }) => probe).length).toBe(state() === 'probing' ? 1 : 0);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('an endpoint opens after as many failures in a row as configured', async () => {
  const settings = { llm_retry_delay: 60, llm_backoff_multiplier: 2, llm_backoff_max: 300, failure_threshold: 3 };
  const { tracker, fail, state } = setUp({ backoff: () => settings });
  await fail();
  await fail();
  (await tracker.lease())!.settle({ kind: 'answered' });
  await fail();
  await fail();
  expect(state()).toBe('healthy');
  await fail();
  expect(state()).toBe('backing off');
  expect(tracker.soonest()).toBe(60_000);
});

test('while a call probes, the others go to the next endpoint or nowhere', async () => {
  const { clock, tracker, fail } = setUp({}, [one, two]);
  await fail();
  await clock.advance(5_000);
  const probe = await tracker.lease();
  expect(probe?.endpoint.name).toBe('one');
  expect((await tracker.lease())?.endpoint.name).toBe('two');
  expect(await tracker.lease(new Set(['two']))).toBeNull();
  expect(tracker.available(new Set(['two']))).toBe(false);
  probe?.settle({ kind: 'answered' });
  expect((await tracker.lease())?.endpoint.name).toBe('one');
});

test('healthy is what has answered: before that it is not tried yet, failing, or off where its key is missing', async () => {
  const settings = { llm_retry_delay: 5, llm_backoff_multiplier: 2, llm_backoff_max: 300, failure_threshold: 2 };
  const { clock, tracker, fail } = setUp({ backoff: () => settings }, [one, { ...two, api_key_env: 'KEY' }]);
  const words = () => tracker.states().map(({ word, state }) => word ?? state);
  expect(words()).toEqual(['not tried yet', 'off']);
  expect(tracker.states()[1]).toEqual({ name: 'two', state: 'disabled', word: 'off', detail: 'KEY is not set' });
  (await tracker.lease())!.settle({ kind: 'unproven' });
  expect(words()[0]).toBe('not tried yet');
  await fail();
  expect(words()[0]).toBe('failing');
  (await tracker.lease())!.settle({ kind: 'answered' });
  expect(words()[0]).toBe('healthy');
  await fail();
  await fail();
  expect(words()[0]).toBe('backing off');
  await clock.advance(400_000);
  expect(words()[0]).toBe('not tried yet');
  tracker.sync([one, { ...two, api_key_env: 'KEY' }], () => 'sk-now-there');
  expect(words()[1]).toBe('not tried yet');
});

test('an answer resets the step', async () => {
  const { clock, tracker, fail } = setUp();
  await fail();
  await clock.advance(5_000);
  await fail();
  expect(tracker.soonest()).toBe(10_000);
  await clock.advance(10_000);
  (await tracker.lease())!.settle({ kind: 'answered' });
  await fail();
  expect(tracker.soonest()).toBe(5_000);
});

test('calls that were under way when it opened neither lengthen the wait nor end it', async () => {
  const { tracker, state } = setUp();
  const calls = await Promise.all([tracker.lease(), tracker.lease(), tracker.lease()]);
  calls[0]!.settle(failed);
  calls[1]!.settle(failed);
  calls[2]!.settle({ kind: 'answered' });
  expect(state()).toBe('backing off');
  expect(tracker.soonest()).toBe(5_000);
});

test('five quiet minutes after the wait forget the step; the wait itself is no quiet', async () => {
  const { clock, tracker, fail, state } = setUp();
  for (let i = 0; i < 7; i++) {
    await fail();
    await clock.advance(tracker.soonest()!);
  }
  await fail();
  await clock.advance(300_000 + 299_999);
  expect(state()).toBe('backing off');
  await clock.advance(1);
  expect(state()).toBe('healthy');
  await fail();
  expect(tracker.soonest()).toBe(5_000);
});

test('failures below the threshold are forgotten after five quiet minutes', async () => {
  const settings = { llm_retry_delay: 5, llm_backoff_multiplier: 2, llm_backoff_max: 300, failure_threshold: 2 };
  const { clock, fail, state } = setUp({ backoff: () => settings });
  await fail();
  await clock.advance(300_000);
  await fail();
  expect(state()).toBe('healthy');
});

test('a server that names its wait is believed once; refusing again costs at least the step', async () => {
  const { clock, tracker } = setUp();
  (await tracker.lease())!.settle({ ...failed, retryAfterMs: 1_000 });
  expect(tracker.soonest()).toBe(1_000);
  await clock.advance(1_000);
  (await tracker.lease())!.settle({ ...failed, retryAfterMs: 1_000 });
  expect(tracker.soonest()).toBe(10_000);
  await clock.advance(10_000);
  (await tracker.lease())!.settle({ ...failed, retryAfterMs: 60_000 });
  expect(tracker.soonest()).toBe(60_000);
});

test('a probe that came to nothing leaves the endpoint as it was, after the same step', async () => {
  const { clock, tracker, fail, state } = setUp();
  await fail();
  await clock.advance(5_000);
  (await tracker.lease())!.settle({ kind: 'unproven' });
  expect(state()).toBe('backing off');
  expect(tracker.soonest()).toBe(5_000);
});

test('a disabled endpoint stays so until its configuration changes', async () => {
  const { clock, tracker, state, events } = setUp();
  (await tracker.lease())!.settle({ kind: 'disabled', detail: 'no money left' });
  await clock.advance(3_600_000);
  tracker.sync([{ ...one, price: { in: 1, cached: null, write: null, out: 1 } }], () => undefined);
  expect(state()).toBe('disabled');
  expect(await tracker.lease()).toBeNull();
  expect(events.at(-1)).toMatchObject({ kind: 'endpoint.state', state: 'disabled', detail: 'no money left' });
  tracker.sync([one], () => 'a key');
  expect(state()).toBe('healthy');
});

test('a reload keeps the state of what it did not change, and starts the rest afresh', async () => {
  const { tracker, fail } = setUp({}, [one, two]);
  await fail();
  await fail();
  tracker.sync([{ ...two, model: 'another' }, one], () => undefined);
  expect(tracker.states()).toEqual([
    { name: 'two', state: 'healthy', word: 'not tried yet' },
    { name: 'one', state: 'backing off' },
  ]);
});

test('what is left of a call to an endpoint that was replaced changes nothing', async () => {
  const { tracker, state, events } = setUp();
  const lease = await tracker.lease();
  tracker.sync([{ ...one, model: 'another' }], () => undefined);
  const told = events.length;
  lease!.settle({ kind: 'disabled', detail: 'bad key' });
  expect(state()).toBe('healthy');
  expect(events).toHaveLength(told);
});

test('an endpoint that is no longer configured is told as disabled', () => {
  const { tracker, events } = setUp({}, [one, two]);
  tracker.sync([two], () => undefined);
  expect(events.at(-1)).toMatchObject({ endpoint: 'one', state: 'disabled' });
});

test('what a heartbeat took down it brings up; what calls took down it does not', async () => {
  const { tracker, fail, state } = setUp();
  tracker.down('one', 'no list of models');
  expect(state()).toBe('backing off');
  tracker.up('one');
  expect(state()).toBe('healthy');
  await fail();
  tracker.up('one');
  expect(state()).toBe('backing off');
});

test('a heartbeat does not overrule the call that tried what it took down', async () => {
  const { clock, tracker, fail, state } = setUp();
  tracker.down('one', 'no list of models');
  await clock.advance(5_000);
  await fail();
  tracker.up('one');
  expect(state()).toBe('backing off');
});

test('the model is healthy when something has answered, and no word is said of what nobody has tried', () => {
  const untried: EndpointReport = { name: 'local', state: 'healthy', word: 'not tried yet' };
  const detail = 'OPENAI_API_KEY is not set';
  const keyless: EndpointReport = { name: 'openai', state: 'disabled', word: 'off', detail };
  const good: EndpointReport = { name: 'other', state: 'healthy' };
  expect(modelHealth([untried])).toEqual({ level: 'ok', state: 'not tried yet', detail: 'local: not tried yet' });
  expect(modelHealth([untried, good]).state).toBe('healthy');
  expect(modelHealth([good, keyless])).toEqual({
    level: 'degraded',
    state: 'partly',
    detail: 'other: healthy, openai: off: OPENAI_API_KEY is not set',
  });
  expect(modelHealth([keyless])).toMatchObject({ level: 'degraded', state: 'down' });
  expect(modelHealth([])).toEqual({ level: 'ok', state: 'off' });
});

test('/ready says why an endpoint rests, in words that are no viewer\u2019s', async () => {
  const { tracker, fail } = setUp();
  await fail();
  expect(tracker.health()).toEqual({
    level: 'degraded',
    state: 'down',
    detail: 'one: backing off (status 500; next try in 5 s)',
  });
  expect(tracker.states()).toEqual([{ name: 'one', state: 'backing off' }]);
});
