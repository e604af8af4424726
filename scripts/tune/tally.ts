import type { Heard } from './load.ts';
import { type Judgement, quantile } from './stats.ts';

/** What was heard at one level, so far. Plain data: it is written down when a search is stopped, and read again. */
export interface Tally {
  readonly users: number;
  requests: number;
  violations: number;
  readonly totals: number[];
  readonly firsts: number[];
  readonly faults: Record<string, number>;
  /** Milliseconds in which these answers came. */
  tookMs: number;
  verdict: Judgement;
  /** What it looks like, as long as there is no verdict. */
  seems: Judgement;
  /** Which loop has settled it: the search, open arrivals, or the last long look. */
  by: Stage;
}

export type Stage = 'search' | 'confirm' | 'sustain';

export function newTally(users: number): Tally {
  return {
    users,
    requests: 0,
    violations: 0,
    totals: [],
    firsts: [],
    faults: {},
    tookMs: 0,
    verdict: null,
    seems: null,
    by: 'search',
  };
}

export function add(tally: Tally, { totalMs, firstTokenMs, fault }: Heard, late: boolean): void {
  tally.requests++;
  if (late) tally.violations++;
  if (fault !== null) tally.faults[fault] = (tally.faults[fault] ?? 0) + 1;
  tally.totals.push(Math.round(totalMs));
  if (firstTokenMs !== null) tally.firsts.push(Math.round(firstTokenMs));
}

/** The figures of a level, for files and tables. */
export function figuresOf(tally: Tally) {
  const { users, requests, violations, totals, firsts, tookMs, faults, verdict, seems } = tally;
  // Few answers tell how long they took, and nothing of a pace.
  const paced = tookMs > 0 && requests >= 2 * users;
  const ms = (values: readonly number[], q: number) => (values.length === 0 ? null : quantile(values, q));
  return {
    users,
    requests,
    violations,
    p50_ms: ms(totals, 0.5),
    p95_ms: ms(totals, 0.95),
    max_ms: ms(totals, 1),
    first_token_p50_ms: ms(firsts, 0.5),
    first_token_p95_ms: ms(firsts, 0.95),
    answers_per_second: paced ? Number(((requests * 1000) / tookMs).toFixed(3)) : null,
    faults,
    verdict: verdict ?? seems ?? ('open' as const),
    settled: verdict !== null,
  };
}
