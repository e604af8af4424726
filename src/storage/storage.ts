import { type Clock, systemClock } from '../lib/clock.ts';
import type { Opened, StorageParts } from './store.ts';

/** Chooses the adapter. What only one of them needs is loaded only for it. */
export async function openStorage(wanted: Omit<StorageParts, 'clock'> & { readonly clock?: Clock }): Promise<Opened> {
  const parts: StorageParts = { clock: systemClock, ...wanted };
  const { url, processes } = parts;
  const scheme = /^(sqlite|memory|rediss?):/.exec(url)?.[1];
  if (scheme === 'redis' || scheme === 'rediss') {
    const { openRedisStorage } = await import('./redis-storage.ts');
    return openRedisStorage(parts);
  }
  if (scheme === undefined) {
    return { ok: false, reason: 'storage.url: expected sqlite:FILE, memory:, redis://HOST or rediss://HOST' };
  }
  if (processes > 1) {
    return { ok: false, reason: `storage.processes is ${processes}, but only a store on redis:// can be shared` };
  }
  const path = scheme === 'memory' ? ':memory:' : url.slice('sqlite:'.length);
  if (path === '') return { ok: false, reason: 'storage.url: expected a file after "sqlite:"' };
  const { openSqliteStorage } = await import('./sqlite-storage.ts');
  return openSqliteStorage(path, parts);
}
