import { copied } from './copied.ts';

/** Remembers the last `limit` keys. */
export interface Seen {
  /** False when the key was there already. */
  add(key: string): boolean;
  has(key: string): boolean;
}

export function createSeen(limit: number): Seen {
  const keys = new Set<string>();
  const ring: string[] = [];
  let at = 0;
  return {
    add(key) {
      if (keys.has(key)) return false;
      const oldest = ring[at];
      if (oldest !== undefined) keys.delete(oldest);
      const own = copied(key);
      ring[at] = own;
      at = (at + 1) % limit;
      keys.add(own);
      return true;
    },
    has: (key) => keys.has(key),
  };
}
