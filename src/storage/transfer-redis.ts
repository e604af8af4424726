import { randomUUID } from 'node:crypto';
import { systemClock } from '../lib/clock.ts';
import type { CachedText } from './by-prefix.ts';
import type { CacheStore } from './cache.ts';
import { createRedisCachesByPrefix } from './redis-by-prefix.ts';
import { createRedisCache } from './redis-cache.ts';
import type { Redis } from './redis-client.ts';
import { createRedisRecords, recordKeys } from './redis-records.ts';
import { cacheSpace } from './redis-storage.ts';
import { type TransferEnd, TransferFault, type Use } from './transfer.ts';

const snapshotForMs = 600_000;
const perClear = 5_000;

export async function openRedisEnd(url: string, use: Use): Promise<TransferEnd> {
  const name = `Redis at ${URL.parse(url)?.host ?? '?'}`;
  const { client, Adapter } = await connect(url, name);
  let keys: readonly [string, string, string] = recordKeys;
  try {
    if (use !== 'snapshot') await refuseWhileInUse(client, name);
    if (use === 'snapshot') keys = await snapshot(client);
  } catch (error) {
    client.destroy();
    throw readable(error, name);
  }
  const records = createRedisRecords(client, keys);
  const found = createRedisCachesByPrefix({
    client,
    space: cacheSpace,
    clock: systemClock,
    guard: async (call) => ({ ok: true, value: await call() }),
  });
  const caches = new Map<string, CacheStore>();
  function cacheOf(cache: string): CacheStore {
    const namespace = `${cacheSpace}${cache}`;
    const store =
      caches.get(cache) ?? createRedisCache({ Adapter, client, clock: systemClock, namespace, max: 1_000_000 });
    caches.set(cache, store);
    return store;
  }
  async function entries(): Promise<readonly CachedText[]> {
    const all = await found.find('');
    return all.ok ? all.value : [];
  }
  const inWords = <A extends unknown[], T>(call: (...args: A) => Promise<T>) => {
    return (...args: A) =>
      call(...args).catch((error: unknown) => {
        throw readable(error, name);
      });
  };

  return {
    name,
    count: inWords(async () => ({ records: await client.hLen(keys[0]), entries: (await entries()).length })),
    async *rows() {
      for (let after = ''; ; ) {
        const rows = await inWords(records.list)('', after, 500);
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.key;
      }
    },
    async *entries() {
      yield* await inWords(entries)();
    },
    putRows: inWords(async (rows) => {
      await client
        .multi()
        .hSet(keys[0], Object.fromEntries(rows.map(({ key, value, version }) => [key, `${version} ${value}`])))
        .zAdd(
          keys[1],
          rows.map(({ key }) => ({ score: 0, value: key })),
        )
        .exec();
      const most = Math.max(...rows.map(({ version }) => version));
      if (Number((await client.get(keys[2])) ?? 0) < most) await client.set(keys[2], String(most));
    }),
    putEntries: inWords(async (some) => {
      const now = Date.now();
      await Promise.all(
        some
          .filter(({ expiresAt }) => expiresAt > now)
          .map(({ cache, key, text, expiresAt }) => cacheOf(cache).adapter.set(key, text, Math.ceil(expiresAt - now))),
      );
    }),
    clear: inWords(async () => {
      // The order goes last: what is left of an interrupted clearing is still listed.
      for (;;) {
        const some = await client.zRange(keys[1], 0, perClear - 1);
        if (some.length === 0) break;
        await client.multi().hDel(keys[0], some).zRem(keys[1], some).exec();
      }
      const gone = await found.remove('');
      if (!gone.ok) throw new Error(gone.detail);
    }),
    async commit() {},
    async close() {
      if (use === 'snapshot') await client.unlink([keys[0], keys[1]]).catch(() => {});
      client.destroy();
    },
  };
}

async function connect(url: string, name: string) {
  const { createClient, default: Adapter } = await import('@keyv/redis');
  const client = createClient({
    url,
    name: 'serdabot-operator',
    disableOfflineQueue: true,
    socket: { connectTimeout: 3_000, socketTimeout: 30_000, reconnectStrategy: false },
  }) as Redis;
  client.setMaxListeners(64);
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    throw readable(error, name);
  }
  return { client, Adapter };
}

/** A bot that dies is gone from the server's list with its connection. */
async function refuseWhileInUse(client: Redis, name: string): Promise<void> {
  const list = String(await client.sendCommand(['CLIENT', 'LIST']));
  const fields = (line: string) => new Map(line.split(' ').map((field) => field.split('=', 2) as [string, string]));
  const clients = list.split('\n').map(fields);
  const own = String(await client.sendCommand(['CLIENT', 'INFO']));
  const database = fields(own.trim()).get('db');
  const bots = clients.filter((one) => one.get('name') === 'serdabot' && one.get('db') === database).length;
  if (bots > 0)
    throw new TransferFault(`${name} is in use by ${bots === 1 ? 'a bot' : `${bots} bots`}: stop them first`);
}

/** Redis copies within itself, in one step; should nobody take the copy away, it expires. */
async function snapshot(client: Redis): Promise<readonly [string, string, string]> {
  const start = `serdabot:snapshot:${randomUUID()}`;
  const [values, order] = [`${start}:records`, `${start}:order`];
  await client
    .multi()
    .copy(recordKeys[0], values)
    .copy(recordKeys[1], order)
    .pExpire(values, snapshotForMs)
    .pExpire(order, snapshotForMs)
    .exec();
  return [values, order, recordKeys[2]];
}

function readable(error: unknown, name: string): Error {
  if (error instanceof TransferFault) return error;
  const { message, code } = error as { message?: string; code?: string };
  return new TransferFault(`${name}: ${message || code || 'no answer'}`);
}
