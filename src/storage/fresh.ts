import type { Tell } from '../domain/event.ts';
import type { Fresh, FreshOptions, Load, Loaded, Looked, NamedCache, OpenFresh } from '../domain/fresh.ts';
import type { Cache } from '../domain/storage.ts';
import { createByteLru } from '../lib/byte-lru.ts';
import type { Clock } from '../lib/clock.ts';
import { createFreshStore, type Entry } from './fresh-store.ts';

export interface OpenFreshParts {
  readonly caches: (name: string) => Cache;
  readonly clock: Clock;
  readonly tell: Tell;
}

/** The same cache for the same name; opened again, it goes on with the options given last. */
export type FreshOpener = OpenFresh & {
  /** All that were opened, by name. */
  caches(): readonly NamedCache[];
  /** How much of its `maxBytes` each may use in this process, from 0 to 1. */
  squeeze(share: number): void;
};

export function createOpenFresh({ caches, clock, tell }: OpenFreshParts): FreshOpener {
  const opened = new Map<string, ReturnType<typeof createFreshCache<unknown>>>();
  let share = 1;

  function open<T>(name: string, options: FreshOptions): Fresh<T> {
    const cache = opened.get(name) ?? createFreshCache({ name, cache: caches(name), clock, tell }, options);
    opened.set(name, cache);
    cache.configure(options, share);
    // Who opens a name knows what is in it: one name has one owner.
    return cache as Fresh<unknown> as Fresh<T>;
  }

  return Object.assign(open, {
    caches: () => [...opened].map(([name, { stats, clear }]) => ({ name, stats, clear })),
    squeeze(next: number) {
      share = next;
      for (const cache of opened.values()) cache.squeeze(share);
    },
  });
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
function createFreshCache<T>(
  { name, cache, clock, tell }: { name: string; cache: Cache; clock: Clock; tell: Tell },
  initial: FreshOptions,
) {
  let options = initial;
  /** A load that began before a clear is not stored after it. */
  let epoch = 0;
  let hits = 0;
  let stale = 0;
  let misses = 0;
  const memory = createByteLru<Held<T>>(options.maxBytes);
  const flights = createFlights<Looked<T>>(clock);
  const forget = () => {
    epoch++;
    memory.clear();
  };
  const store = createFreshStore<T>({
    cache,
    clock,
    onCleared: forget,
    longestMs: () => Math.max(options.freshMs + options.staleMs, options.nothingMs),
  });

  /** 0 or less: it is not to be used any more. */
  function lifeMs({ found, loadedAt }: Entry<T>, now: number): number {
    return loadedAt + (found ? options.freshMs + options.staleMs : options.nothingMs) - now;
  }

  const isAlive = ({ entry, askedAt }: Held<T>, now: number) =>
    lifeMs(entry, now) > 0 && (options.idleMs === undefined || now - askedAt < options.idleMs);

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

  function write(key: string, entry: Entry<T>, now: number): Promise<void> {
    const life = lifeMs(entry, now);
    return store.write(key, entry, Math.min(life, options.idleMs ?? life));
  }

  function heldFor(key: string): Held<T> | undefined {
    const held = memory.get(key);
    if (!held) return undefined;
    const now = clock.now();
    if (!isAlive(held, now)) {
      memory.delete(key);
      return undefined;
    }
    held.askedAt = now;
    // The store forgets by itself what it is not told to be in use: not at each asking, that would be a write each.
    if (options.idleMs !== undefined && now - held.entry.noted > options.idleMs / 2) {
      held.entry = { ...held.entry, noted: now };
      void write(key, held.entry, now);
    }
    return held;
  }

  async function readStore(key: string): Promise<Held<T> | undefined> {
    const began = epoch;
    const entry = await store.read(key);
    if (!entry || began !== epoch || lifeMs(entry, clock.now()) <= 0) return undefined;
    const held = hold(key, entry);
    return heldFor(key) ?? held;
  }

  function answer({ found, loadedAt }: Entry<T>): Looked<T> {
    if (!found) return { kind: 'nothing', from: 'cache' };
    const from = clock.now() - loadedAt < options.freshMs ? 'cache' : 'stale';
    return { kind: 'found', value: found.value, from };
  }

  async function put(key: string, found: { readonly value: T } | null): Promise<void> {
    const now = clock.now();
    const entry = { found, loadedAt: now, noted: now };
    hold(key, entry);
    await write(key, entry, now);
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
      // Still the old one: the source gave nothing new.
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
    async get(key: string, load: Load<T>, signal: AbortSignal): Promise<Looked<T>> {
      const held = heldFor(key);
      const looked = held
        ? answer(held.entry)
        : ((await flights.join(key, (each) => look(key, load, each), signal)) ?? cancelled);
      if (looked.kind === 'found' && looked.from === 'stale') refresh(key, load);
      count(looked);
      return looked;
    },
    async kept(key: string): Promise<T | undefined> {
      const held = heldFor(key) ?? (await readStore(key));
      return held?.entry.found?.value;
    },
    put: (key: string, value: T) => put(key, { value }),
    clear() {
      forget();
      return store.clear();
    },
    stats: () => ({ entries: memory.size, bytes: memory.bytes, hits, stale, misses }),
    /** `share`: how much of `maxBytes` may be used, from 0 to 1. */
    configure(next: FreshOptions, share: number) {
      options = next;
      memory.limit(options.maxBytes * share);
    },
    squeeze: (share: number) => memory.limit(options.maxBytes * share),
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

interface Flight<R> {
  readonly result: Promise<R>;
  readonly abort: AbortController;
  waiting: number;
}

const behindMs = 30_000;
const mostBehind = 16;

/** One load for a key at a time. `load` must not reject. Callers in front are bounded by what admits them. */
function createFlights<R>(clock: Clock) {
  const flights = new Map<string, Flight<R>>();
  let behind = 0;

  function begin(key: string, load: (signal: AbortSignal) => Promise<R>): Flight<R> {
    const abort = new AbortController();
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const flight: Flight<R> = { result: load(abort.signal).finally(land), abort, waiting: 0 };
    flights.set(key, flight);
    // Whoever asks from now on must not be handed a load that was called off.
    abort.signal.addEventListener('abort', land);
    return flight;
  }

  function wait(flight: Flight<R>, signal: AbortSignal): Promise<R | undefined> {
    return new Promise((resolve) => {
      flight.waiting++;
      const done = (result?: R) => {
        signal.removeEventListener('abort', leave);
        resolve(result);
      };
      const leave = () => {
        done();
        if (--flight.waiting === 0) flight.abort.abort();
      };
      signal.addEventListener('abort', leave, { once: true });
      void flight.result.then(done);
    });
  }

  return {
    /** Joins the load that is under way or begins it. `undefined`: the caller's signal fired first. */
    async join(key: string, load: (signal: AbortSignal) => Promise<R>, signal: AbortSignal): Promise<R | undefined> {
      return signal.aborted ? undefined : wait(flights.get(key) ?? begin(key, load), signal);
    },
    /** Begins a load that nobody waits for, unless one is under way or too many are. It has its own deadline. */
    behind(key: string, load: (signal: AbortSignal) => Promise<R>): void {
      if (flights.has(key) || behind >= mostBehind) return;
      behind++;
      const patience = new AbortController();
      const cancel = clock.after(behindMs, () => patience.abort());
      void wait(begin(key, load), patience.signal).then(() => {
        cancel();
        behind--;
      });
    },
  };
}
