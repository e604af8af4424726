import { type Gazetteer, type Known, mostWordsOfAName } from './gazetteer.ts';
import { hashOf, spanBuckets, tagBuckets, tagCount, type Weights } from './weights.ts';
import type { Word } from './words.ts';

/** A run of words that may be what is asked about: `from` is of it, `to` is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly score: number;
  readonly known: Known | undefined;
}

/** A line as both models read it. */
export interface Sentence {
  readonly text: string;
  readonly words: readonly Word[];
  /** The word where it is one of the questions' own; else what kind of stranger it is. */
  readonly tokens: readonly string[];
  /** Names that could be nothing else, one mark for each word; empty where there is none. */
  readonly marks: readonly string[];
}

const longestSpan = 10;

export function sentenceOf(
  text: string,
  words: readonly Word[],
  vocabulary: ReadonlySet<string>,
  gazetteer: Gazetteer,
): Sentence {
  const tokens = words.map(({ plain, start }) => {
    if (vocabulary.has(plain)) return plain;
    if (/^\d+$/.test(plain)) return plain.length === 4 ? '#Y' : '#D';
    return /\p{Lu}/u.test(text[start] ?? '') ? '#C' : '#U';
  });
  const marks = words.map(() => '');
  for (let at = 0; at < words.length; ) {
    let taken = 1;
    const most = gazetteer.starts(words[at]!.plain) ? Math.min(mostWordsOfAName, words.length - at) : 0;
    for (let count = most; count > 0; count--) {
      const known = gazetteer.find(plainsOf(words, at, at + count));
      if (known === undefined) continue;
      const mark = `${known.kind[0]}${known.ordinary ? 'o' : ''}`;
      for (let more = 0; more < count; more++) marks[at + more] = more === 0 ? `B${mark}` : `I${mark}`;
      if (!known.ordinary) taken = count;
      break;
    }
    at += taken;
  }
  return { text, words, tokens, marks };
}

export const plainsOf = (words: readonly Word[], from: number, to: number): string[] => {
  const plains: string[] = [];
  for (let at = from; at < to; at++) plains.push(words[at]!.plain);
  return plains;
};

/** Buckets of what says something of one word, whatever its tag. */
export function tagFeatures({ tokens, words, marks, text }: Sentence, at: number): number[] {
  const token = (offset: number) => tokens[at + offset] ?? (at + offset < 0 ? '^' : '$');
  const [a, b, c, d, e] = [token(-2), token(-1), token(0), token(1), token(2)];
  const { plain, start, pause } = words[at]!;
  const features = [
    `0${c}`,
    `1${b}`,
    `2${d}`,
    `3${a}`,
    `4${e}`,
    `5${b} ${c}`,
    `6${c} ${d}`,
    `7${a} ${b}`,
    `8${d} ${e}`,
    `9${b} ${d}`,
    `m${marks[at]}`,
    `n${marks[at]} ${marks[at + 1] ?? '$'}`,
    `o${marks[at]} ${b}`,
    `p${pause}`,
    `q${/\p{Lu}/u.test(text[start] ?? '') ? (at === 0 ? 'f' : 'c') : ''}`,
    `r${Math.min(at, 4)}`,
    `s${Math.min(words.length - at, 4)}`,
  ];
  if (c.startsWith('#')) features.push(`t${plain.slice(-3)}`, `u${plain.slice(0, 3)}`);
  return features.map((feature) => hashOf(feature) % tagBuckets);
}

/** Buckets of what says something of a span as a whole. */
export function spanFeatures(
  { tokens, words, marks }: Sentence,
  from: number,
  to: number,
  known: Known | undefined,
): number[] {
  const before = tokens[from - 1] ?? '^';
  const after = tokens[to] ?? '$';
  const kind = known ? `${known.kind}${known.ordinary ? 'o' : ''}` : '-';
  const length = Math.min(to - from, 7);
  let strangers = 0;
  let pauses = 0;
  for (let at = from; at < to; at++) {
    if (tokens[at]!.startsWith('#')) strangers++;
    if (at > from && words[at]!.pause !== '') pauses++;
  }
  const features = [
    `l${length}`,
    `k${kind}`,
    `kl${kind}${length}`,
    `kb${kind}${before}`,
    `ka${kind}${after}`,
    `ba${before} ${after}`,
    `f${tokens[from]}`,
    `e${tokens[to - 1]}`,
    `bf${before} ${tokens[from]}`,
    `ea${tokens[to - 1]} ${after}`,
    `s${strangers === to - from ? 'all' : strangers === 0 ? 'none' : 'some'}`,
    `p${pauses > 0}`,
    `w${from === 0}${to === tokens.length}`,
    // Whether a known name is cut, or has more words around it.
    `x${marks[from]!.slice(0, 1)}${marks[to - 1]!.slice(0, 1)}${marks[to]?.slice(0, 1)}`,
    `y${kind}${marks.slice(from, to).filter((mark) => mark !== '').length}${length}`,
  ];
  return features.map((feature) => hashOf(feature) % spanBuckets);
}

/** Before the span, its first word, its other words, behind it. */
export const tagOf = (at: number, from: number, to: number) => (at < from ? 0 : at === from ? 1 : at < to ? 2 : 3);

/** The likeliest spans, best first. */
export function spansIn(sentence: Sentence, weights: Weights, gazetteer: Gazetteer, most: number): Span[] {
  const { words } = sentence;
  const { tags, spans } = weights;
  const sums = [
    new Float64Array(words.length + 1),
    new Float64Array(words.length + 1),
    new Float64Array(words.length + 1),
  ];
  const begins = new Float64Array(words.length);
  for (let at = 0; at < words.length; at++) {
    const scores = [0, 0, 0, 0];
    for (const bucket of tagFeatures(sentence, at)) {
      for (let tag = 0; tag < tagCount; tag++) scores[tag]! += tags.values[bucket * tagCount + tag]!;
    }
    begins[at] = scores[1]! * tags.scale;
    sums[0]![at + 1] = sums[0]![at]! + scores[0]! * tags.scale;
    sums[1]![at + 1] = sums[1]![at]! + scores[2]! * tags.scale;
    sums[2]![at + 1] = sums[2]![at]! + scores[3]! * tags.scale;
  }
  const found: Span[] = [];
  for (let from = 0; from < words.length; from++) {
    const starts = gazetteer.starts(words[from]!.plain);
    for (let to = from + 1; to <= Math.min(words.length, from + longestSpan); to++) {
      const known = starts && to - from <= mostWordsOfAName ? gazetteer.find(plainsOf(words, from, to)) : undefined;
      let score =
        sums[0]![from]! + begins[from]! + sums[1]![to]! - sums[1]![from + 1]! + sums[2]![words.length]! - sums[2]![to]!;
      for (const bucket of spanFeatures(sentence, from, to, known)) score += spans.values[bucket]! * spans.scale;
      if (found.length < most || score > found.at(-1)!.score) {
        found.push({ from, to, score, known });
        found.sort((a, b) => b.score - a.score);
        if (found.length > most) found.pop();
      }
    }
  }
  return found;
}
