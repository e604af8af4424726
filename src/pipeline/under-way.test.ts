import { beforeEach, describe, expect, test } from 'vitest';
import { aCall, aViewer, collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { Command, Invocation } from '../domain/command.ts';
import type { Cache, Entry, Storage, Stored } from '../domain/storage.ts';
import type { LeftOver, UnderWay } from '../domain/under-way.ts';
import { unwatched, type Work } from '../domain/watchdog.ts';
import { createCacheClaims } from './claims-cache.ts';
import { createRecovery, type Loss, lossEntry } from './recovery.ts';
import { createUnderWay } from './under-way.ts';

const ask: Command = { name: 'ask', aliases: [], level: 'viewer', run: async () => ({ kind: 'ignored' }) };
const away = { ok: false, reason: 'full', detail: 'no room' } as const;
const ok = { ok: true, value: null } as const;

/** What outlives the process. */
function createStore() {
  const entries = new Map<string, string>();
  let down = false;
  const cache: Cache = {
    get: async (key) => ({ ok: true, value: JSON.parse(entries.get(key) ?? 'null') }),
    async set(key, value) {
      if (down) return away;
      entries.set(key, JSON.stringify(value));
      return ok;
    },
    async delete(key) {
      entries.delete(key);
      return ok;
    },
    count: async () => ({ ok: true, value: entries.size }),
  };
  const gather: Storage['gather'] = async (prefix): Promise<Stored<readonly Entry[]>> => {
    const found = [...entries].filter(([key]) => key.startsWith(prefix));
    const read = found.map(([key, text]) => ({ store: 'under way', key, value: JSON.parse(text), expiresAt: null }));
    return { ok: true, value: read };
  };
  return {
    cache,
    gather,
    entries,
    breakDown() {
      down = true;
    },
  };
}

let clock: VirtualClock;
let store: ReturnType<typeof createStore>;
/** A process of the bot on the store. */
function boot(stalled: readonly Work[] = []) {
  const underWay = createUnderWay({ claims: createCacheClaims({ ...store, wall: clock.wall }), clock });
  const resumed: Invocation[] = [];
  const lost: [LeftOver, Loss][] = [];
  const unwritten: Work[] = [];
  const { events, tell } = collectEvents();
  const recovery = createRecovery({
    underWay,
    commands: [ask],
    clock,
    tell,
    watchdog: { ...unwatched, stalled: () => stalled },
    onUnwritten: (work) => void unwritten.push(work),
    resume: (call) => void resumed.push(call),
    onLoss: (...loss) => void lost.push(loss),
  });
  const look = async () => {
    await recovery.look(['my_channel']);
    recovery.settle();
  };
  return { underWay, recovery, resumed, lost, unwritten, events, look };
}
const aCommand = (id: string, viewer = aViewer()) => aCall(ask, `about ${id}`, { id, viewer, receivedAt: clock.now() });
const admit = (underWay: UnderWay, call: Invocation) => {
  expect(underWay.isNew(call.message.id)).toBe(true);
  underWay.admitted(call);
};

beforeEach(() => {
  clock = createVirtualClock();
  store = createStore();
});

describe('after a crash', () => {
  test('a fresh command is run again as it was, with what is left of its time', async () => {
    const call = aCommand('m', aViewer('lea', 'vip'));
    admit(boot().underWay, call);
    await clock.advance(5_000);
    const { look, resumed, lost } = boot();
    await look();
    expect(lost).toEqual([]);
    expect(resumed).toHaveLength(1);
    const { receivedAt: _, ...message } = call.message;
    expect(resumed[0]).toMatchObject({ command: ask, args: 'about m', message, deadline: call.deadline });
  });

  test('a command whose reply was being handed over is lost, however fresh', async () => {
    const before = boot();
    admit(before.underWay, aCommand('m'));
    expect(await before.underWay.handing('m')).toBe(true);
    const { look, resumed, lost } = boot();
    await look();
    expect(resumed).toEqual([]);
    expect(lost).toMatchObject([[{ id: 'm', command: 'ask' }, 'handed']]);
  });

  test('a command past its deadline is lost', async () => {
    admit(boot().underWay, aCommand('m'));
    await clock.advance(20_001);
    const { look, resumed, lost } = boot();
    await look();
    expect(resumed).toEqual([]);
    expect(lost).toMatchObject([[{ id: 'm' }, 'stale']]);
  });

  test('a command whose line stalled the process is not tried again', async () => {
    const before = boot();
    admit(before.underWay, aCommand('m'));
    admit(before.underWay, aCommand('n'));
    const work = { channel: 'my_channel', length: 7, command: 'ask' };
    const { look, resumed, lost, unwritten } = boot([
      { ...work, line: 'm' },
      { ...work, line: 'x' },
    ]);
    await look();
    expect(unwritten).toMatchObject([{ line: 'x' }]);
    expect(lost).toMatchObject([[{ id: 'm' }, 'deadly']]);
    expect(resumed).toMatchObject([{ message: { id: 'n' } }]);
  });

  test('a command that was under way in two processes that died is not tried a third time', async () => {
    admit(boot().underWay, aCommand('m'));
    const second = boot();
    await second.look();
    expect(second.resumed).toHaveLength(1);
    const third = boot();
    await third.look();
    expect([third.resumed, third.lost]).toMatchObject([[], [[{ id: 'm' }, 'deadly']]]);
  });

  test('a command that this version does not have is lost', async () => {
    admit(boot().underWay, { ...aCommand('m'), command: { ...ask, name: 'gone' } });
    const { look, lost } = boot();
    await look();
    expect(lost).toMatchObject([[{ command: 'gone' }, 'stale']]);
  });

  test('what has ended is found by nobody, and neither is what was accounted for', async () => {
    const before = boot();
    admit(before.underWay, aCommand('a'));
    before.underWay.ended('a');
    admit(before.underWay, aCommand('b'));
    await before.underWay.handing('b');
    const second = boot();
    await second.look();
    expect(second.lost).toHaveLength(1);
    const third = boot();
    await third.look();
    expect([third.resumed, third.lost]).toEqual([[], []]);
  });

  test('a line that Twitch sends again is not for a second answer: not while it runs, not after', async () => {
    const before = boot();
    admit(before.underWay, aCommand('a'));
    before.underWay.ended('a');
    admit(before.underWay, aCommand('b'));
    const { look, underWay } = boot();
    await look();
    expect(['a', 'b', 'c', 'c'].map(underWay.isNew)).toEqual([false, false, true, false]);
  });

  test('a wall clock that was set back gives a command no more time than it had', async () => {
    admit(boot().underWay, aCommand('m'));
    clock.jumpWall(-3_600_000);
    const { look, resumed } = boot();
    await look();
    expect(resumed[0]!.deadline - clock.now()).toBe(20_000);
  });

  test('what another version wrote, or nobody, is left alone', async () => {
    for (const [i, value] of [null, 'x', {}, { viewer: null }, { viewer: { roles: [] } }].entries()) {
      await store.cache.set(`under-way/${i}`, value, 1_000);
    }
    const { look, resumed, lost } = boot();
    await look();
    expect([resumed, lost]).toEqual([[], []]);
  });

  test('nothing is settled before the bot can speak', async () => {
    admit(boot().underWay, aCommand('m'));
    const { recovery, resumed } = boot();
    await recovery.look(['my_channel']);
    expect(resumed).toEqual([]);
    recovery.settle();
    expect(resumed).toHaveLength(1);
  });
});

test('a store that takes nothing stops no reply', async () => {
  store.breakDown();
  const { underWay } = boot();
  admit(underWay, aCommand('m'));
  expect(await underWay.handing('m')).toBe(true);
});

test('a viewer who is forgotten is in the store no more, and what they have under way does not come back', async () => {
  const { underWay } = boot();
  admit(underWay, aCommand('m', aViewer('lea')));
  admit(underWay, aCommand('n', aViewer('paul')));
  expect(await underWay.forget(aViewer('lea').id, ['my_channel'])).toEqual(ok);
  await underWay.handing('m');
  underWay.ended('m');
  expect([...store.entries.values()].join()).not.toContain('lea');
  const { look, resumed } = boot();
  await look();
  expect(resumed.map(({ message }) => message.id)).toEqual(['n']);
});

test('commands of other processes are looked at again until they are gone', async () => {
  const answers = [
    { found: [], others: 1, lookAgainMs: 2_000 },
    { found: [], others: 0, lookAgainMs: 2_000 },
  ];
  const asked: (readonly string[])[] = [];
  const recovery = createRecovery({
    underWay: {
      ...boot().underWay,
      async takeOver(channels) {
        asked.push(channels);
        return answers.shift()!;
      },
    },
    commands: [],
    clock,
    tell() {},
    watchdog: unwatched,
    onUnwritten() {},
    resume() {},
    onLoss() {},
  });
  await recovery.look(['a', 'b']);
  await clock.advance(10_000);
  expect(asked).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
  expect(clock.pending).toBe(0);
});

test('a loss is in the journal as of when the line came in', async () => {
  admit(boot().underWay, aCommand('m'));
  const since = clock.now();
  await clock.advance(60_000);
  const { look, lost } = boot();
  await look();
  expect(lossEntry(lost[0]![0], 'why', clock)).toMatchObject({
    login: 'lea',
    command: 'ask',
    ending: 'lost',
    detail: 'why',
    at: since,
  });
});
