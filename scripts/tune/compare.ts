import { closedLoop } from './load.ts';
import { naiveCap } from './naive.ts';
import { findCap } from './search.ts';
import { createSimulatedClock, createSimulatedServer, type Nature, type Truth } from './simulated.ts';

/** How a way of searching did over many servers. */
export interface Score {
  readonly exact: number;
  readonly offByOne: number;
  readonly tooHigh: number;
  /** Questions of one search, on average. */
  readonly requests: number;
}

export const percentiles = { share: 0.05, confidence: 0.95, max: 50 };

interface Outcome {
  readonly cap: number;
  readonly requests: number;
}
type Way = (nature: Nature) => Promise<Outcome>;

export async function scoreOf(servers: readonly Truth[], way: Way): Promise<Score> {
  const outcomes: { readonly off: number; readonly requests: number }[] = [];
  for (const { nature, cap } of servers) {
    const outcome = await way(nature);
    outcomes.push({ off: outcome.cap - cap, requests: outcome.requests });
  }
  const part = (is: (off: number) => boolean) => outcomes.filter(({ off }) => is(off)).length / servers.length;
  return {
    exact: part((off) => off === 0),
    offByOne: part((off) => Math.abs(off) <= 1),
    tooHigh: part((off) => off > 0),
    requests: outcomes.reduce((sum, { requests }) => sum + requests, 0) / servers.length,
  };
}

const signal = new AbortController().signal;

/** Everything that `npm run tune` does with a real server, open arrivals and the long look included. */
export const ours: Way = async (nature) => {
  const clock = createSimulatedClock();
  const { ask } = createSimulatedServer(nature, clock);
  const plan = { ...percentiles, sloMs: nature.sloMs, pauseMs: 0, start: 1, budgetMs: 1e9, seed: 1 };
  const { cap, requests } = await clock.run(findCap({ plan, clock, ask, signal }));
  return { cap: cap ?? 0, requests };
};

/** The naive search, repeated: the middle of what `searches` of them say, each with `bursts` at a step. */
export function naive(searches: number, bursts: number): Way {
  return async (nature) => {
    const clock = createSimulatedClock();
    const server = createSimulatedServer(nature, clock);
    let asked = 0;
    const number = () => asked++;
    const caps = await clock.run(
      (async () => {
        // It is spared the cold start and the caches, so that only the ways of judging are compared.
        await server.ask(number(), signal);
        const found: number[] = [];
        for (let i = 0; i < searches; i++) {
          found.push(await naiveCap({ ask: server.ask, number, sloMs: nature.sloMs, max: percentiles.max, bursts }));
        }
        return found;
      })(),
    );
    const cap = caps.sort((a, b) => a - b)[Math.floor((searches - 1) / 2)]!;
    return { cap, requests: asked };
  };
}

/** The same share of violations, but a fixed number of answers at every step. */
export function fixed(answers: number): Way {
  return async (nature) => {
    const clock = createSimulatedClock();
    const server = createSimulatedServer(nature, clock);
    let asked = 0;
    const number = () => asked++;
    async function holds(viewers: number): Promise<boolean> {
      let [heard, late, skip] = [0, 0, viewers];
      await closedLoop({
        clock,
        ask: server.ask,
        number,
        signal,
        until: Number.POSITIVE_INFINITY,
        viewers,
        pauseMs: 0,
        hear({ totalMs }) {
          if (skip-- > 0) return false;
          if (totalMs > nature.sloMs) late++;
          return ++heard >= answers;
        },
      });
      return late <= answers * percentiles.share;
    }
    async function search(): Promise<number> {
      await server.ask(number(), signal);
      let [low, high] = [0, 1];
      while (high <= percentiles.max && (await holds(high))) {
        low = high;
        high = high === percentiles.max ? high + 1 : Math.min(percentiles.max, high * 2);
      }
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (await holds(middle)) low = middle;
        else high = middle;
      }
      return low;
    }
    const cap = await clock.run(search());
    return { cap, requests: asked };
  };
}
