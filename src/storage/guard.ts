import type { Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { asFailure, failure } from './failure.ts';
import type { Health } from './health.ts';

/** Runs one call to a store: within its deadline, and with every error turned into a value. */
export type Guard = <T>(call: () => Promise<T>) => Promise<Stored<T>>;

export interface GuardParts {
  readonly health: Health;
  readonly clock: Clock;
  /** Null where a call cannot hang: SQLite answers before it returns. */
  readonly deadlineMs: number | null;
}

export function createGuard({ health, clock, deadlineMs }: GuardParts): Guard {
  const late = failure('late', `no answer within ${deadlineMs} ms`);

  function within<T>(answer: Promise<T>, ms: number): Promise<T | typeof late> {
    return new Promise((resolve, reject) => {
      // Answers that came while our own event loop stood still are read before setImmediate runs.
      const cancel = clock.after(ms, () => void setImmediate(resolve, late));
      answer.then(
        (value) => {
          cancel();
          resolve(value);
        },
        (error) => {
          cancel();
          reject(error);
        },
      );
    });
  }

  return async (call) => {
    const refusal = health.refusal();
    if (refusal) return refusal;
    try {
      const answer = await (deadlineMs === null ? call() : within(call(), deadlineMs));
      if (answer !== late) return { ok: true, value: answer as Awaited<ReturnType<typeof call>> };
      health.failed(late);
      return late;
    } catch (error) {
      const failed = asFailure(error);
      health.failed(failed);
      return failed;
    }
  };
}
