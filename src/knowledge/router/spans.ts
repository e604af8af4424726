import { type Known, mostWordsOfAName } from './gazetteer.ts';
import { beginsName, longestName, markOf, placeInName, type Sentence } from './sentence.ts';
import { hashOfPair, rowOf, spanBuckets, tagCount, type Weights } from './weights.ts';

/** A run of words that may be what is asked about: `from` is of it, `to` is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly score: number;
  readonly known: Known | undefined;
}

const longestSpan = 10;
export const mostTagFeatures = 20;
export const mostSpanFeatures = 16;
const pauses = { '': 0, ',': 1, '.': 2 } as const;

// A line has hundreds of spans: features are written one by one, as a list of each would be garbage.
const spanMask = spanBuckets - 1;

/** Hashes of what says something of one word, whatever its tag; how many. */
export function tagFeatures(
  { ids, words, marks, capitals, starts, ends }: Sentence,
  at: number,
  into: Int32Array,
): number {
  const [a, b, c, d, e] = [ids[at]!, ids[at + 1]!, ids[at + 2]!, ids[at + 3]!, ids[at + 4]!];
  const mark = marks[at]!;
  let n = 0;
  const put = (one: number, other: number) => {
    into[n] = hashOfPair(n, one, other);
    n++;
  };
  put(c, 0);
  put(b, 0);
  put(d, 0);
  put(a, 0);
  put(e, 0);
  put(b, c);
  put(c, d);
  put(a, b);
  put(d, e);
  put(b, d);
  put(mark, 0);
  put(mark, marks[at + 1] ?? -1);
  put(mark, b);
  put(marks[at - 1] ?? -1, mark);
  put(pauses[words[at]!.pause], capitals[at]! * (at === 0 ? 2 : 1));
  put(Math.min(at, 4), 0);
  put(Math.min(words.length - at, 4), 0);
  if (ends[at] !== 0) {
    put(ends[at]!, 0);
    put(starts[at]!, 0);
  }
  return n;
}

/** Buckets of what says something of a span as a whole; how many. */
export function spanFeatures(
  { ids, strangers: isStranger, words, marks }: Sentence,
  from: number,
  to: number,
  known: Known | undefined,
  into: Int32Array,
): number {
  const before = ids[from + 1]!;
  const after = ids[to + 2]!;
  const first = ids[from + 2]!;
  const last = ids[to + 1]!;
  const kind = known ? markOf(known, true) : 0;
  const length = Math.min(to - from, 7);
  let strangers = 0;
  let paused = 0;
  let named = 0;
  for (let at = from; at < to; at++) {
    strangers += isStranger[at]!;
    if (marks[at] !== 0) named++;
    if (at > from && words[at]!.pause !== '') paused = 1;
  }
  const edges =
    ((marks[from]! & placeInName) === beginsName ? 1 : marks[from] === 0 ? 0 : 2) +
    (marks[to - 1] === 0 ? 0 : 4) +
    (marks[to] === undefined || marks[to] === 0 ? 0 : (marks[to]! & placeInName) === beginsName ? 8 : 16);
  let n = 0;
  const put = (one: number, other: number) => {
    into[n] = hashOfPair(n, one, other) & spanMask;
    n++;
  };
  put(length, 0);
  put(kind, 0);
  put(kind, length);
  put(kind, before);
  put(kind, after);
  put(before, after);
  put(first, 0);
  put(last, 0);
  put(before, first);
  put(last, after);
  put(strangers === to - from ? 2 : strangers === 0 ? 0 : 1, 0);
  put(paused, 0);
  put(from === 0 ? 1 : 0, to === words.length ? 1 : 0);
  // Whether a known name is cut, or has more words around it.
  put(edges, 0);
  put(kind, named * 8 + length);
  return n;
}

/** Before the span, its first word, its other words, behind it. */
export const tagOf = (at: number, from: number, to: number) => (at < from ? 0 : at === from ? 1 : at < to ? 2 : 3);

const buckets = new Int32Array(32);

/** The likeliest spans, best first. */
export function spansIn(sentence: Sentence, weights: Weights, most: number): Span[] {
  const count = sentence.words.length;
  const { names } = sentence;
  const { tags, knownTags, spans } = weights;
  // Sums over the words so far: of being before the span, in it, behind it.
  const before = new Float64Array(count + 1);
  const inside = new Float64Array(count + 1);
  const behind = new Float64Array(count + 1);
  const begins = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const features = tagFeatures(sentence, at, buckets);
    let [o, b, i, p] = [0, 0, 0, 0];
    for (let n = 0; n < features; n++) {
      const row = rowOf(buckets[n]!, knownTags) * tagCount;
      if (row < 0) continue;
      o += tags.values[row]!;
      b += tags.values[row + 1]!;
      i += tags.values[row + 2]!;
      p += tags.values[row + 3]!;
    }
    begins[at] = b * tags.scale;
    before[at + 1] = before[at]! + o * tags.scale;
    inside[at + 1] = inside[at]! + i * tags.scale;
    behind[at + 1] = behind[at]! + p * tags.scale;
  }
  const found: Span[] = [];
  for (let from = 0; from < count; from++) {
    for (let to = from + 1; to <= Math.min(count, from + longestSpan); to++) {
      const known = to - from <= mostWordsOfAName ? names.get(from * longestName + to - from) : undefined;
      const features = spanFeatures(sentence, from, to, known, buckets);
      let whole = 0;
      for (let n = 0; n < features; n++) whole += spans.values[buckets[n]!]!;
      const score =
        before[from]! +
        begins[from]! +
        inside[to]! -
        inside[from + 1]! +
        behind[count]! -
        behind[to]! +
        whole * spans.scale;
      if (found.length >= most && score <= found.at(-1)!.score) continue;
      let place = found.length;
      while (place > 0 && found[place - 1]!.score < score) place--;
      found.splice(place, 0, { from, to, score, known });
      if (found.length > most) found.pop();
    }
  }
  return found;
}
