import type { SharedScript, SharedScripts, Stored } from '../domain/storage.ts';
import { createAhead } from '../lib/ahead.ts';
import type { Clock } from '../lib/clock.ts';
import { timeText } from './scripts.ts';

/** Whether Redis answers, and what time it is for all processes: see docs/scalability.md. */
export interface Link {
  up(): boolean;
  /** Monotonic milliseconds of the last question that was answered. */
  contactAt(): number;
  /** A moment of this process's clock as all processes name it, and the way back. A whole number. */
  shared(local: number): number;
  local(shared: number): number;
  /** A script that fails ends `up`. */
  run(script: SharedScript, keys: readonly string[], args: readonly string[]): Promise<Stored<unknown>>;
  /** What Redis's clock showed in answer to what was asked at `asked`. */
  learn(server: number, asked: number): void;
  knowsTime(): boolean;
  /** Asks for the time. */
  askTime(): Promise<boolean>;
  /** Whoever brings Redis up to date after an outage says so at the end. */
  back(): void;
}

export function createLink({
  scripts,
  clock,
  space,
}: {
  readonly scripts: SharedScripts;
  readonly clock: Clock;
  readonly space: string;
}): Link {
  const time = scripts.define(timeText);
  const ahead = createAhead(clock);
  let isUp = false;
  let contactAt = Number.NEGATIVE_INFINITY;

  async function run(script: SharedScript, keys: readonly string[], args: readonly string[]) {
    const asked = clock.now();
    const answer = await script(keys, args);
    if (answer.ok) contactAt = Math.max(contactAt, asked);
    else isUp = false;
    return answer;
  }

  return {
    up: () => isUp,
    contactAt: () => contactAt,
    shared: (local) => Math.floor(local) + (ahead.ms() ?? 0),
    local: (shared) => shared - (ahead.ms() ?? 0),
    run,
    learn: ahead.learn,
    knowsTime: () => ahead.ms() !== null,
    async askTime() {
      const asked = clock.now();
      const answer = await run(time, [`${space}:time`], []);
      if (answer.ok) ahead.learn(Number(answer.value), asked);
      return answer.ok;
    },
    back() {
      isUp = true;
    },
  };
}
