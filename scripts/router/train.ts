import type { Language } from '../../src/domain/settings.ts';
import { goesOn, kindFeatures, kindOf } from '../../src/knowledge/router/classify.ts';
import { createGazetteer, type Gazetteer, mostWordsOfAName } from '../../src/knowledge/router/gazetteer.ts';
import { keyBetween, placeOf, type Sentence, sentenceOf } from '../../src/knowledge/router/sentence.ts';
import {
  mostSpanFeatures,
  mostTagFeatures,
  spanFeatures,
  spansIn,
  tagFeatures,
  tagOf,
} from '../../src/knowledge/router/spans.ts';
import {
  kindRows,
  knownOf,
  rowOf,
  spanBuckets,
  tagCount,
  tagRows,
  type Weights,
} from '../../src/knowledge/router/weights.ts';
import { fold, wordsOf } from '../../src/knowledge/router/words.ts';
import { createRandom } from '../../src/sandbox/random.ts';
import { hashOfTraining } from './entities.ts';
import { createGenerator } from './generate.ts';
import { labelledFiles, labelledRows } from './labelled.ts';

interface Example {
  readonly sentence: Sentence;
  readonly gazetteer: Gazetteer;
  readonly language: Language;
  /** A class, or a route where nobody said which of its classes. */
  readonly label: string;
  /** First word, and the one behind the last. */
  readonly span: readonly [number, number] | null;
}

export interface TrainOptions {
  readonly made: number;
  /** Labelled sets that are left out, to be measured with. */
  readonly without: readonly string[];
  readonly print: (line: string) => void;
}

const seed = 19;
/** Of the questions that see no list of names at all, so that new names are found too. */
const blindShare = 0.3;
/** Features of a line that each step does not see: a word that tells all is not leant on alone. */
const blanked = 0.35;
/** Of a feature, in all questions. */
const leastSeen = 8;
const betweenSnapshots = 4_000;
const rounds = { tags: 2, kinds: 3 };
const rate = { first: 0.08, last: 0.016 };
const longestSubject = 8;
/** People's own words count for more than made ones. */
const labelledTimes = 24;

export function train({ made, without, print }: TrainOptions): Weights {
  const random = createRandom(seed);
  const known = createGazetteer();
  const nobody: Gazetteer = {
    add: () => {},
    find: () => undefined,
    near: () => undefined,
    starts: () => false,
    has: () => false,
  };
  const generator = createGenerator(random);
  const labelled = labelledRows(without);
  const vocabulary = vocabularyOf(
    [...generator.vocabulary, ...labelled.map(({ question }) => question)],
    generator.vocabulary.length,
  );
  const classes = ['model.chat', ...routesAndAspects, goesOn];

  function exampleOf(
    text: string,
    language: Language,
    label: string,
    find: (sentence: Sentence) => Example['span'],
    blind = blindShare,
  ): Example {
    const gazetteer = random() < blind ? nobody : known;
    const sentence = sentenceOf(text, wordsOf(text, gazetteer.has), vocabulary, gazetteer);
    return { sentence, gazetteer, language, label, span: find(sentence) };
  }

  const examples: Example[] = [];
  for (let n = 0; n < made; n++) {
    const { text, language, label, span, known: isKnown } = generator.make();
    const find = ({ words }: Sentence): Example['span'] => {
      if (span === null) return null;
      const from = words.findIndex(({ end }) => end > span[0]);
      let to = words.length;
      while (to > from && words[to - 1]!.start >= span[1]) to--;
      return from < 0 || to <= from ? null : [from, to];
    };
    const example = exampleOf(text, language, label, find, isKnown ? blindShare / 4 : blindShare);
    if (example.sentence.words.length > 0 && (span === null) === (example.span === null)) examples.push(example);
  }
  for (const { question, language, label, subjects, called = [] } of labelled) {
    for (let n = 0; n < labelledTimes; n++) {
      const example = exampleOf(question, language, label, (sentence) =>
        label === 'model.chat' || label === goesOn
          ? null
          : (spanOf(sentence, subjects, known) ?? spanOf(sentence, called, known)),
      );
      if (example.sentence.words.length > 0) examples.push(example);
    }
  }
  shuffle(examples, random);
  print(`${examples.length} questions, ${vocabulary.size} words, ${classes.length} classes`);

  const weights: Weights = {
    classes,
    vocabulary,
    trainedOn: hashOfTraining(labelledFiles(without)),
    tags: { values: new Float32Array(tagRows * tagCount), scale: 1 },
    knownTags: new Uint16Array(tagRows),
    spans: { values: new Float32Array(spanBuckets), scale: 1 },
    kinds: { values: new Float32Array(kindRows * classes.length), scale: 1 },
    known: new Uint16Array(kindRows),
  };
  learnSpans(weights, examples, print);
  learnKinds(weights, examples, random, print);
  return weights;
}

