import type { Tell } from '../domain/event.ts';
import type { Limits } from '../domain/limits.ts';
import type { Slots } from '../domain/llm.ts';
import {
  type Admission,
  type AdmissionRequest,
  type Gate,
  type Permit,
  type Permits,
  type Refusal,
  stoppingMs,
  type Verdict,
} from '../domain/verdict.ts';
import type { Priority, Viewer } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';
import { createLightLimits, type LightLimits, withLight } from './light.ts';
import { type Answer, createMemoryLedger, type Grant, type LedgerEntry, type MemoryLedger } from './memory-ledger.ts';
import { createRulebook, type LimiterSettings, longestMs, type Rules } from './rules.ts';
import { createSlotPool, createSlotQueue, type SlotPool } from './slot-queue.ts';

export interface RateLimiterParts {
  readonly settings: () => LimiterSettings;
  readonly clock: Clock;
  readonly permits: Permits;
  readonly tell: Tell;
}

/** What the RateLimiter of one process, and one that shares its limits, have in common. */
export interface Limiting {
  readonly slots: Pick<Slots, 'acquire'>;
  /** To be called when the settings were replaced: waiters that a raised cap lets in go at once. */
  refresh(): void;
  /** Slots that are held. */
  inFlight(): number;
  /** Calls that wait for a slot. */
  queue(): Readonly<Record<Priority, number>>;
  waiting: Limits['waiting'];
  /** Viewers in the table, and what the table takes. */
  tracked(): { readonly viewers: number; readonly bytes: number };
  resetViewer(channel: string, viewerId: string): void;
  /** A command that a crash cut short is in flight again, at no charge. What comes back ends it. */
  resume(request: AdmissionRequest): (ran?: boolean) => void;
  /** What has to survive a restart, one entry at a time so that the caller may pause in between. */
  snapshot(): Generator<LedgerEntry>;
  restore(entries: Iterable<LedgerEntry>): void;
  /** Admits nothing from now on. What is in flight may finish. */
  stop(): void;
  readonly light: Pick<LightLimits, 'storeIn' | 'restore'>;
}

/** In one process every answer comes at once. */
export interface RateLimiter extends Limiting {
  admit(request: AdmissionRequest): Verdict;
  refuse(channel: string, viewer: Viewer | null, by: Gate, retryAfterMs: number): Refusal;
}

export function createRateLimiter(parts: RateLimiterParts): RateLimiter {
  const { settings, clock, permits } = parts;
  const own = createMemoryLedger({ clock });
  const pool = createSlotPool(() => settings().cap);
  const gates = createGates({ ...parts, own, pool, refuse: async (...asked) => refuse(...asked) });

  function refuse(channel: string, viewer: Viewer | null, by: Gate, retryAfterMs: number): Refusal {
    const told = viewer !== null && own.tell(channel, viewer.id, by, retryAfterMs, clock.now());
    return gates.refusal(by, retryAfterMs, told);
  }

  return {
    ...gates.limiting,
    resetViewer(channel, viewerId) {
      gates.resetLight(channel, viewerId);
      own.reset(channel, viewerId);
    },
    admit(request) {
      const now = clock.now();
      const { answer: first, light } = gates.first(request, now);
      const answer = first ?? withLight(light, own.admit(request, gates.rulesFor(request), now));
      const viewer = request.quiet ? null : request.viewer;
      if (!answer.granted) {
        const { by, retryAfterMs, told } = answer;
        if (told === undefined) return refuse(request.channel, viewer, by, retryAfterMs);
        return gates.refusal(by, retryAfterMs, told);
      }
      const permit = gates.last(request, now, answer);
      if (permit === null) return refuse(request.channel, viewer, 'send', permits.nextMs(request.channel));
      return { kind: 'admitted', settle: answer.settle, permit };
    },
    refuse,
  };
}

