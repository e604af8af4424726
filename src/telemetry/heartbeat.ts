import type { Clock } from '../lib/clock.ts';

/** Notices when the process stops turning: a timer that should fire every quarter of a second, and how late it is. */
export interface Heartbeat {
  /** The longest stall that ended within the last `windowMs`, or that is going on now. */
  worst(windowMs: number): number;
  stop(): void;
}

const every = 250;
const longestMemory = 60_000;

export function createHeartbeat(clock: Clock): Heartbeat {
  const beats: { readonly at: number; readonly late: number }[] = [];
  let due = 0;
  let cancel = () => {};

  function wait() {
    due = clock.now() + every;
    cancel = clock.after(every, beat);
  }

  function beat() {
    const at = clock.now();
    beats.push({ at, late: Math.max(0, at - due) });
    while (beats[0] && beats[0].at < at - longestMemory) beats.shift();
    wait();
  }

  wait();
  return {
    worst(windowMs) {
      const now = clock.now();
      let worst = Math.max(0, now - due);
      for (const { at, late } of beats) if (at >= now - windowMs) worst = Math.max(worst, late);
      return worst;
    },
    stop: () => cancel(),
  };
}
