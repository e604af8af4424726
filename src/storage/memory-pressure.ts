import { getHeapStatistics } from 'node:v8';
import type { Tell } from '../domain/event.ts';
import type { Clock } from '../lib/clock.ts';

export interface PressureParts {
  /** Told the share of its bound that every cache may use from now on. */
  readonly squeeze: (share: number) => void;
  readonly clock: Clock;
  readonly tell: Tell;
  /** How full the heap is, from 0 to 1. */
  readonly fullness?: () => number;
  readonly everyMs?: number;
}

/** Above it caches are halved, at each look. */
const high = 0.8;
/** Below it, for so many looks in a row, they may use twice as much again. */
const low = 0.6;
const calm = 6;
const leastShare = 1 / 64;
/** Below it nothing can fill the heap before the next look, which comes later. */
const farAway = 0.2;
const farAwayTimes = 5;

/**
 * How near the heap is to where the process would die. The limit includes the young generation, a few megabytes as the
 * bot is started, which `high` leaves room for. Garbage counts: what is not collected yet is not free.
 */
function heapFullness(): number {
  const { used_heap_size, heap_size_limit } = getHeapStatistics();
  return used_heap_size / heap_size_limit;
}

/** Makes caches give way before the heap is full, and lets them grow again. Says so once each way. */
export function watchPressure({
  squeeze,
  clock,
  tell,
  fullness = heapFullness,
  everyMs = 2_000,
}: PressureParts): () => void {
  let share = 1;
  let calmFor = 0;
  let cancel = () => {};

  function look() {
    const full = fullness();
    calmFor = full < low ? calmFor + 1 : 0;
    if (full > high && share > leastShare) {
      if (share === 1) {
        tell({
          kind: 'warning',
          text: `memory: ${Math.round(full * 100)} % of the heap is used; caches give way`,
          fr: `mémoire : ${Math.round(full * 100)} % du tas sont pris ; les caches cèdent la place`,
        });
      }
      share /= 2;
      squeeze(share);
    } else if (calmFor >= calm && share < 1) {
      calmFor = 0;
      share *= 2;
      squeeze(share);
      if (share === 1) tell({ kind: 'lifecycle', text: 'memory: caches have all their room again' });
    }
    cancel = clock.after(full < farAway ? everyMs * farAwayTimes : everyMs, look);
  }

  look();
  return () => cancel();
}
