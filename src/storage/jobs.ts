import type { Tell } from '../domain/event.ts';
import type { Once } from '../domain/once.ts';
import type { Schedule } from '../domain/schedule.ts';
import type { Clock } from '../lib/clock.ts';
import { createOnlyOne } from './schedule-once.ts';

export interface Jobs extends Schedule {
  start(): Promise<void>;
  /** Jobs that run are waited for. */
  stop(): Promise<void>;
}

export interface JobsParts {
  readonly once: Once | null;
  readonly clock: Clock;
  readonly tell: Tell;
}

type Run = (job: () => Promise<void>) => () => void;

const minuteMs = 60_000;

/** What is scheduled before the start begins with it. */
export function createJobs({ once, clock, tell }: JobsParts): Jobs {
  const onlyOne = createOnlyOne(() => once);
  const waiting: (() => Promise<void>)[] = [];
  const cancels: (() => void)[] = [];
  const running = new Map<string, Promise<void>>();
  let state: 'waiting' | 'started' | 'stopped' = 'waiting';

  /** `slotMs`: processes that come within the same span of the wall clock mean the same run. */
  function run(name: string, slotMs: number, job: () => Promise<unknown>) {
    if (running.has(name) || state === 'stopped') return;
    const slot = Math.floor(clock.wall() / slotMs);
    const work = onlyOne(`job/${name}/${slot}`, async () => {
      await job();
      return 'done';
    }).then(
      () => {},
      (error: unknown) => tell({ kind: 'bug', where: `the job ${name}`, error }),
    );
    running.set(name, work);
    void work.finally(() => running.delete(name));
  }

  function add(begin: () => Promise<Run | null>, job: () => Promise<void>) {
    const start = async () => {
      const every = await begin();
      if (every && state === 'started') cancels.push(every(job));
    };
    if (state === 'started') void start();
    else waiting.push(start);
  }

  function cron(name: string, expression: string, job: () => Promise<unknown>) {
    add(
      async () => {
        const { createTask, validate } = await import('node-cron');
        if (!validate(expression)) {
          tell({ kind: 'bug', where: `the job ${name}`, error: new Error(`not a cron expression: ${expression}`) });
          return null;
        }
        return (tick) => {
          const task = createTask(expression, tick, { noOverlap: true, unref: true, suppressMissedWarning: true });
          void task.start();
          return () => void task.destroy();
        };
      },
      async () => run(name, minuteMs, job),
    );
  }

  return {
    every(name, ms, job) {
      add(
        async () => (tick) => {
          let cancel = () => {};
          const later = () => {
            cancel = clock.after(ms, () => {
              later();
              void tick();
            });
          };
          later();
          return () => cancel();
        },
        async () => run(name, ms, job),
      );
    },
    daily(name, at, job) {
      const [hours, minutes] = at.split(':').map(Number);
      cron(name, `${minutes} ${hours} * * *`, job);
    },
    cron,
    async start() {
      state = 'started';
      await Promise.all(waiting.splice(0).map((begin) => begin()));
    },
    async stop() {
      state = 'stopped';
      for (const cancel of cancels.splice(0)) cancel();
      await Promise.all(running.values());
    },
  };
}
