import type { Clock } from '../../src/lib/clock.ts';
import { type Ask, closedLoop, type Heard, openLoop } from './load.ts';
import { binomialCdf, confidenceThat, createSequentialTest, type Judgement, looksFor } from './stats.ts';
import { add, newTally, type Stage, type Tally } from './tally.ts';

/** Answers to questions that came at random moments. */
export interface Arrivals {
  readonly users: number;
  readonly perSecond: number;
  requests: number;
  /** By the server's own time. */
  violations: number;
  /** By the time since the question was due, the wait for a place included. */
  late: number;
  readonly sinceDue: number[];
}

export interface Plan {
  /** The share of answers that may be later than the objective: 0.05 for "95 %". */
  readonly share: number;
  readonly confidence: number;
  readonly sloMs: number;
  readonly pauseMs: number;
  readonly max: number;
  /** Where the search begins: what the server says that it does at once. */
  readonly start: number;
  readonly budgetMs: number;
  readonly seed: number;
}

/** Hears what the search does, for people. */
export interface Watcher {
  stage?(stage: Stage | 'warm', users: number): void;
  heard?(stage: Stage, users: number, requests: number, violations: number, heard: Heard): void;
  judged?(tally: Tally): void;
}

export interface Search {
  readonly plan: Plan;
  readonly clock: Clock;
  readonly ask: Ask;
  readonly signal: AbortSignal;
  readonly watcher?: Watcher;
  /** What an earlier run of the same search has heard. */
  readonly known?: readonly Tally[];
}

export interface Found {
  /** The most at once that holds the objective; 0: not even one. */
  readonly cap: number;
  readonly tallies: readonly Tally[];
  /** The first level that does not hold, if one was found. */
  readonly failing: Tally | null;
  readonly arrivals: Arrivals | null;
  readonly sustained: Tally | null;
  /**
   * That the objective holds at the cap, made of answers that came after it was chosen, where there are any; where not
   * even one holds, that it does not.
   */
  readonly confidence: number;
  /** Everything that was asked, warm-up included. */
  readonly requests: number;
  readonly ended: 'settled' | 'budget' | 'stopped';
}

/** A glance is enough to go on climbing; what the answer rests on is looked at until it is sure. */
const glance = 3;
const mostAtOneLevel = 400;
const mostArrivals = 100;
const warmUps = 3;
/** Of the time that is left. */
const boldShare = 0.25;

/**
 * Doubles until a level fails, bisects, then makes sure of the last level that held and of the first that did not; each
 * by the share of violations, never by the worst of a burst. Then random arrivals, then a long look with fresh answers.
 */
