/** What a source said. `nothing` is an answer too: the subject does not exist there. */
export type Loaded<T> =
  /** `keep` false: for those who wait for it now, and nobody later. */
  | { readonly kind: 'found'; readonly value: T; readonly keep?: boolean }
  | { readonly kind: 'nothing' }
  /** `unasked`: this house did not ask, so that it says nothing of the source. */
  | { readonly kind: 'failed'; readonly reason: string; readonly unasked?: true };

/** `from`: kept and fresh, kept and out of date, or the source itself. */
export type Looked<T> =
  | { readonly kind: 'found'; readonly value: T; readonly from: 'cache' | 'stale' | 'source' }
  | { readonly kind: 'nothing'; readonly from: 'cache' | 'source' }
  | { readonly kind: 'failed'; readonly reason: string; readonly unasked?: true };

export interface FreshOptions {
  /** Served without asking the source. */
  readonly freshMs: number;
  /** After that, served at once while the source is asked again behind it, and when the source fails. */
  readonly staleMs: number;
  /** How long `nothing` is believed. */
  readonly nothingMs: number;
  /** Forgotten when nobody asked for it as long; left out: only age counts. */
  readonly idleMs?: number;
  /** Of values held in this process; what the store keeps is bounded there. */
  readonly maxBytes: number;
}

export interface FreshStats {
  readonly entries: number;
  readonly bytes: number;
  readonly hits: number;
  readonly stale: number;
  readonly misses: number;
}

/** Asks the source. `behind`: nobody waits for it, something out of date has been served. */
export type Load<T> = (signal: AbortSignal, behind?: boolean) => Promise<Loaded<T>>;

/** A cache in front of a source: one load for a key at a time, whoever asks. Never rejects. */
export interface Fresh<T> {
  get(key: string, load: Load<T>, signal: AbortSignal): Promise<Looked<T>>;
  /** What is kept, out of date or not, without asking the source. */
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
