import { expect, test } from 'vitest';
import { aViewer, collectEvents, someSettings } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Records } from '../domain/storage.ts';
import { openStorage } from '../storage/storage.ts';
import { createLimitsKeeper } from './keeper.ts';
import { createRateLimiter } from './rate-limiter.ts';

const settings = { ...someSettings().rate_limiting, max_requests_per_user_hour: 3, cap: 4 };
const seats = { reserve: () => ({ release() {} }), nextMs: () => 0 };

async function store(clock = createVirtualClock()) {
  const opened = await openStorage({ url: 'memory:', folder: '/nowhere', clock, tell: () => {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.storage.records;
}

function process(records: Records, clock: ReturnType<typeof createVirtualClock>) {
  const { events, tell } = collectEvents();
  const limiter = createRateLimiter({ settings: () => settings, clock, seats, tell });
  let isDead = false;
  const batch: Records['batch'] = (changes) => (isDead ? new Promise(() => {}) : records.batch(changes));
  const keeper = createLimitsKeeper({ limiter, records: { ...records, batch }, clock, tell });
  const watched = keeper.watch(limiter);
  const admit = async (login: string) => {
    const verdict = await watched.admit({
      channel: 'c',
      viewer: aViewer(login),
      command: 'ask',
      deadline: clock.now() + 20_000,
    });
    if (verdict.kind === 'admitted') verdict.settle(true);
    return verdict.kind === 'admitted' ? 'admitted' : verdict.by;
  };
  const kill = () => {
    isDead = true;
  };
  return { limiter, keeper, admit, events, kill };
}

test('a restart forgets no cooldown and no hourly cap', async () => {
  const clock = createVirtualClock();
  const records = await store(clock);
  const first = process(records, clock);
  await first.keeper.start();
  for (let i = 0; i < 3; i++) {
    expect(await first.admit('lea')).toBe('admitted');
    await clock.advance(11_000);
  }
  expect(await first.admit('max')).toBe('admitted');
  await first.keeper.stop();
  await clock.advance(2_000);

  const second = process(records, clock);
  await second.keeper.start();
  expect(await second.admit('max')).toBe('cooldown');
  expect(await second.admit('lea')).toBe('hourly');
  expect(await second.admit('zoe')).toBe('admitted');
  await clock.advance(3_600_000);
  expect(await second.admit('lea')).toBe('admitted');
});

test('a process that is killed loses a second or two at most', async () => {
  const clock = createVirtualClock();
  const records = await store(clock);
  let last = process(records, clock);
  await last.keeper.start();
  await last.admit('max');
  // Over several tables, and over one kill after the other.
  for (const [admissions, restMs] of [
    [1, 121_000],
    [2, 1_100],
    [3, 1_100],
  ] as const) {
    expect(await last.admit('lea')).toBe('admitted');
    await clock.advance(11_000);
    expect(await last.admit('zoe')).toBe('admitted');
    await clock.advance(restMs);
    await last.admit('too late');
    last.kill();
    last = process(records, clock);
    await last.keeper.start();
    expect(last.limiter.tracked().viewers).toBe(3);
    const lea = [...last.limiter.snapshot()].find(({ viewer }) => viewer === aViewer('lea').id);
    expect(lea?.stamps).toHaveLength(admissions);
    if (restMs < 10_000) expect(await last.admit('zoe')).toBe('cooldown');
    await clock.advance(10_000);
  }
  expect([await last.admit('lea'), await last.admit('max')]).toEqual(['hourly', 'admitted']);
});

test('the table replaces what was written beside it, and ends with the last open hour', async () => {
  const clock = createVirtualClock();
  const records = await store(clock);
  let writes = 0;
  const bot = process({ ...records, batch: (changes) => records.batch(changes).finally(() => writes++) }, clock);
  await bot.keeper.start();
  for (let i = 0; i < 5; i++) {
    await bot.admit(`v${i}`);
    await clock.advance(2_000);
  }
  expect(writes).toBe(5);
  const keys = async () => {
    const page = await records.list('limits/');
    return page.ok ? page.value.records.map(({ key }) => key) : [];
  };
  expect(await keys()).toHaveLength(5);
  await clock.advance(120_000);
  expect([writes, await keys()]).toEqual([6, ['limits/0000']]);
  // When nobody's hour is open any more, nobody is kept, and nothing is written.
  await clock.advance(2 * 3_600_000);
  expect(await keys()).toEqual([]);
  const before = writes;
  await clock.advance(3_600_000);
  expect(writes).toBe(before);
});

test('a thousand viewers fit, and what is no entry is left out', async () => {
  const clock = createVirtualClock();
  const records = await store(clock);
  const first = process(records, clock);
  for (let i = 0; i < 1_200; i++) await first.admit(`v${i}`);
  await first.keeper.stop();
  await records.set('limits/9999', [{ channel: 1 }, 'x', null, { channel: 'c', viewer: 'v', stamps: ['x'] }]);

  const second = process(records, clock);
  await second.keeper.start();
  expect(second.limiter.tracked().viewers).toBe(1_200);
});

test('a store that refuses is said once, and the bot goes on', async () => {
  const clock = createVirtualClock();
  const records = await store(clock);
  const broken: Records = {
    ...records,
    batch: async () => ({ ok: false, reason: 'full', detail: 'the disk is full' }),
  };
  const bot = process(broken, clock);
  await bot.keeper.start();
  await bot.admit('lea');
  await clock.advance(120_000);
  expect(bot.events.filter((event) => event.kind === 'warning')).toHaveLength(1);
  expect(await bot.admit('lea')).toBe('admitted');
});
