import type { Clock } from '../lib/clock.ts';
import type { CallFailure, TimeoutClock } from './failures.ts';
import type { CallLimits } from './timeouts.ts';

/** The three clocks of one call, and the one way in which it is cut: by a clock or by the caller. */
export interface Watch {
  /** Fires when the call is over before its answer: the upstream request hangs on it. */
  readonly signal: AbortSignal;
  /** Resolves when the call is cut; never rejects. */
  readonly cut: Promise<CallFailure>;
  /** The model produced something. */
  progress(): void;
  /** The answer comes as a whole: only its end is waited for. */
  awaitWhole(): void;
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

  function end(failure: CallFailure) {
    stop();
    resolve(failure);
    controller.abort();
  }
  const late = (which: TimeoutClock, ms: number) =>
    end({ kind: 'timeout', clock: which, detail: `${which}: nothing for ${Math.round(ms)} ms` });
  const onAbort = () => end({ kind: 'cancelled', detail: 'cancelled by the caller' });

  const stopTotal = clock.after(limits.totalMs, () =>
    end({ kind: 'timeout', clock: 'total', detail: `total: no end after ${Math.round(limits.totalMs)} ms` }),
  );
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
    progress() {
      progressAt = clock.now();
      if (first !== undefined || controller.signal.aborted) return;
      first = progressAt - startedAt;
      stopIdle();
      stopIdle = clock.after(limits.gapMs, checkGap);
    },
    awaitWhole() {
      stopIdle();
    },
    firstTokenMs: () => first,
    stop,
    abort: () => controller.abort(),
  };
}
