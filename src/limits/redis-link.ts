import type { Tell } from '../domain/event.ts';
import type { SharedScript, SharedScripts, StorageState, Stored } from '../domain/storage.ts';
import { createAhead } from '../lib/ahead.ts';
import type { Clock } from '../lib/clock.ts';
import { timeText } from './redis-scripts.ts';

export type LinkState = Pick<StorageState, 'state' | 'detail'>;

/** Whether Redis decides now, and what time it is for all processes. */
export interface RedisLink {
  up(): boolean;
  /**
   * Added to the monotonic clock it gives the time that all processes share: that of Redis, less the jumps of Redis's
   * wall clock. A whole number.
   */
  ahead(): number;
  /** Ends `up`. */
  failed(failure: Extract<Stored<unknown>, { ok: false }>): void;
  /** A script that fails does so. */
  run(script: SharedScript, keys: readonly string[], args: readonly string[]): Promise<Stored<unknown>>;
  state(): LinkState;
  start(hooks: LinkHooks): void;
  stop(): void;
}

export interface LinkHooks {
  /** Redis is away from now on. Not called for the time before the first contact. */
  readonly onAway: () => void;
  /** Redis answers: brings it up to date, and says whether that worked. Runs before `up`. */
  readonly catchUp: () => Promise<boolean>;
  readonly onBack: () => void;
}

export interface LinkParts {
  readonly scripts: SharedScripts;
  readonly clock: Clock;
  readonly tell: Tell;
}

const beatMs = 5_000;
const retryMs = 500;
const timeKey = 'serdabot:limits:probe';

export function createRedisLink({ scripts, clock, tell }: LinkParts): RedisLink {
  const time = scripts.define(timeText);
  let trouble: string | null = 'no contact yet';
  let announced = false;
  let hooks: LinkHooks | null = null;
  let stopped = false;
  let beating = false;
  let cancel = () => {};
  const ahead = createAhead(clock);

  function failed({ reason, detail }: Extract<Stored<unknown>, { ok: false }>) {
    if (stopped) return;
    const was = trouble;
    trouble = `${reason}: ${detail}`;
    if (was === null) hooks?.onAway();
    if (!announced) {
      tell({
        kind: 'warning',
        text: `limits: Redis is away (${trouble}); this process decides alone until it is back`,
      });
    }
    announced = true;
    if (was === null && !beating) later(retryMs);
  }

  async function run(script: SharedScript, keys: readonly string[], args: readonly string[]) {
    const answer = await script(keys, args);
    if (!answer.ok) failed(answer);
    return answer;
  }

  function later(ms: number) {
    cancel();
    if (!stopped) cancel = clock.after(ms, () => void beat());
  }

  async function beat() {
    beating = true;
    const asked = clock.now();
    const answer = await run(time, [timeKey], []);
    if (answer.ok && !stopped) {
      ahead.learn(Number(answer.value), asked);
      if (trouble !== null && (await hooks!.catchUp())) {
        trouble = null;
        if (announced)
          tell({ kind: 'lifecycle', text: 'limits: Redis is back, and knows what was decided without it' });
        announced = false;
        hooks!.onBack();
      }
    }
    beating = false;
    later(trouble === null ? beatMs : retryMs);
  }

  return {
    up: () => trouble === null,
    ahead: () => ahead.ms() ?? 0,
    failed,
    run,
    state: () => (trouble === null ? { state: 'ok' } : { state: 'degraded', detail: trouble }),
    start(given) {
      hooks = given;
      void beat();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