export async function findCap(search: Search): Promise<Found> {
  const { plan, clock, ask, signal, watcher = {} } = search;
  const test = createSequentialTest(plan.share);
  const sure = 1 / Math.max(0.001, (1 - plan.confidence) / 2.5);
  const tallies = new Map((search.known ?? []).map((tally) => [tally.users, structuredClone(tally)]));
  let requests = 0;
  /** Answers to one viewer who asks again and again: the last resort where there was no time for more. */
  let warm: Heard[] | null = null;
  /** A level took all the time it was given and said nothing: one at once is heard before others. */
  let isSlow = false;
  const number = () => requests++;
  const end = clock.now() + plan.budgetMs;
  /** Of the time that is left: whoever comes back to a search has time for it. */
  const within = (part: number) => clock.now() + (end - clock.now()) * part;
  const isLate = ({ fault, totalMs }: Heard) => fault !== null || totalMs > plan.sloMs;
  const tallyOf = (users: number) => {
    const tally = tallies.get(users) ?? newTally(users);
    tallies.set(users, tally);
    return tally;
  };

  /** The first answer loads the model, the next ones fill its caches: none of them counts. */
  async function warmUp() {
    if (warm) return;
    warm = [];
    watcher.stage?.('warm', 1);
    for (let i = 0; i <= warmUps && !signal.aborted && clock.now() < end; i++) warm.push(await ask(number(), signal));
  }

  async function listen(tally: Tally, stage: Stage, until: number, judge: () => Judgement | 'enough'): Promise<void> {
    await warmUp();
    watcher.stage?.(stage, tally.users);
    // The first round meets an idle server; a crowd that comes together and pauses always does.
    let skip = plan.pauseMs > 0 ? 0 : tally.users;
    let since = clock.now();
    const had = tally.tookMs;
    await closedLoop({
      clock,
      ask,
      number,
      signal,
      until,
      viewers: tally.users,
      pauseMs: plan.pauseMs,
      hear(heard) {
        if (skip > 0) {
          skip--;
          since = clock.now();
          return false;
        }
        add(tally, heard, isLate(heard));
        tally.tookMs = had + clock.now() - since;
        tally.seems = test.judge(tally.requests, tally.violations, glance);
        watcher.heard?.(stage, tally.users, tally.requests, tally.violations, heard);
        const verdict = judge();
        if (verdict === null) return false;
        if (verdict !== 'enough') tally.verdict = verdict;
        return true;
      },
    });
    watcher.judged?.(tally);
  }

  /** What is believed of a level: what was made sure of, or what a glance says. */
  const beliefOf = ({ verdict, seems }: Tally) => verdict ?? seems;

  function bounds() {
    const levels = [...tallies.values()];
    const failing = Math.min(plan.max + 1, ...levels.filter((t) => beliefOf(t) === 'fail').map((t) => t.users));
    const holding = levels.filter((t) => t.users < failing && beliefOf(t) === 'pass').map((t) => t.users);
    return { low: Math.max(0, ...holding), high: failing };
  }

  /** The next level to hear, and how sure to make it; null when nothing is left to hear. */
  function next(): { readonly users: number; readonly odds: number } | null {
    const { low, high } = bounds();
    if (isSlow && low === 0 && high > 1 && beliefOf(tallyOf(1)) === null) return { users: 1, odds: glance };
    if (high > plan.max && low < plan.max) {
      return { users: Math.min(plan.max, low === 0 ? plan.start : low * 2), odds: glance };
    }
    if (high - low > 1) return { users: Math.floor((low + high) / 2), odds: glance };
    for (const users of [low, high]) {
      if (users >= 1 && users <= plan.max && tallies.get(users)?.verdict == null) return { users, odds: sure };
    }
    return null;
  }

  async function settle(until: number): Promise<void> {
    for (let step = next(); step && !signal.aborted && clock.now() < until; step = next()) {
      const { odds } = step;
      const tally = tallyOf(step.users);
      // As long as nothing is known to hold, no level takes the time that one at once may need.
      const isBold = bounds().low === 0 && step.users > 1;
      await listen(tally, 'search', isBold ? Math.min(until, within(boldShare)) : until, () => {
        const { requests: n, violations } = tally;
        const verdict = test.judge(n, violations, sure);
        if (verdict !== null) return verdict;
        if (n >= mostAtOneLevel) return test.evidence(n, violations) < 0 ? 'pass' : 'fail';
        // A glance ends the listening without settling the level.
        return odds === glance && tally.seems !== null ? 'enough' : null;
      });
      if (isBold && beliefOf(tally) === null) isSlow = true;
    }
  }

  /** Whether what was heard later, with what was heard in the search, says that the level does not hold after all. */
  function takesBack({ users, requests: n, violations }: Tally | Arrivals): boolean {
    const { requests: before, violations: bad } = tallyOf(users);
    return test.judge(n + before, violations + bad, sure) === 'fail';
  }

  async function confirm(users: number, until: number): Promise<Arrivals | null> {
    const { requests: n, tookMs } = tallyOf(users);
    if (n === 0 || tookMs <= 0 || clock.now() >= until || signal.aborted) return null;
    await warmUp();
    watcher.stage?.('confirm', users);
    // A server that is asked for all it can do at random moments has a line that grows for ever.
    const perSecond = ((n * 1000) / tookMs) * (plan.pauseMs > 0 ? 1 : 0.7);
    const arrivals: Arrivals = { users, perSecond, requests: 0, violations: 0, late: 0, sinceDue: [] };
    await openLoop({
      clock,
      ask,
      number,
      signal,
      until,
      places: users,
      perSecond,
      seed: plan.seed + users,
      hear(arrived) {
        arrivals.requests++;
        if (isLate(arrived)) arrivals.violations++;
        if (arrived.fault !== null || arrived.sinceDueMs > plan.sloMs) arrivals.late++;
        arrivals.sinceDue.push(Math.round(arrived.sinceDueMs));
        watcher.heard?.('confirm', users, arrivals.requests, arrivals.violations, arrived);
        const enough = test.judge(arrivals.requests, arrivals.violations, sure) === 'pass';
        return enough || takesBack(arrivals) || arrivals.requests >= mostArrivals;
      },
    });
    return arrivals;
  }

  /** Fresh answers at the cap that was found: the claim is made with them, and they may still take it back. */
  async function sustain(users: number, until: number): Promise<Tally> {
    const tally = newTally(users);
    tally.by = 'sustain';
    if (clock.now() >= until || signal.aborted) return tally;
    const looks = looksFor(plan.share, plan.confidence);
    await listen(tally, 'sustain', until, () => {
      const { requests: n, violations } = tally;
      if (takesBack(tally)) return 'fail';
      if (looks[violations] === n) return 'pass';
      return n >= (looks.at(-1) ?? 0) ? 'enough' : null;
    });
    return tally;
  }

  const giveBack = (users: number, by: Stage) => {
    const tally = tallyOf(users);
    Object.assign(tally, { verdict: 'fail', by });
    watcher.judged?.(tally);
  };

  /** Of everything that was heard with so many at once. */
  function shareOfAll(users: number, ...later: readonly ({ requests: number; violations: number } | null)[]): number {
    const all = [tallyOf(users), ...later].filter((one) => one !== null);
    const sum = (of: 'requests' | 'violations') => all.reduce((total, one) => total + one[of], 0);
    return sum('violations') / Math.max(1, sum('requests'));
  }

  let arrivals: Arrivals | null = null;
  let sustained: Tally | null = null;
  for (;;) {
    [arrivals, sustained] = [null, null];
    await settle(within(0.6));
    // Where not even one is known to hold, there is nothing to make sure of later.
    if (bounds().low === 0) await settle(end);
    const { low } = bounds();
    if (low === 0 || signal.aborted) break;
    arrivals = await confirm(low, within(0.4));
    if (arrivals && takesBack(arrivals)) {
      giveBack(low, 'confirm');
      continue;
    }
    sustained = await sustain(low, end);
    if (sustained.verdict !== 'fail' && shareOfAll(low, arrivals, sustained) <= plan.share) break;
    giveBack(low, 'sustain');
  }

  /** What one at once was seen to get, if only in passing. */
  async function ofOne(): Promise<Tally> {
    const one = tallyOf(1);
    if (one.requests > 0 || signal.aborted) return one;
    // The first of them loads the model: it says something only where it failed at that.
    const seen = warm?.filter(({ fault }, index) => index > 0 || fault !== null) ?? [];
    for (const heard of seen.length > 0 ? seen : [await ask(number(), signal)]) add(one, heard, isLate(heard));
    return one;
  }

  const { low, high } = bounds();
  const one = low > 0 ? null : await ofOne();
  const holdsOne = one !== null && one.verdict !== 'fail' && one.violations <= plan.share * one.requests;
  const cap = low > 0 ? low : Number(holdsOne && one.requests > 0);
  const failing = (cap === 0 ? one : tallies.get(high)) ?? null;
  const proven = sustained?.verdict === 'pass';
  const { requests: n, violations } = (sustained && sustained.requests > 0 ? sustained : tallies.get(cap || 1))!;
  const sureOf = cap > 0 ? confidenceThat(plan.share, n, violations) : binomialCdf(violations - 1, n, plan.share);
  return {
    cap,
    tallies: [...tallies.values()].filter((tally) => tally.requests > 0).sort((a, b) => a.users - b.users),
    failing,
    arrivals,
    sustained,
    confidence: proven ? plan.confidence : Math.min(plan.confidence, sureOf),
    requests,
    ended: signal.aborted ? 'stopped' : next() || (low > 0 && clock.now() >= end) ? 'budget' : 'settled',
  };
}
