import { isDeepStrictEqual } from 'node:util';
import {
  type Documents,
  type DropViewer,
  type Leaver,
  type OpenDocuments,
  type Schema,
  schemaOf,
} from './documents.ts';
import type { Viewer } from './viewer.ts';

/** One change of one item: who, when, what was, and what is. */
export interface Edit<T> {
  /** Unix milliseconds. */
  readonly at: number;
  /** Empty where the person wanted to be forgotten. */
  readonly by: string;
  readonly login: string;
  readonly key: string;
  /** Null: there was none, or there is none any more. */
  readonly before: T | null;
  readonly after: T | null;
  readonly undone?: true;
}

export type Edited<T> =
  | { readonly ok: true; readonly changed: boolean; readonly before: T | null; readonly after: T | null }
  | { readonly ok: false };

/** Items of a channel by their keys; who changed what is stored with them, and can be taken back. */
export interface Collection<T> {
  read(channel: string): ReadonlyMap<string, T>;
  /** Who changed what, oldest first. */
  edits(channel: string): readonly Edit<T>[];
  /** `next` gets the item as it is stored now. It returns the new one, null to delete it, undefined to change nothing. */
  change(
    channel: string,
    by: Pick<Viewer, 'id' | 'login'>,
    key: string,
    next: (now: T | null) => T | null | undefined,
  ): Promise<Edited<T>>;
  /** Adds an item under the next number, which no other item ever had. Null: it was not stored. */
  append(channel: string, by: Pick<Viewer, 'id' | 'login'>, item: T): Promise<number | null>;
  /** Called when something in a channel changed, whoever changed it. */
  onChange(listener: (channel: string) => void): void;
}

export interface CollectionOptions<T> {
  readonly schema: Schema<T>;
  /** Over how many documents the items are spread: one document has room for 256 kB. */
  readonly shards?: number;
  /** How an item is called when somebody is told of it. */
  readonly title: (key: string) => string;
  /** Whether an item is a viewer's, and goes with them. Left out: none is. */
  readonly isOf?: (item: T, leaver: Leaver) => boolean;
}

export type OpenCollection = <T>(name: string, options: CollectionOptions<T>) => Collection<T>;

export type Undone =
  | { readonly kind: 'undone'; readonly title: string; readonly was: 'added' | 'changed' | 'deleted' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'changed since'; readonly title: string; readonly by: string }
  | { readonly kind: 'lost' };

export interface Collections {
  readonly open: OpenCollection;
  /** Takes back the last change that the viewer made in any collection. */
  undo(channel: string, viewer: Viewer): Promise<Undone>;
}

interface Shelf<T> {
  readonly items: readonly (readonly [key: string, item: T])[];
  /** Oldest first. */
  readonly edits: readonly Edit<T>[];
  /** The last number that was given. */
  readonly last: number;
}

/** One collection, as undoing needs it. */
interface Opened {
  readonly title: (key: string) => string;
  readonly shards: readonly Documents<Shelf<unknown>>[];
}

export const emptyShelf = { items: [], edits: [], last: 0 } as const satisfies Shelf<never>;
const mostEdits = 60;
const mostUndone = 10;

const isPair = (value: unknown) => Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
const isShelf = (value: unknown): value is Shelf<unknown> => {
  const { items, edits, last } = (value ?? {}) as Partial<Shelf<unknown>>;
  return Array.isArray(items) && items.every(isPair) && Array.isArray(edits) && Number.isSafeInteger(last);
};

/** In which of so many documents a key is. */
export function shardOf(key: string, shards: number): number {
  let hash = 0;
  for (const sign of key) hash = (hash * 31 + sign.codePointAt(0)!) % 1_000_003;
  return hash % shards;
}

/** The names of the documents that a collection is stored in. */
export const shardNames = (name: string, shards: number) =>
  Array.from({ length: shards }, (_, i) => (shards === 1 ? name : `${name}.${i + 1}`));

/** The shelf with a change made and written down. */
export function edited<T>(shelf: Shelf<T>, edit: Edit<T>): Shelf<T> {
  const others = shelf.items.filter(([key]) => key !== edit.key);
  const isThere = others.length < shelf.items.length;
  const items =
    edit.after === null
      ? others
      : isThere
        ? shelf.items.map(([key, item]) => [key, key === edit.key ? edit.after! : item] as const)
        : [...others, [edit.key, edit.after] as const];
  return { items, edits: [...shelf.edits, edit].slice(-mostEdits), last: shelf.last };
}

/** A viewer's items go, with every change of them; what the viewer changed of others' stays, and who did it is nobody. */
function dropFrom<T>(isOf: (item: T, leaver: Leaver) => boolean): DropViewer<Shelf<T>> {
  return ({ items, edits, last }, leaver) => {
    const theirs = (item: T | null) => item !== null && isOf(item, leaver);
    const left = items.filter(([, item]) => !theirs(item));
    const rest = edits.filter(({ before, after }) => !theirs(before) && !theirs(after));
    const isNews = left.length < items.length || rest.length < edits.length || rest.some(({ by }) => by === leaver.id);
    if (!isNews) return null;
    return {
      items: left,
      edits: rest.map((edit) => (edit.by === leaver.id ? { ...edit, by: '', login: '' } : edit)),
      last,
    };
  };
}

