import type { Stored } from './storage.ts';

/**
 * Runs in one step and one round trip in the store that all processes share. Never rejects and answers within the
 * store's deadline; `late` means that it may have run, or may run yet.
 */
export type SharedScript = (keys: readonly string[], args: readonly string[]) => Promise<Stored<unknown>>;

export interface SharedScripts {
  /** Lua, as Redis runs it. */
  define(text: string): SharedScript;
}
