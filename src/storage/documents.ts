import type { Changed, Documents, DropViewer, Leaver, OpenDocuments, Schema } from '../domain/documents.ts';
import type { Tell } from '../domain/event.ts';
import type { Records, Stored, StoredRecord } from '../domain/storage.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { frozen } from '../lib/frozen.ts';
import { createInTurn } from '../lib/in-turn.ts';
import { documentKey, documentPrefix, moveOldRecords, revisionKey } from './documents-move.ts';
import { failure } from './failure.ts';
import { taken } from './taken.ts';

export interface DocumentStore {
  readonly open: OpenDocuments;
  /** Resolves after the first look at the store, whether or not it answered. */
  start(): Promise<void>;
  /** Now, and not with the next look: other channels are served. */
  look(): Promise<void>;
  /** Erases what is of the viewer in all documents, those of channels that are served elsewhere too. */
  forget(viewerId: string, names?: readonly string[]): Promise<Stored<null>>;
  /** What is of the viewer in all documents, each under its key. */
  of(leaver: Leaver): Promise<Stored<readonly Pick<StoredRecord, 'key' | 'value'>[]>>;
  /**
   * Says what is left of a stored document without these viewers; undefined where there is nothing of them. Null where no
   * document has anything of viewers.
   */
  without(leavers: readonly Leaver[]): ((key: string, value: unknown) => unknown) | null;
  /** Changes that were begun are finished, new ones are refused. */
  stop(): Promise<void>;
}

export interface DocumentStoreParts {
  readonly records: Records;
  /** The same number for as long as nobody else has written; null: unknown. */
  readonly writtenElsewhere?: () => number | null;
  /** Those of which this process has copies. */
  readonly channels: () => readonly string[];
  readonly clock: Clock;
  readonly tell: Tell;
}

interface Copy {
  readonly value: unknown;
  readonly version: number | null;
  /** Why what is stored cannot be used, and must not be overwritten; null where it can. */
  readonly fault: string | null;
}

interface Kind {
  readonly name: string;
  readonly schema: Schema<unknown>;
  readonly initial: unknown;
  readonly drop: ((value: unknown, leaver: Leaver) => unknown) | undefined;
  readonly copies: Map<string, Copy>;
  readonly listeners: ((channel: string, value: unknown) => void)[];
}

/** Everybody sees a change within two seconds. */
const everyMs = 1_800;
const patienceMs = 3_000;
const mostTries = 100;
/** Of changes that wait for their turn, of all documents together. */
const mostWaiting = 1_000;

