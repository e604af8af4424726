import type { Tell } from '../../domain/event.ts';
import type { Cache, Records, Stored } from '../../domain/storage.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Amount, type Budgets, broken, isLimited, minus, nothing, type Payer, plus } from './budgets.ts';

export interface OwnBudgetsParts {
  readonly records: Records;
  /** A viewer's day ends by itself, and is erased with all that is stored of them. */
  readonly viewers: Cache;
  readonly clock: Clock;
  readonly tell: Tell;
}

interface Counter {
  readonly day: string;
  amount: Amount;
  dirty: boolean;
  loading: Promise<void> | null;
}

const mostCounters = 20_000;
/** Corrections are stored together, a little later: until then the store says more was spent than was. */
const restMs = 2_000;
const batch = 200;
const twoDaysMs = 48 * 3_600_000;
const unknown: Amount = { nano: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY };
const isKnown = ({ nano }: Amount) => nano !== Number.POSITIVE_INFINITY;
const isViewer = (key: string) => key.startsWith('viewer/');

/** One process counts for itself, in memory, and stores every reservation before the call that it is for. */
export function createOwnBudgets({ records, viewers, clock, tell }: OwnBudgetsParts): Budgets {
  const counters = new Map<string, Counter>();
  let newest = '';
  let writing: Promise<boolean> | null = null;
  let cancel: (() => void) | null = null;

  const keysOf = ({ day, channel, viewer }: Payer) => ({
    day: `cost/${day}/total`,
    channel: `cost/${day}/channel/${channel}`,
    viewer: viewer === null ? null : `viewer/${viewer}/cost/${day}`,
  });

  async function open(key: string, day: string): Promise<Counter> {
    let counter = counters.get(key);
    if (!counter) {
      counter = { day, amount: nothing, dirty: false, loading: null };
      counters.set(key, counter);
      counter.loading = load(key, counter);
      forget(day);
    }
    if (counter.loading) await counter.loading;
    return counter;
  }

  async function load(key: string, counter: Counter): Promise<void> {
    const found = isViewer(key) ? await viewers.get(key) : await recordOf(key);
    counter.loading = null;
    if (found.ok) {
      counter.amount = plus(counter.amount, amountIn(found.value));
      return;
    }
    // Nobody knows what was spent: no limit has room for more, nothing is written, and the next call looks again.
    counter.amount = unknown;
    counters.delete(key);
  }

  async function recordOf(key: string): Promise<Stored<unknown>> {
    const found = await records.get(key);
    return found.ok ? { ok: true, value: found.value?.value } : found;
  }

  /** What is written can be read again: first days that are over go, then the oldest. */
  function forget(today: string) {
    if (today === newest && counters.size <= mostCounters) return;
    newest = today;
    for (const [key, { day, dirty, loading }] of counters) {
      if (dirty || loading) continue;
      if (day !== today || counters.size > mostCounters) counters.delete(key);
    }
  }

  async function all(payer: Payer) {
    const keys = keysOf(payer);
    const [day, channel, viewer] = await Promise.all([
      open(keys.day, payer.day),
      open(keys.channel, payer.day),
      keys.viewer === null ? null : open(keys.viewer, payer.day),
    ]);
    return { day, channel, viewer };
  }

  const amounts = ({ day, channel, viewer }: Awaited<ReturnType<typeof all>>) => ({
    day: day.amount,
    channel: channel.amount,
    viewer: viewer?.amount ?? nothing,
  });

  function add(held: Awaited<ReturnType<typeof all>>, by: Amount) {
    for (const counter of [held.day, held.channel, held.viewer]) {
      if (!counter) continue;
      counter.amount = plus(counter.amount, by);
      counter.dirty = true;
    }
  }

  async function writeAll(): Promise<boolean> {
    for (;;) {
      const dirty = [...counters].filter(([, counter]) => counter.dirty).slice(0, batch);
      if (dirty.length === 0) return true;
      for (const [, counter] of dirty) counter.dirty = false;
      const lasting = dirty.filter(([key]) => !isViewer(key));
      const passing = dirty.filter(([key]) => isViewer(key));
      const written = await Promise.all([
        lasting.length > 0 && records.batch(lasting.map(([key, { amount }]) => ({ set: key, value: amount }))),
        ...passing.map(([key, { amount }]) => viewers.set(key, amount, twoDaysMs)),
      ]);
      // The day's sum of a viewer who opted out lives as long as the process.
      const stored = written.find((one) => one && !one.ok && one.reason !== 'opted out') || { ok: true };
      if (!stored.ok) {
        for (const [, counter] of dirty) counter.dirty = true;
        tell({
          kind: 'warning',
          text: `costs could not be stored: ${stored.detail}`,
          fr: `les coûts n'ont pas pu être enregistrés : ${stored.detail}`,
        });
        return false;
      }
    }
  }

  /** Joins the write under way only when that has not begun: what is dirty now has to be in it. */
  async function store(): Promise<boolean> {
    while (writing) await writing;
    writing = writeAll();
    const isStored = await writing;
    writing = null;
    return isStored;
  }

  function storeLater() {
    cancel ??= clock.after(restMs, () => {
      cancel = null;
      void store();
    });
  }

  function correct(payer: Payer, by: Amount) {
    void all(payer).then((held) => {
      add(held, by);
      storeLater();
    });
  }

  return {
    async take(payer, amount, limits) {
      const held = await all(payer);
      const scope = broken(amounts(held), amount, limits);
      if (scope) return isKnown(amounts(held)[scope]) ? { kind: 'exhausted', scope } : { kind: 'uncounted' };
      add(held, amount);
      if (!isLimited(limits)) {
        storeLater();
        return { kind: 'taken', spent: amounts(held), correct: (by) => correct(payer, by) };
      }
      // A store that is away must not let a crash forget what was spent: nothing is spent then.
      if (!(await store())) {
        add(held, minus(amount));
        return { kind: 'uncounted' };
      }
      return { kind: 'taken', spent: amounts(held), correct: (by) => correct(payer, by) };
    },
    async spent(payer) {
      return amounts(await all(payer));
    },
    // The store erases by key and takes no more; the counter is this process's own.
    forget: async () => ({ ok: true, value: null }),
    async flush() {
      cancel?.();
      cancel = null;
      await store();
    },
  };
}

export function amountIn(value: unknown): Amount {
  const { nano, tokens } = (value ?? {}) as Partial<Amount>;
  return Number.isFinite(nano) && Number.isFinite(tokens) ? { nano: nano!, tokens: tokens! } : nothing;
}
