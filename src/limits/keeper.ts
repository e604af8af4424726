import type { Tell } from '../domain/event.ts';
import type { Change, Records } from '../domain/storage.ts';
import type { Admission, AdmissionRequest } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import type { LedgerEntry } from './ledger.ts';

/** Keeps the RateLimiter's state over a restart: a cooldown that a restart forgets is no cooldown. */
export interface LimitsKeeper {
  /** Reads what was kept, then keeps again from time to time. */
  start(): Promise<void>;
  /** The same, and whoever is admitted is written down within a second or two. */
  watch(admission: Admission): Admission;
  /** The last time. */
  stop(): Promise<void>;
}

export interface LimitsKeeperParts {
  readonly limiter: { snapshot(): Iterable<LedgerEntry>; restore(entries: Iterable<LedgerEntry>): void };
  readonly records: Records;
  readonly clock: Clock;
  readonly tell: Tell;
}

/** The whole table, which is dear; what was forgiven or given back is known with it. */
const everyMs = 120_000;
/** Those who were admitted since. */
const soonMs = 1_000;
const perRecord = 500;
const prefix = 'limits/';
/** They come after the table, in the order of keys as in that of time. */
const sincePrefix = `${prefix}since/`;
/** More would be written in one go than a commit takes; who is left out starts anew after a restart. */
const mostRecords = 200;

export function createLimitsKeeper({ limiter, records, clock, tell }: LimitsKeeperParts): LimitsKeeper {
  let kept = 0;
  /** Admissions that are not written yet, and the records of those that were since the table. */
  let admitted: LedgerEntry[] = [];
  let since: string[] = [];
  let next = 0;
  let cancel = () => {};
  let cancelSoon: (() => void) | null = null;
  let writing: Promise<unknown> = Promise.resolve();
  let stopped = false;
  let troubled = false;

  async function keep() {
    const changes: Change[] = [];
    let some: LedgerEntry[] = [];
    const push = () => {
      changes.push({ set: `${prefix}${String(changes.length).padStart(4, '0')}`, value: some });
      some = [];
    };
    // Both at the same moment.
    const told = since;
    [admitted, since] = [[], []];
    for (const entry of limiter.snapshot()) {
      some.push(entry);
      if (some.length === perRecord) push();
      if (changes.length === mostRecords) break;
    }
    if (some.length > 0) push();
    const now = changes.length;
    for (let i = now; i < kept; i++) changes.push({ delete: `${prefix}${String(i).padStart(4, '0')}` });
    for (const key of told) changes.push({ delete: key });
    if (changes.length === 0) return;
    if (await write(changes)) kept = now;
    else since.unshift(...told);
  }

  async function keepAdmitted() {
    const some = admitted.splice(0, perRecord);
    if (some.length === 0) return;
    const key = `${sincePrefix}${String(next++).padStart(9, '0')}`;
    if (await write([{ set: key, value: some }])) since.push(key);
    if (admitted.length > 0) await keepAdmitted();
  }

  async function write(changes: readonly Change[]): Promise<boolean> {
    const done = await records.batch(changes);
    if (!done.ok && !troubled) {
      tell({ kind: 'warning', text: `cooldowns would not survive a restart now: ${done.detail}` });
    }
    troubled = !done.ok;
    return done.ok;
  }

  /** One after the other: what a table holds is not to be found beside it. */
  function inTurn(work: () => Promise<void>): Promise<unknown> {
    writing = writing.then(work);
    return writing;
  }

  function later() {
    cancel = clock.after(everyMs, () => void inTurn(keep).finally(() => !stopped && later()));
  }

  function note({ channel, viewer, command }: AdmissionRequest) {
    const stamps = [Math.floor(clock.wall())];
    admitted.push({ channel, viewer: null, stamps });
    admitted.push({ channel, viewer: viewer.id, stamps, commands: { [command]: stamps[0]! } });
    cancelSoon ??= clock.after(soonMs, () => {
      cancelSoon = null;
      void inTurn(keepAdmitted);
    });
  }

  return {
    async start() {
      const found: LedgerEntry[] = [];
      let after: string | undefined;
      for (;;) {
        const page = await records.list(prefix, after === undefined ? {} : { after });
        if (!page.ok) break;
        for (const { key, value } of page.value.records) {
          if (key.startsWith(sincePrefix)) since.push(key);
          else kept++;
          if (Array.isArray(value)) found.push(...value.filter(isEntry));
        }
        if (page.value.next === null) break;
        after = page.value.next;
      }
      next = since.length > 0 ? Number(since.at(-1)!.slice(sincePrefix.length)) + 1 : 0;
      limiter.restore(joined(found));
      later();
    },
    watch: (admission) => ({
      ...admission,
      admit(request) {
        const verdict = admission.admit(request);
        if (!(verdict instanceof Promise) && verdict.kind === 'admitted' && !request.free) note(request);
        return verdict;
      },
    }),
    async stop() {
      stopped = true;
      cancel();
      cancelSoon?.();
      await inTurn(keep);
    },
  };
}

/** One entry for each viewer and channel, of all that is known of them. */
function joined(found: readonly LedgerEntry[]): Iterable<LedgerEntry> {
  const all = new Map<string, LedgerEntry>();
  for (const entry of found) {
    const key = JSON.stringify([entry.channel, entry.viewer]);
    const before = all.get(key);
    const stamps = [...new Set([...(before?.stamps ?? []), ...entry.stamps])].sort((a, b) => a - b);
    all.set(key, { ...entry, stamps, commands: { ...before?.commands, ...entry.commands } });
  }
  return all.values();
}

function isEntry(value: unknown): value is LedgerEntry {
  const entry = value as Partial<LedgerEntry> | null;
  return (
    typeof entry?.channel === 'string' &&
    (typeof entry.viewer === 'string' || entry.viewer === null) &&
    Array.isArray(entry.stamps) &&
    entry.stamps.every(Number.isFinite)
  );
}