const routesAndAspects = [
  ...['about', 'release', 'studio', 'platforms', 'genre', 'rating'].map((aspect) => `igdb.${aspect}`),
  ...['about', 'who', 'what', 'when', 'where', 'howmany'].map((aspect) => `wikipedia.${aspect}`),
];

/** Words of the frames, and what people type around names often enough. */
function vocabularyOf(texts: readonly string[], own: number): Set<string> {
  const counts = new Map<string, number>();
  texts.forEach((text, at) => {
    for (const { plain } of wordsOf(text, () => false))
      counts.set(plain, (counts.get(plain) ?? 0) + (at < own ? 10 : 1));
  });
  return new Set(
    [...counts]
      .filter(([word, count]) => count >= 10 && !/^\d+$/.test(word))
      .map(([word]) => word)
      .sort(),
  );
}

/** Where somebody's subject stands in the line: written so, else by another name, else with a slip; the longest of those. */
function spanOf(sentence: Sentence, subjects: readonly string[], gazetteer: Gazetteer): Example['span'] {
  const { words } = sentence;
  const keys = subjects.map((subject) => bare(subject));
  const fits: readonly ((plain: string, key: string) => boolean)[] = [
    (plain) => keys.includes(plain),
    (_plain, key) => subjects.includes(gazetteer.find(key)?.title ?? ''),
    (_plain, key) => subjects.includes(gazetteer.near(key)?.title ?? ''),
  ];
  for (const isIt of fits) {
    for (let length = Math.min(longestSubject, words.length); length > 0; length--) {
      for (let from = 0; from + length <= words.length; from++) {
        const plain = words
          .slice(from, from + length)
          .map((word) => word.plain)
          .join('');
        if (isIt(plain, keyBetween(sentence, from, from + length))) return [from, from + length];
      }
    }
  }
  return null;
}

const bare = (text: string) => fold(text).replace(/[^\p{L}\p{N}]+/gu, '');

function shuffle<T>(list: T[], random: () => number) {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
}

/** An averaged structured perceptron: the weights' mean over all steps. */
function learnSpans(weights: Weights, examples: readonly Example[], print: (line: string) => void) {
  const tags = weights.tags.values as Float32Array;
  const spans = weights.spans.values as Float32Array;
  const tagSums = new Float64Array(tags.length);
  const spanSums = new Float64Array(spans.length);
  const buckets = new Int32Array(Math.max(mostTagFeatures, mostSpanFeatures));
  const counts = new Map<number, number>();
  for (const { sentence, span } of examples) {
    if (span === null) continue;
    for (let at = 0; at < sentence.words.length; at++) {
      const count = tagFeatures(sentence, at, buckets);
      for (let n = 0; n < count; n++) counts.set(buckets[n]!, (counts.get(buckets[n]!) ?? 0) + 1);
    }
  }
  weights.knownTags.set(knownOf(counts, leastSeen, tagRows));
  print(`${counts.size} features of words, ${weights.knownTags.filter((one) => one > 0).length} known`);
  let step = 1;
  for (let round = 0; round < rounds.tags; round++) {
    let right = 0;
    let all = 0;
    for (const { sentence, span } of examples) {
      if (span === null) continue;
      all++;
      step++;
      const [guess] = spansIn(sentence, weights, 1);
      if (guess!.from === span[0] && guess!.to === span[1]) {
        right++;
        continue;
      }
      const learn = (from: number, to: number, by: number) => {
        for (let at = 0; at < sentence.words.length; at++) {
          const tag = tagOf(at, from, to);
          const count = tagFeatures(sentence, at, buckets);
          for (let n = 0; n < count; n++) {
            const row = rowOf(buckets[n]!, weights.knownTags);
            if (row < 0) continue;
            tags[row * tagCount + tag]! += by;
            tagSums[row * tagCount + tag]! += by * step;
          }
        }
        const found = to - from <= mostWordsOfAName ? sentence.names.get(placeOf(from, to)) : undefined;
        const count = spanFeatures(sentence, from, to, found, buckets);
        for (let n = 0; n < count; n++) {
          spans[buckets[n]!]! += by;
          spanSums[buckets[n]!]! += by * step;
        }
      };
      learn(span[0], span[1], 1);
      learn(guess!.from, guess!.to, -1);
    }
    print(`spans, round ${round + 1}: ${((100 * right) / all).toFixed(1)} % of ${all}`);
  }
  for (let at = 0; at < tags.length; at++) tags[at]! -= tagSums[at]! / step;
  for (let at = 0; at < spans.length; at++) spans[at]! -= spanSums[at]! / step;
}

