import type { Clock } from '../../src/lib/clock.ts';

export interface TurnClock extends Clock {
  stop(): void;
}

/** Short enough that a kernel which holds a packet back for 40 ms makes nothing late. */
const msOfTurn = 0.1;

/**
 * A clock that counts turns of the event loop. Where both ends of a socket are in one process, a request takes about as many
 * turns on a busy machine as on a quiet one: no deadline passes because something else runs.
 */
export function createTurnClock(): TurnClock {
  const started = Date.now();
  const timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  let ids = 0;
  let now = 0;
  let soonest = Number.POSITIVE_INFINITY;
  let isStopped = false;

  function turn() {
    if (isStopped) return;
    now += msOfTurn;
    if (now >= soonest) {
      const due = [...timers].filter(([, { at }]) => at <= now).sort(([, a], [, b]) => a.at - b.at);
      for (const [id, { callback }] of due) if (timers.delete(id)) callback();
      soonest = Math.min(...[...timers.values()].map(({ at }) => at));
    }
    setImmediate(turn);
  }
  setImmediate(turn);

  return {
    now: () => now,
    wall: () => started + now,
    after(ms, callback) {
      const id = ids++;
      const at = now + Math.max(0, ms);
      timers.set(id, { at, callback });
      soonest = Math.min(soonest, at);
      return () => void timers.delete(id);
    },
    stop() {
      isStopped = true;
    },
  };
}
