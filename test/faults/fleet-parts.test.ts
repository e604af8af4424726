import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SharedScripts } from '../../src/domain/storage.ts';
import type { FleetRoom } from '../../src/fleet/index.ts';
import { createOnce } from '../../src/fleet/once.ts';
import { createRedisFleet } from '../../src/fleet/redis-fleet.ts';
import { createFleetWindow, type FleetWindow, type FleetWindowParts } from '../../src/fleet/shared-window.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLink, type Link } from '../../src/lib/link.ts';
import { createSandboxHelix } from '../../src/sandbox/helix/helix.ts';
import { createRandom } from '../../src/sandbox/random.ts';
import { createAuth } from '../../src/twitch/auth.ts';
import { readTokenFile, writeTokenFile } from '../../src/twitch/tokens.ts';
import { aBase, collectEvents } from '../support/fakes.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { counted, onClock, openSharedScripts } from '../support/shared-scripts.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

const program = findRedis();

/** A cable that a test pulls. */
function withCable(scripts: SharedScripts) {
  const cable = { cut: false };
  const cutOff = { ok: false, reason: 'unreachable', detail: 'cut off' } as const;
  const over: SharedScripts = {
    define(text) {
      const script = scripts.define(text);
      return (keys, args) => (cable.cut ? Promise.resolve(cutOff) : script(keys, args));
    },
  };
  return { cable, scripts: over };
}

/** A window on a link of its own, which beats when a test says so. */
async function openWindow(
  parts: Omit<FleetWindowParts, 'link' | 'leaseMs' | 'name'> & { readonly name?: string },
): Promise<{ link: Link; window: FleetWindow }> {
  const { scripts, clock, space } = parts;
  const link = createLink({ scripts, clock, key: `${space}:time`, onFault: (error) => Promise.reject(error) });
  const window = createFleetWindow({ name: 'sends', leaseMs: 8_000, link, ...parts });
  await link.start({ renew: window.look, catchUp: window.catchUp, pauseMs: () => Number.POSITIVE_INFINITY });
  return { link, window };
}

