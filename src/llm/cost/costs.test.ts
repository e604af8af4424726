import { afterEach, describe, expect, test } from 'vitest';
import { anEndpoint } from '../../../test/support/fakes.ts';
import { findRedis } from '../../../test/support/real-parts.ts';
import { startRedis } from '../../../test/support/redis.ts';
import { openSharedScripts } from '../../../test/support/shared-scripts.ts';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import type { BudgetAlert } from '../../domain/cost.ts';
import type { EndpointSettings, Settings } from '../../domain/settings.ts';
import type { Storage } from '../../domain/storage.ts';
import { openStorage } from '../../storage/storage.ts';
import type { Budgets } from './budgets.ts';
import { type CostRequest, createCosts } from './costs.ts';
import { createOwnBudgets } from './own-budgets.ts';
import { createRedisBudgets } from './redis-budgets.ts';
import { createRows, readRows } from './rows.ts';

const paid = anEndpoint('openai', 'https://api.openai.com/v1', {
  model: 'gpt-5-mini',
  tier: 'heavy',
  price: { in: 0.25, cached: 0.025, out: 2 },
});
const local: EndpointSettings = { ...paid, name: 'local', url: 'http://127.0.0.1:1234/v1', price: null };
const unpriced: EndpointSettings = { ...paid, name: 'unpriced', price: null };
const request = (over: Partial<CostRequest> = {}): CostRequest => ({
  channel: 'my_channel',
  viewerId: '7',
  messages: [{ role: 'user', content: 'x'.repeat(988) }],
  maxTokens: 1_000,
  ...over,
});
/** What `request` may cost at most: 1,000 tokens in and 1,000 out. */
const mostCents = 0.025 + 0.2;
const used = { usage: { promptTokens: 1_000, cachedTokens: 0, writtenTokens: 0, completionTokens: 1_000 }, answer: '' };

const open: Storage[] = [];
afterEach(async () => {
  for (const storage of open.splice(0)) await storage.close();
});

