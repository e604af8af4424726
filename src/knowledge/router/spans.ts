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
  sentence: Sentence,
  from: number,
  to: number,
  known: Known | undefined,
  into: Int32Array,
): number {
  const { ids, words, marks } = sentence;
  const before = ids[from + 1]!;
  const after = ids[to + 2]!;
  const first = ids[from + 2]!;
  const last = ids[to + 1]!;
  const kind = known ? markOf(known, true) : 0;
  const length = Math.min(to - from, 7);
  const seen: Counts = { strangers: 0, paused: 0, named: 0 };
  for (let at = from; at < to; at++) countWord(sentence, from, at, seen);
  const { strangers, paused, named } = seen;
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
  put(shareOf(strangers, to - from), 0);
  put(paused, 0);
  put(from === 0 ? 1 : 0, to === words.length ? 1 : 0);
  // Whether a known name is cut, or has more words around it.
  put(edgesOf(marks, from, to), 0);
  put(kind, named * 8 + length);
  return n;
}

interface Counts {
  strangers: number;
  paused: number;
  named: number;
}

function countWord({ strangers, marks, words }: Sentence, from: number, at: number, counts: Counts) {
  counts.strangers += strangers[at]!;
  if (marks[at] !== 0) counts.named++;
  if (at > from && words[at]!.pause !== '') counts.paused = 1;
}

/** None, some or all of its words. */
const shareOf = (strangers: number, length: number) => (strangers === length ? 2 : strangers === 0 ? 0 : 1);

/** Which names its edges cut, and whether one goes on behind it. */
const edgesOf = (marks: Int32Array, from: number, to: number) =>
  ((marks[from]! & placeInName) === beginsName ? 1 : marks[from] === 0 ? 0 : 2) +
  (marks[to - 1] === 0 ? 0 : 4) +
  (marks[to] === undefined || marks[to] === 0 ? 0 : (marks[to]! & placeInName) === beginsName ? 8 : 16);

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
  const values = spans.values;
  const sums = sumsOfStrangers(sentence, values);
  const found: Span[] = [];
  for (let from = 0; from < count; from++) {
    const seen: Counts = { strangers: 0, paused: 0, named: 0 };
    for (let to = from + 1; to <= Math.min(count, from + longestSpan); to++) {
      const known = to - from <= mostWordsOfAName ? names.get(from * longestName + to - from) : undefined;
      countWord(sentence, from, to - 1, seen);
      let whole = 0;
      if (known === undefined) whole = sums.from[from]! + sums.to[to]! + ofStranger(sentence, from, to, seen, values);
      else {
        const features = spanFeatures(sentence, from, to, known, buckets);
        for (let n = 0; n < features; n++) whole += values[buckets[n]!]!;
      }
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

// Most spans are no known name. Of such a span nearly all features are of its beginning, of its end, or one of a few small
// numbers: they are looked up once for each beginning and end, and their buckets are known before.

const bucketAt = (place: number, one: number, other = 0) => hashOfPair(place, one, other) & spanMask;
const bucketsTo = (most: number, place: number, pairOf: (n: number) => readonly [number, number]) =>
  Int32Array.from({ length: most + 1 }, (_, n) => bucketAt(place, ...pairOf(n)));
const longestTold = 7;
const lengths = bucketsTo(longestTold, 0, (n) => [n, 0]);
const noKind = bucketAt(1, 0);
const noKindLengths = bucketsTo(longestTold, 2, (n) => [0, n]);
const strangerShares = bucketsTo(2, 10, (n) => [n, 0]);
const pausing = bucketsTo(1, 11, (n) => [n, 0]);
const atEnds = bucketsTo(3, 12, (n) => [n >> 1, n & 1]);
const edging = bucketsTo(31, 13, (n) => [n, 0]);
const naming = bucketsTo(longestSpan * 8 + longestTold, 14, (n) => [0, n]);

type Values = Weights['spans']['values'];

/** What a beginning and an end say of every span of theirs that is no known name. */
function sumsOfStrangers({ ids, words }: Sentence, values: Values) {
  const count = words.length;
  const from = new Float64Array(count);
  const to = new Float64Array(count + 1);
  for (let at = 0; at < count; at++) {
    const [before, first] = [ids[at + 1]!, ids[at + 2]!];
    from[at] = values[bucketAt(6, first)]! + values[bucketAt(8, before, first)]! + values[bucketAt(3, 0, before)]!;
    const [last, after] = [ids[at + 2]!, ids[at + 3]!];
    to[at + 1] = values[bucketAt(7, last)]! + values[bucketAt(9, last, after)]! + values[bucketAt(4, 0, after)]!;
  }
  return { from, to };
}

/** The rest of it, of one span. */
function ofStranger(
  { ids, words, marks }: Sentence,
  from: number,
  to: number,
  { strangers, paused, named }: Counts,
  values: Values,
): number {
  const length = Math.min(to - from, longestTold);
  return (
    values[lengths[length]!]! +
    values[noKind]! +
    values[noKindLengths[length]!]! +
    values[bucketAt(5, ids[from + 1]!, ids[to + 2]!)]! +
    values[strangerShares[shareOf(strangers, to - from)]!]! +
    values[pausing[paused]!]! +
    values[atEnds[(from === 0 ? 2 : 0) + (to === words.length ? 1 : 0)]!]! +
    values[edging[edgesOf(marks, from, to)]!]! +
    values[naming[named * 8 + length]!]!
  );
}
