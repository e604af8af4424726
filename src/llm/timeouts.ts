import type { EndpointFigures } from '../domain/llm.ts';
import type { EndpointSettings, LlmSettings } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import type { CallFailure, TimeoutClock } from './failures.ts';
import { type Form, isAskedForLess } from './form.ts';

/** What one call may take, by three clocks. */
export interface CallLimits {
  readonly firstTokenMs: number;
  readonly gapMs: number;
  readonly totalMs: number;
}

export interface Range {
  readonly min: number;
  /** Used until there are samples enough. */
  readonly initial: number;
  readonly max: number;
}

export interface TimeoutSettings {
  readonly firstToken: Range;
  readonly total: Range;
  readonly gapMs: number;
}

/** The endpoint's own figures before those of its tier. */
export function timeoutsOf({ tier, timeouts }: EndpointSettings, llm: LlmSettings): TimeoutSettings {
  const first = llm.timeouts[tier];
  const { min, max, first_token, total, gap } = timeouts;
  const range = (seconds: number): Range => ({ min: min * 1000, initial: seconds * 1000, max: max * 1000 });
  return {
    firstToken: range(first_token ?? first.first_token),
    total: range(total ?? first.total),
    gapMs: (gap ?? first.gap) * 1000,
  };
}

/** What one endpoint with one model has shown itself to need. */
export interface Timeouts {
  limits(settings: TimeoutSettings): CallLimits;
  /** In 19 of 20 answers the whole took no longer; null while too few were seen. */
  usualMs(): number | null;
  /** Of the last answers; null: there were none. */
  latency(): EndpointFigures['latency'];
  /** Only answers are samples: a call that was cut says how long somebody waited, not how long the model takes. */
  observe(firstTokenMs: number, totalMs: number): void;
}

/** Of a call's time. */
const thoughtShare = 0.6;
const enoughForUsual = 20;
const mostTotals = 100;

export function createTimeouts(): Timeouts {
  const firstToken = createEstimate();
  const total = createEstimate();
  const totals: number[] = [];
  return {
    limits: (settings) => ({
      firstTokenMs: firstToken.timeout(settings.firstToken),
      gapMs: settings.gapMs,
      totalMs: total.timeout(settings.total),
    }),
    usualMs() {
      if (totals.length < enoughForUsual) return null;
      return totals.toSorted((a, b) => a - b)[Math.floor(totals.length * 0.95)] ?? null;
    },
    latency() {
      const answers = totals.length;
      if (answers === 0) return null;
      const sorted = totals.toSorted((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(answers - 1, Math.floor(answers * share))]!;
      return { answers, halfMs: at(0.5), mostMs: at(0.95) };
    },
    observe(firstTokenMs, totalMs) {
      firstToken.observe(firstTokenMs);
      total.observe(totalMs);
      totals.push(totalMs);
      if (totals.length > mostTotals) totals.shift();
    },
  };
}

const enough = 5;

/** RFC 6298: a smoothed time and a smoothed deviation, the timeout four deviations above. */
function createEstimate() {
  let samples = 0;
  let smoothed = 0;
  let deviation = 0;
  return {
    observe(ms: number) {
      deviation = samples === 0 ? ms / 2 : (3 / 4) * deviation + (1 / 4) * Math.abs(smoothed - ms);
      smoothed = samples === 0 ? ms : (7 / 8) * smoothed + (1 / 8) * ms;
      samples++;
    },
    timeout: ({ min, initial, max }: Range) =>
      samples < enough ? initial : Math.min(max, Math.max(min, smoothed + 4 * deviation)),
  };
}

/** The three clocks of one call, and the one way in which it is cut: by a clock or by the caller. */
export interface Watch {
  /** Fires when the call is over before its answer: the upstream request hangs on it. */
  readonly signal: AbortSignal;
  /** Resolves when the call is cut; never rejects. */
  readonly cut: Promise<CallFailure>;
  /** In which form the call goes out now. An answer that comes as a whole is waited for to its end only. */
  sends(form: Form): void;
  /** The model produced something. */
  progress(isThought: boolean): void;
  /** The form of a call in which a model has thought and said nothing yet; null where it has done anything else. */
  onlyThought(): Form | null;
  /** Milliseconds to the first progress. */
  firstTokenMs(): number | undefined;
  /** No clock runs and no listener stays after it. */
  stop(): void;
  abort(): void;
}

export function createWatch(clock: Clock, limits: CallLimits, caller: AbortSignal): Watch {
  const controller = new AbortController();
  const { promise: cut, resolve } = Promise.withResolvers<CallFailure>();
  const startedAt = clock.now();
  let first: number | undefined;
  let progressAt = startedAt;
  let sent: Form | null = null;
  let thought = false;
  let spoke = false;

  function end(failure: CallFailure) {
    stop();
    resolve(failure);
    controller.abort();
  }
  const late = (which: TimeoutClock, ms: number) =>
    end({ kind: 'timeout', clock: which, detail: `${which}: nothing for ${Math.round(ms)} ms` });
  const onAbort = () => end({ kind: 'cancelled', detail: 'cancelled by the caller' });

  const total = () =>
    end({ kind: 'timeout', clock: 'total', detail: `total: no end after ${Math.round(limits.totalMs)} ms` });
  const thoughtMs = limits.totalMs * thoughtShare;
  // Nobody waits to the end for a model that has only thought until then, where it can be asked not to.
  let stopTotal = clock.after(thoughtMs, () => {
    if (thought && !spoke && sent && isAskedForLess(sent)) {
      return end({ kind: 'thoughts', detail: `only thoughts for ${Math.round(thoughtMs)} ms` });
    }
    stopTotal = clock.after(limits.totalMs - thoughtMs, total);
  });
  let stopIdle = clock.after(limits.firstTokenMs, () => late('first token', limits.firstTokenMs));
  // One timer looks at when something came last: setting a new one at every token would cost more than the token.
  function checkGap() {
    const quiet = clock.now() - progressAt;
    if (quiet >= limits.gapMs) late('gap', quiet);
    else stopIdle = clock.after(limits.gapMs - quiet, checkGap);
  }

  function stop() {
    stopTotal();
    stopIdle();
    caller.removeEventListener('abort', onAbort);
  }

  if (caller.aborted) onAbort();
  else caller.addEventListener('abort', onAbort, { once: true });

  return {
    signal: controller.signal,
    cut,
    sends(form) {
      sent = form;
      if (!form.stream) stopIdle();
    },
    progress(isThought) {
      progressAt = clock.now();
      if (isThought) thought = true;
      else spoke = true;
      if (first !== undefined || controller.signal.aborted) return;
      first = progressAt - startedAt;
      stopIdle();
      stopIdle = clock.after(limits.gapMs, checkGap);
    },
    onlyThought: () => (thought && !spoke ? sent : null),
    firstTokenMs: () => first,
    stop,
    abort: () => controller.abort(),
  };
}
