import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { schema } from '../../src/domain/settings-schema.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createRateLimiter } from '../../src/limits/rate-limiter.ts';
import { quickenStrings } from '../../src/storage/redis-client.ts';
import { simulateEvening } from '../../test/support/evening.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { measureRedis } from './limits-redis.ts';
import { type BenchResult, lessIsBetter, median, moreIsBetter, quantile, type Table } from './result.ts';

export interface Options {
  /** Adds the crowd of 50,000. */
  readonly extreme?: boolean;
  readonly rounds?: number;
}

const peer = 'rate-limiter-flexible';
const settings = { ...schema.shape.rate_limiting.parse({}), cap: 4 };
const noRoles: Viewer['roles'] = new Set();
const viewerAt = (i: number): Viewer => ({ id: String(100_000_000 + i * 7919), login: 'v', name: 'V', roles: noRoles });
const crowdOf = (users: number) => Array.from({ length: users }, (_, i) => viewerAt(i));

export async function run({ extreme = false, rounds = 7 }: Options = {}): Promise<BenchResult> {
  quickenStrings();
  const speed = await measureSpeed(rounds);
  // Before the large crowds: a heap that they have been through slows those who allocate more.
  const onRedis = await measureRedis(rounds);
  const crowds = [100, 1_000, 10_000, ...(extreme ? [50_000] : []), 1_000_000];
  const sizes: Size[] = [];
  for (const users of crowds) sizes.push(await measureSize(users));
  const checks = crowds.map(measureChecks);
  const atTenThousand = sizes.find(({ users }) => users === 10_000)!;
  const atMost = sizes.at(-1)!;
  return {
    bench: 'limits',
    ratios: [
      moreIsBetter({ name: 'admit in process', unit: 'ops/s', peer, target: 5, ...speed.admitted }),
      moreIsBetter({ name: 'refuse in process', unit: 'ops/s', peer, target: 5, ...speed.refused }),
      lessIsBetter({
        name: 'memory of a viewer at 10,000',
        unit: 'bytes',
        ours: atTenThousand.ours.full,
        peer,
        theirs: atTenThousand.theirs!.full,
        target: 8,
      }),
      ...[atTenThousand, atMost].map(({ users, ours }) =>
        lessIsBetter({
          name: `bytes of a viewer at ${users.toLocaleString('en')}`,
          unit: 'bytes',
          ours: ours.full,
          peer: 'the bound',
          theirs: 100,
          target: 1,
        }),
      ),
      lessIsBetter({
        name: 'cleanup pause at 1,000,000 (p99)',
        unit: 'ms',
        ours: checks.at(-1)!.pauseMs,
        peer: 'the bound',
        theirs: 1,
        target: 1,
      }),
      ...onRedis,
    ],
    tables: [sizeTable(sizes), checkTable(checks), await eveningTable()],
  };
}

/**
 * Both sides do what a bot does with a viewer's command: the cooldown first, then the hourly cap. A round is some passes
 * of one side over the crowd, then as many of the other.
 */
async function measureSpeed(rounds: number) {
  const crowd = crowdOf(10_000);
  const passes = 8;
  const ours = createOurs();
  const cooldown = new RateLimiterMemory({ keyPrefix: 'c', points: 1, duration: 600 });
  const hourly = new RateLimiterMemory({ keyPrefix: 'h', points: 1_000_000, duration: 3600 });
  const forget = async (limiter: RateLimiterMemory) => {
    for (const { id } of crowd) await limiter.delete(id);
  };
  const rates = { ours: [] as number[], theirs: [] as number[], oursNo: [] as number[], theirsNo: [] as number[] };
  for (let round = -2; round < rounds; round++) {
    collect();
    const took = { ours: 0, theirs: 0, oursNo: 0, theirsNo: 0 };
    ours.advance(2 * settings.max_idle_time * 1000);
    for (let pass = 0; pass < passes; pass++) {
      ours.advance(11_000);
      took.ours += seconds(() => ours.commands(crowd));
    }
    for (let pass = 0; pass < passes; pass++) {
      took.oursNo += seconds(() => ours.commands(crowd));
    }
    collect();
    for (let pass = 0; pass < passes; pass++) {
      // A cooldown that has passed is a key that is gone.
      await forget(cooldown);
      const begin = performance.now();
      for (const { id } of crowd) await admitTheirs(cooldown, hourly, id);
      took.theirs += (performance.now() - begin) / 1000;
    }
    for (let pass = 0; pass < passes; pass++) {
      const begin = performance.now();
      for (const { id } of crowd) await admitTheirs(cooldown, hourly, id);
      took.theirsNo += (performance.now() - begin) / 1000;
    }
    if (round < 0) continue;
    for (const side of ['ours', 'theirs', 'oursNo', 'theirsNo'] as const) {
      rates[side].push((passes * crowd.length) / took[side]);
    }
  }
  await forget(cooldown);
  await forget(hourly);
  const each = (rounds + 2) * passes * crowd.length;
  if (ours.counts.admitted !== each || ours.counts.refused !== each) throw new Error('the crowd was not treated alike');
  return {
    admitted: { ours: median(rates.ours), theirs: median(rates.theirs) },
    refused: { ours: median(rates.oursNo), theirs: median(rates.theirsNo) },
  };
}

