import type { Cache, Storage } from '../domain/storage.ts';
import type { LeftOver } from '../domain/under-way.ts';
import { answeredMs, asJson, type Claims, fromJson, keptMs } from './claims.ts';

export interface CacheClaimsParts {
  /** Writes in order, and outlives the process. */
  readonly cache: Cache;
  readonly gather: Storage['gather'];
  readonly wall: () => number;
}

const prefix = 'under-way/';
/** Marks a message whose command ended. */
const ended = 0;

/** Where there is one process, every message is its own. */
export function createCacheClaims({ cache, gather, wall }: CacheClaimsParts): Claims {
  const write = (entry: LeftOver) =>
    cache.set(`${prefix}${entry.id}`, asJson(entry), Math.max(0, entry.deadline - wall()) + keptMs);
  const close = (id: string) => cache.set(`${prefix}${id}`, ended, answeredMs);

  return {
    claim: async () => true,
    open: async (entry) => void write(entry),
    async hand(entry, forgotten) {
      if (!forgotten) await write({ ...entry, handed: true });
      return true;
    },
    end: (_channel, id) => void close(id),
    async takeOver() {
      const stored = await gather(prefix);
      if (!stored.ok) return { found: [], own: [], answered: [], others: 0 };
      const found = stored.value.map(({ value }) => fromJson(value)).filter((entry) => entry !== null);
      for (const entry of found) void write({ ...entry, tried: true });
      return {
        found,
        own: [],
        answered: stored.value.filter(({ value }) => value === ended).map(({ key }) => key.slice(prefix.length)),
        others: 0,
      };
    },
    async forget(viewerId) {
      const stored = await gather(prefix);
      if (!stored.ok) return stored;
      const theirs = stored.value.map(({ value }) => fromJson(value)).filter((entry) => entry?.viewer.id === viewerId);
      const done = await Promise.all(theirs.map((entry) => close(entry!.id)));
      return done.find(({ ok }) => !ok) ?? { ok: true, value: null };
    },
    async stop() {},
  };
}
