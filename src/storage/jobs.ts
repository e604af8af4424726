import type { Tell } from '../domain/event.ts';
import type { Once } from '../domain/once.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Clock } from '../lib/clock.ts';

export interface Jobs extends Schedule {
  /** Like `cron`, in every process: for jobs that agree among themselves. */
  everywhere(name: string, expression: string, job: () => Promise<unknown>): void;
  /** What was scheduled before begins now. */
  start(): Promise<void>;
  /** Jobs that run are waited for. */
  stop(): Promise<void>;
}

export interface JobsParts {
  readonly once: Once | null;
  readonly clock: Clock;
  readonly tell: Tell;
}

/**
 * Runs a job in one of the processes that share a store. What came of it, here or there; null where another process is
 * at it, or where nobody can tell.
 */
export type OnlyOne = (deed: string, job: () => Promise<string>) => Promise<string | null>;

/** Longer than a job may take; shorter than the hour after which it is tried again, by whoever is there then. */
const defaultLeaseMs = 900_000;
const knownForMs = 48 * 3_600_000;
const minuteMs = 60_000;

/** `once`: null where there is one process. */
export function createOnlyOne(once: Once | null, leaseMs = defaultLeaseMs): OnlyOne {
  return async (deed, job) => {
    if (once === null) return job();
    const begun = await once.begin(deed, leaseMs);
    if (begun.kind === 'done') return begun.value;
    if (begun.kind !== 'mine') return null;
    const value = await job();
    await once.done(deed, value, knownForMs);
    return value;
  };
}

export function createJobs({ once, clock, tell }: JobsParts): Jobs {
  const onlyOne = createOnlyOne(once);
  const cancels: (() => void)[] = [];
  const running = new Map<string, Promise<void>>();
  /** Null once the jobs are started. */
  let waiting: (() => unknown)[] | null = [];
  let isStopped = false;

  const bug = (name: string, error: unknown) => tell({ kind: 'bug', where: `the job ${name}`, error });

  function run(name: string, job: () => Promise<unknown>) {
    if (running.has(name) || isStopped) return;
    const work = job().then(
      () => {},
      (error: unknown) => bug(name, error),
    );
    running.set(name, work);
    void work.finally(() => running.delete(name));
  }

  /** Processes that come within the same `slotMs` of the wall clock mean the same run. */
  const inOne = (name: string, slotMs: number, job: () => Promise<unknown>) => () =>
    onlyOne(`job/${name}/${Math.floor(clock.wall() / slotMs)}`, async () => {
      await job();
      return 'done';
    });

  function whenStarted(begin: () => unknown) {
    if (waiting) waiting.push(begin);
    else begin();
  }

  /** By the wall clock of the machine, summer time included. */
  function everywhere(name: string, expression: string, job: () => Promise<unknown>) {
    whenStarted(async () => {
      const { createTask, validate } = await import('node-cron');
      if (!validate(expression)) return bug(name, new Error(`not a cron expression: ${expression}`));
      if (isStopped) return;
      // It would write to the console.
      const logger = { info() {}, warn() {}, debug() {}, error() {} };
      const task = createTask(expression, () => run(name, job), { unref: true, suppressMissedWarning: true, logger });
      void task.start();
      cancels.push(() => void task.destroy());
    });
  }

  const cron: Jobs['cron'] = (name, expression, job) => everywhere(name, expression, inOne(name, minuteMs, job));

  return {
    every(name, ms, job) {
      whenStarted(() => {
        let cancel = () => {};
        const later = () => {
          cancel = clock.after(ms, () => {
            later();
            run(name, inOne(name, ms, job));
          });
        };
        later();
        cancels.push(() => cancel());
      });
    },
    daily(name, at, job) {
      cron(name, dailyAt(at), job);
    },
    cron,
    everywhere,
    async start() {
      const begins = waiting ?? [];
      waiting = null;
      await Promise.all(begins.map((begin) => begin()));
    },
    async stop() {
      isStopped = true;
      for (const cancel of cancels.splice(0)) cancel();
      await Promise.all(running.values());
    },
  };
}

/** `at`: local time, `HH:MM`. */
export function dailyAt(at: string): string {
  const [hours, minutes] = at.split(':').map(Number);
  return `${minutes} ${hours} * * *`;
}
