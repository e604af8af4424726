import type { Tell } from '../domain/event.ts';
import type { Change, Storage, Stored } from '../domain/storage.ts';
import type { AdmissionRequest, Verdict } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import type { LedgerEntry } from './memory-ledger.ts';
import type { RateLimiter } from './rate-limiter.ts';

/**
 * Stores the RateLimiter's state over a restart, as a cooldown that a restart forgets is no cooldown: the table from time
 * to time, and every admission and every pardon at once, so that a kill -9 forgets none.
 */
export interface LimitsStore {
  /** Reads what was stored. */
  start(): Promise<void>;
  /** The verdict, once it is stored; settled by what comes back. */
  noted(request: AdmissionRequest, verdict: Verdict): Verdict;
  /** Stores the table now. */
  write(): void;
  /** Resolves when the admissions until now are written, or cannot be. */
  written(): Promise<unknown>;
  /** Stores the table for the last time. */
  stop(): Promise<void>;
}

export interface LimitsStoreParts {
  readonly limiter: Pick<RateLimiter, 'snapshot' | 'restore'>;
  readonly store: Pick<Storage, 'records' | 'cache' | 'gather'>;
  readonly clock: Clock;
  readonly tell: Tell;
}

/** Between two writes of the whole table, which cost much. */
const everyMs = 120_000;
/** After so many admissions the table does not wait for its time. The store takes several times as many. */
const mostSince = 2_000;
const prefix = 'limits/';
const sincePrefix = `${prefix}since/`;
/** The number of the last admission that the table holds. Of those that follow, each has an entry of its own. */
const upToKey = `${prefix}up-to`;
/** More would be written in one go than a commit takes; who is left out starts anew after a restart. */
const mostRecords = 200;
/** Characters of JSON, a quarter below what the store takes. */
const perRecord = 192 * 1024;
/** What one viewer may take of them: the newest count. */
const mostStamps = 10_000;
/** Whatever happens to the process, a viewer's id is not found for longer. */
const sinceMs = 3_600_000;

const tablePattern = /^limits\/\d{4}$/;
const tableKey = (n: number) => `${prefix}${String(n).padStart(4, '0')}`;
const sinceKey = (n: number) => `${sincePrefix}${String(n).padStart(16, '0')}`;

