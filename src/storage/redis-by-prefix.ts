import type { Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { CachedText, CachesByPrefix } from './by-prefix.ts';
import type { Guard } from './guard.ts';
import { unpack } from './packed.ts';
import type { Redis } from './redis-client.ts';

export interface RedisByPrefixParts {
  readonly client: Redis;
  /** What the name of every cache starts with: an entry's place in Redis is that name, "::" and its key. */
  readonly space: string;
  readonly clock: Clock;
  /** One call at a time: the whole of a scan may take longer than a call may. */
  readonly guard: Guard;
}

const perPage = 1_000;
const literally = (text: string) => text.replace(/[\\*?[\]]/g, '\\$&');

/** By a scan of all keys: the list that a cache has of its entries may miss one whose note was refused. */
export function createRedisCachesByPrefix({ client, space, clock, guard }: RedisByPrefixParts): CachesByPrefix {
  async function scan<T>(
    prefix: string,
    each: (entry: { readonly place: string; readonly cache: string; readonly key: string }) => Promise<T>,
  ): Promise<Stored<readonly T[]>> {
    // A scan may come past an entry twice.
    const seen = new Map<string, T>();
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const from: string = cursor;
      const page = await guard(async () => {
        const { keys, cursor: next } = await client.scan(from, {
          MATCH: `${space}*::${literally(prefix)}*`,
          COUNT: perPage,
        });
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
  };
}
