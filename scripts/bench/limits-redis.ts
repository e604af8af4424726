import { createClient } from '@keyv/redis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { schema } from '../../src/domain/settings-schema.ts';
import type { SharedScripts } from '../../src/domain/storage.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createSharedLimiter } from '../../src/limits/shared-limiter.ts';
import { createGuard } from '../../src/storage/guard.ts';
import { connect, createRedisClient, createSharedScripts } from '../../src/storage/redis-client.ts';
import { findRedis } from '../../test/support/real-parts.ts';
import { startRedis } from '../../test/support/redis.ts';
import { median, moreIsBetter, type Ratio } from './result.ts';

const peer = 'rate-limiter-flexible';
const settings = { ...schema.shape.rate_limiting.parse({ user_cooldown: 600 }), cap: 4 };
const noRoles: Viewer['roles'] = new Set();
const concurrencies = [1, 10, 100];
const admissions = 3_000;
/** So that what is measured is compiled, on all sides. */
const warmUp = 20_000;

type Side = 'ours' | 'theirs' | 'bare';
/** One admission, of a viewer who was never seen before. */
type Admit = () => Promise<unknown>;

/**
 * Admissions a second on a real server: ours from the question to the settled verdict, theirs a cooldown and then the
 * hourly cap, and our script alone with arguments that ours has sent before. All over one connection each, in turns.
 */
export async function measureRedis(rounds: number): Promise<Ratio[]> {
  const program = findRedis();
  if (!program) return [];
  await using redis = await startRedis(program, '--appendonly', 'no');
  const { client } = createRedisClient({ createClient, url: redis.url });
  const theirClient = createClient({ url: redis.url });
  await connect(client, systemClock, 5_000);
  await theirClient.connect();

  let id = 100_000_000;
  const viewer = (): Viewer => ({ id: String(id++), login: 'v', name: 'V', roles: noRoles });

  const guard = createGuard({
    backend: 'redis',
    name: 'Redis',
    probe: () => client.ping(),
    clock: systemClock,
    tell() {},
  });
  let sample: readonly string[] = [];
  let text = '';
  const plain = createSharedScripts(client, guard.within(5_000));
  const scripts: SharedScripts = {
    define(script) {
      const run = plain.define(script);
      if (!script.includes("'in_flight'")) return run;
      text = script;
      return (keys, args) => {
        // One that asks alone, and brings one that ended.
        if (args[1] === '1' && keys.length === 3) sample = args;
        return run(keys, args);
      };
    },
  };
  const permit = { release() {} };
  const limiter = createSharedLimiter({
    settings: () => settings,
    clock: systemClock,
    permits: { reserve: () => permit, nextMs: () => 0 },
    tell() {},
    scripts,
    processes: () => 1,
  });
  while (limiter.shared().state !== 'ok') await new Promise((resolve) => setTimeout(resolve, 10));

  const ours: Admit = async () => {
    const verdict = await limiter.admit({
      channel: 'channel',
      viewer: viewer(),
      command: 'ask',
      deadline: performance.now() + 20_000,
    });
    if (verdict.kind !== 'admitted') throw new Error(`refused by ${verdict.by}`);
    verdict.settle(true);
  };
  const parts = { storeClient: theirClient, useRedisPackage: true };
  const cooldown = new RateLimiterRedis({ ...parts, keyPrefix: 'c', points: 1, duration: 600 });
  const hourly = new RateLimiterRedis({ ...parts, keyPrefix: 'h', points: 20, duration: 3600 });
  const theirs: Admit = async () => {
    const { id } = viewer();
    await cooldown.consume(id);
    await hourly.consume(id);
  };
  let sha = '';
  const bare: Admit = async () => {
    // The one before has ended, as with ours.
    const keys = [
      `serdabot:limits:{channel}:${id}`,
      `serdabot:limits:{channel}:${id - 1}`,
      'serdabot:limits:{channel}',
    ];
    id++;
    const answer = await client.evalSha(sha, { keys, arguments: [...sample] });
    if (answer !== 0) throw new Error(`refused: ${answer}`);
  };

  const rates = new Map<string, number[]>();
  const order: readonly Side[] = ['ours', 'theirs', 'bare'];
  const sides: Readonly<Record<Side, Admit>> = { ours, theirs, bare };
  await measure(ours, 1, 10);
  for (let round = -1; round < rounds; round++) {
    for (const concurrency of round < 0 ? [100] : concurrencies) {
      // Each goes first as often as the others: what one leaves behind slows the next.
      for (let turn = 0; turn < order.length; turn++) {
        const side = order[(turn + Math.max(0, round)) % order.length]!;
        if (side === 'bare') sha ||= String(await client.scriptLoad(text));
        const rate = await measure(sides[side], concurrency, round < 0 ? warmUp : admissions);
        if (round < 0) continue;
        const key = `${side} ${concurrency}`;
        rates.set(key, [...(rates.get(key) ?? []), rate]);
      }
    }
    await redis.command('FLUSHALL');
  }
  await limiter.close();
  guard.close();
  client.destroy();
  theirClient.destroy();

  const rate = (side: Side, concurrency: number) => median(rates.get(`${side} ${concurrency}`)!);
  return concurrencies.flatMap((n) => [
    moreIsBetter({
      name: `admit on Redis, ${n} in flight`,
      unit: 'ops/s',
      ours: rate('ours', n),
      peer,
      theirs: rate('theirs', n),
      target: 1.8,
    }),
    moreIsBetter({
      name: `admit on Redis, ${n} in flight`,
      unit: 'ops/s',
      ours: rate('ours', n),
      peer: 'a bare EVALSHA of it',
      theirs: rate('bare', n),
      target: 0.85,
    }),
  ]);
}

/** So many at once, each beginning the next when it is done. */
async function measure(admit: Admit, concurrency: number, count: number): Promise<number> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await admit();
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return count / ((performance.now() - begin) / 1000);
}
