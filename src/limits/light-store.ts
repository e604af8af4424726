import type { Storage } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { LightLimits } from './light.ts';

export interface LightStoreParts {
  readonly light: Pick<LightLimits, 'storeIn' | 'restore'>;
  readonly store: Pick<Storage, 'cache' | 'gather'>;
  readonly clock: Clock;
}

/** Shorter windows are over before a process is back. */
const leastMs = 15_000;
const prefix = 'light/';

/**
 * Stores the windows of light commands that a restart, or another process that takes the channel over, must not forget:
 * a custom command may have an hour. They expire with what they say.
 */
export function createLightStore({ light, store, clock }: LightStoreParts) {
  const cache = store.cache('light');
  let writes: Promise<unknown> = Promise.resolve();
  /** One after the other: a store may take a deletion faster than what it deletes. */
  const inTurn = (write: () => Promise<unknown>) => {
    writes = writes.then(write);
  };
  light.storeIn({
    set(key, leftMs) {
      const until = Math.ceil(clock.wall() + leftMs);
      if (leftMs >= leastMs) inTurn(() => cache.set(`${prefix}${key}`, until, leftMs));
    },
    delete: (key) => inTurn(() => cache.delete(`${prefix}${key}`)),
  });

  async function read(from: string) {
    const found = await store.gather(from);
    if (!found.ok) return;
    for (const { key, value } of found.value) {
      const leftMs = Number(value) - clock.wall();
      if (leftMs > 0) light.restore(key.slice(prefix.length), leftMs);
    }
  }

  return {
    start: () => read(prefix),
    async tookOver(channels: readonly string[]) {
      for (const channel of channels) await read(`${prefix}${channel} `);
    },
  };
}
