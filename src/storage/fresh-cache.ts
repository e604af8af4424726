import type { Tell } from '../domain/event.ts';
import type { Fresh, FreshOptions, Load, Loaded, Looked } from '../domain/fresh.ts';
import type { Cache } from '../domain/storage.ts';
import { createByteLru } from '../lib/byte-lru.ts';
import type { Clock } from '../lib/clock.ts';
import { type Entry, isFresh, lifeMs } from './fresh-entry.ts';
import { createFlights } from './fresh-flights.ts';
import { createFreshStore } from './fresh-store.ts';

export interface FreshCache<T> extends Fresh<T> {
  configure(options: FreshOptions): void;
  /** How much of `maxBytes` may be used, from 0 to 1. */
  squeeze(share: number): void;
}

export interface FreshCacheParts {
  readonly name: string;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly tell: Tell;
}

interface Held<T> {
  entry: Entry<T>;
  askedAt: number;
  /** After a failure the source is left alone until then. */
  askAgainAt: number;
}

const pauseAfterFailureMs = 10_000;
/** Of an entry's own objects, beside its texts. */
const overheadBytes = 300;
const cancelled: Looked<never> = { kind: 'failed', reason: 'cancelled' };

/** In this process first, then in the store, then the source: each layer fills the one before. */
export function createFreshCache<T>(parts: FreshCacheParts, initial: FreshOptions, share = 1): FreshCache<T> {
  const { name, clock, tell } = parts;
  let options = initial;
  let used = share;
  /** A load that began before a clear is not kept after it. */
  let epoch = 0;
  let hits = 0;
  let stale = 0;
  let misses = 0;
  const memory = createByteLru<Held<T>>(options.maxBytes * used);
  const flights = createFlights<Looked<T>>(clock);
  const forget = () => {
    epoch++;
    memory.clear();
  };
  const store = createFreshStore<T>({
    cache: parts.cache,
    clock,
    onCleared: forget,
    longestMs: () => Math.max(options.freshMs + options.staleMs, options.nothingMs),
  });

  const isAlive = ({ entry, askedAt }: Held<T>, now: number) =>
    lifeMs(entry, options, now) > 0 && (options.idleMs === undefined || now - askedAt < options.idleMs);

  function hold(key: string, entry: Entry<T>): Held<T> {
    const now = clock.now();
    const held = { entry, askedAt: now, askAgainAt: 0 };
    memory.set(key, held, bytesOf(key, entry));
    for (let looked = 0; looked < 2; looked++) {
      const oldest = memory.oldest();
      if (oldest && !isAlive(oldest[1], now)) memory.delete(oldest[0]);
    }
    return held;
  }

  function keep(key: string, entry: Entry<T>): Promise<void> {
    const life = lifeMs(entry, options, clock.now());
    return store.write(key, entry, Math.min(life, options.idleMs ?? life));
  }

  function heldFor(key: string): Held<T> | undefined {
    const now = clock.now();
    const held = memory.get(key);
    if (!held) return undefined;
    if (!isAlive(held, now)) {
      memory.delete(key);
      return undefined;
    }
    held.askedAt = now;
    // The store forgets by itself what it is not told to be in use: not at each asking, that would be a write each.
    if (options.idleMs !== undefined && now - held.entry.noted > options.idleMs / 2) {
      held.entry = { ...held.entry, noted: now };
      void keep(key, held.entry);
    }
    return held;
  }

  async function readStore(key: string): Promise<Held<T> | undefined> {
    const began = epoch;
    const entry = await store.read(key);
    if (!entry || began !== epoch || lifeMs(entry, options, clock.now()) <= 0) return undefined;
    const held = hold(key, entry);
    return heldFor(key) ?? held;
  }

  function answer({ found, ...entry }: Entry<T>): Looked<T> {
    if (!found) return { kind: 'nothing', from: 'cache' };
    const from = isFresh({ found, ...entry }, options, clock.now()) ? 'cache' : 'stale';
    return { kind: 'found', value: found.value, from };
  }

  async function put(key: string, found: { readonly value: T } | null): Promise<void> {
    const now = clock.now();
    const entry = { found, loadedAt: now, noted: now };
    hold(key, entry);
    await keep(key, entry);
  }

  async function ask(key: string, load: Load<T>, signal: AbortSignal, behind: boolean): Promise<Looked<T>> {
    const began = epoch;
    let loaded: Loaded<T>;
    try {
      loaded = await load(signal, behind);
    } catch (error) {
      loaded = { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
    }
    if (loaded.kind === 'failed') return loaded;
    if (loaded.kind === 'nothing') {
      if (began === epoch) void put(key, null);
      return { kind: 'nothing', from: 'source' };
    }
    if (began === epoch && loaded.keep !== false) void put(key, { value: loaded.value });
    return { kind: 'found', value: loaded.value, from: 'source' };
  }

  function refresh(key: string, load: Load<T>): void {
    const held = memory.get(key);
    if (held && clock.now() < held.askAgainAt) return;
    flights.behind(key, async (signal) => {
      const asked = await ask(key, load, signal, true);
      // Still the old one: the source gave nothing to keep.
      if (held) held.askAgainAt = clock.now() + pauseAfterFailureMs;
      return asked;
    });
  }

  async function look(key: string, load: Load<T>, signal: AbortSignal): Promise<Looked<T>> {
    const held = await readStore(key);
    return held ? answer(held.entry) : ask(key, load, signal, false);
  }

  function count(looked: Looked<T>): void {
    let result = looked.kind === 'nothing' ? 'negative' : 'hit';
    if (looked === cancelled) result = 'miss';
    else if (looked.kind === 'failed') result = 'error';
    else if (looked.from !== 'cache') result = looked.from === 'stale' ? 'stale' : 'miss';
    if (result === 'stale') stale++;
    else if (result === 'hit' || result === 'negative') hits++;
    else misses++;
    tell({ kind: 'cache.request', cache: name, result });
  }

  return {
    async get(key, load, signal) {
      const held = heldFor(key);
      const looked = held
        ? answer(held.entry)
        : ((await flights.join(key, (each) => look(key, load, each), signal)) ?? cancelled);
      if (looked.kind === 'found' && looked.from === 'stale') refresh(key, load);
      count(looked);
      return looked;
    },
    async kept(key) {
      const held = heldFor(key) ?? (await readStore(key));
      return held?.entry.found?.value;
    },
    put: (key, value) => put(key, { value }),
    clear() {
      forget();
      return store.clear();
    },
    stats: () => ({ entries: memory.size, bytes: memory.bytes, hits, stale, misses }),
    configure(next) {
      options = next;
      memory.limit(options.maxBytes * used);
    },
    squeeze(next) {
      used = next;
      memory.limit(options.maxBytes * used);
    },
  };
}

/** About what it takes in memory: two bytes for each character where one of them needs two. */
function bytesOf<T>(key: string, { found }: Entry<T>): number {
  try {
    const text = found ? JSON.stringify(found.value) : '';
    if (text === undefined) return Number.POSITIVE_INFINITY;
    return key.length + text.length * (/[^\0-\xff]/.test(text) ? 2 : 1) + overheadBytes;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
