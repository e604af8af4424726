import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Completion, Past } from '../domain/llm.ts';
import { openStorage } from '../storage/storage.ts';
import { createConversations, type Summarise } from './conversations.ts';

const exchange = (n: number) => ({ question: `q${n}`, answer: `a${n}` });

async function setUp(maxHistory = 6, maxSessions = 100, summarise?: Summarise) {
  const clock = createVirtualClock();
  const live = { maxHistory };
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const cache = opened.storage.cache('conversations', maxSessions);
  const conversations = createConversations({
    cache,
    maxHistory: () => live.maxHistory,
    ...(summarise && { summarise }),
    clock,
  });
  const past = (channel: string, viewerId: string) => conversations.recall(channel, viewerId);
  const recall = async (channel: string, viewerId: string) => (await past(channel, viewerId)).exchanges;
  return { clock, live, cache, ...conversations, past, recall };
}

test('a viewer is remembered, in one channel and apart from every other viewer', async () => {
  const { recall, remember } = await setUp();
  await remember('one', 'lea', exchange(1));
  expect(await recall('one', 'lea')).toEqual([exchange(1)]);
  expect(await recall('two', 'lea')).toEqual([]);
  expect(await recall('one', 'max')).toEqual([]);
});

test('what an answer was read from is remembered with it', async () => {
  const { cache, recall, remember } = await setUp();
  const read = { ...exchange(1), about: { source: 'wikipedia', title: 'Parasite (2019 film)' } as const };
  await remember('one', 'lea', read);
  expect(await recall('one', 'lea')).toEqual([read]);
  await cache.set(
    'viewer/lea/conversation/one',
    { exchanges: [{ ...exchange(2), at: 1, about: { title: 3 } }] },
    1_000,
  );
  expect(await recall('one', 'lea')).toEqual([exchange(2)]);
});

test('who asks again at once is remembered with what is being written, and a stop waits for that', async () => {
  const { cache, recall, remember, about, settled } = await setUp();
  void remember('one', 'lea', exchange(1));
  expect(await recall('one', 'lea')).toEqual([exchange(1)]);
  void remember('one', 'lea', exchange(2));
  expect(await about('one', 'lea')).toMatchObject({ value: { lastQuestion: 'q2' } });
  void remember('one', 'max', exchange(3));
  await settled();
  expect(await cache.get('viewer/max/conversation/one')).toMatchObject({ value: { exchanges: [exchange(3)] } });
});

