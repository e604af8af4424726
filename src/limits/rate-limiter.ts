import type { Tell } from '../domain/event.ts';
import type { Slots } from '../domain/llm.ts';
import type { Admission, AdmissionRequest, Gate, Refusal, Seats, Verdict } from '../domain/verdict.ts';
import type { Priority, Viewer } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';
import type { Answer, LedgerEntry } from './ledger.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createRulebook, type LimiterSettings, longestMs } from './rules.ts';
import { createSlotLine } from './slot-line.ts';

export interface RateLimiter extends Admission {
  readonly slots: Slots;
  /** To be called when the settings were replaced: waiters that a raised cap lets in go at once. */
  refresh(): void;
  /** Slots that are held. */
  inFlight(): number;
  /** Calls that wait for a slot. */
  waiting(): number;
  line(): Readonly<Record<Priority, number>>;
  /** Commands that are admitted and not settled. */
  admitted(): number;
  /** Viewers in the table, and what the table takes. */
  tracked(): { readonly viewers: number; readonly bytes: number };
  resetViewer(channel: string, viewerId: string): void;
  /** What has to survive a restart, one entry at a time so that the caller may pause in between. */
  snapshot(): Generator<LedgerEntry>;
  restore(entries: Iterable<LedgerEntry>): void;
  /** Admits nothing from now on. What is in flight may finish. */
  stop(): void;
}

export interface RateLimiterParts {
  readonly settings: () => LimiterSettings;
  readonly clock: Clock;
  readonly seats: Seats;
  readonly tell: Tell;
}

const stoppingMs = 60_000;
/** Rights have a limit of their own, against floods alone: so many in any minute. */
const rights = { cap: 10, windowMs: 60_000 };
const rightsRules = { cooldownMs: 0, ownCooldownMs: 0, cap: rights.cap, channelCooldownMs: 0 };
/** An answer to a right may come late: what counts is that it was acted upon. */
const rightsSeatMs = 60_000;

/** The one place where "may this go on?" is decided. */
export function createRateLimiter({ settings, clock, seats, tell }: RateLimiterParts): RateLimiter {
  const ledger = createMemoryLedger({ clock });
  const rightsLedger = createMemoryLedger({ clock, windowMs: rights.windowMs, window: rights.cap });
  const rulesFor = createRulebook(settings);
  const slots = createSlotLine({ settings, clock, refuse });
  let stopped = false;
  let cancelCleanup: (() => void) | null = null;

  function refuse(channel: string, viewer: Viewer | null, by: Gate, retryAfterMs: number, now = clock.now()): Refusal {
    const told = viewer !== null && ledger.tell(channel, viewer.id, by, retryAfterMs, now);
    cleanUpLater();
    tell({ kind: 'refused', gate: by, told });
    return { kind: 'refused', by, retryAfterMs, tell: told };
  }

  function ask(request: AdmissionRequest, now: number): Answer {
    if (!request.free) return ledger.admit(request, rulesFor(request.viewer, request.command), now);
    const answer = rightsLedger.admit(request, rightsRules, now);
    return answer.granted ? answer : { ...answer, by: 'cooldown' };
  }

  function conclude({ channel, viewer, deadline, free }: AdmissionRequest, now: number, answer: Answer): Verdict {
    if (!answer.granted) return refuse(channel, viewer, answer.by, answer.retryAfterMs, now);
    const seat = seats.reserve(channel, free ? Math.max(deadline - now, rightsSeatMs) : deadline - now);
    if (seat === null) {
      answer.settle(false);
      return refuse(channel, viewer, 'send', seats.nextMs(channel), now);
    }
    cleanUpLater();
    // Rights are never in flight: two of them may run beside each other.
    if (free) answer.settle(true);
    return { kind: 'admitted', settle: answer.settle, seat };
  }

  // The timer runs only while somebody is tracked, so that an idle bot has none.
  function cleanUpLater() {
    if (cancelCleanup === null && !stopped) cancelCleanup = clock.after(settings().cleanup_interval * 1000, cleanUp);
  }

  function cleanUp() {
    sweep(ledger, 0, () =>
      sweep(rightsLedger, 0, () => {
        cancelCleanup = null;
        if (ledger.size + rightsLedger.size > 0) cleanUpLater();
      }),
    );
  }

  /** One slice at a time, each far below a millisecond. */
  function sweep(which: typeof ledger, from: number, then: () => void) {
    const next = which.sweep(from, which === ledger ? longestMs(settings()) : rights.windowMs);
    if (next === null) then();
    else cancelCleanup = clock.after(0, () => sweep(which, next, then));
  }

  return {
    admit(request) {
      if (stopped) return refuse(request.channel, request.viewer, 'stopping', stoppingMs);
      const now = clock.now();
      return conclude(request, now, ask(request, now));
    },
    refuse: (channel, viewer, by, retryAfterMs) => refuse(channel, viewer, by, retryAfterMs),
    slots,
    refresh: slots.refresh,
    inFlight: slots.inFlight,
    waiting: slots.waiting,
    line: slots.line,
    admitted: ledger.inFlight,
    tracked: () => ({ viewers: ledger.size, bytes: ledger.bytes }),
    resetViewer: ledger.reset,
    snapshot: ledger.entries,
    restore(entries) {
      ledger.restore(entries);
      if (ledger.size > 0) cleanUpLater();
    },
    stop() {
      stopped = true;
      cancelCleanup?.();
    },
  };
}
