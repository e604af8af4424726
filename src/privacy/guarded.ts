import { viewerOfKey } from '../domain/privacy.ts';
import type { Cache, Change, Commit, Records, Storage, Stored } from '../domain/storage.ts';
import { isOptOutKey, optOutKey } from './keys.ts';
import type { MarkOf } from './marks.ts';

/** What a store takes at once. */
const mostChanges = 256;
const writtenAbout = (change: Change) => ('set' in change ? viewerOfKey(change.set) : null);
const optedOut: Stored<never> = { ok: false, reason: 'opted out', detail: 'the viewer wants nothing kept' };

/**
 * The same store, but nothing is written under the keys of a viewer who opted out, or of whom that cannot be told:
 * whoever writes about a viewer needs no check of their own, and a write that was under way meanwhile is dropped too.
 * Of a batch only that viewer's part is: a sum over everybody must not be lost with it.
 */
export function createGuardedStorage(
  storage: Storage,
  markOf: MarkOf,
  isOptedOut: (viewerId: string) => Promise<Stored<boolean>>,
): Storage {
  const caches = new Map<string, Cache>();

  async function batch(changes: readonly Change[]): Promise<Stored<Commit>> {
    const viewers = new Set(changes.map(writtenAbout).filter((viewer) => viewer !== null));
    if (viewers.size === 0) return storage.records.batch(changes);
    const dropped = new Set<string>();
    const checks: Change[] = [];
    for (const viewer of viewers) {
      const mark = await markOf(viewer);
      if (!mark.ok) return mark;
      const out = await storage.records.get(optOutKey(mark.value));
      if (!out.ok) return out;
      if (out.value !== null) dropped.add(viewer);
      else checks.push({ check: optOutKey(mark.value), version: null });
    }
    const rest = changes.filter((change) => !dropped.has(writtenAbout(change) ?? ''));
    if (rest.length === 0) return optedOut;
    // Only where another process may have been between the two.
    if (storage.scripts === null || rest.length + checks.length > mostChanges) return storage.records.batch(rest);
    const done = await storage.records.batch([...checks, ...rest]);
    const left = done.ok && done.value.kind === 'conflict' && isOptOutKey(done.value.key);
    return left ? batch(changes) : done;
  }

  async function mayWrite(viewer: string): Promise<Stored<null>> {
    const out = await isOptedOut(viewer);
    if (!out.ok) return out;
    return out.value ? optedOut : { ok: true, value: null };
  }

  function guarded(cache: Cache): Cache {
    return {
      ...cache,
      async set(key, value, ttlMs) {
        const viewer = viewerOfKey(key);
        if (viewer === null) return cache.set(key, value, ttlMs);
        const before = await mayWrite(viewer);
        if (!before.ok) return before;
        // In this process what erases comes after this in line; another process may have been between the two.
        const done = await cache.set(key, value, ttlMs);
        if (storage.scripts === null || !done.ok) return done;
        const after = await mayWrite(viewer);
        if (!after.ok) await cache.delete(key);
        return after;
      },
    };
  }

  const records: Records = {
    ...storage.records,
    set: (key, value) => (viewerOfKey(key) === null ? storage.records.set(key, value) : batch([{ set: key, value }])),
    batch,
  };

  return {
    ...storage,
    records,
    cache(name, max) {
      const cache = caches.get(name) ?? guarded(storage.cache(name, max));
      caches.set(name, cache);
      return cache;
    },
  };
}