describe.skipIf(!program)('what processes share', () => {
  let redis: RedisServer;
  let shared: Awaited<ReturnType<typeof openSharedScripts>>;

  beforeAll(async () => {
    redis = await startRedis(program!);
    shared = await openSharedScripts(redis.url);
  });
  afterAll(async () => {
    shared.close();
    await redis[Symbol.asyncDispose]();
  });
  beforeEach(() => redis.command('FLUSHALL'));

  describe('channels', () => {
    const leaseMs = 400;
    let channels: string[];
    let fleets: FleetRoom[] = [];
    let clock: VirtualClock;
    let answers: ReturnType<typeof counted>;
    beforeEach(() => {
      channels = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
      clock = createVirtualClock();
      answers = counted(onClock(shared.scripts, clock));
    });
    afterEach(async () => {
      for (const fleet of fleets) await during(fleet.stop());
      fleets = [];
    });

    /** Time passes, and Redis answers meanwhile, however long it takes. */
    async function pass(ms: number) {
      for (let passed = 0; passed < ms; passed += 25) {
        await clock.advance(25);
        await answers.answered();
      }
    }
    async function during<T>(work: Promise<T>): Promise<T> {
      let over = false;
      const end = () => {
        over = true;
      };
      work.then(end, end);
      for (let i = 0; i < 1_000 && !over; i++) await pass(25);
      return work;
    }
    /** Within a minute of their clock. */
    async function soon(look: () => unknown, wanted: unknown) {
      for (let passed = 0; passed < 60_000 && !isDeepStrictEqual(look(), wanted); passed += 25) await pass(25);
      expect(look()).toEqual(wanted);
    }

    function create({ processes = 3, cut = false, finish = async (_: string) => {} } = {}) {
      const { cable, scripts } = withCable(answers.scripts);
      cable.cut = cut;
      const { events, tell } = collectEvents();
      const base = aBase({ bot: { channels }, storage: { processes } }, { clock, tell });
      const fleet = createRedisFleet({ ...base, scripts, leaseMs, startMs: 0 });
      fleet.join({ limits: () => [100], onChange: () => {}, isIdle: (channel) => channel !== 'g', finish });
      fleets.push(fleet);
      const said = () =>
        events.flatMap((event) => (event.kind === 'warning' || event.kind === 'lifecycle' ? [event.text] : []));
      const configure = () => base.configure({ bot: { channels }, storage: { processes } });
      return { fleet, cable, said, configure };
    }
    async function open(options?: Parameters<typeof create>[0]) {
      const one = create(options);
      await during(one.fleet.start());
      return one;
    }
    const sizes = (...all: { fleet: FleetRoom }[]) =>
      all.map(({ fleet }) => fleet.owned().length).sort((a, b) => b - a);
    const owners = (...all: { fleet: FleetRoom }[]) => all.flatMap(({ fleet }) => fleet.owned()).sort();

    test('are shared evenly with whoever comes, each served by one process', async () => {
      const one = await open();
      expect(one.fleet.owned()).toHaveLength(7);
      const two = await open();
      await soon(() => sizes(one, two), [4, 3]);
      const three = await open();
      await soon(() => sizes(one, two, three), [3, 2, 2]);
      expect(owners(one, two, three)).toEqual(channels);
      const before = owners(one);
      await pass(2 * leaseMs);
      expect(owners(one)).toEqual(before);
    });

    test('of a process that stops are free at once, and of one that is silent after its lease', async () => {
      const [one, two, three] = [await open(), await open(), await open()];
      await soon(() => sizes(one, two, three), [3, 2, 2]);
      await during(three.fleet.stop());
      await soon(() => sizes(one, two), [4, 3]);
      const had = two.fleet.owned().length;
      two.cable.cut = true;
      await soon(() => sizes(one), [7]);
      expect(one.said().filter((text) => /^took over #\w from process \S+\/\d+$/.test(text))).toHaveLength(had);
      // It keeps what it has until it hears who has it now.
      expect(two.fleet.owned()).toHaveLength(had);
      two.cable.cut = false;
      await soon(() => owners(one, two), channels);
      await soon(() => sizes(one, two), [4, 3]);
      expect(two.said().join()).toMatch(/is served by process \S+: given up here/);
    });

    test('are given up only when what is under way there has ended', async () => {
      const finishing: string[] = [];
      let end = () => {};
      const wait = new Promise<void>((resolve) => {
        end = resolve;
      });
      const one = await open({
        async finish(channel) {
          finishing.push(channel);
          await wait;
        },
      });
      const two = await open();
      await soon(() => finishing.length, 3);
      // Idle ones are given up first.
      expect(finishing).not.toContain('g');
      await pass(2 * leaseMs);
      expect(sizes(one, two)).toEqual([7, 0]);
      end();
      await soon(() => sizes(one, two), [4, 3]);
    });

    test('that are added or removed while they run are served, or not any more', async () => {
      const [one, two] = [await open(), await open()];
      await soon(() => sizes(one, two), [4, 3]);
      channels = ['b', 'c', 'd', 'z'];
      for (const { configure } of [one, two]) configure();
      await soon(() => owners(one, two), channels);
      await soon(() => sizes(one, two), [2, 2]);
    });

    test('that are fewer than the processes leave one to spare, which takes over', async () => {
      channels = ['a'];
      const [one, two] = [await open(), await open()];
      expect([one.fleet.role(), two.fleet.role()]).toEqual(['serving', 'spare']);
      await during(one.fleet.stop());
      await soon(() => two.fleet.role(), 'serving');
    });

    test('are joined without Redis by one process that is alone, and by none of several', async () => {
      const alone = await open({ processes: 1, cut: true });
      expect(alone.fleet.owned()).toEqual(channels);
      const several = await open({ processes: 3, cut: true });
      expect([several.fleet.owned(), several.fleet.role()]).toEqual([[], 'waiting']);
      expect(several.said().join()).toMatch(/no channel is joined before Redis answers/);
      several.cable.cut = false;
      await soon(() => sizes(several), [7]);
      // Two that served the same find out, and one of them gives up.
      alone.cable.cut = false;
      await soon(() => owners(alone, several), channels);
    });

    test('of a process that crashed are its successor’s at once, where there is one process', async () => {
      const first = await open({ processes: 1 });
      first.cable.cut = true;
      const second = await open({ processes: 1 });
      expect(second.fleet.owned()).toEqual(channels);
    });
  });

  describe('windows', () => {
    const spanMs = 30_500;
    const leaseMs = 8_000;

    /** So many processes that take what they get, for as long; `disturb` pulls cables as it likes. */
    async function flood(options: {
      limits: readonly number[];
      processes: number;
      seconds: number;
      isIdle?: (second: number, process: number) => boolean;
      disturb?: (second: number, cables: { cut: boolean }[]) => unknown;
    }) {
      const { processes, seconds, disturb } = options;
      const clock = createVirtualClock();
      const random = createRandom(7);
      const space = 'serdabot:{flood}';
      const beat = shared.scripts.define(`return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])`);
      const members = await Promise.all(
        Array.from({ length: processes }, async (_, n) => {
          const { cable, scripts } = withCable(onClock(shared.scripts, clock));
          const one = { self: `p${n}`, processes: () => processes, limits: () => options.limits };
          const opened = await openWindow({ scripts, space, spanMs, clock, ...one });
          await beat([`${space}:alive`], [String(opened.link.shared(clock.now()) + leaseMs), `p${n}`]);
          return { cable, ...opened };
        }),
      );
      const taken: { at: number; limit: number; by: number }[] = [];
      for (let tick = 0; tick < seconds * 2; tick++) {
        if (tick % 2 === 0)
          await disturb?.(
            tick / 2,
            members.map(({ cable }) => cable),
          );
        for (const [n, { cable, link }] of members.entries()) {
          if (cable.cut) continue;
          await link.beat();
          await beat([`${space}:alive`], [String(link.shared(clock.now()) + leaseMs), `p${n}`]);
        }
        // No two things happen at the same moment of a real clock.
        await clock.advance(1);
        for (const [by, { window }] of members.entries()) {
          if (options.isIdle?.(tick / 2, by)) continue;
          const limit = options.limits[Math.floor(random() * options.limits.length)]!;
          for (let i = 0; i < 3; i++)
            if ((await window.take(limit, 1, 0)) === 0) taken.push({ at: clock.now(), limit, by });
        }
        await clock.advance(499);
      }
      /** The most that a line found in the 30 s before it, by what it was allowed. */
      const worst = Object.fromEntries(
        options.limits.map((limit) => [
          limit,
          Math.max(
            ...taken.map(({ at, limit: its }, i) =>
              its === limit ? taken.slice(0, i + 1).filter((other) => at - other.at < 30_000).length : 0,
            ),
          ),
        ]),
      );
      return { taken, worst, clock };
    }

    test('are used well by one process, and by three together never beyond the limit', async () => {
      const alone = await flood({ limits: [20], processes: 1, seconds: 70 });
      expect(alone.worst).toEqual({ 20: 20 });
      await redis.command('FLUSHALL');
      const three = await flood({ limits: [20], processes: 3, seconds: 70 });
      expect(three.worst[20]).toBeLessThanOrEqual(20);
      expect(three.worst[20]).toBeGreaterThan(15);
    });

    test.each([1, 3])('hold while Redis is emptied under %i that use them up', async (processes) => {
      const { taken, worst } = await flood({
        limits: [20],
        processes,
        seconds: 120,
        disturb: (second) => second % 43 === 20 && redis.command('FLUSHALL'),
      });
      expect(worst[20]).toBeLessThanOrEqual(20);
      // Nobody is kept from it for longer than a window.
      const last = taken[0]!.at + 120_000;
      expect(taken.filter(({ at }) => at > last - 35_000).length).toBeGreaterThan(12);
    });

    test.each([{ limits: [20] }, { limits: [100] }, { limits: [20, 100] }])(
      'of $limits hold while Redis is away from one, from all, and comes back',
      async ({ limits }) => {
        const { worst, taken } = await flood({
          limits,
          processes: 3,
          seconds: 200,
          // So that one has taken nearly all when all are cut off.
          isIdle: (second, process) => process === 1 && second > 40 && second < 80,
          disturb(second, cables) {
            if (second === 20) cables[0]!.cut = true;
            if (second === 80) for (const cable of cables) cable.cut = true;
            if (second === 140) cables[1]!.cut = false;
            if (second === 145) for (const cable of cables) cable.cut = false;
          },
        });
        for (const limit of limits) expect(worst[limit], `within ${limit}`).toBeLessThanOrEqual(limit);
        // Cut off for long, each goes on with its part.
        const start = taken[0]!.at;
        const away = taken.filter(({ at }) => at > start + 112_000 && at < start + 140_000);
        expect(new Set(away.map(({ by }) => by)).size).toBe(3);
      },
    );
  });

  test('places of its own count once for a process that learns more of Redis’s time', async () => {
    const clock = createVirtualClock();
    const space = 'serdabot:{ahead}';
    const scripts = onClock(shared.scripts, clock);
    const { link, window } = await openWindow({
      ...{ scripts, space, self: 'p0', spanMs: 30_500, processes: () => 1, clock },
    });
    const beat = shared.scripts.define(`return redis.call('ZADD', KEYS[1], ARGV[1], 'p0')`);
    await beat([`${space}:alive`], [String(link.shared(clock.now()) + 60_000)]);
    for (let i = 0; i < 12; i++) {
      expect(await window.take(20, 1, 0)).toBe(0);
      await clock.advance(100);
    }
    const before = link.shared(0);
    for (let i = 1; i <= 3; i++) {
      await clock.advance(5_000);
      link.learn(before + clock.now() + 1_000, clock.now());
    }
    expect(link.shared(0)).not.toBe(before);
    await window.look();
    expect(window.waitMs(20, 1, 0)).toBe(0);
  });

  test('of permits that are asked for at once none waits for a Redis that forgot who is alive', async () => {
    const clock = createVirtualClock();
    const space = 'serdabot:{forgot}';
    const { window } = await openWindow({
      ...{ scripts: onClock(shared.scripts, clock), space, self: 'p0', spanMs: 30_500, processes: () => 1, clock },
    });
    const permits = await Promise.all([1, 2, 3].map(() => window.permit(20, 1, 0)));
    expect(permits.map(({ waitMs }) => waitMs)).toEqual([0, 0, 0]);
  });

  test('a process reads the permits in the window only where some are another’s', async () => {
    const clock = createVirtualClock();
    const space = 'serdabot:{alone}';
    const scripts = onClock(shared.scripts, clock);
    const open = async (self: string) => {
      const { link, window } = await openWindow({
        ...{ scripts, space, self, spanMs: 30_500, processes: () => 1, clock },
      });
      const beat = shared.scripts.define(`return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])`);
      await beat([`${space}:alive`], [String(link.shared(clock.now()) + 600_000), self]);
      return window;
    };
    const one = await open('p0');
    const reads = async (work: () => Promise<unknown>) => {
      await redis.command('CONFIG', 'RESETSTAT');
      await work();
      return Number(/cmdstat_zrange:calls=(\d+)/.exec(String(await redis.command('INFO', 'commandstats')))?.[1] ?? 0);
    };
    const alone = await reads(async () => {
      for (let i = 0; i < 90; i++) {
        const permit = await one.permit(100, 1, 0);
        expect(permit.waitMs).toBe(0);
        if (i % 9 === 0) permit.giveBack();
        await clock.advance(600);
      }
      await one.look();
    });
    expect(alone).toBe(0);
    const other = await open('p1');
    expect(await reads(() => other.take(100, 1, 0))).toBe(1);
    const full = (await one.look()) && one.waitMs(46, 1, 0) > 0;
    const refused = await Promise.all([one.permit(46, 1, 0), one.permit(46, 1, 0)]);
    expect([full, ...refused.map(({ waitMs }) => waitMs > 0), one.waitMs(46, 1, 0) > 0]).toEqual(Array(4).fill(true));
    const before = one.waitMs(60, 1, 0);
    expect(await reads(() => one.look())).toBe(1);
    expect([before, one.waitMs(46, 1, 0) > 0]).toEqual([0, true]);
  });

  test('a permit that was given back is free again, for this process and for the others', async () => {
    const clock = createVirtualClock();
    const space = 'serdabot:{back}';
    const scripts = onClock(shared.scripts, clock);
    const open = async (self: string) => {
      const { link, window } = await openWindow({
        ...{ scripts, space, self, spanMs: 30_500, processes: () => 2, clock },
      });
      const beat = shared.scripts.define(`return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])`);
      await beat([`${space}:alive`], [String(link.shared(clock.now()) + 60_000), self]);
      return window;
    };
    const [mine, theirs] = await Promise.all([open('p0'), open('p1')]);
    const given: { giveBack(): void }[] = [];
    for (;;) {
      const permit = await mine.permit(20, 1, 0);
      if (permit.waitMs > 0) break;
      given.push(permit);
    }
    expect(await theirs.take(20, 1, 0)).toBeGreaterThan(0);
    given[3]!.giveBack();
    given[3]!.giveBack();
    await mine.look();
    expect(mine.waitMs(20, 1, 0)).toBe(0);
    expect(await theirs.take(20, 1, 0)).toBe(0);
    expect(await mine.take(20, 1, 0)).toBeGreaterThan(0);
  });

  test('a source gets from two processes nearly what it allows, and never more, as it counts arrivals', async () => {
    const clock = createVirtualClock();
    const random = createRandom(11);
    const [limit, wayMs, seconds] = [4, 400, 40];
    const alive = shared.scripts.define(`return redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])`);
    const windows = await Promise.all(
      [0, 1].map(async (n) => {
        const scripts = onClock(shared.scripts, clock);
        const { link, window } = await openWindow({
          ...{ scripts, space: 'serdabot:{source}', self: `p${n}`, name: 'igdb', spanMs: 1_020, wayMs },
          ...{ processes: () => 2, clock },
        });
        await alive(['serdabot:{source}:alive'], [String(link.shared(clock.now()) + 3_600_000), `p${n}`]);
        return window;
      }),
    );
    const arrivals: number[] = [];
    const nextAt = windows.map(() => clock.now());
    const from = clock.now();
    while (clock.now() < from + seconds * 1_000) {
      for (const [n, window] of windows.entries()) {
        const askedAt = clock.now();
        if (askedAt < nextAt[n]!) continue;
        const wait = await window.take(limit, 1, 0);
        nextAt[n] = askedAt + wait;
        if (wait > 0) continue;
        // Most are quick; some take as long as they may, and a few are never answered.
        const way = random() < 0.9 ? random() * 40 : random() * (wayMs - 5);
        clock.after(way, () => arrivals.push(clock.now()));
        if (random() < 0.97)
          clock.after(way + random() * 30, () => {
            if (clock.now() - askedAt < wayMs) window.arrived();
          });
      }
      await clock.advance(5);
    }
    const most = Math.max(
      ...arrivals.map((at, i) => arrivals.slice(0, i + 1).filter((other) => at - other < 1_000).length),
    );
    expect(most).toBe(limit);
    expect(arrivals.length / seconds).toBeGreaterThan(3.4);
  });

  test('a token is refreshed by one process, and the others get what came of it', async () => {
    const account = { login: 'serdabot', id: '900' };
    const helix = await createSandboxHelix({ accounts: [account], channels: [] });
    const folder = mkdtempSync(join(tmpdir(), 'fleet-token-'));
    const { accessToken, refreshToken } = helix.grants.issue(account, ['chat:read']);
    const grant = { clientId: helix.clientId, userId: '900', login: 'serdabot', scopes: ['chat:read'] };
    const machines = [0, 1, 2].map((n) => {
      const file = join(folder, String(n), 'tokens.json');
      writeTokenFile(file, { accessToken, refreshToken, grant: { ...grant, expiresAt: null, obtainedAt: null } });
      const { cable, scripts } = withCable(shared.scripts);
      const once = createOnce(scripts, 'serdabot:{token}', `p${n}`);
      const { events, tell } = collectEvents();
      const auth = createAuth({
        file,
        env: {},
        apiPort: helix.port,
        login: 'serdabot',
        whose: 'bot.name is serdabot',
        command: 'npm run login',
        needs: [],
        fleet: { once, mayGoAlone: () => false },
        clock: systemClock,
        tell,
        learnSecret: () => {},
      });
      return { auth, cable, events, token: () => readTokenFile(file)?.accessToken };
    });
    try {
      helix.grants.expire();
      machines[2]!.cable.cut = true;
      helix.delay('auth/token', 100);
      const [first, second, third] = await Promise.all(machines.map(({ auth }) => auth.check()));
      expect(helix.grants.refreshes).toHaveLength(1);
      expect(first?.accessToken).toBe(second?.accessToken);
      expect(machines.slice(0, 2).map(({ token }) => token())).toEqual([first?.accessToken, first?.accessToken]);
      // Without Redis nobody knows whether it was refreshed elsewhere.
      expect(third).toBeNull();
      expect(JSON.stringify(machines[2]!.events)).toMatch(/not refreshed while Redis is away/);
      // Whoever was away follows, two steps if need be. The next refresh is by one that has just started: of the first
      // two it is chance who asked Twitch, and that one does not ask again within a minute.
      helix.grants.expire();
      const next = await createAgain(1);
      expect([undefined, first?.accessToken]).not.toContain(next);
      machines[2]!.cable.cut = false;
      await expect.poll(() => createAgain(2)).toBe(next);
      expect(helix.grants.refreshes.map(({ ok }) => ok)).toEqual([true, true]);
      // What is in Redis opens nothing.
      const dump = await Promise.all(
        ((await redis.command('KEYS', '*once*')) as string[]).map((key) => redis.command('GET', key)),
      );
      expect(dump).toHaveLength(2);
      for (const secret of [accessToken, refreshToken!, first!.accessToken, next!]) {
        expect(dump.join()).not.toContain(secret);
        expect(Buffer.from(dump.join().slice(1), 'base64').toString('latin1')).not.toContain(secret);
      }
    } finally {
      for (const { auth } of machines) auth.stop();
      await helix.stop();
      rmSync(folder, { recursive: true, force: true });
    }

    async function createAgain(n: number) {
      const auth = createAuth({
        file: join(folder, String(n), 'tokens.json'),
        env: {},
        apiPort: helix.port,
        login: 'serdabot',
        whose: 'bot.name is serdabot',
        command: 'npm run login',
        needs: [],
        fleet: { once: createOnce(shared.scripts, 'serdabot:{token}', 'again'), mayGoAlone: () => false },
        clock: systemClock,
        tell() {},
        learnSecret: () => {},
      });
      const account = await auth.check();
      auth.stop();
      return account?.accessToken;
    }
  });
});