const memory = () => opened('memory:');
async function opened(url: string): Promise<Storage> {
  const opened = await openStorage({ url, folder: '/nowhere', tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  open.push(opened.storage);
  return opened.storage;
}

type Budget = Partial<Omit<Settings['budget'], 'tokens'>> & { readonly tokens?: Partial<Settings['budget']['tokens']> };
const none = { day: null, channel: null, viewer: null };

async function aBot(budget: Budget, over: { readonly storage?: Storage; readonly budgets?: Budgets } = {}) {
  const storage = over.storage ?? (await memory());
  const clock = createVirtualClock();
  const alerts: BudgetAlert[] = [];
  const told: string[] = [];
  const tell = (event: { kind: string; text?: string }) => void (event.text && told.push(event.text));
  const costs = createCosts({
    budget: () => ({ ...none, ...budget, tokens: { ...none, ...budget.tokens } }),
    budgets:
      over.budgets ?? createOwnBudgets({ records: storage.records, viewers: storage.cache('budgets'), clock, tell }),
    rows: createRows({ records: storage.records, clock, self: '' }),
    records: storage.records,
    clock,
    tell,
  });
  costs.onAlert((alert) => alerts.push(alert));
  return { costs, storage, clock, alerts, told };
}

test('a thousand asks at once never spend more than the day allows', async () => {
  const { costs } = await aBot({ day: 10 });
  const asked = await Promise.all(
    Array.from({ length: 1_000 }, (_, n) => costs.reserve(paid, request({ viewerId: String(n) }))),
  );
  const granted = asked.filter((reservation) => reservation !== null);
  expect(granted).toHaveLength(Math.floor(10 / mostCents));
  for (const reservation of granted) reservation.settle(used);
  await costs.flush();
  const { day } = await costs.today('my_channel');
  expect(day.cents).toBeLessThanOrEqual(10);
  expect(day.cents).toBeCloseTo(granted.length * mostCents, 6);
});

test.each(['channel', 'viewer'] as const)('the budget of a %s holds for it alone', async (scope) => {
  const { costs } = await aBot({ [scope]: mostCents * 1.5 });
  expect(await costs.reserve(paid, request())).not.toBeNull();
  expect(await costs.reserve(paid, request())).toBeNull();
  expect(await costs.reserve(paid, request({ channel: 'other', viewerId: '8' }))).not.toBeNull();
});

test('what the bot asks for itself is no viewer’s budget', async () => {
  const { costs } = await aBot({ viewer: mostCents / 2 });
  expect(await costs.reserve(paid, request({ viewerId: null }))).not.toBeNull();
});

test('what a call did not use comes back, and what was refused before it began costs nothing', async () => {
  const { costs, clock } = await aBot({ day: mostCents * 2 });
  (await costs.reserve(paid, request()))?.settle({ ...used, usage: { ...used.usage, completionTokens: 0 } });
  (await costs.reserve(paid, request()))?.settle('unbilled');
  await clock.advance(3_000);
  expect((await costs.today('my_channel')).day.cents).toBeCloseTo(0.025, 6);
  expect(await costs.reserve(paid, request())).not.toBeNull();
});

test('a call that was cut off counts as if all of it had been billed', async () => {
  const { costs, clock } = await aBot({ day: 10 });
  (await costs.reserve(paid, request()))?.settle('unknown');
  await clock.advance(3_000);
  expect((await costs.today('my_channel')).day.cents).toBeCloseTo(mostCents, 6);
});

test('after a crash, money that was put aside counts as spent', async () => {
  const storage = await memory();
  const first = await aBot({ day: mostCents * 2.5 }, { storage });
  expect(await first.costs.reserve(paid, request())).not.toBeNull();
  expect(await first.costs.reserve(paid, request())).not.toBeNull();
  // Nothing was settled, nothing was flushed: the next process has only what the store holds.
  const second = await aBot({ day: mostCents * 2.5 }, { storage });
  expect(await second.costs.reserve(paid, request())).toBeNull();
});

test('the next day has a budget of its own', async () => {
  const { costs, clock } = await aBot({ day: mostCents * 1.5 });
  expect(await costs.reserve(paid, request())).not.toBeNull();
  expect(await costs.reserve(paid, request())).toBeNull();
  clock.jumpWall(24 * 3_600_000);
  expect(await costs.reserve(paid, request())).not.toBeNull();
});

test('an endpoint without a price is unknown, not free, and tokens hold it', async () => {
  const { costs, storage, told } = await aBot({ day: 1, tokens: { day: 3_000 } });
  const reservation = await costs.reserve(unpriced, request());
  reservation?.settle(used);
  expect(await costs.reserve(unpriced, request())).toBeNull();
  expect(told.filter((text) => text.includes('unpriced has no price'))).toHaveLength(1);
  await costs.flush();
  const read = await readRows(storage.records, '2000-01-01');
  expect(read).toMatchObject({
    ok: true,
    rows: [{ endpoint: 'unpriced', cents: null, calls: 1, promptTokens: 1_000 }],
  });
});

test('a model of the house is asked whatever was spent', async () => {
  const { costs } = await aBot({ day: 0, tokens: { day: 0 } });
  expect(await costs.reserve(paid, request())).toBeNull();
  expect(await costs.reserve(local, request())).not.toBeNull();
});

test('the streamer hears once that the day is nearly spent, and once that it is', async () => {
  const { costs, alerts } = await aBot({ day: mostCents * 10 });
  for (let n = 0; n < 20; n++) await costs.reserve(paid, request({ viewerId: String(n) }));
  await expect
    .poll(() => alerts)
    .toEqual([
      { kind: 'nearly', scope: 'day', channel: 'my_channel', percent: 80 },
      { kind: 'exhausted', scope: 'day', channel: 'my_channel', percent: 100 },
    ]);
});

/** Spends the day with both bots at once; what their streamer was told, in any order. */
async function toldBy(...bots: Awaited<ReturnType<typeof aBot>>[]) {
  const ask = (n: number) => bots[n % bots.length]!.costs.reserve(paid, request({ viewerId: String(n) }));
  await Promise.all(Array.from({ length: 20 }, (_, n) => ask(n)));
  // The store does one thing after the other.
  for (const { storage } of bots) await storage.records.set('after', 1);
  return bots.flatMap(({ alerts }) => alerts.map(({ kind }) => kind)).toSorted();
}

test('after a restart the streamer is not told again what they heard today, but on another day', async () => {
  const storage = await memory();
  const first = await aBot({ day: mostCents * 10 }, { storage });
  expect(await toldBy(first)).toEqual(['exhausted', 'nearly']);
  const second = await aBot({ day: mostCents * 10 }, { storage });
  expect(await toldBy(second)).toEqual([]);
  second.clock.jumpWall(24 * 3_600_000);
  expect(await toldBy(second)).toEqual(['exhausted', 'nearly']);
});

test('a store that is away is no spent budget: the streamer is told nothing', async () => {
  const storage = await memory();
  const { costs, alerts } = await aBot({ day: 10 }, { storage });
  await storage.close();
  expect(await costs.reserve(paid, request())).toBeNull();
  await storage.records.set('after', 1);
  expect(alerts).toEqual([]);
});

test('a call that may take more than was thought takes it from the same budget, and gives back all that is left', async () => {
  const { costs, clock } = await aBot({ day: mostCents * 2 });
  const small = await costs.reserve(paid, request({ maxTokens: 100 }));
  expect(await small!.grow(1_000)).toBe(true);
  expect((await costs.today('my_channel')).day.cents).toBeCloseTo(mostCents, 6);
  expect(await small!.grow(100_000)).toBe(false);
  small!.settle({ ...used, usage: { ...used.usage, completionTokens: 0 } });
  await clock.advance(3_000);
  expect((await costs.today('my_channel')).day.cents).toBeCloseTo(0.025, 6);
  // It was cut off while more was asked for: nobody would ever give that back.
  expect(await small!.grow(2_000)).toBe(false);
  await clock.advance(3_000);
  expect((await costs.today('my_channel')).day.cents).toBeCloseTo(0.025, 6);
});

test('a store that is away lets nothing be spent', async () => {
  const storage = await memory();
  const { costs } = await aBot({ day: 10 }, { storage });
  await storage.close();
  expect(await costs.reserve(paid, request())).toBeNull();
});

test('a sum that cannot be read is not begun anew: nothing is spent, and nothing written, until it can', async () => {
  const storage = await memory();
  const first = await aBot({ day: mostCents * 1.5 }, { storage });
  expect(await first.costs.reserve(paid, request())).not.toBeNull();
  const read = { fails: true };
  const { get } = storage.records;
  const late = { ok: false, reason: 'late', detail: 'no answer' } as const;
  const records = { ...storage.records, get: async (key: string) => (read.fails ? late : get(key)) };
  const second = await aBot({ day: mostCents * 1.5 }, { storage: { ...storage, records } });
  expect(await second.costs.reserve(paid, request())).toBeNull();
  read.fails = false;
  expect(await second.costs.reserve(paid, request())).toBeNull();
  expect((await second.costs.today('my_channel')).day.cents).toBeCloseTo(mostCents, 6);
});

test('tokens that were in the cache cost what the price says of them', async () => {
  const { costs, clock } = await aBot({ day: 10 });
  (await costs.reserve(paid, request()))?.settle({
    ...used,
    usage: { ...used.usage, cachedTokens: 800, completionTokens: 0 },
  });
  await clock.advance(3_000);
  expect((await costs.today('my_channel')).day.cents).toBeCloseTo((200 * 0.25 + 800 * 0.025) * 1e-4, 9);
});

describe('rows', () => {
  test('calls are added up by day, channel, endpoint and model, and outlive a restart', async () => {
    const storage = await memory();
    for (let process = 0; process < 2; process++) {
      const { costs } = await aBot({ day: 10 }, { storage });
      (await costs.reserve(paid, request()))?.settle(used);
      (await costs.reserve(local, request()))?.settle(used);
      await costs.flush();
    }
    const read = await readRows(storage.records, '2000-01-01');
    expect(read.ok && read.rows).toEqual([
      expect.objectContaining({ endpoint: 'local', calls: 2, cents: 0, completionTokens: 2_000 }),
      expect.objectContaining({ endpoint: 'openai', calls: 2, cents: expect.closeTo(mostCents * 2, 6) }),
    ]);
  });
});

test('while Redis is away no more viewers are counted than memory has room for; the others get no paid model', async () => {
  const away = { ok: false, reason: 'unreachable', detail: 'gone' } as const;
  const told: unknown[] = [];
  let isAway = true;
  const sums = new Map<string, number>();
  const budgets = createRedisBudgets({
    scripts: {
      define: () => async (keys, args) => {
        if (isAway) return away;
        for (const key of keys) sums.set(key, (sums.get(key) ?? 0) + Number(args[7]));
        return { ok: true, value: [0, '0', '0', '0', '0', '0', '0'] };
      },
    },
    processes: () => 1,
    optedOut: async () => false,
    tell: (event) => told.push(event),
  });
  const { costs, alerts } = await aBot({ day: 1_000_000 }, { budgets });
  const ask = (viewer: number) => costs.reserve(paid, request({ viewerId: String(viewer) }));
  let granted = 0;
  for (let viewer = 0; viewer < 5_010; viewer++) if (await ask(viewer)) granted++;
  expect(granted).toBe(5_000);
  expect(await ask(3)).not.toBeNull();
  expect(told).toHaveLength(1);
  expect(alerts).toEqual([]);
  isAway = false;
  expect(await Promise.all([ask(5_008), ask(5_009)])).not.toContain(null);
  expect(await ask(5_007)).not.toBeNull();
  // All that was counted alone is told, once.
  expect(sums.get('serdabot:cost:{2026-11-20}:total')).toBe(5_004 * 2_000);
  expect(sums.get('serdabot:cost:{2026-11-20}:viewer:3')).toBe(2 * 2_000);
});

const redis = findRedis();
describe.skipIf(!redis)('on Redis', () => {
  test('of whom it is not known whether they opted out nothing is stored under their name', async () => {
    await using server = await startRedis(redis!);
    const link = await openSharedScripts(server.url);
    try {
      const optedOut = async () => null;
      const budgets = createRedisBudgets({ scripts: link.scripts, processes: () => 1, optedOut, tell() {} });
      const { costs } = await aBot({ day: mostCents * 10 }, { budgets });
      expect(await costs.reserve(paid, request())).not.toBeNull();
      expect(String(await server.command('KEYS', 'serdabot:cost:*'))).toMatch(/^(?!.*viewer).*total/s);
    } finally {
      link.close();
    }
  });

  test('who opts out leaves no key, gets no new budget by it, and what they ask later is nobody’s; one process tells the streamer', async () => {
    await using server = await startRedis(redis!);
    const links = [await openSharedScripts(server.url), await openSharedScripts(server.url)];
    const storages = [await opened(server.url), await opened(server.url)];
    const out = new Set<string>();
    try {
      const bots = await Promise.all(
        links.map(({ scripts }, at) => {
          const optedOut = async (viewerId: string) => out.has(viewerId);
          const budgets = createRedisBudgets({ scripts, processes: () => 2, optedOut, tell() {} });
          return aBot({ day: mostCents * 10, viewer: mostCents * 2.5 }, { budgets, storage: storages[at]! });
        }),
      );
      const { costs } = bots[0]!;
      const keys = async () => String(await server.command('KEYS', 'serdabot:cost:*viewer:*'));
      const under = await costs.reserve(paid, request());
      await costs.reserve(paid, request({ viewerId: '8' }));
      expect(await keys()).toMatch(/viewer:7\b/);
      out.add('7');
      expect(await costs.forget('7')).toEqual({ ok: true, value: null });
      expect(await keys()).not.toMatch(/viewer:7\b/);
      // What was under way ends now, and it was the first of the two that the viewer has.
      under!.settle('unbilled');
      await costs.today('my_channel');
      expect(await costs.reserve(paid, request())).not.toBeNull();
      expect(await costs.reserve(paid, request())).toBeNull();
      out.delete('7');
      expect(await costs.reserve(paid, request({ maxTokens: 2_000 }))).toBeNull();
      out.add('7');
      expect(await keys()).toMatch(/^\S*viewer:8$/);
      expect((await costs.today('my_channel')).day.cents).toBeCloseTo(mostCents * 2, 6);
      // Those who opted out, and the bot itself, do not share one viewer's budget.
      out.add('9');
      for (const viewerId of [null, null, '9']) expect(await costs.reserve(paid, request({ viewerId }))).not.toBeNull();
      const ask = (n: number) => bots[n % 2]!.costs.reserve(paid, request({ viewerId: `a${n}` }));
      await Promise.all(Array.from({ length: 20 }, (_, n) => ask(n)));
      const heard = () => bots.flatMap(({ alerts }) => alerts.map(({ kind }) => kind)).toSorted();
      await expect.poll(heard).toEqual(['exhausted', 'nearly']);
      for (const storage of storages) await storage.records.set('after', 1);
      expect(heard()).toEqual(['exhausted', 'nearly']);
    } finally {
      for (const link of links) link.close();
    }
  });

  test('processes share one budget, also over the death of one, and keep to their part when Redis is away', async () => {
    await using server = await startRedis(redis!);
    const links = [await openSharedScripts(server.url), await openSharedScripts(server.url)];
    try {
      const bots = await Promise.all(
        links.map(({ scripts }) =>
          aBot(
            { day: mostCents * 40 },
            {
              budgets: createRedisBudgets({ scripts, processes: () => 2, optedOut: async () => false, tell() {} }),
            },
          ),
        ),
      );
      const ask = (n: number, of: number) => bots[of]!.costs.reserve(paid, request({ viewerId: String(n) }));
      const granted = await Promise.all(Array.from({ length: 200 }, (_, n) => ask(n % 20, n % 2)));
      expect(granted.filter((one) => one !== null)).toHaveLength(40);
      // Half of it comes back; then each has half of that half while it is cut off.
      for (const [index, one] of granted.filter((each) => each !== null).entries()) {
        one.settle(index % 2 ? 'unbilled' : 'unknown');
      }
      await expect
        .poll(async () => (await bots[0]!.costs.today('my_channel')).day.cents)
        .toBeCloseTo(mostCents * 20, 6);
      await bots[1]!.costs.today('my_channel');
      await server.kill();
      const alone = await Promise.all(Array.from({ length: 100 }, (_, n) => ask(1, n % 2)));
      const taken = alone.filter((one) => one !== null).length;
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThanOrEqual(20);
      await server.restart();
      await expect
        .poll(
          async () => {
            await bots[0]!.costs.flush();
            await bots[1]!.costs.flush();
            return (await bots[0]!.costs.today('my_channel')).day.cents;
          },
          { timeout: 30_000 },
        )
        // More where the machine was so busy that a call that nobody waited for any more was counted after all.
        .toBeGreaterThan(mostCents * (20 + taken) - 1e-6);
    } finally {
      for (const link of links) link.close();
    }
  });
});
