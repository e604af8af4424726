import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buckets, createFeatures, type Features, type Kinds, partsOf } from './features.ts';
import type { Policy } from './words.ts';

// A linear classifier of our own over the features of each part of a text; one weight of a byte for each class, and one for
// all of them together. scripts/gate/train.ts makes the weights.

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

/** What is written in front of the weights. */
export interface Figures {
  /** Of each column: a weight's unit, and what is added to the sum. */
  readonly scale: readonly number[];
  readonly bias: readonly number[];
  /** Above which sum a part is of a class: without a judge, and with one beside it. */
  readonly strict: number;
  readonly sure: number;
  /** How large the table of kinds is. */
  readonly kinds: number;
}
export interface Model extends Figures {
  readonly table: Kinds;
  readonly weights: Int8Array;
}

const file = join(import.meta.dirname, '../lists/meaning.bin');

/** The figures in one line, the kinds of words, then the weights. */
export function readModel(): Model {
  const bytes = readFileSync(file);
  const start = bytes.indexOf(10) + 1;
  const figures = JSON.parse(bytes.subarray(0, start - 1).toString()) as Figures;
  const values = start + 4 * figures.kinds;
  const weights = values + figures.kinds;
  return {
    ...figures,
    table: {
      keys: new Int32Array(Uint8Array.from(bytes.subarray(start, values)).buffer),
      values: new Uint8Array(bytes.subarray(values, weights)),
    },
    weights: new Int8Array(bytes.buffer, bytes.byteOffset + weights, buckets * columns),
  };
}

/** How much more it takes to believe a piece of a sentence than a whole one. */
const pieceMargin = 4;

/** What the sum of a part counts for: a short sentence has few features to say what it is with. */
export const weighed = (sum: number, features: number, isPiece: boolean): number =>
  isPiece ? sum - pieceMargin : sum / Math.min(1, Math.max(0.4, features / 200));

/** The highest sums that a part of the text has, by class; each with what speaks for any class. */
export function createScores({ scale, bias, table, weights }: Model): (spoken: string) => Float64Array {
  const featuresOf = createFeatures(table);
  const sums = new Int32Array(columns);
  /** Of all features in front of each: what a stretch of them sums to is the difference of two. */
  let upTo = new Int32Array(0);
  function sumUp({ all, count }: Features): void {
    if (upTo.length < (count + 1) * columns) upTo = new Int32Array((count + 1) * 2 * columns);
    for (let n = 0, to = columns; n < count; n++)
      for (let i = 0, at = all[n]! * columns; i < columns; i++, to++) upTo[to] = upTo[to - columns]! + weights[at + i]!;
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
      for (const bucket of together)
        for (let i = 0, at = bucket * columns; i < columns; i++) sums[i]! += weights[at + i]!;
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
    let found: Class | null = null;
    let most = hasJudge ? model.sure : model.strict;
    for (const [i, name] of classes.entries()) {
      if (sums[i]! <= most || (policy === 'mature' && grown.has(name))) continue;
      most = sums[i]!;
      found = name;
    }
    return found && `meaning ${found}`;
  };
}
