import type { StoreFailure } from './storage.ts';

/** `parse` throws on a value that this version cannot read. A zod schema is one. */
export interface Schema<T> {
  parse(value: unknown): T;
}

export const schemaOf = <T>(what: string, holds: (value: unknown) => value is T): Schema<T> => ({
  parse(value) {
    if (!holds(value)) throw new TypeError(`expected ${what}`);
    return value;
  },
});

/** `changed` is false where there was nothing to change. Without `ok` the old value stays in effect. */
export type Changed<T> =
  | { readonly ok: true; readonly changed: boolean; readonly value: T }
  | { readonly ok: false; readonly reason: StoreFailure; readonly detail: string };

/** One value for each channel, under one name. Values are frozen: a change makes a new one. */
export interface Documents<T> {
  /** This process's copy, at most a second old; `initial` before the first read. */
  read(channel: string): T;
  /**
   * Compare-and-swap: `next` gets the stored value, and runs again when another writer was first. Null: nothing to
   * change.
   */
  change(channel: string, next: (now: T) => T | null): Promise<Changed<T>>;
  /** Called when the copy of a channel changed, whoever changed it. */
  onChange(listener: (channel: string, value: T) => void): void;
}

/** A viewer who is to be forgotten, with the names that are known of them. */
export interface Leaver {
  readonly id: string;
  readonly names: readonly string[];
}

/** The value without what belongs to the viewer; null where nothing does. */
export type DropViewer<T> = (value: T, leaver: Leaver) => T | null;

/** `drop`: for values in which something belongs to viewers. An erasure drops it from the store and from its backups. */
export type OpenDocuments = <T>(name: string, schema: Schema<T>, initial: T, drop?: DropViewer<T>) => Documents<T>;
