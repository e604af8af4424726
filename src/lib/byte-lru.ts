/** Keeps what was asked for last, within so many bytes. */
export interface ByteLru<V> {
  /** Counts as asked for. */
  get(key: string): V | undefined;
  set(key: string, value: V, bytes: number): void;
  delete(key: string): void;
  /** What nobody has asked for the longest. */
  oldest(): readonly [key: string, value: V] | undefined;
  /** From now on no more than this: what is too much goes at once. */
  limit(bytes: number): void;
  clear(): void;
  readonly size: number;
  readonly bytes: number;
}

interface Slot<V> {
  readonly value: V;
  readonly bytes: number;
}

/** A Map hands out its keys in the order in which they were put in, so putting a key in again makes it the newest. */
export function createByteLru<V>(limit: number): ByteLru<V> {
  const slots = new Map<string, Slot<V>>();
  let most = limit;
  let held = 0;

  function remove(key: string): Slot<V> | undefined {
    const slot = slots.get(key);
    if (!slot) return undefined;
    slots.delete(key);
    held -= slot.bytes;
    return slot;
  }

  function trim() {
    for (const key of slots.keys()) {
      if (held <= most) return;
      remove(key);
    }
  }

  return {
    get(key) {
      const slot = slots.get(key);
      if (!slot) return undefined;
      slots.delete(key);
      slots.set(key, slot);
      return slot.value;
    },
    set(key, value, bytes) {
      remove(key);
      // Larger than everything together: it would push all else out and then itself.
      if (bytes > most) return;
      slots.set(key, { value, bytes });
      held += bytes;
      trim();
    },
    delete: (key) => void remove(key),
    oldest() {
      const first = slots.entries().next().value;
      return first && [first[0], first[1].value];
    },
    limit(bytes) {
      most = bytes;
      trim();
    },
    clear() {
      slots.clear();
      held = 0;
    },
    get size() {
      return slots.size;
    },
    get bytes() {
      return held;
    },
  };
}
