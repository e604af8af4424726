import type { Event } from '../../src/domain/event.ts';
import { boot, type Running } from './bot.ts';
import { time } from './world/world.ts';

type State = 'down' | 'starting' | 'up' | 'stopping';

export interface HostParts {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onEvent: (event: Event) => void;
  readonly onLog: (line: string) => void;
  /** A start that was refused, with what the bot said. */
  readonly onRefused: (reasons: readonly string[]) => void;
  /** A process ended by itself, as it was told to; what it had taken on has to have ended. */
  readonly onStopped: (tookMs: number) => void;
  readonly onUp: () => void;
  readonly onDied: () => void;
}

/** The machine that the bot runs on: starts it, restarts it, and pulls the plug. */
export interface Host {
  readonly state: State;
  /** Since when the process runs; null while none does. */
  readonly since: number | null;
  readonly running: Running | null;
  readonly processes: number;
  start(): Promise<void>;
  restart(afterMs: number): Promise<void>;
  kill(afterMs: number): void;
  /** Somebody starts it a second time; whether that was refused, and the second one is gone again. */
  startTwice(): Promise<boolean>;
}

const againMs = 5_000;

export function createHost(parts: HostParts): Host {
  let state: State = 'down';
  let running: Running | null = null;
  let since: number | null = null;
  let processes = 0;

  async function start(): Promise<void> {
    if (state !== 'down') return;
    state = 'starting';
    processes += 1;
    const started = await boot(`process ${processes}`, parts).catch((error: unknown) => [String(error)]);
    if ('app' in started) {
      running = started;
      since = time.now();
      state = 'up';
      parts.onUp();
      return;
    }
    parts.onRefused(started);
    state = 'down';
    time.after(againMs, () => void start());
  }

  return {
    get state() {
      return state;
    },
    get since() {
      return since;
    },
    get running() {
      return running;
    },
    get processes() {
      return processes;
    },
    start,
    async restart(afterMs) {
      if (state !== 'up' || !running) return;
      state = 'stopping';
      since = null;
      const begun = time.now();
      await running.stop();
      running = null;
      state = 'down';
      parts.onStopped(time.now() - begun);
      time.after(afterMs, () => void start());
    },
    kill(afterMs) {
      if (state !== 'up' || !running) return;
      running.kill();
      running = null;
      since = null;
      state = 'down';
      parts.onDied();
      time.after(afterMs, () => void start());
    },
    async startTwice() {
      const started = await boot('second', { ...parts, onEvent() {}, onLog() {} });
      if (!('app' in started)) return true;
      started.kill();
      return false;
    },
  };
}
