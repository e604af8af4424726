import type { Tell } from '../domain/event.ts';
import type { Slots } from '../domain/llm.ts';
import type { SharedScripts } from '../domain/storage.ts';
import type { Admission, AdmissionRequest, Gate, Permits, Refusal, Verdict } from '../domain/verdict.ts';
import type { Priority, Viewer } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';
import type { Answer, Ledger, LedgerEntry } from './ledger.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import type { LinkState } from './redis-link.ts';
import { createRulebook, type LimiterSettings, longestMs } from './rules.ts';
import { createSharedLimits } from './shared-limits.ts';
import { createSlotPool } from './slot-pool.ts';
import { createSlotQueue } from './slot-queue.ts';

export interface RateLimiter extends Admission {
  readonly slots: Pick<Slots, 'acquire'>;
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
  /** A command that a crash cut short is in flight again, at no charge. What comes back ends it. */
  resume(request: AdmissionRequest): (ran?: boolean) => void;
  /** What has to survive a restart, one entry at a time so that the caller may pause in between. */
  snapshot(): Generator<LedgerEntry>;
  restore(entries: Iterable<LedgerEntry>): void;
  /** Whether limits are shared as they should be; null when they are this process's own. */
  shared(): LinkState | null;
  /** Admits nothing from now on. What is in flight may finish. */
  stop(): void;
  /** After `stop`, when nothing is in flight any more: other processes know of everything. */
  close(): Promise<void>;
}

/** In one process every answer comes at once. */
export interface OwnRateLimiter extends RateLimiter {
  admit(request: AdmissionRequest): Verdict;
  refuse(channel: string, viewer: Viewer | null, by: Gate, retryAfterMs: number): Refusal;
}

export interface RateLimiterParts {
  readonly settings: () => LimiterSettings;
  readonly clock: Clock;
  readonly permits: Permits;
  readonly tell: Tell;
  /** Redis, where several processes share limits and the concurrency cap. */
  readonly shared?: SharedParts | undefined;
}

export interface SharedParts {
  readonly scripts: SharedScripts;
  /** How many processes there are. One that is cut off keeps its part of the cap. */
  readonly processes: () => number;
  /** How long the slots of a dead process stay taken. */
  readonly leaseMs?: number;
}

const stoppingMs = 60_000;
/** Rights have a limit of their own, against floods alone: so many in any minute. */
const rights = { cap: 10, windowMs: 60_000 };
const rightsRules = { cooldownMs: 0, ownCooldownMs: 0, cap: rights.cap, channelCooldownMs: 0 };
/** An answer to a right may come late: what counts is that it was acted upon. */
const rightsPermitMs = 60_000;

/** The one place where "may this go on?" is decided. */
export function createRateLimiter(parts: RateLimiterParts & { readonly shared?: undefined }): OwnRateLimiter;
export function createRateLimiter(parts: RateLimiterParts): RateLimiter;
export function createRateLimiter({ settings, clock, permits, tell, shared: parts }: RateLimiterParts): RateLimiter {
  const own = createMemoryLedger({ clock });
  const shared = parts ? createSharedLimits({ ...parts, local: own, settings, clock, tell }) : null;
  const ledger: Ledger = shared?.ledger ?? own;
  const rightsLedger = createMemoryLedger({ clock, windowMs: rights.windowMs, window: rights.cap });
  const rulesFor = createRulebook(settings);
  const slots = createSlotQueue({
    settings,
    clock,
    refuse,
    pool: shared?.slots ?? createSlotPool(() => settings().cap),
  });
  let stopped = false;
  let cancelCleanup: (() => void) | null = null;

  function refuse(
    channel: string,
    viewer: Viewer | null,
    by: Gate,
    retryAfterMs: number,
    now = clock.now(),
  ): Refusal | Promise<Refusal> {
    const told = viewer !== null && ledger.tell(channel, viewer.id, by, retryAfterMs, now);
    if (typeof told === 'boolean') return refusal(by, retryAfterMs, told);
    return told.then((first) => refusal(by, retryAfterMs, first));
  }

  function refusal(by: Gate, retryAfterMs: number, told: boolean): Refusal {
    cleanUpLater();
    tell({ kind: 'refused', gate: by, told });
    return { kind: 'refused', by, retryAfterMs, tell: told };
  }

  function ask(request: AdmissionRequest, now: number): Answer | Promise<Answer> {
    if (!request.free) return ledger.admit(request, rulesFor(request.channel, request.viewer, request.command), now);
    // Never a question to another machine: a right does not wait, and no outage stands in its way.
    const answer = rightsLedger.admit(request, rightsRules, now);
    return answer.granted ? answer : { granted: false, by: 'cooldown', retryAfterMs: answer.retryAfterMs };
  }

  function conclude(request: AdmissionRequest, now: number, answer: Answer): Verdict | Promise<Verdict> {
    const { channel, deadline, free } = request;
    const viewer = request.quiet ? null : request.viewer;
    if (!answer.granted) {
      const { by, retryAfterMs, told } = answer;
      return told === undefined ? refuse(channel, viewer, by, retryAfterMs, now) : refusal(by, retryAfterMs, told);
    }
    const permit = permits.reserve(channel, free ? Math.max(deadline - now, rightsPermitMs) : deadline - now);
    if (permit === null) {
      answer.settle(false);
      return refuse(channel, viewer, 'send', permits.nextMs(channel), now);
    }
    cleanUpLater();
    // Rights are never in flight: two of them may run beside each other.
    if (free) answer.settle(true);
    return { kind: 'admitted', settle: answer.settle, permit };
  }

  // The timer runs only while somebody is tracked, so that an idle bot has none.
  function cleanUpLater() {
    if (cancelCleanup === null && !stopped) cancelCleanup = clock.after(settings().cleanup_interval * 1000, cleanUp);
  }

  function cleanUp() {
    sweep(own, 0, () =>
      sweep(rightsLedger, 0, () => {
        cancelCleanup = null;
        if (own.size() + rightsLedger.size() > 0) cleanUpLater();
      }),
    );
  }

  /** One slice at a time, each far below a millisecond. */
  function sweep(which: typeof own, from: number, then: () => void) {
    const next = which.sweep(from, which === own ? longestMs(settings()) : rights.windowMs);
    if (next === null) then();
    else cancelCleanup = clock.after(0, () => sweep(which, next, then));
  }

  return {
    admit(request) {
      if (stopped) return refuse(request.channel, request.viewer, 'stopping', stoppingMs);
      const now = clock.now();
      const answer = ask(request, now);
      if (!(answer instanceof Promise)) return conclude(request, now, answer);
      return answer.then((late) => conclude(request, clock.now(), late));
    },
    refuse: (channel, viewer, by, retryAfterMs) => refuse(channel, viewer, by, retryAfterMs),
    slots,
    refresh: slots.refresh,
    inFlight: slots.inFlight,
    waiting: slots.waiting,
    line: slots.line,
    admitted: own.inFlight,
    tracked: () => ({ viewers: own.size(), bytes: own.bytes() }),
    resetViewer: ledger.reset,
    resume(request) {
      const held = own.hold(request, null, clock.now());
      return () => held?.settle(false);
    },
    snapshot: () => own.entries(),
    restore(entries) {
      own.restore(entries);
      if (own.size() > 0) cleanUpLater();
    },
    shared: () => shared?.state() ?? null,
    stop() {
      stopped = true;
      cancelCleanup?.();
    },
    close: async () => shared?.close(),
  };
}
