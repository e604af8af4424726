import type { StoreFailure } from './storage.ts';

/** `parse` throws where a stored value is not of this version of the bot. A schema of zod is one. */
export interface Schema<T> {
  parse(value: unknown): T;
}

export const schemaOf = <T>(what: string, holds: (value: unknown) => value is T): Schema<T> => ({
  parse(value) {
    if (!holds(value)) throw new TypeError(`expected ${what}`);
    return value;
  },
});

/** `changed` is false where there was nothing to change. Without `ok`, nothing is in effect that was not before. */
export type Changed<T> =
  | { readonly ok: true; readonly changed: boolean; readonly value: T }
  | { readonly ok: false; readonly reason: StoreFailure; readonly detail: string };

/** One value for each channel, under one name. Values are frozen: a change makes a new one. */
export interface Documents<T> {
  /** From this process's copy: at most a second behind the store. `initial` before the first reading. */
  read(channel: string): T;
  /**
   * Compare-and-swap: `next` gets what is stored now, and may be called again when another writer was quicker. It
   * returns null when there is nothing to change.
   */
  change(channel: string, next: (now: T) => T | null): Promise<Changed<T>>;
  /** Called when the copy of a channel changed, whoever changed it. */
  onChange(listener: (channel: string, value: T) => void): void;
}

export type OpenDocuments = <T>(name: string, schema: Schema<T>, initial: T) => Documents<T>;
