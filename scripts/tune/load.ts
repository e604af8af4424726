import { type Clock, sleep } from '../../src/lib/clock.ts';
import { createRandom } from '../../src/sandbox/random.ts';

/** What became of one question. */
export interface Heard {
  readonly totalMs: number;
  readonly firstTokenMs: number | null;
  /** Why there was no whole answer: `timeout`, `empty`, `truncated` ... */
  readonly fault: string | null;
}

/** Asks once; each number is another question, so that no cache has its answer. Never rejects. */
export type Ask = (number: number, signal: AbortSignal) => Promise<Heard>;

interface Load {
  readonly clock: Clock;
  readonly ask: Ask;
  readonly number: () => number;
  readonly signal: AbortSignal;
  /** Nothing is asked from then on. */
  readonly until: number;
}

export interface ClosedLoop extends Load {
  readonly viewers: number;
  /** 0: each viewer asks again at once. Otherwise all ask together, and wait this long once they have their answers. */
  readonly pauseMs: number;
  /** Says whether it has heard enough. */
  readonly hear: (heard: Heard) => boolean;
}

/**
 * Questions are heard in the order in which they were asked: quick answers come first, and a test that listens in that
 * order stops before it has heard of the slow ones. Ends when the last answer is there, so that the next load finds an
 * idle server.
 */
export async function closedLoop({ clock, ask, number, signal, until, viewers, pauseMs, hear }: ClosedLoop) {
  let enough = false;
  const over = () => enough || signal.aborted || clock.now() >= until;
  const place = inOrder<Heard>((heard) => {
    if (!enough && !signal.aborted) enough = hear(heard);
  });
  const one = async () => {
    const put = place();
    put(await ask(number(), signal));
  };
  const viewer = async () => {
    while (!over()) await one();
  };
  const all = (work: () => Promise<void>) => Promise.all(Array.from({ length: viewers }, work));
  if (pauseMs <= 0) await all(viewer);
  else
    while (!over()) {
      await all(one);
      if (!over()) await sleep(clock, Math.min(pauseMs, until - clock.now()), signal);
    }
}

/** What a question took from the moment in which it was due, and the part of it that the server had. */
export interface Arrived extends Heard {
  readonly sinceDueMs: number;
}

export interface OpenLoop extends Load {
  /** Calls at once; who comes later waits for a place. */
  readonly places: number;
  readonly perSecond: number;
  readonly seed: number;
  readonly hear: (arrived: Arrived) => boolean;
}

/** Questions come when they come (Poisson), whether or not the server keeps up. */
export async function openLoop({ clock, ask, number, signal, until, places, perSecond, seed, hear }: OpenLoop) {
  const random = createRandom(seed);
  const line: (() => void)[] = [];
  const under = new Set<Promise<void>>();
  let running = 0;
  let enough = false;
  const place = inOrder<Arrived>((arrived) => {
    if (!enough && !signal.aborted) enough = hear(arrived);
  });

  async function call(due: number) {
    const put = place();
    if (running < places) running++;
    else await new Promise<void>((resolve) => line.push(resolve));
    const heard = await ask(number(), signal);
    put({ ...heard, sinceDueMs: clock.now() - due });
    const next = line.shift();
    if (next) next();
    else running--;
  }

  let due = clock.now();
  // A line that only grows is an answer too.
  const longest = 10 * places + 50;
  while (!enough && !signal.aborted && line.length < longest) {
    due += (-Math.log(1 - random()) / perSecond) * 1000;
    if (due >= until) break;
    if (due > clock.now()) await sleep(clock, due - clock.now(), signal);
    if (enough || signal.aborted) break;
    const one = call(due).finally(() => under.delete(one));
    under.add(one);
  }
  await Promise.all(under);
}

function inOrder<T>(hear: (value: T) => void) {
  const waiting = new Map<number, T>();
  let given = 0;
  let heard = 0;
  return () => {
    const at = given++;
    return (value: T) => {
      waiting.set(at, value);
      for (; waiting.has(heard); heard++) {
        const next = waiting.get(heard)!;
        waiting.delete(heard);
        hear(next);
      }
    };
  };
}
