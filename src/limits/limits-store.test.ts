import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aViewer, collectEvents, someSettings } from '../../test/support/fakes.ts';
import { createModel, crowd, settingsArb } from '../../test/support/limits-model.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Storage } from '../domain/storage.ts';
import type { AdmissionRequest, Verdict } from '../domain/verdict.ts';
import { openStorage } from '../storage/storage.ts';
import { createLimitsStore } from './limits-store.ts';
import { createRateLimiter } from './rate-limiter.ts';
import type { LimiterSettings } from './rules.ts';

const settings: LimiterSettings = { ...someSettings().rate_limiting, max_requests_per_user_hour: 3, cap: 4 };
const permits = { reserve: () => ({ release() {} }), nextMs: () => 0 };

async function store(clock = createVirtualClock()) {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.storage;
}

/** A process of the bot on the store, until it is killed. */
function process(storage: Storage, clock: ReturnType<typeof createVirtualClock>, its = settings) {
  const { events, tell } = collectEvents();
  const limiter = createRateLimiter({ settings: () => its, clock, permits, tell });
  let isDead = false;
  const alive = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => (isDead ? new Promise(() => {}) : work(...args));
  };
  const { records, gather } = storage;
  const cache = storage.cache('limits');
  const stored = createLimitsStore({
    limiter,
    store: {
      records: { ...records, batch: alive(records.batch) },
      cache: () => ({ ...cache, set: alive(cache.set), delete: alive(cache.delete) }),
      gather,
    },
    clock,
    tell,
  });
  const noted = (request: AdmissionRequest) => stored.noted(request, limiter.admit(request));
  const reset = (channel: string, viewerId: string) => {
    limiter.resetViewer(channel, viewerId);
    stored.write();
  };
  const admission = (request: Pick<AdmissionRequest, 'channel' | 'viewer' | 'command' | 'free'>) =>
    noted({ deadline: clock.now() + 20_000, ...request });
  const ask = (login: string, command = 'ask', free = false) =>
    admission({ channel: 'c', viewer: aViewer(login), command, free });
  const admit = async (...asked: Parameters<typeof ask>) => {
    const verdict = await ask(...asked);
    if (verdict.kind === 'admitted') verdict.settle(true);
    return verdict.kind === 'admitted' ? 'admitted' : verdict.by;
  };
  const kill = () => {
    isDead = true;
  };
  return { limiter, stored, admission, reset, ask, admit, events, kill };
}
/** What was asked of the store is done: it takes so many writes in one turn of the event loop. */
async function written(clock: ReturnType<typeof createVirtualClock>) {
  for (let turns = 0; turns < 20; turns++) await clock.advance(0);
}
const keysIn = async ({ gather }: Storage) => {
  const found = await gather('limits/');
  return found.ok ? found.value.map(({ key }) => key) : [];
};

test('a restart forgets no cooldown and no hourly cap', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  const first = process(storage, clock);
  await first.stored.start();
  for (let i = 0; i < 3; i++) {
    expect(await first.admit('lea')).toBe('admitted');
    await clock.advance(11_000);
  }
  expect(await first.admit('max')).toBe('admitted');
  await first.stored.stop();
  await clock.advance(2_000);

  const second = process(storage, clock);
  await second.stored.start();
  expect(await second.admit('max')).toBe('cooldown');
  expect(await second.admit('lea')).toBe('hourly');
  expect(await second.admit('zoe')).toBe('admitted');
  await clock.advance(3_600_000);
  expect(await second.admit('lea')).toBe('admitted');
});

test('a process that is killed forgets no admission, not even the last', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  let last = process(storage, clock);
  await last.stored.start();
  await last.admit('max');
  // Over several tables, and over one kill after the other.
  for (const [admissions, restMs] of [
    [1, 121_000],
    [2, 1_100],
    [3, 0],
  ] as const) {
    expect(await last.admit('lea')).toBe('admitted');
    await clock.advance(11_000);
    expect(await last.admit('zoe')).toBe('admitted');
    await clock.advance(restMs);
    await last.admit(`last ${admissions}`);
    await written(clock);
    last.kill();
    last = process(storage, clock);
    await last.stored.start();
    expect(last.limiter.tracked().viewers).toBe(3 + admissions);
    const lea = [...last.limiter.snapshot()].find(({ viewer }) => viewer === aViewer('lea').id);
    expect(lea?.stamps).toHaveLength(admissions);
    expect(await last.admit(`last ${admissions}`)).toBe('cooldown');
    if (restMs < 10_000) expect(await last.admit('zoe')).toBe('cooldown');
    await clock.advance(10_000);
  }
  expect([await last.admit('lea'), await last.admit('max')]).toEqual(['hourly', 'admitted']);
});

