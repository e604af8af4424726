import type { Clock } from '../../src/lib/clock.ts';
import { type Ask, closedLoop } from './load.ts';
import { createSequentialTest, type Judgement, quantile } from './stats.ts';

/** One value of a knob, tried with everybody asking at once. */
export interface Tried {
  readonly value: number;
  readonly requests: number;
  readonly violations: number;
  readonly p95_ms: number | null;
  readonly verdict: 'pass' | 'fail' | 'open';
}

export interface Turned {
  /** The largest value that holds the objective; null where none was seen to. */
  readonly value: number | null;
  readonly tried: readonly Tried[];
}

interface Knob {
  /** From the cheapest to the dearest. */
  readonly values: readonly number[];
  readonly asking: (value: number) => Ask;
  readonly users: number;
  readonly share: number;
  readonly sloMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly until: number;
  readonly onTried: (tried: Tried) => void;
}

const odds = 20;
const most = 150;

/** Bisects the values of a knob, each judged like a level of the cap: by its share of late answers. */
export async function turn(knob: Knob): Promise<Turned> {
  const { values, users, share, sloMs, clock, signal, until } = knob;
  const test = createSequentialTest(share);
  const tried: Tried[] = [];
  let number = 0;

  async function tryOut(value: number): Promise<Judgement> {
    const totals: number[] = [];
    let [skip, violations] = [users, 0];
    let verdict: Judgement = null;
    await closedLoop({
      clock,
      ask: knob.asking(value),
      number: () => number++,
      signal,
      until,
      viewers: users,
      pauseMs: 0,
      hear({ totalMs, fault }) {
        if (skip-- > 0) return false;
        totals.push(Math.round(totalMs));
        if (fault !== null || totalMs > sloMs) violations++;
        verdict = test.judge(totals.length, violations, odds);
        if (verdict === null && totals.length >= most) verdict = violations <= share * most ? 'pass' : 'fail';
        return verdict !== null;
      },
    });
    const p95_ms = totals.length === 0 ? null : quantile(totals, 0.95);
    const one: Tried = { value, requests: totals.length, violations, p95_ms, verdict: verdict ?? 'open' };
    tried.push(one);
    knob.onTried(one);
    return verdict;
  }

  let [low, high] = [-1, values.length];
  while (high - low > 1 && !signal.aborted && clock.now() < until) {
    // The dearest first: often there is nothing to save.
    const at = high === values.length && low === -1 ? values.length - 1 : Math.floor((low + high) / 2);
    const verdict = await tryOut(values[at]!);
    if (verdict === null) break;
    if (verdict === 'pass') low = at;
    else high = at;
  }
  return { value: values[low] ?? null, tried: tried.sort((a, b) => a.value - b.value) };
}
