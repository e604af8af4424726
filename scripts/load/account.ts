/** How commands ended, as the bot counts them in `commands_total{outcome}`. */
export interface Counted {
  readonly answered: number;
  readonly refused: number;
  readonly failed: number;
  readonly ignored: number;
  readonly lost: number;
}

/** What somebody in the chat saw. */
export interface Seen {
  readonly answered: number;
  /** A phrase in the place of an answer. */
  readonly failed: number;
  /** Viewers who were told that they have to wait. */
  readonly told: number;
}

/** Every command that was typed, by what became of it. */
export interface Account extends Seen {
  readonly typed: number;
  /** Refused without a word, because the viewer had been told or nothing could be said; the bot counted it. */
  readonly silent: number;
  /** Left alone on purpose: two bots that talk. */
  readonly ignored: number;
  /** Nothing became of it. */
  readonly lost: number;
  /** Failed and lost: refusals are no errors. */
  readonly errors: number;
  readonly errorShare: number;
  /** Where what the bot counted and what the chat saw cannot both be true. */
  readonly disagreements: readonly string[];
}

/** Holds what was typed against what the bot counted and what the chat saw. Whatever is in no account is lost. */
export function account(typed: number, counted: Counted, seen: Seen): Account {
  const ended = counted.answered + counted.refused + counted.failed + counted.ignored + counted.lost;
  const unseen = Math.max(0, counted.answered - seen.answered) + Math.max(0, counted.failed - seen.failed);
  const lost = counted.lost + Math.max(0, typed - ended) + unseen;
  const errors = seen.failed + lost;
  const disagreements = [
    ended > typed && `the bot counted ${ended} commands, and ${typed} were typed`,
    seen.answered > counted.answered && `${seen.answered} answers were seen, and the bot counted ${counted.answered}`,
    seen.failed > counted.failed && `${seen.failed} failures were seen, and the bot counted ${counted.failed}`,
    seen.told > counted.refused && `${seen.told} viewers were told to wait, and the bot refused ${counted.refused}`,
  ].filter((text) => text !== false);
  return {
    ...seen,
    typed,
    silent: Math.max(0, counted.refused - seen.told),
    ignored: counted.ignored,
    lost,
    errors,
    errorShare: typed === 0 ? 0 : errors / typed,
    disagreements,
  };
}

export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** By nearest rank: with few values the highest percentiles are the highest value. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  const at = (q: number) => sorted[Math.max(0, Math.ceil(sorted.length * q) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** The most that fell into any span of this length. Half open: what is `spanMs` apart is not together. */
export function mostWithin(times: readonly number[], spanMs: number): number {
  let [from, most] = [0, 0];
  for (const [i, at] of times.entries()) {
    while (at - times[from]! >= spanMs) from++;
    most = Math.max(most, i - from + 1);
  }
  return most;
}

/** How much of `[from, to]` was covered by any of these spans. */
export function covered(from: number, to: number, spans: readonly (readonly [number, number])[]): number {
  let sum = 0;
  let done = from;
  for (const [begin, end] of spans.toSorted((a, b) => a[0] - b[0])) {
    const start = Math.max(begin, done);
    const stop = Math.min(end, to);
    if (stop > start) {
      sum += stop - start;
      done = stop;
    }
  }
  return sum;
}
