import type { Ask, Heard } from './load.ts';

interface Naive {
  readonly ask: Ask;
  readonly number: () => number;
  readonly sloMs: number;
  readonly max: number;
  /** Bursts at each step; most of them have to hold. */
  readonly bursts: number;
}

/** What is usually done: a burst at each step, judged by its slowest answer; double, then bisect. */
export async function naiveCap({ ask, number, sloMs, max, bursts }: Naive): Promise<number> {
  const signal = new AbortController().signal;
  const late = ({ fault, totalMs }: Heard) => fault !== null || totalMs > sloMs;

  async function holds(users: number): Promise<boolean> {
    let held = 0;
    for (let i = 0; i < bursts; i++) {
      const heard = await Promise.all(Array.from({ length: users }, () => ask(number(), signal)));
      if (!heard.some(late)) held++;
    }
    return held * 2 > bursts;
  }

  let low = 0;
  let high = 1;
  while (high <= max && (await holds(high))) {
    low = high;
    high = high === max ? max + 1 : Math.min(max, high * 2);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}
