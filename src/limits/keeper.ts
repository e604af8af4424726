import type { Tell } from '../domain/event.ts';
import type { Records } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { LedgerEntry } from './ledger.ts';

/** Keeps the RateLimiter's state over a restart: a cooldown that a restart forgets is no cooldown. */
export interface LimitsKeeper {
  /** Reads what was kept, then keeps again from time to time. */
  start(): Promise<void>;
  /** The last time. */
  stop(): Promise<void>;
}

export interface LimitsKeeperParts {
  readonly limiter: { snapshot(): Iterable<LedgerEntry>; restore(entries: Iterable<LedgerEntry>): void };
  readonly records: Records;
  readonly clock: Clock;
  readonly tell: Tell;
}

const everyMs = 30_000;
const perRecord = 500;
const prefix = 'limits/';
/** More would be written in one go than a commit takes; who is left out starts anew after a restart. */
const mostRecords = 200;

export function createLimitsKeeper({ limiter, records, clock, tell }: LimitsKeeperParts): LimitsKeeper {
  let kept = 0;
  let cancel = () => {};
  let stopped = false;
  let troubled = false;

  async function keep() {
    const changes = [];
    let some: LedgerEntry[] = [];
    const push = () => {
      changes.push({ set: `${prefix}${String(changes.length).padStart(4, '0')}`, value: some });
      some = [];
    };
    for (const entry of limiter.snapshot()) {
      some.push(entry);
      if (some.length === perRecord) push();
      if (changes.length === mostRecords) break;
    }
    if (some.length > 0) push();
    const now = changes.length;
    for (let i = now; i < kept; i++) changes.push({ delete: `${prefix}${String(i).padStart(4, '0')}` });
    if (changes.length === 0) return;
    const done = await records.batch(changes);
    if (done.ok) kept = now;
    else if (!troubled) tell({ kind: 'warning', text: `cooldowns would not survive a restart now: ${done.detail}` });
    troubled = !done.ok;
  }

  function later() {
    cancel = clock.after(everyMs, () => void keep().finally(() => !stopped && later()));
  }

  return {
    async start() {
      let after: string | undefined;
      for (;;) {
        const page = await records.list(prefix, after === undefined ? {} : { after });
        if (!page.ok) break;
        for (const { value } of page.value.records) {
          kept++;
          if (Array.isArray(value)) limiter.restore(value.filter(isEntry));
        }
        if (page.value.next === null) break;
        after = page.value.next;
      }
      later();
    },
    async stop() {
      stopped = true;
      cancel();
      await keep();
    },
  };
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