/** Multinomial logistic regression by stochastic gradient descent. */
function learnKinds(
  weights: Weights,
  examples: readonly Example[],
  random: () => number,
  print: (line: string) => void,
) {
  const { classes } = weights;
  const kinds = weights.kinds.values as Float32Array;
  const seenRows = examples.map(({ sentence, gazetteer, language, label, span }) => {
    // What the tagger takes for a subject is what the classifier will see.
    const [guess] = spansIn(sentence, weights, 1);
    const seen = span !== null && random() < 0.5 ? { from: span[0], to: span[1] } : guess!;
    const key = keyBetween(sentence, seen.from, seen.to);
    const found = gazetteer.find(key) ?? (seen.to - seen.from <= 6 ? gazetteer.near(key) : undefined);
    return {
      hashes: kindFeatures(sentence, seen, kindOf(found, sentence, seen), language),
      wanted: classes.map((name) => name === label || name.startsWith(`${label}.`)),
    };
  });
  const counts = new Map<number, number>();
  for (const { hashes } of seenRows) for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  weights.known.set(knownOf(counts, leastSeen, kindRows));
  print(`${counts.size} features, ${weights.known.filter((one) => one > 0).length} known`);
  const rows = seenRows.map(({ hashes, wanted }) => ({
    buckets: hashes.map((hash) => rowOf(hash, weights.known)).filter((row) => row >= 0),
    wanted,
  }));
  const sums = new Float64Array(classes.length);
  const kept = new Int32Array(8192);
  const steps = rounds.kinds * rows.length;
  let step = 0;
  const means = new Float64Array(kinds.length);
  let snapshots = 0;
  for (let round = 0; round < rounds.kinds; round++) {
    shuffle(rows, random);
    let right = 0;
    for (const { buckets, wanted } of rows) {
      // The mean of many moments is surer than the last one.
      if (round > 0 && step % betweenSnapshots === 0) {
        snapshots++;
        for (let at = 0; at < kinds.length; at++) means[at]! += kinds[at]!;
      }
      const by = rate.first * (rate.last / rate.first) ** (step++ / steps);
      sums.fill(0);
      let count = 0;
      for (const bucket of buckets) if (random() >= blanked) kept[count++] = bucket;
      const seen = kept.subarray(0, count);
      for (const bucket of seen)
        for (let at = 0; at < sums.length; at++) sums[at]! += kinds[bucket * sums.length + at]!;
      const top = Math.max(...sums);
      let whole = 0;
      let wantedSum = 0;
      for (let at = 0; at < sums.length; at++) {
        sums[at] = Math.exp(sums[at]! - top);
        whole += sums[at]!;
        if (wanted[at]) wantedSum += sums[at]!;
        if (wanted[at] && sums[at] === 1) right++;
      }
      for (let at = 0; at < sums.length; at++) {
        // Of a route's classes each has the share that it has by now.
        const change = by * ((wanted[at] ? sums[at]! / wantedSum : 0) - sums[at]! / whole);
        if (Math.abs(change) > 1e-6) for (const bucket of seen) kinds[bucket * sums.length + at]! += change;
      }
    }
    print(`kinds, round ${round + 1}: ${((100 * right) / rows.length).toFixed(1)} %`);
  }
  for (let at = 0; at < kinds.length; at++) kinds[at] = means[at]! / snapshots;
}
