import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { openStorage } from '../storage/storage.ts';
import { createConversations } from './conversations.ts';

const exchange = (n: number) => ({ question: `q${n}`, answer: `a${n}` });

async function setUp(maxHistory = 6, maxSessions = 100) {
  const clock = createVirtualClock();
  const live = { maxHistory };
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const cache = opened.storage.cache('conversations', maxSessions);
  return { clock, live, cache, ...createConversations({ cache, maxHistory: () => live.maxHistory, clock }) };
}

test('a viewer is remembered, in one channel and apart from every other viewer', async () => {
  const { recall, remember } = await setUp();
  await remember('one', 'lea', exchange(1));
  expect(await recall('one', 'lea')).toEqual([exchange(1)]);
  expect(await recall('two', 'lea')).toEqual([]);
  expect(await recall('one', 'max')).toEqual([]);
});

test('only as many messages are kept as the history is long, the newest', async () => {
  const { recall, remember, live } = await setUp(4);
  for (let n = 1; n <= 5; n++) await remember('one', 'lea', exchange(n));
  expect(await recall('one', 'lea')).toEqual([exchange(4), exchange(5)]);
  live.maxHistory = 2;
  expect(await recall('one', 'lea')).toEqual([exchange(5)]);
});

test('with a history of nothing, nothing is kept', async () => {
  const { recall, remember, count } = await setUp(0);
  await remember('one', 'lea', exchange(1));
  expect(await recall('one', 'lea')).toEqual([]);
  expect(await count()).toBe(0);
});

test('a day of idleness forgets; an exchange in between begins the day anew', async () => {
  const { clock, recall, remember, count } = await setUp();
  await remember('one', 'lea', exchange(1));
  await remember('one', 'max', exchange(2));
  await clock.advance(20 * 3_600_000);
  await remember('one', 'lea', exchange(3));
  await clock.advance(5 * 3_600_000);
  expect(await count()).toBe(1);
  expect(await recall('one', 'lea')).toEqual([exchange(1), exchange(3)]);
  expect(await recall('one', 'max')).toEqual([]);
});

test('an endless answer is not kept whole', async () => {
  const { recall, remember } = await setUp();
  await remember('one', 'lea', { question: 'q', answer: 'a'.repeat(1_000_000) });
  expect((await recall('one', 'lea'))[0]?.answer.length).toBeLessThanOrEqual(2_000);
});

test('what somebody else wrote is not taken for a conversation', async () => {
  const { cache, recall, remember } = await setUp();
  await cache.set('viewer/lea/conversation/one', [{ question: 1 }, { ...exchange(2), at: 0 }, null, 'x'], 60_000);
  expect(await recall('one', 'lea')).toEqual([exchange(2)]);
  await cache.set('viewer/max/conversation/one', { role: 'system' }, 60_000);
  await remember('one', 'max', exchange(1));
  expect(await recall('one', 'max')).toEqual([exchange(1)]);
});

test('a store that cannot be read is not written over', async () => {
  const written: unknown[] = [];
  const broken = { ok: false, reason: 'late', detail: 'no answer' } as const;
  const conversations = createConversations({
    cache: {
      get: async () => broken,
      set: async (_key, value) => {
        written.push(value);
        return { ok: true, value: null };
      },
      delete: async () => broken,
      count: async () => broken,
    },
    maxHistory: () => 6,
    clock: createVirtualClock(),
  });
  await conversations.remember('one', 'lea', exchange(1));
  expect(written).toEqual([]);
  expect(await conversations.recall('one', 'lea')).toEqual([]);
  expect(await conversations.count()).toBe(0);
});

test('what is kept is told: how many exchanges, since when, the last question, and until when', async () => {
  const { clock, remember, about } = await setUp();
  expect(await about('one', 'lea')).toEqual({ ok: true, value: null });
  await remember('one', 'lea', exchange(1));
  await clock.advance(3_600_000);
  await remember('one', 'lea', exchange(2));
  await clock.advance(3_600_000);
  expect(await about('one', 'lea')).toEqual({
    ok: true,
    value: { exchanges: 2, lastQuestion: 'q2', sinceMs: 2 * 3_600_000, expiresInMs: 23 * 3_600_000 },
  });
});

test('what is forgotten is gone, what was being remembered meanwhile too, and nobody else’s', async () => {
  const { recall, remember, forget } = await setUp();
  await remember('one', 'lea', exchange(1));
  await remember('two', 'lea', exchange(1));
  await remember('one', 'max', exchange(1));
  const late = remember('one', 'lea', exchange(2));
  expect(await forget('one', 'lea')).toMatchObject({ ok: true });
  await late;
  expect(await recall('one', 'lea')).toEqual([]);
  expect([await recall('two', 'lea'), await recall('one', 'max')]).toEqual([[exchange(1)], [exchange(1)]]);
});
