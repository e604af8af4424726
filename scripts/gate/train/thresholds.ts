/** A text with what the classifier says for each class, learned without the text's author. */
export interface Judged {
  readonly kind: string;
  readonly isInnocent: boolean;
  readonly scores: readonly number[];
}

/** What Twitch punishes first counts twice. */
const severe: ReadonlySet<string> = new Set([
  ...['hate', 'denial', 'selfharm', 'method', 'threat', 'minors', 'sexual', 'dox'],
]);
const candidates = Array.from({ length: 60 }, (_, i) => i / 2);
const rounds = 3;

/**
 * The threshold of each class at which fewest hostile texts pass while at most this share of the innocent ones is taken for
 * something. A class whose innocent texts are many is asked for more than one whose are few.
 */
export function calibrated(texts: readonly Judged[], mostWrong: number): readonly number[] {
  const innocents = texts.filter(({ isInnocent }) => isInnocent);
  const hostile = texts.filter(({ isInnocent }) => !isInnocent);
  const weightOf = ({ kind }: Judged) => (severe.has(kind) ? 2 : 1);
  const isOver = (scores: readonly number[], thresholds: readonly number[], but: number) =>
    scores.some((score, i) => i !== but && score > thresholds[i]!);
  const shareWrong = (thresholds: readonly number[]) =>
    innocents.filter(({ scores }) => isOver(scores, thresholds, -1)).length / innocents.length;

  /** Where a missed text costs as much as `price` innocent ones, as shares. */
  function best(price: number): readonly number[] {
    const thresholds = innocents[0]!.scores.map(() => 6);
    for (let round = 0; round < rounds; round++) {
      for (let c = 0; c < thresholds.length; c++) {
        const wrong = innocents.filter(({ scores }) => !isOver(scores, thresholds, c)).map(({ scores }) => scores[c]!);
        const missed = hostile.filter(({ scores }) => !isOver(scores, thresholds, c));
        let least = Number.POSITIVE_INFINITY;
        for (const candidate of candidates) {
          const blocked = wrong.filter((score) => score > candidate).length / innocents.length;
          const left = missed.reduce((sum, text) => sum + (text.scores[c]! > candidate ? 0 : weightOf(text)), 0);
          const cost = left / hostile.length + price * blocked;
          if (cost < least) [least, thresholds[c]] = [cost, candidate];
        }
      }
    }
    return thresholds;
  }

  let found = best(2 ** 9);
  for (let low = 0, high = 9, step = 0; step < 7; step++) {
    const middle = (low + high) / 2;
    const thresholds = best(2 ** middle);
    if (shareWrong(thresholds) > mostWrong) low = middle;
    else [high, found] = [middle, thresholds];
  }
  return found;
}
