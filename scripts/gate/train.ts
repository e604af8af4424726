import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compileKinds } from '../../src/outbox/text/features.ts';
import { classes, columns, type Figures, levels, markOf, setOf, ways, weighed } from '../../src/outbox/text/meaning.ts';
import { createRandom } from '../../test/attacks/gate/templates.ts';
import { parts, unread } from '../../test/attacks/third/generate.ts';
import { type Author, createExamples, type Example } from './train/data.ts';
import { buckets, type Fitted, regression, sumsOf, usual } from './train/fit.ts';
import { calibrated, type Judged } from './train/thresholds.ts';

// Makes src/outbox/lists/meaning.bin: a logistic regression for each class, from templates and a seed. The same data and
// seed make the same bytes.
//   node scripts/gate/train.ts [--evaluate]    with --evaluate: only what it makes of authors that it has not read

const seed = 20_261_121;
const root = resolve(import.meta.dirname, '../..');
/** So many innocent texts of authors that it has not read may be taken for something: alone, and beside a judge. */
const mostWrong = { strict: 0.01, sure: 0.002 };
const sureMargin = 1;
/** 128,000 features: the file stays below a megabyte. */
const sets = 16_000;
/** The largest level, as a share of the largest weight. */
const share = 0.7;
/** A feature that stands in more texts than these says no more for it. */
const often = 400;

const rot13 = (text: string) => text.replace(/[a-z]/g, (c) => String.fromCharCode(((c.charCodeAt(0) - 84) % 26) + 97));
const kinds = compileKinds(
  readFileSync(join(root, 'scripts/gate/data/kinds.rot13.txt'), 'utf8').replace(
    /^(\w+: )(.*)$/gm,
    (_, name: string, words: string) => name + rot13(words),
  ),
);
const all = createExamples(
  kinds,
  parts.filter((part) => !unread.includes(part)),
  createRandom(seed),
);
const print = (line: string) => process.stdout.write(`${line}\n`);

/** The highest sum of each class that a part has, with that of all classes together. */
function scoresOf(model: Fitted, { parts: own }: Example): number[] {
  const most: number[] = Array.from({ length: classes.length }, () => Number.NEGATIVE_INFINITY);
  for (const part of own) {
    const sums = sumsOf(model, part);
    const count = part.lexical.length + part.kinds.length;
    for (let c = 0; c < classes.length; c++)
      most[c] = Math.max(most[c]!, weighed(sums[c]! + sums[columns - 1]!, count, part.isPiece));
  }
  return most;
}

/**
 * How much each feature says: the largest of its weights, times how often it stands in a text. Of each set the features that
 * say most are taken.
 */
function chosen({ weights }: Fitted, examples: readonly Example[]): Uint8Array {
  const texts = new Uint16Array(buckets);
  const last = new Int32Array(buckets).fill(-1);
  for (const [i, { parts: own }] of examples.entries())
    for (const { lexical, kinds } of own)
      for (const list of [lexical, kinds])
        for (const bucket of list) {
          if (last[bucket] === i || texts[bucket] === often) continue;
          last[bucket] = i;
          texts[bucket]!++;
        }
  const worth = new Float64Array(buckets);
  for (let bucket = 0; bucket < buckets; bucket++) {
    let largest = 0;
    for (let c = 0; c < columns; c++) largest = Math.max(largest, Math.abs(weights[bucket * columns + c]!));
    worth[bucket] = largest * Math.sqrt(texts[bucket]!);
  }
  const order = Array.from(worth.keys()).filter((bucket) => worth[bucket]! > 0);
  order.sort((one, other) => worth[other]! - worth[one]! || one - other);
  const taken = new Uint8Array(buckets);
  const filled = new Uint8Array(sets);
  for (const bucket of order) {
    const set = setOf(bucket, sets);
    if (filled[set] === ways) continue;
    filled[set]!++;
    taken[bucket] = 1;
  }
  return taken;
}

