import { type Known, sorts } from './gazetteer.ts';
import { beginsName, placeInName, type Sentence } from './sentence.ts';
import type { Span } from './spans.ts';
import { hashOf, rowOf, type Weights } from './weights.ts';

export interface Guess {
  /** `route.aspect`. */
  readonly label: string;
  readonly probability: number;
}

/** The class of what asks of something that the line before named; no route. */
export const goesOn = 'last.asked';

const reach = 4;
const longestLetters = 20;

/** What a span is to the classifier: a name of some sort, maybe also a word (`~`), or a stranger. */
export function kindOf(
  known: Known | undefined,
  { tokens, strangers: isStranger }: Sentence,
  { from, to }: Pick<Span, 'from' | 'to'>,
) {
  if (known) return `<${known.ordinary ? '~' : ''}${known.sort}>`;
  let isCapital = false;
  let strangers = 0;
  for (let at = from; at < to; at++) {
    if (tokens[at] === '#C') isCapital = true;
    strangers += isStranger[at]!;
  }
  // Words of the questions themselves are seldom a subject: "who is winning".
  if (strangers === 0) return '<w>';
  return isCapital ? '<C>' : '<U>';
}

/** The line with the span, and every other name that could be nothing else, as what they are. */
function readLine({ tokens, marks, words }: Sentence, { from, to }: Pick<Span, 'from' | 'to'>, kind: string) {
  const line = ['^'];
  let centre = 1;
  for (let at = 0; at < words.length; ) {
    if (at === from) {
      centre = line.push(kind) - 1;
      at = to;
      continue;
    }
    const mark = marks[at]!;
    if ((mark & placeInName) === beginsName && (mark & 4) === 0) {
      line.push(`<${sorts[mark >> 3]}>`);
      at++;
      while (at < words.length && at !== from && marks[at] !== 0 && (marks[at]! & placeInName) !== beginsName) at++;
      continue;
    }
    line.push(tokens[at]!);
    at++;
  }
  line.push('$');
  return { line, centre };
}

/** The features of a line in which the span is only of its kind, as hashes; as text too for `npm run route -- --why`. */
export function kindFeatures(
  sentence: Sentence,
  span: Pick<Span, 'from' | 'to'>,
  kind: string,
  language: string,
  texts?: string[],
): Int32Array {
  const { words, strangers, text } = sentence;
  const { line, centre } = readLine(sentence, span, kind);
  const length = line.length;
  const ids = new Int32Array(length);
  for (let at = 0; at < length; at++) ids[at] = hashOf(line[at]!);
  let count = 0;
  const put = (kind: number, one: number, other: number) => {
    let hash = Math.imul(kind + 1, 0x9e3779b1) ^ one;
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ other;
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    found[count++] = hash ^ (hash >>> 16);
  };
  const isAsked = /\?\s*$/.test(text);
  put(0, language === 'fr' ? 1 : 2, 0);
  put(1, Math.min(length, 14), 0);
  put(2, isAsked ? 1 : 0, ids[centre]!);
  put(3, Math.min(span.to - span.from, 6), ids[centre]!);
  texts?.push(`lang ${language}`, `words ${Math.min(length, 14)}`, `asks ${isAsked} ${kind}`, `long ${kind}`);
  for (let at = 0; at < length; at++) {
    const id = ids[at]!;
    put(4, id, 0);
    texts?.push(line[at]!);
    if (at + 1 < length) {
      put(5, id, ids[at + 1]!);
      texts?.push(`${line[at]} ${line[at + 1]}`);
    }
    if (at + 2 < length) {
      put(6, id, Math.imul(ids[at + 1]!, 31) + ids[at + 2]!);
      texts?.push(`${line[at]} ${line[at + 1]} ${line[at + 2]}`);
    }
    for (let next = at + 2; next < length && next <= at + reach; next++) {
      put(7, id, ids[next]!);
      texts?.push(`${line[at]} .. ${line[next]}`);
    }
  }
  const [before, here, after] = [ids[centre - 1]!, ids[centre]!, ids[centre + 1]!];
  put(8, Math.imul(ids[centre - 2] ?? 0, 31) + before, here);
  put(9, here, Math.imul(after, 31) + (ids[centre + 2] ?? 0));
  put(10, Math.imul(before, 31) + after, here);
  put(11, here, length);
  texts?.push('before', 'after', 'around', `only ${kind} ${length}`);
  for (let at = 0; at < words.length; at++) {
    const { plain } = words[at]!;
    if (at >= span.from && at < span.to) {
      const word = hashOf(plain);
      put(12, word, 0);
      put(13, word, before);
      put(14, sentence.ends[at]!, 0);
      texts?.push(`in ${plain}`, `in ${plain} ${line[centre - 1]}`, `in .${plain.slice(-3)}`);
    } else if (strangers[at] === 1) {
      const letters = Math.min(plain.length, longestLetters);
      const letterAt = (place: number) => (place < 0 || place >= letters ? edge : plain.charCodeAt(place));
      for (let from = -1; from + 2 <= letters; from++) {
        put(15, letterAt(from), (letterAt(from + 1) << 16) | letterAt(from + 2));
        texts?.push(`~${`_${plain.slice(0, longestLetters)}_`.slice(from + 1, from + 4)}`);
      }
    }
  }
  return found.slice(0, count);
}

/** Stands before a word's first letter and behind its last. */
const edge = '_'.charCodeAt(0);
const mostFeatures = 8192;
/** Written over by every line: what is given away is a copy. */
const found = new Int32Array(mostFeatures);

/** All classes, the likeliest first. */
export function classify(hashes: Int32Array, { classes, kinds, known }: Weights): Guess[] {
  const count = classes.length;
  const sums = new Float64Array(count);
  for (let n = 0; n < hashes.length; n++) {
    const row = rowOf(hashes[n]!, known) * count;
    if (row < 0) continue;
    for (let at = 0; at < count; at++) sums[at]! += kinds.values[row + at]!;
  }
  let top = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    sums[at]! *= kinds.scale;
    if (sums[at]! > top) top = sums[at]!;
  }
  let whole = 0;
  for (let at = 0; at < count; at++) whole += sums[at] = Math.exp(sums[at]! - top);
  const guesses = classes.map((label, at): Guess => ({ label, probability: sums[at]! / whole }));
  return guesses.sort((a, b) => b.probability - a.probability);
}

/** What speaks most for a class, and how much. */
export function reasons(
  { texts, hashes }: { readonly texts: readonly string[]; readonly hashes: Int32Array },
  label: string,
  { classes, kinds, known }: Weights,
): readonly [string, number][] {
  const column = classes.indexOf(label);
  const weights = new Map<string, number>();
  texts.forEach((text, at) => {
    const row = rowOf(hashes[at]!, known) * classes.length;
    if (row < 0) return;
    let sum = 0;
    for (let n = 0; n < classes.length; n++) sum += kinds.values[row + n]!;
    weights.set(text, (kinds.values[row + column]! - sum / classes.length) * kinds.scale);
  });
  return [...weights].sort((a, b) => b[1] - a[1]).slice(0, 10);
}
