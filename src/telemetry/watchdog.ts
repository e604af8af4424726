import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync, rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Tell } from '../domain/event.ts';
import type { Watchdog, Work } from '../domain/watchdog.ts';

export interface WatchdogParts {
  /** Where the lines that stalled the process are written down; null where nothing outlives it. */
  readonly marks: string | null;
  /** How long the event loop may stand still before the process ends; 0: for ever. */
  readonly endAfterMs: number;
  readonly tell: Tell;
}

/** Exit code of a process that its watchdog ended, where JavaScript held it. Native code that holds it: SIGKILL. */
const stalledExit = 70;
const warnAfterMs = 2_000;
const tickMs = 500;

interface Recovered {
  readonly ms: number;
  readonly work: Work | null;
}

/**
 * The thread starts with the first line that could be for the bot: it holds some 10 MiB, and a bot that nobody talks to
 * needs none. It asks the stalled thread through the inspector what that is doing, so nothing is noted while all is well.
 */
export function createWatchdog({ marks, endAfterMs, tell }: WatchdogParts): Watchdog {
  const current = new AsyncLocalStorage<Work>();
  let started = false;
  let known: readonly Work[] = [];

  function start() {
    started = true;
    const beats = new Int32Array(new SharedArrayBuffer(4));
    setInterval(() => Atomics.add(beats, 0, 1), tickMs).unref();
    Object.assign(globalThis, { serdabotWatched: { work: workNow, end } });
    const thread = new Worker(new URL('./watchdog-thread.mjs', import.meta.url), {
      workerData: { beats, marks, endAfterMs, warnAfterMs, tickMs },
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 1 },
    });
    thread.unref();
    thread.on('message', ({ ms, work }: Recovered) => tell({ kind: 'stall', ms, work }));
    thread.on('error', (error) => tell({ kind: 'bug', where: 'the watchdog of the event loop', error }));
  }

  // Both are called by the watchdog's thread, in the middle of what stalls this one.
  const inDebugger = () => process.getBuiltinModule('node:inspector').url() !== undefined;
  const workNow = () => ({ work: current.getStore() ?? null, inDebugger: inDebugger() });
  const end = () => inDebugger() || process.exit(stalledExit);

  return {
    during(work, run) {
      if (!started) start();
      return current.run(work, run);
    },
    stalled() {
      try {
        if (marks !== null) known = JSON.parse(readFileSync(marks, 'utf8')) as Work[];
      } catch {
        // Nothing has stalled since.
      }
      return known;
    },
    settled() {
      if (marks !== null && known.length > 0) rmSync(marks, { force: true });
    },
  };
}
