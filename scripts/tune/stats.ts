/** The chance of `most` violations or fewer among `n` answers, each of which is one with probability `p`. */
export function binomialCdf(most: number, n: number, p: number): number {
  if (most >= n) return 1;
  if (p <= 0) return 1;
  if (p >= 1) return 0;
  let term = (1 - p) ** n;
  let sum = 0;
  for (let i = 0; i <= most; i++) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return Math.min(1, sum);
}

/** Answers that are needed to claim that fewer than `p` are violations, when `allowed` of them may be: 59, 93, 124 ... */
export function requestsFor(p: number, confidence: number, allowed: number): number {
  let n = allowed + 1;
  while (binomialCdf(allowed, n, p) > 1 - confidence + 1e-12) n++;
  return n;
}

/** How sure one may be, after these answers, that fewer than `p` are violations. */
export const confidenceThat = (p: number, n: number, bad: number) => (n === 0 ? 0 : 1 - binomialCdf(bad, n, p));

/** Where the true share lies (Clopper and Pearson: exact, never too narrow). */
export function interval(n: number, bad: number, confidence: number): readonly [number, number] {
  if (n === 0) return [0, 1];
  const side = (1 - confidence) / 2;
  const low = bad === 0 ? 0 : bisect((p) => 1 - binomialCdf(bad - 1, n, p) < side);
  const high = bad === n ? 1 : bisect((p) => binomialCdf(bad, n, p) > side);
  return [low, high];
}

/** The point of [0, 1] up to which `below` holds. */
function bisect(below: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** How many answers may be looked at with 0, 1, 2 ... violations for the claim to stand. */
export type Looks = readonly number[];

/**
 * Looking four times at 59, 93, 124 and 153 answers would let a server pass too often that violates just `p`: each
 * look is a chance. So the looks are moved out until all of them together let it pass with 1 - `confidence`, exactly.
 */
export function looksFor(p: number, confidence: number, count = 4): Looks {
  const at = (each: number) => Array.from({ length: count }, (_, allowed) => requestsFor(p, 1 - each, allowed));
  const each = bisect((share) => share < 1 - confidence && passChance(at(Math.max(share, 1e-6)), p) <= 1 - confidence);
  return at(Math.max(1e-6, each - 1e-9));
}

/** The chance of a server that violates `p` to pass at one of the looks. */
export function passChance(looks: Looks, p: number): number {
  let passed = 0;
  let before = 0;
  // By the number of violations so far; more than the last look allows is a failure.
  let going = looks.map((_, bad): number => (bad === 0 ? 1 : 0));
  for (const [allowed, n] of looks.entries()) {
    const more = looks.map((_, bad) => binomialAt(bad, n - before, p));
    going = going.map((_, bad) => going.slice(0, bad + 1).reduce((sum, had, i) => sum + had * more[bad - i]!, 0));
    for (let bad = 0; bad <= allowed; bad++) {
      passed += going[bad]!;
      going[bad] = 0;
    }
    before = n;
  }
  return passed;
}

const binomialAt = (k: number, n: number, p: number) =>
  k > n ? 0 : binomialCdf(k, n, p) - (k === 0 ? 0 : binomialCdf(k - 1, n, p));

/** By how much more evidence it takes to fail than to pass. */
const bunching = 5;

export type Judgement = 'pass' | 'fail' | null;

/**
 * Wald's sequential test between a share of violations clearly under `p` and one clearly over it. `odds` says how sure
 * it is made: at 99 the wrong answer comes once in a hundred at these two shares, and less often outside them. To fail
 * takes more, because late answers come in bunches: one hiccup is late for everybody behind it.
 */
export function createSequentialTest(p: number) {
  const [good, ill] = [0.6 * p, Math.min(0.99, 1.6 * p)];
  const perBad = Math.log(ill / good);
  const perGood = Math.log((1 - ill) / (1 - good));
  const evidence = (n: number, bad: number) => bad * perBad + (n - bad) * perGood;
  return {
    /** Above 0 speaks for too many violations. */
    evidence,
    judge(n: number, bad: number, odds: number): Judgement {
      const now = evidence(n, bad);
      if (now >= Math.log(odds * bunching)) return 'fail';
      return now <= -Math.log(odds) ? 'pass' : null;
    },
  };
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * q) - 1)] ?? Number.NaN;
}
