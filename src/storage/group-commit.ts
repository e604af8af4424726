import { asFailure } from './failure.ts';

/** Collects the writes of one turn of the event loop, so that they share one transaction and one sync to disk. */
export interface GroupCommit<Write, Result> {
  /** Resolves when the write is where it belongs. */
  add(write: Write): Promise<Result>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

export class StoreBusyError extends Error {
  override readonly name = 'StoreBusyError';
}

interface Waiting<Write, Result> {
  readonly write: Write;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const mostInGroup = 256;
const mostWaiting = 10_000;

/** `commit` is all or nothing and answers in order. Groups go out one after the other. */
export function createGroupCommit<Write, Result>(
  commit: (writes: readonly Write[]) => readonly Result[] | Promise<readonly Result[]>,
): GroupCommit<Write, Result> {
  let waiting: Waiting<Write, Result>[] = [];
  let running: Promise<void> | null = null;

  async function settle(group: readonly Waiting<Write, Result>[]): Promise<void> {
    try {
      const answer = commit(group.map(({ write }) => write));
      const results = Array.isArray(answer) ? answer : await answer;
      group.forEach(({ resolve }, i) => {
        resolve(results[i] as Result);
      });
    } catch (error) {
      // One write that does not fit must not take the others with it: a deletion may well go through.
      if (group.length > 1 && asFailure(error).reason === 'full') for (const one of group) await settle([one]);
      else for (const { reject } of group) reject(error);
    }
  }

  async function run() {
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const group = waiting.slice(0, mostInGroup);
      waiting = waiting.slice(mostInGroup);
      await settle(group);
      if (waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
    }
    running = null;
  }

  return {
    add(write) {
      if (waiting.length >= mostWaiting) return Promise.reject(new StoreBusyError(`${mostWaiting} writes wait already`));
      return new Promise((resolve, reject) => {
        waiting.push({ write, resolve, reject });
        running ??= run();
      });
    },
    async drained() {
      await running;
    },
  };
}