test('a kill costs nobody an admission: not a command that did not run, and not a right', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  const first = process(storage, clock);
  await first.stored.start();
  const verdict = await first.ask('lea');
  if (verdict.kind === 'admitted') verdict.settle(false);
  expect(await first.admit('max', 'forgetme', true)).toBe('admitted');
  // What uses up no question is none after a kill either.
  const pace = { name: 'ping', viewerSeconds: null, channelSeconds: 0 };
  const light = first.limiter.admit({
    channel: 'c',
    viewer: aViewer('sam'),
    command: 'ping',
    deadline: 9e9,
    light: pace,
  });
  const request = { channel: 'c', viewer: aViewer('sam'), command: 'ping', deadline: 9e9, light: pace, asks: false };
  first.stored.noted(request, light);
  await written(clock);
  first.kill();
  const second = process(storage, clock);
  await second.stored.start();
  expect(second.limiter.tracked().viewers).toBe(0);
});

test('the table replaces what was written beside it, and ends with the last open hour', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  let writes = 0;
  const batch: Storage['records']['batch'] = (changes) => storage.records.batch(changes).finally(() => writes++);
  const bot = process({ ...storage, records: { ...storage.records, batch } }, clock);
  await bot.stored.start();
  for (let i = 0; i < 5; i++) {
    await bot.admit(`v${i}`);
    await clock.advance(2_000);
  }
  expect(await keysIn(storage)).toHaveLength(5);
  expect(writes).toBe(0);
  await clock.advance(120_000);
  expect([writes, await keysIn(storage)]).toEqual([1, ['limits/0000', 'limits/up-to']]);
  // When nobody's hour is open any more, nobody is in the store, and nothing is written.
  await clock.advance(2 * 3_600_000);
  expect(await keysIn(storage)).toEqual(['limits/up-to']);
  const before = writes;
  await clock.advance(3_600_000);
  expect(writes).toBe(before);
});

test('however often it is killed, the store holds nobody past the hour', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  let last = process(storage, clock);
  for (let kills = 0; kills < 4; kills++) {
    await last.stored.start();
    for (let i = 0; i < 110; i++) {
      await last.admit(`v${kills}x${i}`);
      await clock.advance(1_000);
    }
    last.kill();
    last = process(storage, clock);
  }
  await last.stored.start();
  expect(last.limiter.tracked().viewers).toBe(440);
  await clock.advance(121_000);
  await written(clock);
  expect(await keysIn(storage)).toHaveLength(2);
  expect(last.events).toEqual([]);
  // And of a bot that nobody starts again nothing is found but a table.
  await last.admit('late');
  last.kill();
  await clock.advance(3_600_001);
  expect(await keysIn(storage)).toHaveLength(2);
});

test('what an older version left beside its table is counted once more, then removed, however much it is', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  const { id } = aViewer('lea');
  for (let n = 0; n < 600; n++) {
    const stamps = [clock.wall() - 1_000];
    const viewer = n === 0 ? id : String(5_000 + n);
    await storage.records.set(`limits/since/${String(n).padStart(9, '0')}`, [{ channel: 'c', viewer, stamps }]);
  }
  const bot = process(storage, clock);
  await bot.stored.start();
  expect(await bot.admit('lea')).toBe('cooldown');
  expect(bot.limiter.tracked().viewers).toBe(600);
  await clock.advance(121_000);
  await written(clock);
  expect(await keysIn(storage)).toEqual(expect.arrayContaining(['limits/0000', 'limits/up-to']));
  expect((await keysIn(storage)).filter((key) => key.includes('since'))).toEqual([]);
});

test('a rush is in the table before its time, and one viewer with thousands of admissions fits as well', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  const first = process(storage, clock);
  await first.stored.start();
  for (let i = 0; i < 2_000; i++) await first.admit(`v${i}`);
  await written(clock);
  expect((await keysIn(storage)).filter((key) => key.includes('since'))).toEqual([]);
  const stamps = Array.from({ length: 9_000 }, (_, n) => clock.wall() - 9_000 + n);
  first.limiter.restore(Array.from({ length: 30 }, (_, n) => ({ channel: 'c', viewer: `${7_000 + n}`, stamps })));
  await clock.advance(121_000);
  first.kill();
  expect(first.events).toEqual([]);
  const second = process(storage, clock);
  await second.stored.start();
  expect(second.limiter.tracked().viewers).toBe(2_030);
});