/** Rights have a limit of their own, against floods alone: so many in any minute. */
const rights = { cap: 10, windowMs: 60_000 };
const rightsRules: Rules = { cooldownMs: 0, ownCooldownMs: 0, cap: rights.cap, channelCooldownMs: 0 };
/** An answer to a right may come late: what counts is that it was acted upon. */
const rightsPermitMs = 60_000;

/** What the gates before the viewer's ledger say: their answer, or null when the ledger decides, and what `light` granted. */
interface First {
  readonly answer: Answer | null;
  readonly light: Grant | null;
}

/** Of nearly every question: no object for each. */
const undecided: First = { answer: null, light: null };

export interface GatesParts extends RateLimiterParts {
  readonly own: MemoryLedger;
  readonly pool: SlotPool;
  readonly refuse: Admission['refuse'];
}

/** Everything of the RateLimiter but the question where a viewer's admissions are counted. */
export function createGates({ settings, clock, permits, tell, own, pool, refuse }: GatesParts) {
  const rightsLedger = createMemoryLedger({ clock, windowMs: rights.windowMs, window: rights.cap });
  const light = createLightLimits(clock);
  const slots = createSlotQueue({ settings, clock, refuse, pool });
  let stopped = false;
  let cancelCleanup: (() => void) | null = null;

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
  function sweep(ledger: MemoryLedger, from: number, then: () => void) {
    const next = ledger.sweep(from, ledger === own ? longestMs(settings()) : rights.windowMs);
    if (next === null) then();
    else cancelCleanup = clock.after(0, () => sweep(ledger, next, then));
  }

  /** Never admitted by another machine: a right does not wait, and no outage stands in its way. */
  function askRights(request: AdmissionRequest, now: number): Answer {
    const answer = rightsLedger.admit(request, rightsRules, now);
    return answer.granted ? answer : { granted: false, by: 'cooldown', retryAfterMs: answer.retryAfterMs };
  }

  const limiting: Omit<Limiting, 'resetViewer'> = {
    slots,
    light,
    refresh: slots.refresh,
    inFlight: slots.inFlight,
    queue: slots.queue,
    waiting: slots.waiting,
    tracked: () => ({ viewers: own.size(), bytes: own.bytes() }),
    resume(request) {
      const held = own.hold(request, null, clock.now());
      return () => held?.settle(false);
    },
    snapshot: () => own.entries(),
    restore(entries) {
      own.restore(entries);
      if (own.size() > 0) cleanUpLater();
    },
    stop() {
      stopped = true;
      cancelCleanup?.();
    },
  };

  return {
    limiting,
    rulesFor: createRulebook(settings),
    resetLight: light.reset,
    /** The gates before the viewer's ledger. */
    first(request: AdmissionRequest, now: number): First {
      if (stopped) return { answer: { granted: false, by: 'stopping', retryAfterMs: stoppingMs }, light: null };
      if (request.free) return { answer: askRights(request, now), light: null };
      const { channel, viewer, light: pace, asks = !pace } = request;
      if (!pace) return undecided;
      const answer = light.admit({ channel, viewer, pace }, settings(), now);
      return answer.granted && asks ? { answer: null, light: answer } : { answer, light: null };
    },
    /** The gate behind it: the permit to send the answer in time; null, and nothing is used up, where there is none. */
    last({ channel, deadline, free }: AdmissionRequest, now: number, { settle }: Grant): Permit | null {
      const permit = permits.reserve(channel, free ? Math.max(deadline - now, rightsPermitMs) : deadline - now);
      if (permit === null) {
        settle(false);
        return null;
      }
      cleanUpLater();
      // Rights are never in flight: two of them may run beside each other.
      if (free) settle(true);
      return permit;
    },
    refusal(by: Gate, retryAfterMs: number, told: boolean): Refusal {
      cleanUpLater();
      tell({ kind: 'refused', gate: by, told });
      return { kind: 'refused', by, retryAfterMs, tell: told };
    },
  };
}
