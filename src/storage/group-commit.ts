import type { Clock } from '../lib/clock.ts';
import { asFailure } from './failure.ts';

/** Collects the writes of one turn of the event loop, so that they share one transaction and one sync to disk. */
export interface GroupCommit<Write, Result> {
  /** Resolves when the write is where it belongs. */
  add(write: Write): Promise<Result>;
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

export type Gather = (last: number) => Promise<unknown> | null;

export class StoreBusyError extends Error {
  override readonly name = 'StoreBusyError';
}

export interface GroupCommitParts<Write, Result> {
  /** All or nothing; answers in order. */
  readonly commit: (writes: readonly Write[]) => readonly Result[] | Promise<readonly Result[]>;
  readonly clock: Clock;
  /** A write that has waited so long is given up: whoever asked for it has been told that it was late. */
  readonly patienceMs?: number | null;
  /** When a group is closed, after one of so many. */
  readonly gather?: Gather;
}

interface Waiting<Write, Result> {
  readonly write: Write;
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const mostInGroup = 256;
const mostWaiting = 10_000;

/** Until the event loop turns: right where a commit is dear, because it waits for a disk. */
export const untilTurn: Gather = () => new Promise((resolve) => setImmediate(resolve));
/**
 * Until the code that runs now has run: right where the client gathers as well before it sends. Who writes one thing
 * after the other does not wait for others.
 */
export const untilIdle: Gather = (last) => (last > 1 ? new Promise((resolve) => process.nextTick(resolve)) : null);

export function createGroupCommit<Write, Result>({
  commit,
  clock,
  patienceMs = null,
  gather = untilTurn,
}: GroupCommitParts<Write, Result>): GroupCommit<Write, Result> {
  let waiting: Waiting<Write, Result>[] = [];
  let running: Promise<void> | null = null;
  let last = 0;

  async function settle(group: readonly Waiting<Write, Result>[]): Promise<void> {
    try {
      const writes: Write[] = [];
      for (const { write } of group) writes.push(write);
      const answer = commit(writes);
      const results = answer instanceof Promise ? await answer : answer;
      for (let i = 0; i < group.length; i++) group[i]!.resolve(results[i] as Result);
    } catch (error) {
      // One write that does not fit must not take the others with it: a deletion may well go through.
      if (group.length > 1 && asFailure(error).reason === 'full') for (const one of group) await settle([one]);
      else for (const { reject } of group) reject(error);
    }
  }

  function nextGroup(): readonly Waiting<Write, Result>[] {
    const group = waiting.length > mostInGroup ? waiting.slice(0, mostInGroup) : waiting;
    waiting = group === waiting ? [] : waiting.slice(mostInGroup);
    if (patienceMs === null) return group;
    // They stand in the order in which they came.
    const latest = clock.now() - patienceMs;
    let stale = 0;
    for (; stale < group.length && group[stale]!.since <= latest; stale++) {
      group[stale]!.reject(new StoreBusyError('given up before it was sent'));
    }
    return stale === 0 ? group : group.slice(stale);
  }

  async function run() {
    do {
      await gather(last);
      const group = nextGroup();
      last = group.length;
      if (group.length > 0) await settle(group);
    } while (waiting.length > 0);
    running = null;
  }

  return {
    add(write) {
      if (waiting.length >= mostWaiting)
        return Promise.reject(new StoreBusyError(`${mostWaiting} writes wait already`));
      return new Promise((resolve, reject) => {
        waiting.push({ write, since: clock.now(), resolve, reject });
        running ??= run();
      });
    },
    async drained() {
      await running;
    },
  };
}