test('a store that cannot be read at the start is read later, and loses nothing by it', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  const first = process(storage, clock);
  await first.stored.start();
  for (let i = 0; i < 2; i++) {
    await first.admit('lea');
    await clock.advance(11_000);
  }
  await first.admit('max');
  await first.stored.stop();

  let isAway = true;
  const away = { ok: false, reason: 'unreachable', detail: 'away' } as const;
  const gather: Storage['gather'] = async (prefix) => (isAway ? away : storage.gather(prefix));
  const second = process({ ...storage, gather }, clock);
  await second.stored.start();
  expect(second.events).toHaveLength(1);
  expect(await second.admit('lea')).toBe('admitted');
  await clock.advance(121_000);
  expect(await keysIn(storage)).toContain('limits/0000');
  isAway = false;
  await clock.advance(120_000);
  expect(await second.admit('lea')).toBe('hourly');
  expect(second.limiter.tracked().viewers).toBe(2);
  await second.stored.stop();
});

test('a thousand viewers fit, and what is no entry is left out', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  const first = process(storage, clock);
  for (let i = 0; i < 1_200; i++) await first.admit(`v${i}`);
  await first.stored.stop();
  await storage.records.set('limits/9999', [{ channel: 1 }, 'x', null, { channel: 'c', viewer: 'v', stamps: ['x'] }]);

  const second = process(storage, clock);
  await second.stored.start();
  expect(second.limiter.tracked().viewers).toBe(1_200);
});

test('a store that refuses is said once, and the bot goes on', async () => {
  const clock = createVirtualClock();
  const storage = await store(clock);
  const batch: Storage['records']['batch'] = async () => ({ ok: false, reason: 'full', detail: 'the disk is full' });
  const bot = process({ ...storage, records: { ...storage.records, batch } }, clock);
  await bot.stored.start();
  await bot.admit('lea');
  await clock.advance(120_000);
  expect(bot.events.filter((event) => event.kind === 'warning')).toHaveLength(1);
  expect(await bot.admit('lea')).toBe('admitted');
});

test('killed, stopped and started at any time decides as one that never was', async () => {
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('ask' as const),
        who: fc.nat(crowd.length - 1),
        channel: fc.constantFrom('a', 'b'),
        command: fc.constantFrom('ask', 'game'),
        finish: fc.constantFrom('ran', 'ran', 'not', 'later'),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(5_000), fc.nat(200_000)) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('kill' as const, 'stop' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('fault' as const), full: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('reset' as const), who: fc.nat(crowd.length - 1) }) },
  );
  const steps = fc.array(step, { maxLength: 60, size: 'max' });
  await fc.assert(
    fc.asyncProperty(settingsArb, steps, async (its, steps) => {
      const clock = createVirtualClock();
      const opened = await store(clock);
      let isFull = false;
      const full = { ok: false, reason: 'full', detail: 'no room' } as const;
      const batch: Storage['records']['batch'] = async (changes) => (isFull ? full : opened.records.batch(changes));
      const storage: Storage = { ...opened, records: { ...opened.records, batch } };
      const model = createModel();
      const pending: { channel: string; viewer: string; at: number; verdict: Verdict }[] = [];
      const settle = (one: (typeof pending)[number], ran: boolean) => {
        if (one.verdict.kind === 'admitted') one.verdict.settle(ran);
        model.settle(one.channel, one.viewer, ran);
      };
      let bot = process(storage, clock, its);
      await bot.stored.start();
      for (const step of steps) {
        await clock.advance(step.do === 'wait' ? step.ms : 0);
        if (step.do === 'fault') isFull = step.full;
        else if (step.do === 'reset' && !isFull) {
          bot.reset('a', crowd[step.who]!.id);
          model.reset('a', crowd[step.who]!.id);
        } else if (step.do === 'kill' || step.do === 'stop') {
          // Whatever was under way has counted.
          for (const one of pending.splice(0)) settle(one, true);
          await written(clock);
          if (step.do === 'stop') await bot.stored.stop();
          bot.kill();
          bot = process(storage, clock, its);
          await bot.stored.start();
          model.restart();
        } else if (step.do === 'ask') {
          const viewer = crowd[step.who]!;
          const { channel, command } = step;
          const expected = model.decide(its, clock.now(), channel, viewer.id, viewer.roles, command, 1);
          const verdict = await bot.admission({ channel, viewer, command });
          expect({ ...verdict, settle: null, permit: null }).toEqual({ ...expected, settle: null, permit: null });
          if (verdict.kind === 'refused') continue;
          const one = { channel, viewer: viewer.id, at: clock.now(), verdict };
          if (step.finish === 'later') pending.push(one);
          else settle(one, step.finish === 'ran');
        }
      }
      await bot.stored.stop();
      await opened.close();
    }),
    { numRuns: 60 },
  );
});