async function admitTheirs(cooldown: RateLimiterMemory, hourly: RateLimiterMemory, id: string): Promise<boolean> {
  try {
    await cooldown.consume(id);
    await hourly.consume(id);
    return true;
  } catch {
    return false;
  }
}

interface Size {
  readonly users: number;
  readonly ours: Columns;
  /** Not measured for the largest crowd: it takes a gigabyte. */
  readonly theirs: Columns | null;
}
type Columns = Readonly<Record<'simple' | 'hourly' | 'full', number>>;

/** Simple: a cooldown. Hourly: a window full of admissions. Full: both. */
async function measureSize(users: number): Promise<Size> {
  const filled = (admissions: number, user_cooldown: number) =>
    held(users, async () => {
      const ours = createOurs({ ...settings, user_cooldown });
      // Twenty million admissions take a while; what they leave behind is the same.
      if (users > 100_000) ours.remember(users, admissions);
      else
        for (let n = 0; n < admissions; n++) {
          for (let i = 0; i < users; i++) ours.command(viewerAt(i));
          ours.advance(11_000);
        }
      if (ours.viewers() !== users) throw new Error('somebody is missing');
      if (ours.counts.refused > 0) throw new Error('somebody was refused');
      return ours;
    });
  const theirs = (durations: readonly number[]) =>
    held(users, async () => {
      const limiters = durations.map((duration) => new RateLimiterMemory({ points: 20, duration }));
      for (let i = 0; i < users; i++) for (const limiter of limiters) await limiter.consume(viewerAt(i).id);
      const free = async () => {
        for (let i = 0; i < users; i++) for (const limiter of limiters) await limiter.delete(viewerAt(i).id);
      };
      return { free };
    });
  return {
    users,
    ours: { simple: await filled(1, 10), hourly: await filled(20, 0), full: await filled(20, 10) },
    theirs:
      users > 100_000
        ? null
        : { simple: await theirs([600]), hourly: await theirs([3600]), full: await theirs([600, 3600]) },
  };
}

/** Bytes for each user that are reachable after `fill`, in the heap and in array buffers: the middle of a few tries. */
async function held(users: number, fill: () => Promise<object & { free?: () => Promise<void> }>): Promise<number> {
  const tries: number[] = [];
  for (let n = users > 100_000 ? 1 : 5; n > 0; n--) tries.push((await heldOnce(fill)) / users);
  return median(tries);
}

async function heldOnce(fill: () => Promise<object & { free?: () => Promise<void> }>): Promise<number> {
  const before = inUse();
  const filled = await fill();
  const bytes = inUse() - before;
  await filled.free?.();
  return bytes;
}

/** Compiled code is left out: how much of it there is depends on the moment and not on the crowd. */
function inUse(): number {
  collect();
  const data = getHeapSpaceStatistics().filter(({ space_name }) => !/code|trusted/.test(space_name));
  return data.reduce((sum, { space_used_size }) => sum + space_used_size, process.memoryUsage().arrayBuffers);
}

interface Checks {
  readonly users: number;
  readonly medianUs: number;
  readonly worstUs: number;
  readonly pauseMs: number;
  readonly longestMs: number;
}

function measureChecks(users: number): Checks {
  const ours = createOurs();
  ours.remember(users, 1);
  ours.advance(11_000);
  const took = new Float64Array(200_000);
  for (let i = 0; i < took.length; i++) {
    const viewer = viewerAt((i * 7) % users);
    if (i % users === 0) ours.advance(11_000);
    const begin = process.hrtime.bigint();
    ours.command(viewer);
    took[i] = Number(process.hrtime.bigint() - begin) / 1000;
  }
  // Where other programs run, a slice of theirs counts as one of ours: the best of a few cleanups has the fewest of them.
  const cleanups = Array.from({ length: 5 }, (_, n) => {
    if (n > 0) ours.remember(users, 1);
    ours.advance(settings.max_idle_time * 2000);
    collect();
    return ours.cleanUp();
  });
  const slices = cleanups.sort((a, b) => quantile(a, 0.99) - quantile(b, 0.99))[0]!;
  return {
    users,
    medianUs: median(took),
    worstUs: quantile(took, 0.999),
    pauseMs: quantile(slices, 0.99),
    longestMs: Math.max(...slices),
  };
}

