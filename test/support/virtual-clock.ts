import type { Clock } from '../../src/lib/clock.ts';

export interface VirtualClock extends Clock {
  /** Moves time on, calling every timer that falls due in order, and lets promises settle between them. */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock alone, as a time server or a daylight change does. */
  jumpWall(ms: number): void;
  /** Time passes while nothing runs, as when the event loop stands still: what is due comes late, all at once. */
  stall(ms: number): void;
  readonly pending: number;
}

export function createVirtualClock(start = 1_000_000): VirtualClock {
  let now = start;
  let wallOffset = Date.UTC(2026, 10, 20) - start;
  let next = 0;
  const timers = new Map<number, { at: number; callback: () => void }>();
  const settle = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => now,
    wall: () => now + wallOffset,
    after(ms, callback) {
      const id = next++;
      timers.set(id, { at: now + Math.max(0, ms), callback });
      return () => timers.delete(id);
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        let due: [number, { at: number; callback: () => void }] | undefined;
        for (const entry of timers) if (entry[1].at <= end && (!due || entry[1].at < due[1].at)) due = entry;
        if (!due) break;
        timers.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].callback();
        await settle();
      }
      now = end;
      await settle();
    },
    stall(ms) {
      now += ms;
    },
    jumpWall(ms) {
      wallOffset += ms;
    },
    get pending() {
      return timers.size;
    },
  };
}
