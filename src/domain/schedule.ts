/** Jobs by the clock, each in one of the processes that share a store, all of them stopped with the bot. */
export interface Schedule {
  /** `name`: of the job, among all of the bot. A job that still runs is not started again. */
  every(name: string, ms: number, job: () => Promise<unknown>): void;
  /** `at`: local time, `HH:MM`. */
  daily(name: string, at: string, job: () => Promise<unknown>): void;
  /** Five fields, in local time. */
  cron(name: string, expression: string, job: () => Promise<unknown>): void;
}
