import Keyv from 'keyv';
import type { Tell } from '../domain/event.ts';
import type { Cache, Entry, Records, Storage, Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { encode } from './encoding.ts';
import type { Guard, Run } from './guard.ts';

export interface StorageParts {
  /** `sqlite:FILE`, `memory:`, `redis://...` or `rediss://...`. */
  readonly url: string;
  /** Where relative paths count from. */
  readonly folder: string;
  readonly clock: Clock;
  readonly tell: Tell;
  /** How many processes share the store. */
  readonly processes: number;
  /** Refuses a file that another process serves from. Scripts that look into the store of a running bot leave it out. */
  readonly serve?: boolean;
}

/** The reason is a sentence for the operator. A Redis that is away is no reason: the store opens degraded. */
export type Opened = { readonly ok: true; readonly storage: Storage } | { readonly ok: false; readonly reason: string };

export interface CachedText {
  readonly cache: string;
  readonly key: string;
  readonly text: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** What an adapter does for one cache. It throws as its store does. `value` is JSON text. */
export interface CacheStore {
  get(key: string): Promise<{ readonly value: string } | undefined>;
  set(key: string, entry: { readonly value: string }, ttlMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  count(): Promise<number>;
}

export interface CacheStores {
  open(name: string, max: number): CacheStore;
  /** In all caches, those that this process has not opened too. */
  find(prefix: string): Promise<Stored<readonly CachedText[]>>;
  remove(prefix: string): Promise<Stored<number>>;
}

export interface StoreParts extends Pick<Storage, 'scripts' | 'scrub' | 'writtenElsewhere'> {
  readonly records: Records;
  readonly caches: CacheStores;
  readonly guard: Guard;
  readonly run: Run;
  /** Called once. */
  readonly close: () => Promise<void>;
}

const perBatch = 200;
const mostEntries = 10_000;

/** What the stores have in common. */
export function createStore(parts: StoreParts): Storage {
  const { records, caches, guard, run, scripts, scrub, writtenElsewhere, close } = parts;
  const opened = new Map<string, Cache>();

  async function eraseRecords(prefix: string): Promise<Stored<number>> {
    for (let erased = 0; ; ) {
      const page = await records.list(prefix, { limit: perBatch });
      if (!page.ok) return page;
      const found = page.value.records;
      if (found.length === 0) return { ok: true, value: erased };
      const done = await records.batch(found.map(({ key }) => ({ delete: key })));
      if (!done.ok) return done;
      erased += found.length;
    }
  }

  return {
    records,
    cache(name, max = mostEntries) {
      const cache = opened.get(name) ?? createCache(caches.open(name, max), run);
      opened.set(name, cache);
      return cache;
    },
    scripts,
    state: guard.state,
    writtenElsewhere,
    async gather(prefix) {
      const entries: Entry[] = [];
      for (let after: string | null = ''; after !== null; ) {
        const page = await records.list(prefix, { after, limit: perBatch });
        if (!page.ok) return page;
        for (const { key, value } of page.value.records)
          entries.push({ store: 'records', key, value, expiresAt: null });
        after = page.value.next;
      }
      const cached = await caches.find(prefix);
      if (!cached.ok) return cached;
      for (const { cache, key, text, expiresAt } of cached.value) {
        entries.push({ store: cache, key, value: JSON.parse(text), expiresAt });
      }
      return { ok: true, value: entries };
    },
    async erase(prefix) {
      const recorded = await eraseRecords(prefix);
      if (!recorded.ok) return recorded;
      const cached = await caches.remove(prefix);
      return cached.ok ? { ok: true, value: recorded.value + cached.value } : cached;
    },
    scrub,
    async close() {
      if (guard.refusal()?.reason !== 'closed') await close();
    },
  };
}

function createCache(store: CacheStore, run: Run): Cache {
  /**
   * Keyv would wrap each value with an expiry by this process's clock and look at that on each read. Every store expires
   * by one clock of its own, and hands back the text alone: two processes whose clocks differ see the same. It insists on a `clear`, which nobody calls.
   */
  const keyv = new Keyv<string>({ useKeyPrefix: false, throwOnErrors: true, store: { ...store, clear() {} } });
  keyv.serialize = undefined;
  return {
    get: (key) =>
      run(async () => {
        const text = await keyv.get<string>(key);
        return text === undefined ? undefined : JSON.parse(text);
      }),
    async set(key, value, ttlMs) {
      const encoded = encode(key, value);
      if (!encoded.ok) return encoded;
      return run(async () => {
        await (ttlMs > 0 ? keyv.set(key, encoded.text, Math.ceil(ttlMs)) : keyv.delete(key));
        return null;
      });
    },
    delete: (key) =>
      run(async () => {
        await keyv.delete(key);
        return null;
      }),
    count: () => run(store.count),
  };
}