test('a stop waits for no reply that is still on its way, and remembers nothing of it', async () => {
  const { cache, remember, settled } = await setUp();
  const never = new Promise<string | null>(() => {});
  void remember('one', 'lea', exchange(1));
  void remember('one', 'lea', exchange(2), never);
  void remember('one', 'lea', exchange(3), never);
  // The second has its turn by now and waits; the third will have it when the second ends.
  await turn();
  await settled();
  expect(await cache.get('viewer/lea/conversation/one')).toMatchObject({ value: { exchanges: [exchange(1)] } });
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
  expect((await recall('one', 'lea'))[0]?.answer.length).toBeLessThanOrEqual(1_000);
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
  expect(await conversations.recall('one', 'lea')).toEqual({ summary: null, exchanges: [] });
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
    value: { exchanges: 2, summarised: false, lastQuestion: 'q2', sinceMs: 2 * 3_600_000, expiresInMs: 23 * 3_600_000 },
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

describe('a conversation that grows', () => {
  const said = (text: string): Completion => ({ kind: 'text', text, endpoint: 'small', model: 'm' });
  /** A model whose summaries come when the test says so. */
  function aModel(settle: () => Promise<void>) {
    const calls: { said: Past; channel: string; signal: AbortSignal; end(completion: Completion): Promise<void> }[] =
      [];
    const summarise: Summarise = (channel, past, signal) =>
      new Promise((resolve) => {
        const end = async (completion: Completion) => {
          resolve(completion);
          await settle();
          await settle();
        };
        calls.push({ channel, said: past, signal, end });
      });
    return { calls, summarise };
  }

  async function grown(exchanges = 4) {
    const model = aModel(() => all.clock.advance(0));
    const all = await setUp(6, 100, model.summarise);
    for (let n = 1; n <= exchanges; n++) await all.remember('one', 'lea', exchange(n));
    return { ...all, ...model };
  }

  test('is summarised behind the viewer’s back: its older part at once, and the newest stays word for word', async () => {
    const { calls, past } = await grown();
    expect(calls.map((call) => call.said)).toEqual([{ summary: null, exchanges: [exchange(1), exchange(2)] }]);
    // Until it is there, what was said last.
    expect(await past('one', 'lea')).toEqual({ summary: null, exchanges: [2, 3, 4].map(exchange) });
    await calls[0]!.end(said('Léa said\n1 and 2.'));
    expect(await past('one', 'lea')).toEqual({ summary: 'Léa said 1 and 2.', exchanges: [3, 4].map(exchange) });
  });

  test('hands the summary so far on to the next one', async () => {
    const { calls, past, remember } = await grown();
    await calls[0]!.end(said('first'));
    await remember('one', 'lea', exchange(5));
    expect(calls).toHaveLength(1);
    await remember('one', 'lea', exchange(6));
    expect(calls[1]?.said).toEqual({ summary: 'first', exchanges: [3, 4].map(exchange) });
    await calls[1]!.end(said('second'));
    expect(await past('one', 'lea')).toEqual({ summary: 'second', exchanges: [5, 6].map(exchange) });
  });

  test('has one summary at a time, and loses nothing that is said meanwhile', async () => {
    const { calls, past, remember } = await grown();
    for (const n of [5, 6]) await remember('one', 'lea', exchange(n));
    expect(calls).toHaveLength(1);
    await calls[0]!.end(said('one and two'));
    expect(await past('one', 'lea')).toEqual({ summary: 'one and two', exchanges: [4, 5, 6].map(exchange) });
    await remember('one', 'lea', exchange(7));
    expect(calls[1]?.said).toEqual({ summary: 'one and two', exchanges: [3, 4, 5].map(exchange) });
  });

  test('is cut where no model sums it up', async () => {
    const { calls, past } = await grown();
    await calls[0]!.end({ kind: 'failed', reason: 'no_endpoint' });
    expect(await past('one', 'lea')).toEqual({ summary: null, exchanges: [3, 4].map(exchange) });
  });

  test('stays whole when the bot stops before the summary is there', async () => {
    const { calls, past } = await grown();
    await calls[0]!.end({ kind: 'failed', reason: 'cancelled' });
    expect(await past('one', 'lea')).toEqual({ summary: null, exchanges: [2, 3, 4].map(exchange) });
  });

  test('has a short summary, however much the model says', async () => {
    const { calls, past } = await grown();
    await calls[0]!.end(said('x'.repeat(100_000)));
    expect((await past('one', 'lea')).summary).toHaveLength(600);
  });

  test.each(['forgotten', 'erased', 'expired'])(
    'that was %s meanwhile is not brought back by its summary',
    async (how) => {
      const { calls, past, forget, leave, cache, remember, clock } = await grown();
      if (how === 'forgotten') await forget('one', 'lea');
      if (how === 'expired') await clock.advance(24 * 3_600_000);
      if (how === 'erased') {
        leave('lea');
        await cache.delete('viewer/lea/conversation/one');
      }
      expect(calls[0]?.signal.aborted).toBe(how !== 'expired');
      await remember('one', 'lea', exchange(1));
      await calls[0]!.end(said('a secret'));
      expect(await past('one', 'lea')).toEqual({ summary: null, exchanges: [exchange(1)] });
    },
  );

  test('keeps its summary no longer than itself, and is told of with it', async () => {
    const { calls, clock, about, count } = await grown();
    await clock.advance(3_600_000);
    await calls[0]!.end(said('short'));
    expect(await about('one', 'lea')).toMatchObject({
      value: { exchanges: 2, summarised: true, sinceMs: 3_600_000, expiresInMs: 23 * 3_600_000 },
    });
    await clock.advance(23 * 3_600_000);
    expect(await count()).toBe(0);
  });

  test('goes on from what an older version of the bot has kept', async () => {
    const { cache, past, remember, calls } = await grown(0);
    await cache.set('viewer/lea/conversation/one', [{ ...exchange(1), at: 0 }], 60_000);
    for (const n of [2, 3, 4]) await remember('one', 'lea', exchange(n));
    await calls[0]!.end(said('short'));
    expect(await past('one', 'lea')).toEqual({ summary: 'short', exchanges: [3, 4].map(exchange) });
  });

  test('of a history of one exchange is not summarised after every answer', async () => {
    const { live, calls, remember, recall } = await grown(0);
    live.maxHistory = 2;
    for (const n of [1, 2, 3]) await remember('one', 'lea', exchange(n));
    expect([calls.length, await recall('one', 'lea')]).toEqual([0, [exchange(3)]]);
  });
});