export function createCollections(documents: OpenDocuments, { wall }: { readonly wall: () => number }): Collections {
  const opened: Opened[] = [];
  const indexes = new WeakMap<object, ReadonlyMap<string, unknown>>();

  function open<T>(
    name: string,
    { schema, shards = 1, title, isOf = () => false }: CollectionOptions<T>,
  ): Collection<T> {
    const whole: Schema<Shelf<T>> = {
      parse(value) {
        const shelf = schemaOf('items and edits', isShelf).parse(value);
        for (const [, item] of shelf.items) schema.parse(item);
        return shelf as Shelf<T>;
      },
    };
    const all = shardNames(name, shards).map((each) => documents<Shelf<T>>(each, whole, emptyShelf, dropFrom(isOf)));
    opened.push({ title, shards: all as unknown as Documents<Shelf<unknown>>[] });
    const shelfOf = (key: string) => all[shardOf(key, shards)]!;
    const nothing: ReadonlyMap<string, T> = new Map();
    const merged = new WeakMap<object, { readonly of: readonly Shelf<T>[]; readonly all: ReadonlyMap<string, T> }>();
    const indexOf = (shelf: Shelf<T>): ReadonlyMap<string, T> => {
      const known = indexes.get(shelf) as ReadonlyMap<string, T> | undefined;
      if (known) return known;
      const made = new Map(shelf.items);
      indexes.set(shelf, made);
      return made;
    };

    return {
      // Asked for each chat line: nothing is made anew while nothing has changed.
      read(channel) {
        if (all.length === 1) return indexOf(all[0]!.read(channel));
        // Shelves that are still empty are one value in all channels: by one that is not the channel is known.
        const filled = all.findIndex((each) => each.read(channel) !== emptyShelf);
        if (filled < 0) return nothing;
        const key = all[filled]!.read(channel);
        const known = merged.get(key);
        if (known?.of.every((shelf, i) => shelf === all[i]!.read(channel))) return known.all;
        const shelves = all.map((each) => each.read(channel));
        const made = new Map(shelves.flatMap((shelf) => shelf.items));
        merged.set(key, { of: shelves, all: made });
        return made;
      },
      edits: (channel) => all.flatMap((each) => each.read(channel).edits).toSorted((a, b) => a.at - b.at),
      async change(channel, by, key, next) {
        let before: T | null = null;
        let after: T | null = null;
        const done = await shelfOf(key).change(channel, (shelf) => {
          before = indexOf(shelf).get(key) ?? null;
          const wanted = next(before);
          after = wanted === undefined ? before : wanted;
          if (wanted === undefined || isDeepStrictEqual(before, after)) return null;
          return edited(shelf, { at: wall(), by: by.id, login: by.login, key, before, after });
        });
        return done.ok ? { ok: true, changed: done.changed, before, after } : { ok: false };
      },
      async append(channel, by, item) {
        let number = 0;
        const done = await all[0]!.change(channel, (shelf) => {
          number = shelf.last + 1;
          const edit = { at: wall(), by: by.id, login: by.login, key: String(number), before: null, after: item };
          return { ...edited(shelf, edit), last: number };
        });
        return done.ok ? number : null;
      },
      onChange(listener) {
        for (const each of all) each.onChange(listener);
      },
    };
  }

  return {
    open,
    async undo(channel, viewer) {
      const own = opened
        .flatMap(({ title, shards }) =>
          shards.flatMap((shard) => shard.read(channel).edits.map((edit) => ({ edit, shard, title }))),
        )
        .filter(({ edit }) => edit.by === viewer.id)
        .toSorted((a, b) => b.edit.at - a.edit.at)
        .slice(0, mostUndone);
      const last = own.find(({ edit }) => !edit.undone);
      if (!last) return { kind: 'nothing' };
      const title = last.title(last.edit.key);
      let since: string | null = null;
      const done = await last.shard.change(channel, (shelf) => {
        since = null;
        const { key, before, after, at } = last.edit;
        const now = shelf.items.find(([known]) => known === key)?.[1] ?? null;
        if (!isDeepStrictEqual(now, after)) {
          since = shelf.edits.findLast((edit) => edit.key === key)?.login ?? '?';
          return null;
        }
        const edits = shelf.edits.map((edit) =>
          edit.at === at && edit.key === key && edit.by === viewer.id ? { ...edit, undone: true as const } : edit,
        );
        const back = edited(shelf, { ...last.edit, before: after, after: before });
        return { ...back, edits };
      });
      if (!done.ok) return { kind: 'lost' };
      if (since !== null) return { kind: 'changed since', title, by: since };
      const { before, after } = last.edit;
      return { kind: 'undone', title, was: before === null ? 'added' : after === null ? 'deleted' : 'changed' };
    },
  };
}
