/**
 * Why a store did not do what it was asked. Two reasons leave open whether a write has happened: `late`, no answer came
 * within the deadline; `cut off`, the connection broke when the request may have been sent. `broken` is a fault that
 * nobody thought of. With every other reason nothing was written.
 */
export type StoreFailure =
  | 'unreachable'
  | 'late'
  | 'cut off'
  | 'readonly'
  | 'full'
  | 'busy'
  | 'invalid'
  | 'too large'
  | 'closed'
  | 'opted out'
  | 'broken';

/** What a store answers. It never rejects, and `ok` is only said of what the store itself has confirmed. */
export type Stored<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: StoreFailure; readonly detail: string };

export interface StoredRecord {
  readonly key: string;
  /** Untrusted JSON: validate before use. */
  readonly value: unknown;
  /** Grows with every write of one process, and no two commits share one: not even of a record that was made again. */
  readonly version: number;
}

/** `version`: only if the record has it now; `null`: only if there is none. Left out: whatever is there. */
export type Change =
  | { readonly set: string; readonly value: unknown; readonly version?: number | null }
  | { readonly delete: string; readonly version?: number }
  | { readonly check: string; readonly version: number | null };

/** `version` is that of every record that was set. Conflict: `key` was not as a change expected; nothing was written. */
export type Commit =
  | { readonly kind: 'committed'; readonly version: number }
  | { readonly kind: 'conflict'; readonly key: string };

export interface RecordPage {
  readonly records: readonly StoredRecord[];
  /** Hand it in as `after` for what follows; null at the end. */
  readonly next: string | null;
}

/** What must not be lost. An acknowledged write survives a crash, and a power cut on SQLite. */
export interface Records {
  get(key: string): Promise<Stored<StoredRecord | null>>;
  set(key: string, value: unknown): Promise<Stored<Commit>>;
  delete(key: string): Promise<Stored<Commit>>;
  /** All or nothing. */
  batch(changes: readonly Change[]): Promise<Stored<Commit>>;
  /** In the order of the keys' UTF-8 bytes. */
  list(prefix: string, page?: { readonly after?: string; readonly limit?: number }): Promise<Stored<RecordPage>>;
  /** By key, of all records whose keys start with `prefix`. */
  versions(prefix: string): Promise<Stored<ReadonlyMap<string, number>>>;
}

/** What may be lost and will expire. */
export interface Cache {
  /** `undefined` when there is nothing, or nothing any more. */
  get(key: string): Promise<Stored<unknown>>;
  set(key: string, value: unknown, ttlMs: number): Promise<Stored<null>>;
  delete(key: string): Promise<Stored<null>>;
  count(): Promise<Stored<number>>;
}

/**
 * Runs in one step and one round trip in the store that all processes share. Never rejects and answers within the
 * store's deadline; `late` means that it may have run, or may run yet.
 */
export type SharedScript = (keys: readonly string[], args: readonly string[]) => Promise<Stored<unknown>>;

export interface SharedScripts {
  /** Lua, as Redis runs it. */
  define(text: string): SharedScript;
}

export interface StorageState {
  readonly state: 'ok' | 'degraded';
  readonly backend: 'sqlite' | 'memory' | 'redis';
  readonly detail?: string;
}

/** What stands under one key. */
export interface Entry {
  /** `records`, or the name of a cache. */
  readonly store: string;
  readonly key: string;
  readonly value: unknown;
  /** Unix milliseconds; null when it does not expire by itself. */
  readonly expiresAt: number | null;
}

export interface Storage {
  readonly records: Records;
  /** The same cache for the same name. When it holds `max` entries, those that expire first make room. */
  cache(name: string, max?: number): Cache;
  /** Null where the store cannot be shared by processes. */
  readonly scripts: SharedScripts | null;
  state(): StorageState;
  /** Another number once somebody else has written; null where only a request to the store would tell. */
  writtenElsewhere(): number | null;
  /** What records and all caches hold under keys that start with `prefix`. */
  gather(prefix: string): Promise<Stored<readonly Entry[]>>;
  /** Deletes all that and says how many there were. They are gone from the disk after a scrub. */
  erase(prefix: string): Promise<Stored<number>>;
  /** Leaves no trace of what was deleted, in free pages or in a write-ahead log. */
  scrub(): Promise<Stored<null>>;
  /** Writes that were taken are finished first. */
  close(): Promise<void>;
}
