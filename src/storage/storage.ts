import type { Tell } from '../domain/event.ts';
import type { Storage } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

export interface StorageParts {
  /** `sqlite:FILE`, `memory:`, `redis://...` or `rediss://...`. */
  readonly url: string;
  /** Where relative paths count from. */
  readonly folder: string;
  readonly clock: Clock;
  readonly tell: Tell;
  /** How many processes share the store. */
  readonly processes: number;
}

/** The reason is a sentence for the operator. A Redis that is away is no reason: the store opens degraded. */
export type Opened = { readonly ok: true; readonly storage: Storage } | { readonly ok: false; readonly reason: string };

export async function openStorage(parts: StorageParts): Promise<Opened> {
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
