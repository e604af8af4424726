import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type KeyvRedis from '@keyv/redis';
import type { Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { longestValue } from './encoding.ts';
import { createGroupCommit, untilIdle } from './group-commit.ts';
import type { Run } from './guard.ts';
import { createScript, type Redis } from './redis-client.ts';
import type { CachedText, CacheStore, CacheStores } from './store.ts';

/** What the name of every cache starts with: an entry's key in Redis is that name, "::" and its own key. */
export const cacheSpace = 'serdabot:cache:';
/** Lists of entries are swept as often, so that the name of what has expired is gone within the hour. */
const sweepEveryMs = 600_000;
const perPage = 1_000;

/** By Redis's own clock, so that processes need not agree about the time. */
const nowText = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)`;

/** ARGV: what the keys of entries start with, most entries, longest time to live, then a time and a key for each. */
const noteText = `${nowText}
for i = 4, #ARGV, 2 do redis.call('ZADD', KEYS[1], now + ARGV[i], ARGV[i + 1]) end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
local over = redis.call('ZCARD', KEYS[1]) - ARGV[2]
if over > 0 then
  local out = redis.call('ZPOPMIN', KEYS[1], over)
  for i = 1, #out, 2 do redis.call('UNLINK', ARGV[1] .. out[i]) end
end`;

const countText = `${nowText}
return redis.call('ZCARD', KEYS[1])`;

export interface RedisCachesParts {
  readonly Adapter: typeof KeyvRedis;
  readonly client: Redis;
  readonly run: Run;
  readonly clock: Clock;
  readonly space?: string;
}

/** Beside its entries, which Redis expires, a cache has a list of them by expiry: for the count and the bound. */
export function createRedisCaches(parts: RedisCachesParts): CacheStores & { close(): void } {
  const { Adapter, client, run, clock, space = cacheSpace } = parts;
  const note = createScript(client, noteText);
  const count = createScript(client, countText);
  const opened: string[] = [];
  let cancelSweep = () => {};
  function sweepLater() {
    cancelSweep = clock.after(sweepEveryMs, () => {
      for (const list of opened) void run(() => count([list], []));
      sweepLater();
    });
  }
  sweepLater();

  function open(name: string, max: number): CacheStore {
    const list = `${space}${name}`;
    opened.push(list);
    const entries = new Adapter<string>(client, { namespace: list, throwOnErrors: true });
    const start = entries.createKeyPrefix('', list);
    const notes = createGroupCommit({
      clock,
      gather: untilIdle,
      async commit(writes: readonly { readonly key: string; readonly ttlMs: number }[]) {
        const longest = Math.max(...writes.map(({ ttlMs }) => ttlMs));
        const times = writes.flatMap(({ key, ttlMs }) => [String(ttlMs), key]);
        await note([list], [start, String(max), String(longest), ...times]);
        return writes;
      },
    });
    return {
      async get(key) {
        const text = await entries.get(key);
        return text === undefined || text === null ? undefined : { value: unpack(text) };
      },
      set: (key, { value }, ttlMs) => Promise.all([entries.set(key, pack(value), ttlMs), notes.add({ key, ttlMs })]),
      delete: (key) => Promise.all([entries.delete(key), client.zRem(list, key)]),
      count: async () => Number(await count([list], [])),
    };
  }

  /**
   * Looks at all keys: the list that a cache has of its entries may miss one whose note was refused. One page is one call,
   * as the whole may take longer than a call may.
   */
  async function scan<T>(
    prefix: string,
    each: (entry: { readonly place: string; readonly cache: string; readonly key: string }) => Promise<T>,
  ): Promise<Stored<readonly T[]>> {
    // A scan may come past an entry twice.
    const seen = new Map<string, T>();
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const from: string = cursor;
      const page = await run(async () => {
        const match = `${space}*::${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`;
        const { keys, cursor: next } = await client.scan(from, { MATCH: match, COUNT: perPage });
        const entries = keys
          .map((place) => ({ place, at: place.indexOf('::') }))
          .map(({ place, at }) => ({ place, cache: place.slice(space.length, at), key: place.slice(at + 2) }))
          .filter(({ place, key }) => key.startsWith(prefix) && !seen.has(place));
        await Promise.all(entries.map(async (entry) => void seen.set(entry.place, await each(entry))));
        return next;
      });
      if (!page.ok) return page;
      cursor = page.value === '0' ? null : page.value;
    }
    return { ok: true, value: [...seen.values()] };
  }

  return {
    open,
    async find(prefix) {
      const found = await scan(prefix, async ({ place, cache, key }): Promise<CachedText | null> => {
        const [text, ttlMs] = await Promise.all([client.get(place), client.pTTL(place)]);
        return text === null ? null : { cache, key, text: unpack(text), expiresAt: clock.wall() + ttlMs };
      });
      return found.ok ? { ok: true, value: found.value.filter((entry) => entry !== null) } : found;
    },
    async remove(prefix) {
      const removed = await scan(prefix, async ({ place, cache, key }) => {
        const [count] = await Promise.all([client.unlink(place), client.zRem(`${space}${cache}`, key)]);
        return count;
      });
      return removed.ok ? { ok: true, value: removed.value.reduce((sum, count) => sum + count, 0) } : removed;
    },
    close: () => cancelSweep(),
  };
}

const worthPacking = 1_024;
/** No JSON starts with it, so what was written before there was compression is read as it is. */
const packedMark = 'z:';
/** In UTF-8, of a value that `encode` let through. */
const mostBytes = 3 * longestValue;

/**
 * What a store across the network is given. In base64, because a text is what it hands back. At once, because 4 kB take
 * 60 us and the way to a thread and back takes 300.
 */
export function pack(text: string): string {
  if (text.length <= worthPacking) return text;
  const packed = packedMark + zstdCompressSync(text).toString('base64');
  return packed.length < text.length ? packed : text;
}

export function unpack(text: string): string {
  if (!text.startsWith(packedMark)) return text;
  const packed = Buffer.from(text.slice(packedMark.length), 'base64');
  return zstdDecompressSync(packed, { maxOutputLength: mostBytes }).toString();
}
