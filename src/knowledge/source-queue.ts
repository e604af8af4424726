import type Bottleneck from 'bottleneck';
import type { SharedWindow } from '../domain/shared-window.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { createSlidingWindow } from '../lib/window.ts';

export interface SourceQueueParts {
  /** Requests a second, as configured now. */
  readonly perSecond: () => number;
  readonly maxOpen: number;
  readonly maxWaiting: number;
  readonly clock: Clock;
  /** Where processes share the source's rate. */
  readonly window?: SharedWindow | null | undefined;
}

export type Ran<T> =
  | { readonly kind: 'ran'; readonly value: T }
  /** It was never asked: the line is full, the time too short, or the source wants to be left alone. */
  | { readonly kind: 'refused'; readonly reason: string };

/** The way to one source, at the pace that it allows. */
export interface SourceQueue {
  run<T>(job: () => Promise<T>, signal: AbortSignal): Promise<Ran<T>>;
  /** The source asked to be left alone for as long. */
  pause(ms: number): void;
  waiting(): number;
}

export const marginMs = 20;
/** A connection has to be made first, or the machine is busy. */
export const longestWayMs = 800;
/** A place among all processes that is used later would count too early. */
const promptMs = 100;
const lookMs = 25;

export function createSourceQueue(parts: SourceQueueParts): SourceQueue {
  const { perSecond, maxOpen, maxWaiting, clock, window } = parts;
  let bottleneck: Promise<Bottleneck> | null = null;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let rate = 0;
  let waiting = 0;
  let underWay = 0;
  // Bottleneck plans starts ahead; after a stall of the event loop several of them are due at once.
  let sent = createSlidingWindow(1);

  /** Whole requests, and the span that they may fill. */
  const most = () => Math.max(1, Math.floor(rate));
  const spanMs = () => (most() / rate) * 1000 + marginMs;

  async function line(): Promise<Bottleneck> {
    bottleneck ??= import('bottleneck').then(({ default: Bottleneck }) => {
      return new Bottleneck({ maxConcurrent: maxOpen, highWater: maxWaiting, strategy: Bottleneck.strategy.OVERFLOW });
    });
    const made = await bottleneck;
    if (rate !== perSecond()) {
      rate = perSecond();
      sent = createSlidingWindow(spanMs());
      made.updateSettings({ minTime: 1000 / rate + marginMs / most() });
    }
    return made;
  }

  async function turn<T>(job: () => Promise<T>, signal: AbortSignal): Promise<Ran<T>> {
    let placeAt = Number.NEGATIVE_INFINITY;
    let askedAt = Number.NEGATIVE_INFINITY;
    for (;;) {
      if (signal.aborted) return refused('nobody waits for it any more');
      if (clock.now() < pausedUntil) return refused(rest());
      const hasPlace = !window || clock.now() - placeAt < promptMs;
      const own = ownWait();
      if (own === 0 && !hasPlace) askedAt = clock.now();
      const waitMs = own || (hasPlace ? 0 : await window.take());
      if (waitMs > 0) await sleep(clock, waitMs, signal);
      // Another turn may have come first while this one asked for its place, which it keeps.
      else if (ownWait() > 0) placeAt = hasPlace ? placeAt : clock.now();
      else break;
    }
    const arrived = leave();
    try {
      return { kind: 'ran', value: await job() };
    } finally {
      arrived();
      if (clock.now() - askedAt < longestWayMs) window?.arrived();
    }
  }

  /** Nobody can tell when a request reaches the source: it counts from its answer, or from when it must have come. */
  function leave(): () => void {
    underWay++;
    let counted = false;
    const arrived = () => {
      if (counted) return;
      counted = true;
      cancel();
      underWay--;
      sent.add(clock.now());
    };
    const cancel = clock.after(longestWayMs, arrived);
    return arrived;
  }

  function ownWait(): number {
    const now = clock.now();
    return underWay >= most() ? lookMs : sent.waitMs(now, most() - underWay);
  }

  const rest = () => `it is left alone for ${Math.ceil((pausedUntil - clock.now()) / 1000)} s more`;

  return {
    async run(job, signal) {
      if (clock.now() < pausedUntil) return refused(rest());
      const made = await line();
      waiting++;
      let begun = false;
      const begin = () => {
        begun = true;
        return job();
      };
      const gone = new Promise<Ran<never>>((resolve) => {
        const leave = () => resolve(refused(begun ? 'no answer in time' : 'no turn in time'));
        if (signal.aborted) leave();
        else signal.addEventListener('abort', leave, { once: true });
      });
      try {
        const ran = made.schedule(() => turn(begin, signal));
        // Whoever left does not hear of it.
        ran.catch(() => {});
        return await Promise.race([ran, gone]);
      } catch (error) {
        if (error instanceof Error && /dropped by Bottleneck/.test(error.message)) return refused('the line is full');
        throw error;
      } finally {
        waiting--;
      }
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
    waiting: () => waiting,
  };
}

const refused = (reason: string): Ran<never> => ({ kind: 'refused', reason });