export function createLimitsStore({ limiter, store, clock, tell }: LimitsStoreParts): LimitsStore {
  const { records, gather } = store;
  /** For the admissions since the table. Survives the end of the process, and needs no sync to disk. */
  const cache = store.cache('limits');
  /** Records of the table as it is stored; null until the store could be read. */
  let stored: number | null = null;
  /** Numbers above all that a process before this one gave, known or not. */
  let next = Math.floor(clock.wall());
  /** Entries of admissions that the table does not hold. */
  let since = new Set<string>();
  /** Records that versions before this one have left. */
  let strays: readonly string[] = [];
  let cancel = () => {};
  let writing: Promise<unknown> = Promise.resolve();
  let writes: Promise<unknown> = Promise.resolve();
  let stopped = false;
  const troubles = new Set<'table' | 'since'>();

  function heard(what: 'table' | 'since', { ok, ...done }: Stored<unknown>): boolean {
    if (ok) troubles.delete(what);
    else {
      if (troubles.size === 0) {
        const { detail } = done as { detail: string };
        tell({
          kind: 'warning',
          text: `cooldowns would not survive a restart now: ${detail}`,
          fr: `les délais ne survivraient pas à un redémarrage maintenant : ${detail}`,
        });
      }
      troubles.add(what);
    }
    return ok;
  }

  async function read() {
    const found = await gather(prefix);
    if (!found.ok) return heard('table', found);
    const inTable = found.value.filter(({ store }) => store === 'records');
    const upTo = Number(inTable.find(({ key }) => key === upToKey)?.value ?? 0);
    const values = inTable.map(({ value }) => value);
    next = Math.max(next, upTo + 1);
    for (const { store, key, value } of found.value) {
      const n = Number(key.slice(sincePrefix.length));
      if (store === 'records' || n <= upTo || since.has(key)) continue;
      next = Math.max(next, n + 1);
      since.add(key);
      values.push(value);
    }
    stored = inTable.filter(({ key }) => tablePattern.test(key)).length;
    strays = inTable.map(({ key }) => key).filter((key) => key !== upToKey && !tablePattern.test(key));
    limiter.restore(values.flat().filter(isEntry));
    return true;
  }

  async function writeTable() {
    // What the process before this one stored must not be overwritten unread.
    if (stored === null && !(await read())) return;
    // All at the same moment.
    const table = tableOf(limiter.snapshot());
    const upTo = next - 1;
    const held = since;
    since = new Set();
    const changes: Change[] = table.map((value, n) => ({ set: tableKey(n), value }));
    for (let n = table.length; n < stored!; n++) changes.push({ delete: tableKey(n) });
    if (changes.length > 0) {
      if (!heard('table', await records.batch([...changes, { set: upToKey, value: upTo }]))) {
        since = new Set([...held, ...since].slice(-mostSince));
        return;
      }
      stored = table.length;
    }
    // They are not read again, and where this fails they expire.
    for (const key of held) void cache.delete(key);
    for (; strays.length > 0; strays = strays.slice(mostRecords)) {
      const some = strays.slice(0, mostRecords).map((key) => ({ delete: key }));
      if (!heard('table', await records.batch(some))) return;
    }
  }

  /** One after the other. */
  function inTurn(work: () => Promise<unknown>): Promise<unknown> {
    writing = writing.then(work);
    return writing;
  }

  function later() {
    cancel = clock.after(everyMs, () => void inTurn(writeTable).finally(() => !stopped && later()));
  }

  function note({ channel, viewer, command }: AdmissionRequest): string {
    const key = sinceKey(next++);
    const stamps = [Math.ceil(clock.wall())];
    const entries: readonly LedgerEntry[] = [
      { channel, viewer: null, stamps },
      { channel, viewer: viewer.id, stamps, commands: { [command]: stamps[0]! } },
    ];
    writes = cache.set(key, entries, sinceMs).then((done) => heard('since', done));
    since.add(key);
    if (since.size === mostSince) void inTurn(writeTable);
    return key;
  }

  return {
    async start() {
      await read();
      later();
    },
    noted(request, verdict) {
      // What no ledger has counted is not counted after a restart either.
      const isCounted = !request.free && (request.light === undefined || request.asks === true);
      if (verdict.kind === 'refused' || !isCounted) return verdict;
      const key = note(request);
      return {
        ...verdict,
        settle(ran) {
          verdict.settle(ran);
          if (ran) return;
          since.delete(key);
          void cache.delete(key);
        },
      };
    },
    write: () => void inTurn(writeTable),
    written: () => writes,
    async stop() {
      stopped = true;
      cancel();
      await inTurn(writeTable);
    },
  };
}

/** As records, each of a size that the store takes however many admissions a viewer has. */
function tableOf(entries: Iterable<LedgerEntry>): LedgerEntry[][] {
  const table: LedgerEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const one = entry.stamps.length > mostStamps ? { ...entry, stamps: entry.stamps.slice(-mostStamps) } : entry;
    const size = JSON.stringify(one).length + 1;
    if (size > room) {
      if (table.length === mostRecords) break;
      table.push([]);
      room = perRecord;
    }
    table.at(-1)!.push(one);
    room -= size;
  }
  return table;
}

function isEntry(value: unknown): value is LedgerEntry {
  const entry = value as Partial<LedgerEntry> | null;
  return (
    typeof entry?.channel === 'string' &&
    (typeof entry.viewer === 'string' || entry.viewer === null) &&
    Array.isArray(entry.stamps) &&
    entry.stamps.every(Number.isFinite) &&
    Object.values(entry.commands ?? {}).every(Number.isFinite)
  );
}
