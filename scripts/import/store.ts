import { createHash, randomBytes } from 'node:crypto';
import { emptyShelf, shardNames, shardOf } from '../../src/domain/collection.ts';
import type { Change, Records, Stored } from '../../src/domain/storage.ts';
import { type Custom, commandShards } from '../../src/features/commands/item.ts';
import type { Quote } from '../../src/features/quotes/quote.ts';
import type { Timer } from '../../src/features/timers/item.ts';
import { documentKey, revisionKey } from '../../src/storage/documents-move.ts';
import type { Have, Item, Plan } from './plan.ts';

type Kind = Item['kind'];
interface Shelf {
  readonly items: readonly (readonly [string, unknown])[];
  readonly edits: readonly unknown[];
  readonly last: number;
}
/** The documents of a channel, with the versions that they were read in. */
type Documents = ReadonlyMap<string, { readonly value: unknown; readonly version: number | null }>;

export class StoreFault extends Error {}

const shards: Readonly<Record<Exclude<Kind, 'uses'>, number>> = {
  commands: commandShards,
  timers: 1,
  quotes: 1,
  counters: 1,
};
const usesName = 'commands.uses';
const collections = Object.keys(shards) as (keyof typeof shards)[];
const allNames = [...collections.flatMap((kind) => shardNames(kind, shards[kind])), usesName];
const nameOf = (kind: Kind, key: string) =>
  kind === 'uses' ? usesName : shardNames(kind, shards[kind])[shardOf(key, shards[kind])]!;

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const held = <T>(stored: Stored<T>): T => {
  if (stored.ok) return stored.value;
  throw new StoreFault(
    stored.reason === 'too large' ? `there is no room for all of it: ${stored.detail}` : stored.detail,
  );
};

export async function readDocuments(records: Records, channel: string): Promise<Documents> {
  const documents = new Map<string, { value: unknown; version: number | null }>();
  for (const name of allNames) {
    const record = held(await records.get(documentKey(channel, name)));
    documents.set(name, { value: record?.value ?? null, version: record?.version ?? null });
  }
  return documents;
}

const shelfIn = (documents: Documents, name: string) => (documents.get(name)?.value ?? emptyShelf) as Shelf;
const usesIn = (documents: Documents) =>
  (documents.get(usesName)?.value ?? []) as readonly (readonly [string, number])[];

export function haveIn(documents: Documents): Have {
  const all = (kind: keyof typeof shards) =>
    new Map(shardNames(kind, shards[kind]).flatMap((name) => shelfIn(documents, name).items));
  return {
    commands: all('commands') as ReadonlyMap<string, Custom>,
    timers: all('timers') as ReadonlyMap<string, Timer>,
    quotes: all('quotes') as ReadonlyMap<string, Quote>,
    counters: all('counters') as ReadonlyMap<string, number>,
    uses: new Map(usesIn(documents)),
    lastQuote: shelfIn(documents, 'quotes').last,
  };
}

/** The documents with the items put in; `after` null takes one out. */
function changesOf(
  documents: Documents,
  channel: string,
  items: readonly Pick<Item, 'kind' | 'key' | 'after'>[],
): Change[] {
  const byName = Map.groupBy(items, ({ kind, key }) => nameOf(kind, key));
  return [...byName].map(([name, own]) => {
    const version = documents.get(name)?.version ?? null;
    const key = documentKey(channel, name);
    if (name === usesName) {
      const uses = new Map(usesIn(documents));
      for (const { key: word, after } of own) {
        if (after === null) uses.delete(word);
        else uses.set(word, after as number);
      }
      return { set: key, value: [...uses], version };
    }
    const shelf = shelfIn(documents, name);
    const all = new Map(shelf.items);
    let { last } = shelf;
    for (const { key: word, after, kind } of own) {
      if (after === null) all.delete(word);
      else all.set(word, after);
      if (kind === 'quotes') last = Math.max(last, Number(word));
    }
    return { set: key, value: { items: [...all], edits: shelf.edits, last }, version };
  });
}

/** What an import changed, as undoing needs it: of what was written only a hash, so that it says nothing about anybody. */
interface Written {
  readonly kind: Kind;
  readonly key: string;
  readonly before: unknown;
  readonly hash: string;
}
const chunk = 200;
const importKey = (id: string, part: number) => `import/${id}/${String(part).padStart(3, '0')}`;

/** All of it, or nothing: null where somebody changed the channel meanwhile. */
export async function applyPlan(
  records: Records,
  channel: string,
  documents: Documents,
  { items }: Plan,
): Promise<string | null> {
  const id = randomBytes(4).toString('hex');
  const written: Written[] = items.map(({ kind, key, before, after }) => ({ kind, key, before, hash: hashOf(after) }));
  const parts = Array.from({ length: Math.ceil(written.length / chunk) }, (_, i) =>
    written.slice(i * chunk, (i + 1) * chunk),
  );
  const done = await records.batch([
    ...changesOf(documents, channel, items),
    ...parts.map((part, i) => ({ set: importKey(id, i), value: { channel, items: part }, version: null })),
    { set: revisionKey, value: null },
  ]);
  return held(done).kind === 'committed' ? id : null;
}

export type UndoneImport =
  | { readonly kind: 'unknown' | 'conflict' }
  | { readonly kind: 'undone'; readonly channel: string; readonly taken: number; readonly since: readonly string[] };

/** Takes an import back, but for what somebody has changed since. */
export async function undoImport(records: Records, id: string): Promise<UndoneImport> {
  const page = held(await records.list(`import/${id}/`, { limit: 1_000 }));
  const parts = page.records.map(
    ({ value }) => value as { readonly channel: string; readonly items: readonly Written[] },
  );
  const channel = parts[0]?.channel;
  if (channel === undefined) return { kind: 'unknown' };
  const documents = await readDocuments(records, channel);
  const have = haveIn(documents);
  const all = parts.flatMap(({ items }) => items);
  const isOurs = ({ kind, key, hash }: Written) => {
    const now = have[kind].get(key);
    return now !== undefined && hashOf(now) === hash;
  };
  const items = all.filter(isOurs).map(({ kind, key, before }) => ({ kind, key, after: before }));
  const since = all.filter((one) => one.kind !== 'uses' && !isOurs(one)).map(({ kind, key }) => `${kind} ${key}`);
  const done = await records.batch([
    ...changesOf(documents, channel, items),
    ...page.records.map(({ key }) => ({ delete: key })),
    { set: revisionKey, value: null },
  ]);
  return held(done).kind === 'committed'
    ? { kind: 'undone', channel, taken: items.length, since }
    : { kind: 'conflict' };
}