/** The RateLimiter as the bot has it, on a clock that can be put ahead, with send windows that are never full. */
function createOurs(limits = settings) {
  let ahead = 0;
  const now = () => systemClock.now() + ahead;
  const due: (() => void)[] = [];
  const clock: Clock = {
    now,
    wall: now,
    after(_, callback) {
      due.push(callback);
      return () => {};
    },
  };
  const permit = { release() {} };
  const limiter = createRateLimiter({
    settings: () => limits,
    clock,
    permits: { reserve: () => permit, nextMs: () => 0 },
    tell() {},
  });
  const counts = { admitted: 0, refused: 0 };
  function command(viewer: Viewer) {
    const verdict = limiter.admit({ channel: 'channel', viewer, command: 'ask', deadline: Number.POSITIVE_INFINITY });
    if (verdict.kind === 'refused') counts.refused++;
    else {
      counts.admitted++;
      verdict.settle(true);
    }
  }
  return {
    counts,
    advance(ms: number) {
      ahead += ms;
    },
    viewers: () => limiter.tracked().viewers,
    remember(users: number, admissions: number) {
      const stamps = Array.from({ length: admissions }, (_, n) => now() + (n - admissions) * 11_000);
      limiter.restore(
        (function* () {
          for (let i = 0; i < users; i++) yield { channel: 'channel', viewer: viewerAt(i).id, stamps };
        })(),
      );
    },
    command,
    commands(viewers: readonly Viewer[]) {
      for (const viewer of viewers) command(viewer);
    },
    /** Runs the whole cleanup; says how long each slice held the loop, in milliseconds. */
    cleanUp(): number[] {
      const slices: number[] = [];
      while (limiter.tracked().viewers > 0) {
        const slice = due.shift()!;
        slices.push(seconds(slice) * 1000);
      }
      return slices;
    },
  };
}

function seconds(work: () => void): number {
  const begin = performance.now();
  work();
  return (performance.now() - begin) / 1000;
}

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
function collect() {
  gc();
  gc();
}

function sizeTable(sizes: readonly Size[]): Table {
  const cell = (ours: number, theirs: number | undefined) =>
    `${ours.toFixed(0)}${theirs === undefined ? '' : ` (${theirs.toFixed(0)})`}`;
  return {
    title: `bytes for each viewer, in brackets ${peer}`,
    columns: ['users', 'simple', 'hourly', 'full'],
    rows: sizes.map(({ users, ours, theirs }) => [
      users,
      cell(ours.simple, theirs?.simple),
      cell(ours.hourly, theirs?.hourly),
      cell(ours.full, theirs?.full),
    ]),
  };
}

function checkTable(checks: readonly Checks[]): Table {
  return {
    title: 'one check and one cleanup slice',
    columns: ['users', 'check p50 µs', 'check p99.9 µs', 'pause p99 ms', 'pause longest ms'],
    rows: checks.map(({ users, medianUs, worstUs, pauseMs, longestMs }) => [
      users,
      ...[medianUs, worstUs, pauseMs, longestMs].map((value) => value.toFixed(2)),
    ]),
  };
}

/** Who of 1,000 waits how long, on a clock of its own: the same on every machine. */
async function eveningTable(): Promise<Table> {
  const clock = createVirtualClock();
  const { outcomes, waits, most, over } = simulateEvening(clock);
  await clock.advance(30_000);
  await over;
  const refused = [...outcomes.values()].filter(([end]) => end !== 'answered').length;
  const rows = [...Map.groupBy(waits, ({ priority }) => priority)].map(([priority, theirs]) => {
    const seconds = theirs.map(({ ms }) => ms / 1000);
    const cells = [0, 0.5, 0.95, 1].map((q) => quantile(seconds, q).toFixed(1));
    return [priority, theirs.length, ...cells];
  });
  return {
    title: `1,000 ask at once, ${most()} slots: seconds of waiting; ${refused} found the line full and were told so`,
    columns: ['priority', 'answered', 'least', 'p50', 'p95', 'most'],
    rows,
  };
}
