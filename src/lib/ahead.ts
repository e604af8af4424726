import type { Clock } from './clock.ts';

/** How far a server's clock is ahead of our monotonic one, without the jumps of either wall clock. */
export interface Ahead {
  /** What the server's clock showed between `asked` and now, both monotonic milliseconds. */
  learn(server: number, asked: number): void;
  /** A whole number; null before the server was heard. */
  ms(): number | null;
}

/** Clocks that go at different speeds are followed, jumps are not: at most so much with each answer. */
const followMs = 20;
const jumpMs = 1_000;
/** An answer that took longer says too little about the time. */
const promptMs = 50;

export function createAhead(clock: Clock): Ahead {
  let ahead: number | null = null;
  let wallAhead = 0;

  /** Our own wall clock moved against our monotonic one: it was set, or the machine slept. */
  function leapt(): boolean {
    const before = wallAhead;
    wallAhead = clock.wall() - clock.now();
    return Math.abs(wallAhead - before) > jumpMs;
  }

  return {
    learn(server, asked) {
      const answered = clock.now();
      const aim = Math.round(server - (asked + answered) / 2);
      if (leapt() || ahead === null) ahead = aim;
      else if (answered - asked < promptMs) ahead += Math.max(-followMs, Math.min(followMs, aim - ahead));
    },
    ms: () => ahead,
  };
}
