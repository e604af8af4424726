import { bucketBits } from '../../../src/outbox/text/features.ts';
import { classes, columns } from '../../../src/outbox/text/meaning.ts';
import type { Random } from '../../../test/attacks/gate/templates.ts';
import type { Example, Features } from './data.ts';

const anyClass = classes.length;
export const buckets = 2 ** bucketBits;

export interface Fitted {
  readonly weights: Float32Array;
  readonly bias: Float64Array;
}

export function sumsOf(
  { weights, bias }: Fitted,
  { lexical, kinds }: Features,
  sums = new Float64Array(columns),
): Float64Array {
  sums.set(bias);
  for (const list of [lexical, kinds])
    for (const bucket of list) for (let c = 0; c < columns; c++) sums[c]! += weights[bucket * columns + c]!;
  return sums;
}

export interface Options {
  readonly epochs: number;
  /** So often a source of features is left out altogether, so that each learns to say it alone. */
  readonly kindsAlone: number;
  readonly wordsAlone: number;
  /** And of what is left in, such a share. */
  readonly dropWords: number;
  readonly dropKinds: number;
  readonly decay: number;
  readonly decayWords: number;
  readonly otherWeight: number;
  readonly rate: number;
  readonly innocentWeight: number;
}
export const usual: Options = {
  ...{ epochs: 5, kindsAlone: 0.3, wordsAlone: 0.15, dropWords: 0.5, dropKinds: 0.3 },
  ...{ decay: 2e-5, decayWords: 2e-5, otherWeight: 0, rate: 0.12, innocentWeight: 1 },
};

/**
 * A logistic regression for each class, and one for all of them together, of `only` these features. Of the parts of a
 * hostile text it learns from the one that it takes for the most hostile.
 */
export function regression(
  all: readonly Example[],
  random: Random,
  options: Options = usual,
  only: Uint8Array | null = null,
): Fitted {
  const weights = new Float32Array(buckets * columns);
  const squares = new Float32Array(buckets * columns).fill(1e-6);
  const bias = new Float64Array(columns);
  const sums = new Float64Array(columns);
  const order = all.map((_, i) => i);
  const places = new Int32Array(65_536);
  const scales = new Float32Array(65_536);
  const { kindsAlone, wordsAlone, dropWords, dropKinds } = options;

  function learn(part: Features, label: number) {
    // What is written as one word has no kinds to learn from.
    const which = part.kinds.length < 8 ? 1 : random.next();
    let n = 0;
    const take = (list: Int32Array, drop: number) => {
      const scale = 1 / (1 - drop);
      for (const bucket of list) {
        if ((only !== null && only[bucket] === 0) || n === places.length || random.next() < drop) continue;
        places[n] = bucket * columns;
        scales[n++] = scale;
      }
    };
    if (which >= kindsAlone) take(part.lexical, dropWords);
    const ofKinds = n;
    if (which < kindsAlone || which >= kindsAlone + wordsAlone) take(part.kinds, dropKinds);
    sums.set(bias);
    for (let i = 0; i < n; i++) for (let c = 0; c < columns; c++) sums[c]! += weights[places[i]! + c]! * scales[i]!;
    for (let c = 0; c < columns; c++) {
      const isIt = c === label || (c === anyClass && label >= 0);
      const weight = label < 0 ? options.innocentWeight : isIt ? 1 : options.otherWeight;
      const error = (1 / (1 + Math.exp(-sums[c]!)) - (isIt ? 1 : 0)) * weight;
      if (Math.abs(error) < 0.01) continue;
      for (let i = 0; i < n; i++) {
        const place = places[i]! + c;
        const gradient = error * scales[i]! + (i < ofKinds ? options.decayWords : options.decay) * weights[place]!;
        squares[place]! += gradient * gradient;
        weights[place]! -= (options.rate * gradient) / Math.sqrt(squares[place]! + 0.5);
      }
      bias[c]! -= 0.01 * error;
    }
  }

  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (const at of order) {
      const { parts, label } = all[at]!;
      if (label < 0) for (const part of parts) learn(part, label);
      else if (parts.length === 1 || epoch === 0) for (const part of parts) learn(part, label);
      else {
        let best = parts[0]!;
        let most = Number.NEGATIVE_INFINITY;
        for (const part of parts) {
          const sum = sumsOf({ weights, bias }, part, sums)[label]!;
          if (sum > most) [best, most] = [part, sum];
        }
        learn(best, label);
      }
    }
  }
  return { weights, bias };
}
