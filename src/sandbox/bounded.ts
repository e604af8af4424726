import type { Clock } from '../lib/clock.ts';

/** Appends and forgets the oldest beyond `max`. */
export function keep<T>(list: T[], item: T, max = 500): void {
  list.push(item);
  if (list.length > max) list.shift();
}

/** How often something happened in any `windowMs`: now, and at most so far. */
export interface Rate {
  /** Counts one, and says how many the window holds with it. */
  hit(): number;
  readonly now: number;
  readonly max: number;
}

export function createRate(clock: Clock, windowMs: number, bound = 10_000): Rate {
  const at: number[] = [];
  let max = 0;
  const trim = () => {
    // A window is half open: what happened exactly `windowMs` ago is out of it.
    while (at[0] !== undefined && clock.now() - at[0] >= windowMs) at.shift();
    return at.length;
  };
  return {
    hit() {
      keep(at, clock.now(), bound);
      max = Math.max(max, trim());
      return at.length;
    },
    get now() {
      return trim();
    },
    get max() {
      return max;
    },
  };
}
