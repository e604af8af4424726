import type { WaitingCall } from '../domain/limits.ts';
import type { Slot, SlotRequest, Slots } from '../domain/llm.ts';
import type { Admission, Gate, Refusal } from '../domain/verdict.ts';
import type { Priority } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';
import { own } from '../lib/own.ts';
import type { LimiterSettings } from './rules.ts';

/** Where the concurrency cap is counted. The queue in front of it decides who goes first. */
export interface SlotPool {
  /** The name of a slot, or null when there is none now. */
  take(): string | null;
  give(slot: string): void;
  /** How many wait for a slot, and the rank of the first. */
  want?(count: number, rank: number): void;
  /** Slots that there may be for the asking: who waits for one of these delays nobody. */
  coming?(): number;
  /** Calls back when `take` may say something else, other than after `give`. */
  onFree?(listener: () => void): void;
}

/** The cap of one process. */
export function createSlotPool(cap: () => number): SlotPool {
  let held = 0;
  return {
    take() {
      if (held >= cap()) return null;
      held++;
      return '';
    },
    give() {
      held--;
    },
  };
}

export interface SlotQueue extends Pick<Slots, 'acquire'> {
  /** Lets in whoever may go in now, in the order that the settings ask for: to be called when they changed. */
  refresh(): void;
  inFlight(): number;
  waiting(): readonly WaitingCall[];
  /** How many of each priority wait. */
  queue(): Readonly<Record<Priority, number>>;
}

export interface SlotQueueParts {
  readonly settings: () => LimiterSettings;
  readonly clock: Clock;
  readonly refuse: Admission['refuse'];
  readonly pool: SlotPool;
}

type Granted = Awaited<ReturnType<Slots['acquire']>>;

interface Waiter {
  readonly request: SlotRequest;
  readonly since: number;
  /** Who came first goes first where ranks are the same. */
  readonly turn: number;
  /** When it came, less the head start of its priority and its command: who has the smallest goes first. */
  rank: number;
  end(granted: Granted | Promise<Refusal>): void;
}

const firstGuessMs = 3_000;
const mostShown = 100;

export function createSlotQueue({ settings, clock, refuse, pool }: SlotQueueParts): SlotQueue {
  /** Sorted by rank, those of one rank as they came. */
  const waiters: Waiter[] = [];
  /** Viewers who hold a slot or wait for one. */
  const present = new Set<string>();
  let held = 0;
  let turns = 0;
  let meanHeldMs = firstGuessMs;

  const keyOf = ({ channel, viewer }: SlotRequest) => (viewer ? `${channel} ${viewer.id}` : null);

  /** Head starts are finite: who has waited that much longer goes before any priority, so nobody starves. */
  function rankOf({ channel, priority, command = '' }: SlotRequest, since: number): number {
    const { line, priorities } = settings();
    const changed = priorities?.get(channel);
    const ofRole = changed?.head_start[priority] ?? line.head_start[priority];
    const ofCommand = (changed && own(changed.commands, command)) ?? own(line.commands, command) ?? 0;
    return since - (ofRole + ofCommand) * 1000;
  }

  function refusal({ channel, viewer }: SlotRequest, ahead: number, by: Gate = 'slot') {
    const turns = Math.ceil((ahead + 1) / Math.max(1, settings().cap));
    return refuse(channel, viewer, by, Math.max(1_000, Math.round(turns * meanHeldMs)));
  }

  function slotOf(request: SlotRequest, taken: string): Slot {
    const since = clock.now();
    const key = keyOf(request);
    let released = false;
    held++;
    return {
      release() {
        if (released) return;
        released = true;
        held--;
        pool.give(taken);
        if (key) present.delete(key);
        meanHeldMs += (clock.now() - since - meanHeldMs) * 0.1;
        refresh();
      },
    };
  }

  function refresh() {
    while (waiters.length > 0) {
      const { request, end } = waiters[0]!;
      if (clock.now() >= request.deadline) {
        end(refusal(request, waiters.length - 1));
        continue;
      }
      const taken = pool.take();
      if (taken === null) break;
      end({ kind: 'slot', slot: slotOf(request, taken) });
    }
    want();
  }

  const want = () => pool.want?.(waiters.length, waiters[0]?.rank ?? 0);

  function wait(request: SlotRequest, since: number, signal: AbortSignal): Promise<Granted> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        request,
        since,
        turn: turns++,
        rank: rankOf(request, since),
        end(granted) {
          waiters.splice(waiters.indexOf(waiter), 1);
          cancelTimer();
          signal.removeEventListener('abort', cancelled);
          const key = keyOf(request);
          if (key && !('slot' in granted)) present.delete(key);
          resolve(granted);
          want();
        },
      };
      const cancelled = () => waiter.end({ kind: 'cancelled' });
      const cancelTimer = clock.after(request.deadline - clock.now(), () =>
        waiter.end(refusal(request, waiters.indexOf(waiter))),
      );
      signal.addEventListener('abort', cancelled, { once: true });
      const behind = waiters.findIndex((other) => other.rank > waiter.rank);
      waiters.splice(behind === -1 ? waiters.length : behind, 0, waiter);
    });
  }

  pool.onFree?.(refresh);

  return {
    async acquire(request, signal) {
      if (signal.aborted) return { kind: 'cancelled' };
      const now = clock.now();
      const key = keyOf(request);
      if (key && present.has(key)) return refusal(request, 0, 'in_flight');
      if (now >= request.deadline) return refusal(request, waiters.length);
      const { length } = settings().line;
      const taken = waiters.length === 0 ? pool.take() : null;
      if (taken !== null) {
        if (key) present.add(key);
        return { kind: 'slot', slot: slotOf(request, taken) };
      }
      const rank = rankOf(request, now);
      if (waiters.length >= length + (pool.coming?.() ?? 0)) {
        const last = waiters.at(-1);
        if (!last || last.rank <= rank) return refusal(request, waiters.length);
        last.end(refusal(last.request, waiters.length));
      }
      if (key) present.add(key);
      const granted = wait(request, now, signal);
      refresh();
      return granted;
    },
    refresh() {
      for (const waiter of waiters) waiter.rank = rankOf(waiter.request, waiter.since);
      waiters.sort((a, b) => a.rank - b.rank || a.turn - b.turn);
      refresh();
    },
    waiting: () =>
      waiters.slice(0, mostShown).map(({ request: { channel, command = null, viewer, priority }, since }) => ({
        ...{ channel, command, viewer: viewer?.login ?? null, priority },
        waitedMs: clock.now() - since,
      })),
    inFlight: () => held,
    queue() {
      const counts = { broadcaster: 0, moderator: 0, vip: 0, subscriber: 0, viewer: 0, background: 0 };
      for (const { request } of waiters) counts[request.priority]++;
      return counts;
    },
  };
}
