import type { Tell } from '../domain/event.ts';

export interface Schedule {
  /** `at`: local time, `HH:MM`. A job that still runs is not started again. */
  daily(at: string, job: () => Promise<unknown>): void;
  /** Somewhere in each hour: bots that share a store do not all come at once. */
  hourly(job: () => Promise<unknown>): void;
  stop(): void;
}

/** By the wall clock of the machine, summer time included. Never keeps the process alive. */
export async function createSchedule(tell: Tell, minute = Math.floor(Math.random() * 60)): Promise<Schedule> {
  const { createTask } = await import('node-cron');
  const tasks: { destroy(): unknown }[] = [];
  const bug = (error: unknown) => tell({ kind: 'bug', where: 'a scheduled job', error });
  // It would write to the console.
  const logger = { info() {}, warn() {}, debug() {}, error() {} };

  function add(expression: string, job: () => Promise<unknown>) {
    const run = async () => {
      await job().catch(bug);
    };
    const task = createTask(expression, run, { noOverlap: true, unref: true, suppressMissedWarning: true, logger });
    void task.start();
    tasks.push(task);
  }

  return {
    daily(at, job) {
      const [hours, minutes] = at.split(':').map(Number);
      add(`${minutes} ${hours} * * *`, job);
    },
    hourly: (job) => add(`${minute} * * * *`, job),
    stop() {
      for (const task of tasks.splice(0)) void task.destroy();
    },
  };
}
