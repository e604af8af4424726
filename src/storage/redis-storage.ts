import type { Tell } from '../domain/event.ts';
import type { Cache } from '../domain/storage.ts';
import { createByPrefix } from './by-prefix.ts';
import { createCache } from './cache.ts';
import { asFailure, failure } from './failure.ts';
import { untilIdle } from './group-commit.ts';
import { createGuard } from './guard.ts';
import { createHealth } from './health.ts';
import type { Opened, StorageParts } from './opened.ts';
import { quickenStrings } from './quick-strings.ts';
import { createRecords } from './records.ts';
import { createRedisCachesByPrefix } from './redis-by-prefix.ts';
import { createRedisCache } from './redis-cache.ts';
import { connect, createRedisClient, type Redis } from './redis-client.ts';
import { createRedisRecords } from './redis-records.ts';
import { createSharedScripts } from './shared-script.ts';

/** Every call answers within it, whatever Redis does. */
export const deadlineMs = 250;
const patienceAtStartMs = 1_000;
/** What the name of every cache starts with there. */
export const cacheSpace = 'serdabot:cache:';
/** Lists of entries are swept as often, so that the name of what has expired is gone within the hour. */
const sweepEveryMs = 600_000;

export async function openRedisStorage({ url, clock, tell }: StorageParts): Promise<Opened> {
  const address = URL.parse(url);
  if (!address?.hostname) return { ok: false, reason: 'storage.url: expected redis://HOST:PORT/NUMBER' };
  const name = `Redis at ${address.host}`;
  const { createClient, default: Adapter } = await import('@keyv/redis');
  quickenStrings();

  let client: Redis;
  try {
    client = createRedisClient({ createClient, url, onError: (error) => health.failed(asFailure(error)) });
  } catch (error) {
    return { ok: false, reason: `storage.url: ${(error as Error).message}; expected redis://HOST:PORT/NUMBER` };
  }
  const health = createHealth({
    backend: 'redis',
    name,
    probe: () => client.set('serdabot:probe', '1', { expiration: { type: 'PX', value: 60_000 } }),
    clock,
    tell,
  });
  const guard = createGuard({ health, clock, deadlineMs });
  client.once('ready', () => void warnOfLoss(client, name, tell));
  await connect(client, clock, patienceAtStartMs);
  if (!client.isReady) health.failed(failure('unreachable', 'no connection yet'));

  const { drained, ...records } = createRecords(createRedisRecords(client), {
    guard,
    clock,
    patienceMs: deadlineMs,
    gather: untilIdle,
  });
  const caches = new Map<string, Cache>();
  let cancelSweep = () => {};
  function sweepLater() {
    cancelSweep = clock.after(sweepEveryMs, () => {
      for (const cache of caches.values()) void cache.count();
      sweepLater();
    });
  }
  sweepLater();

  return {
    ok: true,
    storage: {
      records,
      cache(cacheName, max = 10_000) {
        const space = `${cacheSpace}${cacheName}`;
        const cache =
          caches.get(cacheName) ??
          createCache(space, createRedisCache({ Adapter, client, clock, namespace: space, max }), guard);
        caches.set(cacheName, cache);
        return cache;
      },
      scripts: createSharedScripts({ client, health, clock }),
      state: health.state,
      ...createByPrefix({ records, caches: createRedisCachesByPrefix({ client, space: cacheSpace, clock, guard }) }),
      // Redis keeps what was deleted in its append-only file until it rewrites that.
      scrub: () =>
        guard(async () => {
          await client.sendCommand(['BGREWRITEAOF']);
          return null;
        }),
      async close() {
        if (health.refusal()?.reason === 'closed') return;
        const gone = health.refusal() !== null;
        health.close();
        cancelSweep();
        if (!gone) await drained();
        if (client.isOpen) client.destroy();
      },
    },
  };
}

/** A server with the settings of a mere cache forgets records, and nobody would notice before they are missed. */
async function warnOfLoss(client: Redis, name: string, tell: Tell): Promise<void> {
  const info = await client.info().catch(() => '');
  const value = (field: string) => new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const policy = value('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction' && value('maxmemory') !== '0') {
    tell({ kind: 'warning', text: `storage: ${name} may throw records away: set maxmemory-policy noeviction` });
  }
  if (value('aof_enabled') === '0') {
    tell({ kind: 'warning', text: `storage: ${name} may forget the last minutes at a crash: set appendonly yes` });
  }
}
