import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../lib/clock.ts';
import { cacheSpace, createRedisCaches } from './redis-caches.ts';
import type { Redis } from './redis-client.ts';
import { createRedisRecords, recordKeys } from './redis-records.ts';
import type { CachedText, CacheStore } from './store.ts';
import { carried, type TransferEnd, TransferFault, type Use } from './transfer.ts';

const snapshotForMs = 600_000;
const stagedForMs = 3_600_000;

/**
 * What was put beside the store takes its place, caches too: a script is one step for whoever looks, for a server that
 * dies and for its append-only file. KEYS: records, order and version; records and order beside them. ARGV: how many
 * records were put, what the names of caches start with, and of those beside them, then beginnings of keys that stay.
 * A full server refuses the first of its writes, so that it never stops half way.
 */
const replaceText = `
if redis.call('HLEN', KEYS[4]) ~= tonumber(ARGV[1]) or redis.call('ZCARD', KEYS[5]) ~= tonumber(ARGV[1]) then
  return redis.error_reply('what was put aside is not there any more')
end
redis.call('INCRBY', KEYS[3], 0)
for i = 4, #ARGV do
  for _, key in ipairs(redis.call('ZRANGE', KEYS[2], '[' .. ARGV[i], '(' .. ARGV[i] .. '\\255', 'BYLEX')) do
    if redis.call('HSETNX', KEYS[4], key, redis.call('HGET', KEYS[1], key)) == 1 then
      redis.call('ZADD', KEYS[5], 0, key)
    end
  end
end
for _, key in ipairs(redis.call('KEYS', ARGV[2] .. '*')) do redis.call('UNLINK', key) end
for _, key in ipairs(redis.call('KEYS', ARGV[3] .. '*')) do
  redis.call('RENAME', key, ARGV[2] .. string.sub(key, #ARGV[3] + 1))
end
redis.call('UNLINK', KEYS[1], KEYS[2])
for i = 4, 5 do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    redis.call('RENAME', KEYS[i], KEYS[i - 3])
    redis.call('PERSIST', KEYS[i - 3])
  end
end`;

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
  let records = createRedisRecords(client, keys);
  /** Where what takes the store's place is put first; null as long as nothing does. */
  let staged: { readonly space: string; records: number } | null = null;
  const cachesIn = (space: string) =>
    createRedisCaches({
      Adapter,
      client,
      run: async (call) => ({ ok: true, value: await call() }),
      clock: systemClock,
      space,
    });
  let caches = cachesIn(cacheSpace);
  const opened = new Map<string, CacheStore>();
  function cacheOf(name: string): CacheStore {
    const cache = opened.get(name) ?? caches.open(name, 1_000_000);
    opened.set(name, cache);
    return cache;
  }
  async function entries(): Promise<readonly CachedText[]> {
    const all = await caches.find('');
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
      const put = client
        .multi()
        .hSet(keys[0], Object.fromEntries(rows.map(({ key, value, version }) => [key, `${version} ${value}`])))
        .zAdd(
          keys[1],
          rows.map(({ key }) => ({ score: 0, value: key })),
        );
      if (staged) {
        for (const key of keys.slice(0, 2)) put.pExpire(key, stagedForMs);
        staged.records += rows.length;
      }
      await put.exec();
      const most = Math.max(...rows.map(({ version }) => version));
      if (Number((await client.get(keys[2])) ?? 0) < most) await client.set(keys[2], String(most));
    }),
    putEntries: inWords(async (some) => {
      const now = Date.now();
      await Promise.all(
        some
          .filter(({ expiresAt }) => expiresAt > now)
          .map(({ cache, key, text, expiresAt }) =>
            cacheOf(cache).set(key, { value: text }, Math.ceil(expiresAt - now)),
          ),
      );
    }),
    clear: inWords(async () => {
      const start = `serdabot:staged:${randomUUID()}:`;
      staged = { space: `${start}cache:`, records: 0 };
      keys = [`${start}records`, `${start}order`, recordKeys[2]];
      records = createRedisRecords(client, keys);
      caches.close();
      caches = cachesIn(staged.space);
      opened.clear();
    }),
    commit: inWords(async () => {
      if (!staged) return;
      // It takes its time, and a bot may have been started meanwhile.
      await refuseWhileInUse(client, name);
      const from = [keys[0], keys[1]];
      await client.eval(replaceText, {
        keys: [...recordKeys, ...from],
        arguments: [String(staged.records), cacheSpace, staged.space, ...carried],
      });
      staged = null;
    }),
    async close() {
      caches.close();
      if (use === 'snapshot' || staged) await client.unlink([keys[0], keys[1]]).catch(() => {});
      if (staged) await dropStaged(client, staged.space).catch(() => {});
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

/** A bot that has just stopped may be on the server's list for a moment longer. */
async function refuseWhileInUse(client: Redis, name: string): Promise<void> {
  let bots = await botsOn(client);
  for (let looks = 0; bots > 0 && looks < 10; looks++) {
    await pause(100);
    bots = await botsOn(client);
  }
  if (bots > 0)
    throw new TransferFault(`${name} is in use by ${bots === 1 ? 'a bot' : `${bots} bots`}: stop them first`);
}

async function botsOn(client: Redis): Promise<number> {
  const list = String(await client.sendCommand(['CLIENT', 'LIST']));
  const fields = (line: string) => new Map(line.split(' ').map((field) => field.split('=', 2) as [string, string]));
  const clients = list.split('\n').map(fields);
  const own = String(await client.sendCommand(['CLIENT', 'INFO']));
  const database = fields(own.trim()).get('db');
  return clients.filter((one) => one.get('name') === 'serdabot' && one.get('db') === database).length;
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

/** What nobody drops expires within the hour. */
async function dropStaged(client: Redis, space: string): Promise<void> {
  for await (const some of client.scanIterator({ MATCH: `${space}*`, COUNT: 1_000 })) {
    if (some.length > 0) await client.unlink(some);
  }
}

function readable(error: unknown, name: string): Error {
  if (error instanceof TransferFault) return error;
  const { message, code } = error as { message?: string; code?: string };
  return new TransferFault(`${name}: ${message || code || 'no answer'}`);
}
