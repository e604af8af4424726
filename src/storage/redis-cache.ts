import type KeyvRedis from '@keyv/redis';
import type { Clock } from '../lib/clock.ts';
import type { CacheStore } from './cache.ts';
import { createGroupCommit, untilIdle } from './group-commit.ts';
import { pack, unpack } from './packed.ts';
import { createScript, type Redis } from './redis-client.ts';

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

/** Beside its entries, which Redis expires, a cache has a list of them by expiry: for the count and the bound. */
export interface RedisCacheParts {
  readonly Adapter: typeof KeyvRedis;
  readonly client: Redis;
  readonly clock: Clock;
  readonly namespace: string;
  readonly max: number;
}

/** Beside its entries, which Redis expires, a cache has a list of them by expiry: for the count and the bound. */
export function createRedisCache({ Adapter, client, clock, namespace, max }: RedisCacheParts): CacheStore {
  const entries = new Adapter<string>(client, { namespace, throwOnErrors: true });
  const note = createScript(client, noteText);
  const count = createScript(client, countText);
  const start = entries.createKeyPrefix('', namespace);
  const notes = createGroupCommit({
    clock,
    gather: untilIdle,
    async commit(writes: readonly { readonly key: string; readonly ttlMs: number }[]) {
      const longest = Math.max(...writes.map(({ ttlMs }) => ttlMs));
      const times = writes.flatMap(({ key, ttlMs }) => [String(ttlMs), key]);
      await note([namespace], [start, String(max), String(longest), ...times]);
      return writes;
    },
  });
  return {
    adapter: {
      async get(key) {
        const text = await entries.get(key);
        return text && unpack(text);
      },
      set: (key, text, ttlMs) => Promise.all([entries.set(key, pack(text), ttlMs), notes.add({ key, ttlMs })]),
      delete: (key) => Promise.all([entries.delete(key), client.zRem(namespace, key)]),
      clear: () => Promise.all([entries.clear(), client.del(namespace)]),
    },
    count: async () => Number(await count([namespace], [])),
  };
}
