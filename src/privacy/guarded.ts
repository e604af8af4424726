import { viewerOfKey } from '../domain/privacy.ts';
import type { Cache, Change, Commit, Storage, Stored } from '../domain/storage.ts';
import type { Register, Standing } from './register.ts';

/** What a store takes at once. */
const mostChanges = 256;
const optedOut: Stored<never> = { ok: false, reason: 'opted out', detail: 'the viewer wants nothing stored' };

/**
 * The same store, but nothing stays under the keys of a viewer who opted out, or of whom that cannot be told: whoever
 * writes about a viewer needs no check of their own. Of a batch only that viewer's part is dropped: a sum over everybody
 * must not be lost with it.
 *
 * Within one process a write that was begun before an opt-out is done before its erasure. Where processes share the
 * store, an opt-out may be another's: records are written only if there is none in the same step, and of a cache entry it
 * is looked up again when it has been written.
 */
export function createGuardedStorage(storage: Storage, register: Register): Storage {
  const caches = new Map<string, Cache>();

  async function standingOf(viewer: string): Promise<Stored<Standing>> {
    const known = register.known(viewer);
    return known ? { ok: true, value: known } : register.ask(viewer);
  }

  async function batch(changes: readonly Change[]): Promise<Stored<Commit>> {
    const viewers = new Map<string, string>();
    const rest: Change[] = [];
    const out = new Set<string>();
    for (const change of changes) {
      const viewer = 'set' in change ? viewerOfKey(change.set) : null;
      if (viewer !== null && !viewers.has(viewer) && !out.has(viewer)) {
        const standing = await standingOf(viewer);
        if (!standing.ok) return standing;
        if (standing.value.isOut) out.add(viewer);
        else viewers.set(viewer, standing.value.key);
      }
      if (viewer === null || !out.has(viewer)) rest.push(change);
    }
    if (rest.length === 0) return optedOut;
    if (!register.isShared || rest.length + viewers.size > mostChanges) return storage.records.batch(rest);
    const checks = [...viewers.values()].map((key): Change => ({ check: key, version: null }));
    const done = await storage.records.batch([...checks, ...rest]);
    if (!done.ok || done.value.kind === 'committed') return done;
    const { key } = done.value;
    const [gone] = [...viewers].find(([, own]) => own === key) ?? [];
    if (gone === undefined) return done;
    register.changed(gone);
    return batch(changes);
  }

  const guarded = (cache: Cache): Cache => ({
    ...cache,
    async set(key, value, ttlMs) {
      const viewer = viewerOfKey(key);
      if (viewer === null) return cache.set(key, value, ttlMs);
      const before = await standingOf(viewer);
      if (!before.ok) return before;
      if (before.value.isOut) return optedOut;
      const done = await cache.set(key, value, ttlMs);
      if (!register.isShared || !done.ok) return done;
      const after = await register.ask(viewer);
      if (after.ok && !after.value.isOut) return done;
      await cache.delete(key);
      return after.ok ? optedOut : after;
    },
  });

  return {
    ...storage,
    records: {
      ...storage.records,
      set: (key, value) => (viewerOfKey(key) === null ? storage.records.set(key, value) : batch([{ set: key, value }])),
      batch,
    },
    cache(name, max) {
      const cache = caches.get(name) ?? guarded(storage.cache(name, max));
      caches.set(name, cache);
      return cache;
    },
  };
}
