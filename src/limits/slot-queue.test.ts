import { describe, expect, it } from 'vitest';
import { simulateEvening } from '../../test/support/evening.ts';
import { defaults, viewerOf } from '../../test/support/limits-fixtures.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Slot } from '../domain/llm.ts';
import { type Priority, priorityOf, type Viewer } from '../domain/viewer.ts';
import { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
import type { LimiterSettings } from './rules.ts';

const forever = new AbortController().signal;

function createScene(settings: Partial<LimiterSettings> = {}) {
  const clock = createVirtualClock();
  const permit = { release() {} };
  const scene = {
    clock,
    settings: { ...defaults, ...settings } as LimiterSettings,
    limiter: createRateLimiter({
      settings: (): LimiterSettings => scene.settings,
      clock,
      permits: { reserve: () => permit, nextMs: () => 0 },
      tell() {},
    }),
    acquire(viewer: Viewer | null, { priority, command, signal = forever, withinMs = 20_000 }: Wanted = {}) {
      const request = {
        channel: 'here',
        command,
        viewer,
        priority: priority ?? (viewer ? priorityOf(viewer.roles) : 'background'),
        deadline: clock.now() + withinMs,
      } as const;
      return scene.limiter.slots.acquire(request, signal);
    },
    async slot(viewer: Viewer | null, wanted: Wanted = {}): Promise<Slot> {
      const granted = await scene.acquire(viewer, wanted);
      if (granted.kind !== 'slot') throw new Error(JSON.stringify(granted));
      return granted.slot;
    },
  };
  return scene;
}

interface Wanted {
  priority?: Priority;
  command?: string;
  signal?: AbortSignal;
  withinMs?: number;
}

const waitingIn = ({ queue }: RateLimiter) => Object.values(queue()).reduce((sum, count) => sum + count);

const one = viewerOf('1');
const two = viewerOf('2');

describe('the queue for a slot', () => {
  it('lets in as many as the cap, the next one when a slot is released, and counts a release once', async () => {
    const { acquire, slot, limiter, clock } = createScene({ cap: 1 });
    const first = await slot(one);
    const second = acquire(two);
    const third = acquire(viewerOf('3'));
    expect([limiter.inFlight(), waitingIn(limiter)]).toEqual([1, 2]);
    first.release();
    first.release();
    expect((await second).kind).toBe('slot');
    expect([limiter.inFlight(), waitingIn(limiter)]).toEqual([1, 1]);
    await clock.advance(20_000);
    expect(await third).toMatchObject({ kind: 'refused', by: 'slot', tell: true });
    expect(clock.pending).toBe(1);
  });

  it('wakes at once when the cap goes up, and lets who is in finish when it goes down', async () => {
    const scene = createScene({ cap: 1 });
    const held = await scene.slot(one);
    const waiting = [2, 3, 4].map((n) => scene.slot(viewerOf(String(n))));
    scene.settings = { ...scene.settings, cap: 3 };
    scene.limiter.refresh();
    const [second] = await Promise.all(waiting.slice(0, 2));
    expect([scene.limiter.inFlight(), waitingIn(scene.limiter)]).toEqual([3, 1]);
    scene.settings = { ...scene.settings, cap: 2 };
    held.release();
    expect([scene.limiter.inFlight(), waitingIn(scene.limiter)]).toEqual([2, 1]);
    second!.release();
    expect([scene.limiter.inFlight(), waitingIn(scene.limiter)]).toEqual([2, 0]);
  });

  it('refuses at the deadline, with an honest guess of when to come back', async () => {
    const { slot, acquire, clock } = createScene({ cap: 1 });
    for (let n = 0; n < 40; n++) {
      const held = await slot(one);
      await clock.advance(8_000);
      held.release();
    }
    const held = await slot(one);
    const waiting = acquire(two, { withinMs: 5_000 });
    await clock.advance(5_000);
    const refusal = await waiting;
    if (refusal.kind !== 'refused') throw new Error('not refused');
    expect(refusal.retryAfterMs).toBeGreaterThan(6_000);
    expect(refusal.retryAfterMs).toBeLessThan(9_000);
    held.release();
  });

  it('is left by a call that is cancelled, before and while it waits', async () => {
    const { slot, acquire, limiter } = createScene({ cap: 1 });
    const held = await slot(one);
    const control = new AbortController();
    const waiting = acquire(two, { signal: control.signal });
    control.abort();
    expect(await waiting).toEqual({ kind: 'cancelled' });
    expect(await acquire(two, { signal: control.signal })).toEqual({ kind: 'cancelled' });
    expect(waitingIn(limiter)).toBe(0);
    held.release();
    (await slot(two)).release();
    expect(limiter.inFlight()).toBe(0);
  });

  it('lets a viewer hold or await one slot, and no second', async () => {
    const { slot, acquire, limiter } = createScene({ cap: 1 });
    const held = await slot(one);
    expect(await acquire(one)).toMatchObject({ by: 'in_flight' });
    const waiting = slot(two);
    expect(await acquire(two)).toMatchObject({ by: 'in_flight' });
    held.release();
    (await waiting).release();
    (await slot(two)).release();
    expect(limiter.inFlight()).toBe(0);
  });

  it('is ordered by priority, then by who came first, and shows who waits', async () => {
    const { slot, limiter } = createScene({ cap: 1 });
    const held = await slot(one);
    const order: string[] = [];
    const join = async (name: string, viewer: Viewer | null) => {
      const mine = await slot(viewer);
      order.push(name);
      mine.release();
    };
    const all = [
      join('background', null),
      join('first viewer', viewerOf('10')),
      join('second viewer', viewerOf('11')),
      join('subscriber', viewerOf('12', 'subscriber')),
      join('vip', viewerOf('13', 'vip')),
      join('moderator', viewerOf('14', 'moderator')),
      join('broadcaster', viewerOf('15', 'broadcaster')),
    ];
    expect(limiter.queue()).toEqual({ broadcaster: 1, moderator: 1, vip: 1, subscriber: 1, viewer: 2, background: 1 });
    held.release();
    await Promise.all(all);
    expect(order.join(', ')).toBe('broadcaster, moderator, vip, subscriber, first viewer, second viewer, background');
  });

  it('lets kinds of commands go before or after others of the same priority, as configured', async () => {
    const { slot } = createScene({ cap: 1, line: { ...defaults.line, commands: { quick: 1, trad: -3 } } });
    const held = await slot(one);
    const order: string[] = [];
    const join = async (name: string, viewer: Viewer, command: string) => {
      const mine = await slot(viewer, { command });
      order.push(name);
      mine.release();
    };
    const all = [
      join('trad of a subscriber', viewerOf('10', 'subscriber'), 'trad'),
      join('ask', viewerOf('11'), 'ask'),
      join('quick', viewerOf('12'), 'quick'),
      join('a word of Object', viewerOf('13'), 'constructor'),
    ];
    held.release();
    await Promise.all(all);
    expect(order.join(', ')).toBe('quick, ask, a word of Object, trad of a subscriber');
  });

  it('has a bound: whoever would be last is refused, the newcomer or the one who was last before', async () => {
    const { slot, acquire } = createScene({ cap: 1, line: { ...defaults.line, length: 2 } });
    const held = await slot(one);
    const first = acquire(viewerOf('10'));
    const second = acquire(viewerOf('11'));
    expect(await acquire(viewerOf('12'))).toMatchObject({ by: 'slot' });
    const moderator = acquire(viewerOf('13', 'moderator'));
    expect(await second).toMatchObject({ by: 'slot' });
    held.release();
    const served = await moderator;
    if (served.kind === 'slot') served.slot.release();
    expect((await first).kind).toBe('slot');
  });

  it('starves nobody: moderators without end hold a viewer up for their head start and no longer', async () => {
    const { slot, clock } = createScene({ cap: 1 });
    const held = await slot(one);
    let waited: number | null = null;
    const since = clock.now();
    const viewer = slot(two).then((mine) => {
      waited = clock.now() - since;
      mine.release();
    });
    let n = 100;
    const work = async (mine: Slot) => {
      await new Promise<void>((resolve) => clock.after(1_000, resolve));
      mine.release();
    };
    const moderators: Promise<void>[] = [];
    for (let second = 0; second < 15; second++) {
      for (let i = 0; i < 2; i++) moderators.push(slot(viewerOf(String(n++), 'moderator')).then(work, () => {}));
      if (second === 0) held.release();
      await clock.advance(1_000);
    }
    await clock.advance(60_000);
    await Promise.all([viewer, ...moderators]);
    expect(waited).not.toBeNull();
    expect(waited!).toBeGreaterThan(5_000);
    expect(waited!).toBeLessThan(20_000);
  });
});

describe('an evening with 1,000 viewers at once and a model with 4 slots', () => {
  it('keeps the cap, gives every viewer one outcome, serves moderators first and starves nobody', async () => {
    const clock = createVirtualClock();
    const { limiter, over, most, outcomes, waits } = simulateEvening(clock);
    await clock.advance(30_000);
    await over;

    expect(most()).toBe(4);
    expect([...outcomes.values()].every((ends) => ends.length === 1)).toBe(true);
    const counts = Map.groupBy(outcomes.values(), ([end]) => end);
    expect([...counts.keys()].sort()).toEqual(['answered', 'slot']);
    // Four begin at once and a hundred find room in the queue, which is served within the deadline.
    expect(counts.get('answered')).toHaveLength(104);
    const of = (priority: Priority) => waits.filter((wait) => wait.priority === priority).map(({ ms }) => ms);
    expect(of('moderator')).toHaveLength(20);
    expect(Math.max(...of('moderator'))).toBeLessThan(Math.min(...of('subscriber')));
    expect([limiter.inFlight(), waitingIn(limiter)]).toEqual([0, 0]);
    await clock.advance(3 * 3_600_000);
    expect(limiter.tracked().viewers).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

describe('priorities that were changed from config.yaml', () => {
  const changed = (head_start: object, commands: object = {}) => ({
    priorities: new Map([['here', { head_start, commands }]]),
  });

  it('count for those who wait already, by role and by command, in their channel alone', async () => {
    const scene = createScene({ cap: 1 });
    const held = await scene.slot(one);
    const waiting = [
      scene.slot(viewerOf('asks'), { command: 'ask' }),
      scene.slot(viewerOf('plays'), { command: 'game' }),
      scene.slot(viewerOf('vip', 'vip'), { command: 'ask' }),
    ];
    await scene.clock.advance(10);
    const change = (settings: object) => {
      scene.settings = { ...scene.settings, ...settings } as LimiterSettings;
      scene.limiter.refresh();
      return scene.limiter.waiting().map(({ viewer }) => viewer);
    };
    expect(change({})).toEqual(['vip', 'asks', 'plays']);
    expect(change(changed({ vip: -5 }))).toEqual(['asks', 'plays', 'vip']);
    expect(change(changed({ vip: -5 }, { game: 3 }))).toEqual(['plays', 'asks', 'vip']);
    const elsewhere = new Map([['elsewhere', { head_start: { vip: -5 }, commands: {} }]]);
    expect(change({ priorities: elsewhere })).toEqual(['vip', 'asks', 'plays']);
    change(changed({ viewer: 100 }));
    held.release();
    for (const slot of waiting) (await slot).release();
    expect(scene.limiter.inFlight()).toBe(0);
  });
});