/** The features of each set with their weights, each of which is rounded to a level. */
function packed({ weights, bias }: Fitted, taken: Uint8Array) {
  const most = new Float64Array(columns);
  for (const [i, weight] of weights.entries()) most[i % columns] = Math.max(most[i % columns]!, Math.abs(weight));
  // Few weights are that large: what is beyond is cut off.
  const scale = Array.from(most, (weight) => (weight * share) / levels.at(-1)!);
  const marks = new Uint16Array(sets * ways);
  const bytes = new Uint8Array((sets * ways * columns) / 2);
  const rounded = new Float32Array(weights.length);
  const filled = new Uint8Array(sets);
  for (let bucket = 0; bucket < buckets; bucket++) {
    if (taken[bucket] === 0) continue;
    const set = setOf(bucket, sets);
    const at = set * ways + filled[set]!++;
    marks[at] = markOf(bucket, sets);
    for (let c = 0; c < columns; c++) {
      const wanted = weights[bucket * columns + c]! / scale[c]!;
      let nearest = 0;
      for (const [i, level] of levels.entries())
        if (Math.abs(level - wanted) < Math.abs(levels[nearest]! - wanted)) nearest = i;
      rounded[bucket * columns + c] = levels[nearest]! * scale[c]!;
      bytes[(at * columns + c) >> 1]! |= nearest << (4 * (c & 1));
    }
  }
  return { marks, bytes, scale, fitted: { weights: rounded, bias } };
}

/** Learned twice: with all features, to see which say most, then with these. */
function learned(examples: readonly Example[], salt: number) {
  const taken = chosen(regression(examples, createRandom(seed + salt), { ...usual, epochs: 3 }), examples);
  return packed(regression(examples, createRandom(seed + salt), usual, taken), taken);
}

/** Each author is judged by what was learned without him. */
const folds: readonly (readonly Author[])[] = [
  ['third', 'seventh', 'ninth', 'eleventh', 'plain-a', 'plain-c', 'plain-e', 'plain-g', 'plain-w', 'plain-z'],
  [
    ...(['fourth', 'eighth', 'tenth', 'twelfth', 'plain-b', 'plain-d', 'plain-f', 'plain-h', 'plain-i'] as const),
    ...(['plain-x', 'plain-y', 'plain-aa'] as const),
  ],
];
const judged: Judged[] = [];
for (const fold of folds) {
  const isUnread = ({ author }: Example) => fold.includes(author);
  const read = all.filter((example) => !isUnread(example));
  const { fitted } = learned(read, 2);
  for (const example of all) {
    if (!isUnread(example) || example.isMade) continue;
    // Of those who hint, only what is innocent counts here.
    if (example.label < 0 || example.author.startsWith('plain-'))
      judged.push({ kind: example.kind, isInnocent: example.label < 0, scores: scoresOf(fitted, example) });
  }
}
const strict = calibrated(judged, mostWrong.strict);
const sure = calibrated(judged, mostWrong.sure).map((least, i) => Math.max(strict[i]!, least) + sureMargin);
const isFound = ({ scores }: Judged) => scores.some((score, i) => score > strict[i]!);
print(`${all.length} examples; strict ${strict.join(' ')}, sure ${sure.join(' ')}`);
print('found of authors that it has not read:');
for (const kind of new Set(judged.map((text) => text.kind))) {
  const of = judged.filter((text) => text.kind === kind);
  print(`${kind.padEnd(22)} ${((100 * of.filter(isFound).length) / of.length).toFixed(1)} % of ${of.length}`);
}

if (!process.argv.includes('--evaluate')) {
  const { marks, bytes, scale, fitted } = learned(all, 1);
  const rounded = (value: number) => Number(value.toPrecision(6));
  const figures: Figures = {
    ...{ scale: scale.map(rounded), bias: Array.from(fitted.bias, rounded), strict, sure },
    ...{ kinds: kinds.keys.length, sets },
  };
  writeFileSync(
    join(root, 'src/outbox/lists/meaning.bin'),
    Buffer.concat([
      Buffer.from(`${JSON.stringify(figures)}\n`),
      Buffer.from(kinds.keys.buffer),
      Buffer.from(kinds.values.buffer),
      Buffer.from(marks.buffer),
      Buffer.from(bytes.buffer),
    ]),
  );
}
