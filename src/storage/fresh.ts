import type { Tell } from '../domain/event.ts';
import type { Fresh, FreshOptions, FreshStats, OpenFresh } from '../domain/fresh.ts';
import type { Cache } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { createFreshCache, type FreshCache } from './fresh-cache.ts';

export interface OpenFreshParts {
  readonly caches: (name: string) => Cache;
  readonly clock: Clock;
  readonly tell: Tell;
}

export interface NamedCache {
  readonly name: string;
  stats(): FreshStats;
  clear(): Promise<void>;
}

/** The same cache for the same name; opened again, it goes on with the options given last. */
export type FreshOpener = OpenFresh & {
  /** All that were opened, by name. */
  caches(): readonly NamedCache[];
  /** How much of its `maxBytes` each may use in this process, from 0 to 1. */
  squeeze(share: number): void;
};

export function createOpenFresh({ caches, clock, tell }: OpenFreshParts): FreshOpener {
  const opened = new Map<string, FreshCache<unknown>>();
  let share = 1;

  function open<T>(name: string, options: FreshOptions): Fresh<T> {
    let cache = opened.get(name);
    if (cache) cache.configure(options);
    else {
      cache = createFreshCache<unknown>({ name, cache: caches(name), clock, tell }, options, share);
      opened.set(name, cache);
    }
    return cache as unknown as Fresh<T>;
  }

  return Object.assign(open, {
    caches: () => [...opened].map(([name, { stats, clear }]) => ({ name, stats, clear })),
    squeeze(next: number) {
      share = next;
      for (const cache of opened.values()) cache.squeeze(share);
    },
  });
}
