import Keyv from 'keyv';
import type { Cache } from '../domain/storage.ts';
import { encode, faultOfKey } from './encoding.ts';
import type { Guard } from './guard.ts';

/** What an adapter does for one cache, beside being a store for Keyv. */
export interface CacheStore {
  readonly adapter: {
    get(key: string): unknown;
    set(key: string, text: string, ttlMs: number): unknown;
    delete(key: string): unknown;
    clear(): unknown;
  };
  count(): Promise<number>;
}

/**
 * Keyv would wrap each value with an expiry by this process's clock and look at that on each read. Every store expires
 * by one clock of its own, so the text goes in as it is: two processes whose clocks differ see the same.
 */
const asItIs = {
  serialize: ({ value }: { value?: unknown }) => value as string,
  deserialize: (text: string) => ({ value: text as never }),
  useKeyPrefix: false,
  throwOnErrors: true,
};

export function createCache(namespace: string, { adapter, count }: CacheStore, guard: Guard): Cache {
  const keyv = new Keyv<string>({ ...asItIs, namespace, store: adapter });
  return {
    get: (key) =>
      guard(async () => {
        const text = await keyv.get<string>(key);
        return text === undefined ? undefined : JSON.parse(text);
      }),
    async set(key, value, ttlMs) {
      const fault = faultOfKey(key);
      if (fault) return fault;
      const encoded = encode(value);
      if (!encoded.ok) return encoded;
      return guard(async () => {
        await (ttlMs > 0 ? keyv.set(key, encoded.text, Math.ceil(ttlMs)) : keyv.delete(key));
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