export function createDocumentStore(parts: DocumentStoreParts): DocumentStore {
  const { records, writtenElsewhere = () => null, channels, clock, tell } = parts;
  const kinds = new Map<string, Kind>();
  const stopping = new AbortController();
  const inTurn = createInTurn();
  /** The version of the record that every change touches, when the copies were last as in the store. */
  let revision = 0;
  /** Copies may be of before an outage, which may have brought back an older store: all are read again. */
  let suspect = true;
  /** Which channels and how many kinds the last look found copies of, all of them. */
  let covered = '';
  /** What `writtenElsewhere` said before the last look that found all copies as in the store. */
  let lookedAt: number | null = null;
  let moving: Promise<Stored<null>> | null = null;
  let waiting = 0;
  let looking: Promise<void> = Promise.resolve();
  let cancel = () => {};

  /** Before anything is read: a document that is made first would hide what an older version of the bot stored. */
  async function move(): Promise<Stored<null>> {
    moving ??= moveOldRecords(records, tell);
    const done = await moving;
    if (!done.ok) moving = null;
    return done;
  }

  function parsed(kind: Kind, record: StoredRecord | null, before: Copy | undefined): Copy {
    if (record === null) return { value: kind.initial, version: null, fault: null };
    const { value, version } = record;
    try {
      return { value: frozen(kind.schema.parse(value)), version, fault: null };
    } catch (error) {
      return { value: before?.value ?? kind.initial, version, fault: (error as Error).message };
    }
  }

  /** What was read or written becomes the copy. */
  function adopt(kind: Kind, channel: string, record: StoredRecord | null): Copy {
    const before = kind.copies.get(channel);
    if (before && before.version === (record?.version ?? null)) return before;
    const copy = parsed(kind, record, before);
    if (!channels().includes(channel)) return copy;
    kind.copies.set(channel, copy);
    if (copy.fault !== null) {
      const text = `storage: the document "${kind.name}" of #${channel} is not of this version of the bot (${copy.fault}): it is left as it is, and cannot be changed here`;
      const fr = `stockage : le document « ${kind.name} » de #${channel} n'est pas de cette version du bot (${copy.fault}) : il reste tel quel, et ne peut pas être changé ici`;
      tell({ kind: 'warning', text, fr });
    } else if (before || record) notify(kind, channel, copy.value);
    return copy;
  }

  function notify({ name, listeners }: Kind, channel: string, value: unknown) {
    for (const listener of listeners) {
      try {
        listener(channel, value);
      } catch (error) {
        tell({ kind: 'bug', where: `what follows a change of the document "${name}"`, error });
      }
    }
  }

  async function readAgain(kind: Kind, channel: string): Promise<boolean> {
    const key = documentKey(channel, kind.name);
    return inTurn(key, async () => {
      const found = await records.get(key);
      if (found.ok) adopt(kind, channel, found.value);
      return found.ok;
    });
  }

  const coverage = () => `${kinds.size} ${channels().join(' ')}`;

  /** Without a request: this process knows of its own changes. */
  function isAsBefore(): boolean {
    return !suspect && lookedAt !== null && lookedAt === writtenElsewhere() && coverage() === covered;
  }

  /** One small request while nobody changes anything. */
  async function lookOnce(): Promise<boolean> {
    const served = new Set(channels());
    const wanted = coverage();
    const written = writtenElsewhere();
    if (!(await move()).ok) return false;
    const last = await records.get(revisionKey);
    if (!last.ok) return false;
    const now = last.value?.version ?? 0;
    if (now === revision && !suspect && wanted === covered) {
      lookedAt = written;
      return true;
    }
    covered = '';
    lookedAt = null;
    for (const { copies } of kinds.values()) {
      for (const channel of copies.keys()) if (!served.has(channel)) copies.delete(channel);
    }
    const versions = now === revision || suspect ? null : await records.versions(documentPrefix);
    if (versions?.ok === false) return false;
    const stale: Promise<boolean>[] = [];
    for (const kind of kinds.values()) {
      for (const channel of served) {
        const copy = kind.copies.get(channel);
        const stored = versions?.value.get(documentKey(channel, kind.name)) ?? null;
        if (suspect || !copy || (versions && stored !== copy.version)) stale.push(readAgain(kind, channel));
      }
    }
    if ((await Promise.all(stale)).includes(false)) return false;
    suspect = false;
    revision = now;
    covered = wanted;
    lookedAt = written;
    return true;
  }

  function look(): Promise<void> {
    looking = looking.then(async () => {
      if (stopping.signal.aborted) return;
      try {
        if (!(await lookOnce())) suspect = true;
      } catch (error) {
        suspect = true;
        tell({ kind: 'bug', where: 'the look at the documents', error });
      }
    });
    return looking;
  }

  function lookLater() {
    cancel = clock.after(everyMs, () => {
      if (isAsBefore()) lookLater();
      else void look().then(() => stopping.signal.aborted || lookLater());
    });
  }

  async function changeNow<T>(kind: Kind, channel: string, next: (now: T) => T | null): Promise<Changed<T>> {
    const key = documentKey(channel, kind.name);
    const deadline = clock.now() + patienceMs;
    for (let tries = 1; ; tries++) {
      const ready = await move();
      if (!ready.ok) return ready;
      const found = await records.get(key);
      if (!found.ok) return found;
      const copy = adopt(kind, channel, found.value);
      if (copy.fault !== null) return failure('invalid', `what is stored is not of this version (${copy.fault})`);
      const value = next(copy.value as T);
      if (value === null) return { ok: true, changed: false, value: copy.value as T };
      // What this version could not read again is never written.
      kind.schema.parse(value);
      const done = await records.batch([
        { set: key, value, version: found.value?.version ?? null },
        { set: revisionKey, value: null },
      ]);
      // It may have been written after all: then the next look finds it.
      if (!done.ok) lookedAt = null;
      if (!done.ok && done.reason !== 'busy') return done;
      if (done.ok && done.value.kind === 'committed') {
        adopt(kind, channel, { key, value, version: done.value.version });
        return { ok: true, changed: true, value };
      }
      if (tries === mostTries || clock.now() >= deadline) return failure('busy', 'others change it all the time');
      await sleep(clock, Math.random() * Math.min(2 * tries, 50), stopping.signal);
    }
  }

  async function change<T>(kind: Kind, channel: string, next: (now: T) => T | null): Promise<Changed<T>> {
    if (stopping.signal.aborted) return failure('closed', 'the bot stops');
    if (waiting >= mostWaiting) return failure('busy', `${mostWaiting} changes wait already`);
    waiting++;
    try {
      return await inTurn(documentKey(channel, kind.name), () => changeNow(kind, channel, next));
    } finally {
      waiting--;
    }
  }

  const hasPersonal = () => [...kinds.values()].some(({ drop }) => drop);

  /** The document under a key, if something of it may belong to viewers. */
  function personal(key: string): { kind: Kind; channel: string; drop: NonNullable<Kind['drop']> } | null {
    const end = key.indexOf('/', documentPrefix.length);
    const kind = kinds.get(key.slice(end + 1));
    return kind?.drop ? { kind, channel: key.slice(documentPrefix.length, end), drop: kind.drop } : null;
  }

  return {
    open<T>(name: string, schema: Schema<T>, initial: T, drop?: DropViewer<T>): Documents<T> {
      if (kinds.has(name)) throw new Error(`two documents are called "${name}"`);
      const kind: Kind = {
        name,
        schema,
        initial: frozen(initial),
        // It is only given what the schema has parsed.
        drop: drop as Kind['drop'],
        copies: new Map(),
        listeners: [],
      };
      kinds.set(name, kind);
      return {
        read: (channel) => (kind.copies.get(channel)?.value ?? initial) as T,
        change: (channel, next) => change(kind, channel, next),
        onChange: (listener) => void kind.listeners.push(listener as Kind['listeners'][number]),
      };
    },
    async start() {
      await look();
      lookLater();
    },
    look,
    async forget(id, names = []) {
      const none: Stored<null> = { ok: true, value: null };
      if (!hasPersonal()) return none;
      const stored = await records.versions(documentPrefix);
      if (!stored.ok) return stored;
      for (const key of stored.value.keys()) {
        const found = personal(key);
        const changed = found && (await change(found.kind, found.channel, (now) => found.drop(now, { id, names })));
        if (changed?.ok === false) return changed;
      }
      return none;
    },
    async of(leaver) {
      const found: Pick<StoredRecord, 'key' | 'value'>[] = [];
      const stored = hasPersonal() ? await records.versions(documentPrefix) : null;
      if (stored?.ok === false) return stored;
      for (const key of stored?.value.keys() ?? []) {
        const document = personal(key);
        const record = document && (await records.get(key));
        if (record?.ok === false) return record;
        if (!document || !record?.value) continue;
        const before = document.kind.schema.parse(record.value.value);
        const left = document.drop(before, leaver);
        if (left !== null) found.push({ key, value: taken(before, left) });
      }
      return { ok: true, value: found };
    },
    without(leavers) {
      if (!hasPersonal()) return null;
      return (key, value) => {
        const found = personal(key);
        if (!found) return undefined;
        const before = found.kind.schema.parse(value);
        let left = before;
        for (const leaver of leavers) left = found.drop(left, leaver) ?? left;
        return left === before ? undefined : left;
      };
    },
    async stop() {
      stopping.abort();
      cancel();
      await Promise.all([looking, inTurn.idle()]);
    },
  };
}
