import type { Entry, Records, Storage, Stored } from '../domain/storage.ts';

export interface CachedText {
  readonly cache: string;
  readonly key: string;
  readonly text: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** What an adapter does for all its caches at once, those that this process has not opened too. */
export interface CachesByPrefix {
  find(prefix: string): Promise<Stored<readonly CachedText[]>>;
  remove(prefix: string): Promise<Stored<number>>;
}

export interface ByPrefixParts {
  readonly records: Records;
  readonly caches: CachesByPrefix;
}

const perBatch = 200;

/** Everything whose key starts alike, wherever it stands. */
export function createByPrefix({ records, caches }: ByPrefixParts): Pick<Storage, 'gather' | 'erase'> {
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
      const kept = await eraseRecords(prefix);
      if (!kept.ok) return kept;
      const cached = await caches.remove(prefix);
      return cached.ok ? { ok: true, value: kept.value + cached.value } : cached;
    },
  };
}
