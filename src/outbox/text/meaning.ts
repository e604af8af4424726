import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFeatures, type Features, type Kinds, partsOf } from './features.ts';
import type { Policy } from './words.ts';

// A linear classifier of our own over the features of each part of a text; one weight for each class, and one for all of them
// together. It has weights for the features that say most; of any other one it knows that it does not know it,
// so that words which nobody has learned from say nothing by chance. scripts/gate/train.ts makes the weights.

export const classes = [
  'hate',
  'selfharm',
  'threat',
  'sexual',
  'harass',
  'impersonation',
  'scam',
  'personal',
  'age',
] as const;
export type Class = (typeof classes)[number];

/** A weight for each class, then the one for whether it is any of them. */
export const columns = classes.length + 1;
const pairs = columns / 2;

/** What is written in front of the weights. */
export interface Figures {
  /** Of each column: a weight's unit, and what is added to the sum. */
  readonly scale: readonly number[];
  readonly bias: readonly number[];
  /** Above which sum a part is of each class: without a judge, and with one beside it. */
  readonly strict: readonly number[];
  readonly sure: readonly number[];
  /** How large the table of kinds is. */
  readonly kinds: number;
  /** How many sets the table of features has. */
  readonly sets: number;
}
export interface Model extends Figures {
  readonly table: Kinds;
  /** Of each place in a set, the mark of the feature that is there. */
  readonly marks: Uint16Array;
  /** Two weights a byte, each as the index of its level. */
  readonly weights: Uint8Array;
}

/** What a weight may be, in units of its column: small ones are told apart better than large ones. */
export const levels = [-49, -36, -25, -16, -9, -4, -1, 0, 1, 4, 9, 16, 25, 36, 49];

/** So many features share a set. */
export const ways = 8;
export const setOf = (bucket: number, sets: number): number => bucket % sets;
/** Tells apart the buckets of one set; 0 is none. */
export const markOf = (bucket: number, sets: number): number => (bucket - (bucket % sets)) / sets + 1;

const file = join(import.meta.dirname, '../lists/meaning.bin');

/** The figures in one line, the kinds of words, then the weights. */
export function readModel(): Model {
  const bytes = readFileSync(file);
  const start = bytes.indexOf(10) + 1;
  const figures = JSON.parse(bytes.subarray(0, start - 1).toString()) as Figures;
  const values = start + 4 * figures.kinds;
  const marks = values + figures.kinds;
  const weights = marks + 2 * ways * figures.sets;
  const copied = (from: number, to: number) => Uint8Array.from(bytes.subarray(from, to)).buffer;
  return {
    ...figures,
    table: { keys: new Int32Array(copied(start, values)), values: new Uint8Array(copied(values, marks)) },
    marks: new Uint16Array(copied(marks, weights)),
    weights: new Uint8Array(copied(weights, bytes.length)),
  };
}

/** How much more it takes to believe a piece of a sentence than a whole one. */
const pieceMargin = 4;

/** What the sum of a part counts for: a short sentence has few features to say what it is with. */
export const weighed = (sum: number, features: number, isPiece: boolean): number =>
  isPiece ? sum - pieceMargin : sum / Math.min(1, Math.max(0.4, features / 200));

/** The highest sums that a part of the text has, by class; each with what speaks for any class. */
export function createScores({ scale, bias, table, sets, marks, weights }: Model): (spoken: string) => Float64Array {
  const featuresOf = createFeatures(table);
  const sums = new Int32Array(columns);
  /** A byte of two weights as both of them. */
  const first = Int8Array.from({ length: 256 }, (_, byte) => levels[byte & 15] ?? 0);
  const second = Int8Array.from({ length: 256 }, (_, byte) => levels[byte >> 4] ?? 0);
  /** Adds the weights of a feature to the sums that begin there; it may have none. */
  function add(bucket: number, to: Int32Array, from: number): void {
    // `setOf` and `markOf`, in one division: this is done some hundred times a text.
    const set = bucket % sets;
    const mark = (bucket - set) / sets + 1;
    const begin = set * ways;
    for (let at = begin; at < begin + ways && marks[at] !== 0; at++) {
      if (marks[at] !== mark) continue;
      for (let i = 0, byte = at * pairs; i < columns; i += 2, byte++) {
        to[from + i]! += first[weights[byte]!]!;
        to[from + i + 1]! += second[weights[byte]!]!;
      }
      return;
    }
  }
  /** Of all features in front of each: what a stretch of them sums to is the difference of two. */
  let upTo = new Int32Array(0);
  function sumUp({ all, count }: Features): void {
    if (upTo.length < (count + 1) * columns) upTo = new Int32Array((count + 1) * 2 * columns);
    for (let n = 0, to = columns; n < count; n++, to += columns) {
      for (let i = 0; i < columns; i++) upTo[to + i] = upTo[to - columns + i]!;
      add(all[n]!, upTo, to);
    }
  }
  return (spoken) => {
    const best = new Float64Array(classes.length).fill(Number.NEGATIVE_INFINITY);
    const { words, parts } = partsOf(spoken);
    const features = featuresOf(words);
    sumUp(features);
    for (const part of parts) {
      const together = features.together(part);
      let count = together.length;
      sums.fill(0);
      for (const bucket of together) add(bucket, sums, 0);
      for (const [from, to] of features.stretchesOf(part)) {
        count += to - from;
        for (let i = 0; i < columns; i++) sums[i]! += upTo[to * columns + i]! - upTo[from * columns + i]!;
      }
      const any = sums[columns - 1]! * scale[columns - 1]! + bias[columns - 1]!;
      for (let i = 0; i < best.length; i++)
        best[i] = Math.max(best[i]!, weighed(sums[i]! * scale[i]! + bias[i]! + any, count, part.isPiece));
    }
    return best;
  };
}

/** What a mature channel may be told. */
const grown: ReadonlySet<Class> = new Set(['harass']);
/** Less than this says nothing. */
const leastLetters = 9;

/** The class that a text is of, as far as the policy forbids it; null: none. */
export function createMeaning(): (spoken: string, policy: Policy, hasJudge: boolean) => string | null {
  const model = readModel();
  const scores = createScores(model);
  return (spoken, policy, hasJudge): string | null => {
    if (spoken.length < leastLetters) return null;
    const sums = scores(spoken);
    const least = hasJudge ? model.sure : model.strict;
    let found: Class | null = null;
    let most = 0;
    for (const [i, name] of classes.entries()) {
      const over = sums[i]! - least[i]!;
      if (over <= most || (policy === 'mature' && grown.has(name))) continue;
      most = over;
      found = name;
    }
    return found && `meaning ${found}`;
  };
}
