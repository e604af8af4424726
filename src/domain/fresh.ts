/** A source's answer. `nothing`: the source has no such subject. */
export type Loaded<T> =
  /** `keep` false: not cached. */
  | { readonly kind: 'found'; readonly value: T; readonly keep?: boolean }
  | { readonly kind: 'nothing' }
  /** `unasked`: the source was not asked, so this is no failure of it. */
  | { readonly kind: 'failed'; readonly reason: string; readonly unasked?: true };

/** `from`: fresh from the cache, stale from the cache, or from the source. */
export type Looked<T> =
  | { readonly kind: 'found'; readonly value: T; readonly from: 'cache' | 'stale' | 'source' }
  | { readonly kind: 'nothing'; readonly from: 'cache' | 'source' }
  | { readonly kind: 'failed'; readonly reason: string; readonly unasked?: true };

export interface FreshOptions {
  /** Served without asking the source. */
  readonly freshMs: number;
  /** Then served at once while the source is asked in the background, and when it fails. */
  readonly staleMs: number;
  /** How long `nothing` is cached. */
  readonly nothingMs: number;
  /** Evicted when unused for as long; left out: only age counts. */
  readonly idleMs?: number;
  /** Of the values in this process's memory; the store has its own bound. */
  readonly maxBytes: number;
}

export interface FreshStats {
  readonly entries: number;
  readonly bytes: number;
  readonly hits: number;
  readonly stale: number;
  readonly misses: number;
}

/** Asks the source. `behind`: a stale value was served, nobody waits. */
export type Load<T> = (signal: AbortSignal, behind?: boolean) => Promise<Loaded<T>>;

/** A cache in front of a source; one load per key at a time. Never rejects. */
export interface Fresh<T> {
  get(key: string, load: Load<T>, signal: AbortSignal): Promise<Looked<T>>;
  /** The cached value, stale or not; the source is not asked. */
  kept(key: string): Promise<T | undefined>;
  put(key: string, value: T): Promise<void>;
  clear(): Promise<void>;
  stats(): FreshStats;
}

export type OpenFresh = <T>(name: string, options: FreshOptions) => Fresh<T>;

export interface NamedCache {
  readonly name: string;
  stats(): FreshStats;
  clear(): Promise<void>;
}
