/** An LRU map bounded by bytes. */
export interface ByteLru<V> {
  /** Counts as a use. */
  get(key: string): V | undefined;
  set(key: string, value: V, bytes: number): void;
  delete(key: string): void;
  /** The least recently used entry. */
  oldest(): readonly [key: string, value: V] | undefined;
  /** A lower limit evicts at once. */
  limit(bytes: number): void;
  clear(): void;
  readonly size: number;
  readonly bytes: number;
}

interface Slot<V> {
  readonly value: V;
  readonly bytes: number;
}

/** A Map iterates in insertion order: re-inserting a key makes it the newest. */
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
      // Larger than the limit: it would evict everything and then itself.
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
