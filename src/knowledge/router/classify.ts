import type { Known } from './gazetteer.ts';
import type { Sentence, Span } from './spans.ts';
import { hashOf, kindBuckets, type Weights } from './weights.ts';

export interface Guess {
  /** `route.aspect`. */
  readonly label: string;
  readonly probability: number;
}

const reach = 4;

/** What a span is to the classifier: a game, an ordinary word that is a game too, a name, or a stranger. */
export function kindOf(known: Known | undefined, sentence: Sentence, { from, to }: Pick<Span, 'from' | 'to'>): string {
  if (known) return known.kind === 'game' ? (known.ordinary ? '<g>' : '<G>') : known.ordinary ? '<n>' : '<N>';
  const own = sentence.tokens.slice(from, to);
  // Words of the questions themselves are seldom a subject: "who is winning".
  if (own.every((token) => !token.startsWith('#'))) return '<w>';
  return own.includes('#C') ? '<C>' : '<U>';
}

/** The features of a line in which the span is only of its kind, as text: `npm run route -- --why` shows them. */
export function kindFeatures(
  sentence: Sentence,
  span: Pick<Span, 'from' | 'to'>,
  kind: string,
  language: string,
): string[] {
  const { words, tokens, text } = sentence;
  const line = ['^', ...tokens.slice(0, span.from), kind, ...tokens.slice(span.to), '$'];
  const centre = span.from + 1;
  const features = [`lang ${language}`, `words ${Math.min(line.length, 14)}`, `asks ${/\?\s*$/.test(text)}`];
  for (let at = 0; at < line.length; at++) {
    const word = line[at]!;
    features.push(word);
    if (at + 1 < line.length) features.push(`${word} ${line[at + 1]}`);
    if (at + 2 < line.length) features.push(`${word} ${line[at + 1]} ${line[at + 2]}`);
    for (let next = at + 2; next <= Math.min(line.length - 1, at + reach); next++)
      features.push(`${word} .. ${line[next]}`);
  }
  features.push(
    `before ${line[centre - 2] ?? ''} ${line[centre - 1]} ${kind}`,
    `after ${kind} ${line[centre + 1]} ${line[centre + 2] ?? ''}`,
    `around ${line[centre - 1]} ${kind} ${line[centre + 1]}`,
    `only ${kind} ${line.length}`,
  );
  for (let at = 0; at < words.length; at++) {
    const inside = at >= span.from && at < span.to;
    if (!tokens[at]!.startsWith('#') && !inside) continue;
    const { plain } = words[at]!;
    if (inside) features.push(`in ${plain}`, `in ${plain} ${line[centre - 1]}`);
    else
      for (let letter = -1; letter < plain.length - 1; letter++)
        features.push(`~${`_${plain}_`.slice(letter + 1, letter + 4)}`);
  }
  return features;
}

export const bucketsOf = (features: readonly string[]) => features.map((feature) => hashOf(feature) % kindBuckets);

/** All classes, the likeliest first. */
export function classify(features: readonly string[], { classes, kinds }: Weights): Guess[] {
  const sums = new Float64Array(classes.length);
  for (const bucket of bucketsOf(features)) {
    const row = bucket * classes.length;
    for (let at = 0; at < classes.length; at++) sums[at]! += kinds.values[row + at]!;
  }
  let top = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < sums.length; at++) {
    sums[at]! *= kinds.scale;
    top = Math.max(top, sums[at]!);
  }
  let whole = 0;
  for (let at = 0; at < sums.length; at++) whole += sums[at] = Math.exp(sums[at]! - top);
  return classes
    .map((label, at) => ({ label, probability: sums[at]! / whole }))
    .sort((a, b) => b.probability - a.probability);
}

/** What speaks most for a class, and how much. */
export function reasons(
  features: readonly string[],
  label: string,
  { classes, kinds }: Weights,
): readonly [string, number][] {
  const column = classes.indexOf(label);
  const mean = (row: number) => {
    let sum = 0;
    for (let at = 0; at < classes.length; at++) sum += kinds.values[row + at]!;
    return sum / classes.length;
  };
  return [...new Set(features)]
    .map((feature): [string, number] => {
      const row = (hashOf(feature) % kindBuckets) * classes.length;
      return [feature, (kinds.values[row + column]! - mean(row)) * kinds.scale];
    })
    .sort((a, b) => b[1] - a[1])
    .slice(0, 10);
}
