import Keyv, { type KeyvStoreAdapter } from 'keyv';
import type { Cache } from '../domain/storage.ts';
import { encode, faultOfKey } from './encoding.ts';
import type { Guard } from './guard.ts';

/** What an adapter does for one cache, beside being a store of Keyv's. */
export interface CacheStore {
  readonly adapter: Pick<KeyvStoreAdapter, 'get' | 'set' | 'delete' | 'clear'>;
  count(): Promise<number>;
}

/**
 * Keyv would add an expiry by this process's wall clock to each value, and look at it on each read. The stores expire by
 * one clock each, so the value goes in alone: two processes whose clocks differ see the same.
 */
const plain = {
  serialize: ({ value }: { value?: unknown }) => JSON.stringify(value),
  deserialize: (text: string) => ({ value: JSON.parse(text), expires: undefined }),
  useKeyPrefix: false,
  throwOnErrors: true,
};

export function createCache({ adapter, count }: CacheStore, guard: Guard): Cache {
  const keyv = new Keyv({ ...plain, store: adapter });
  return {
    get: (key) => guard(() => keyv.get<unknown>(key)),
    async set(key, value, ttlMs) {
      const fault = faultOfKey(key);
      if (fault) return fault;
      const encoded = encode(value);
      if (!encoded.ok) return encoded;
      return guard(async () => {
        await (ttlMs > 0 ? keyv.set(key, value, Math.ceil(ttlMs)) : keyv.delete(key));
        return null;
      });
    },
    delete: (key) =>
      guard(async () => {
        await keyv.delete(key);
        return null;
      }),
    count: () => guard(count),
  };
}
