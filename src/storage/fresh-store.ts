import { hash, randomUUID } from 'node:crypto';
import type { Cache } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

/** What is known for a key; without a value, that there is nothing. Times are monotonic milliseconds. */
export interface Entry<T> {
  readonly found: { readonly value: T } | null;
  readonly loadedAt: number;
  /** When somebody asked for it last, as far as the store has been told. */
  readonly noted: number;
}

/** The layer that a restart and other processes share. Nothing here fails: what the store does not take is lost. */
export interface FreshStore<T> {
  read(key: string): Promise<Entry<T> | undefined>;
  write(key: string, entry: Entry<T>, ttlMs: number): Promise<void>;
  /** What was stored until now is not found any more, by this process at once and by others within seconds. */
  clear(): Promise<void>;
}

export interface FreshStoreParts {
  readonly cache: Cache;
  readonly clock: Clock;
  /** Somebody else cleared. */
  readonly onCleared: () => void;
  /** No entry lives longer. */
  readonly longestMs: () => number;
}

/** As it lies in the store: wall-clock times, since processes and restarts share no other. */
interface StoredEntry {
  readonly at: number;
  readonly asked: number;
  readonly value?: unknown;
}

const lookAgainMs = 5_000;
/** Clocks of two machines may differ as much. */
const skewMs = 60_000;
const generationKey = 'generation';

/** A cache cannot list its keys, so they carry a generation: after a clear, the old ones are never asked for again. */
export function createFreshStore<T>({ cache, clock, onCleared, longestMs }: FreshStoreParts): FreshStore<T> {
  let generation: string | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;
  /** A clear that the store has not heard of. */
  let owed = false;

  async function write(): Promise<void> {
    const written = await cache.set(generationKey, generation, longestMs() + 86_400_000);
    owed = !written.ok;
  }

  async function look(): Promise<void> {
    if (owed) return write();
    const before = generation;
    const stored = await cache.get(generationKey);
    if (!stored.ok || generation !== before) return;
    const found = typeof stored.value === 'string' ? stored.value : '0';
    if (before !== null && before !== found) onCleared();
    generation = found;
  }

  /** The first look is waited for; later ones happen beside. */
  async function current(): Promise<string> {
    if (clock.now() - lookedAt >= lookAgainMs) {
      lookedAt = clock.now();
      looking = look().finally(() => {
        looking = null;
      });
    }
    if (generation === null) await looking;
    return generation ?? '0';
  }

  // Hashed, because a store limits keys, and because what viewers ask is not to be read off them.
  const keyIn = (space: string, key: string) => `${space}/${hash('sha256', key, 'base64url')}`;

  return {
    async read(key) {
      const stored = await cache.get(keyIn(await current(), key));
      const entry = stored.ok ? entryIn(stored.value) : null;
      if (!entry) return undefined;
      const age = clock.wall() - entry.at;
      if (age < -skewMs) return undefined;
      const found = 'value' in entry ? { value: entry.value as T } : null;
      const now = clock.now();
      return { found, loadedAt: now - Math.max(0, age), noted: now - Math.max(0, clock.wall() - entry.asked) };
    },
    async write(key, { found, loadedAt, noted }, ttlMs) {
      const toWall = clock.wall() - clock.now();
      const stored: StoredEntry = {
        at: loadedAt + toWall,
        asked: noted + toWall,
        ...(found && { value: found.value }),
      };
      await cache.set(keyIn(await current(), key), stored, ttlMs);
    },
    clear() {
      generation = randomUUID();
      owed = true;
      return write();
    },
  };
}

function entryIn(value: unknown): StoredEntry | null {
  if (typeof value !== 'object' || value === null) return null;
  const { at, asked } = value as Partial<StoredEntry>;
  return Number.isFinite(at) && Number.isFinite(asked) ? (value as StoredEntry) : null;
}
