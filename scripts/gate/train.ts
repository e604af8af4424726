import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compileKinds } from '../../src/outbox/text/features.ts';
import { classes, columns, type Figures, weighed } from '../../src/outbox/text/meaning.ts';
import { createRandom } from '../../test/attacks/gate/templates.ts';
import { parts, unread } from '../../test/attacks/third/generate.ts';
import { type Author, createExamples, type Example } from './train/data.ts';
import { type Fitted, regression, sumsOf, usual } from './train/fit.ts';

// Makes src/outbox/lists/meaning.bin: a logistic regression for each class, from templates and a seed. The same data and
// seed make the same bytes.
//   node scripts/gate/train.ts [--evaluate]    with --evaluate: only what it makes of authors that it has not read

const seed = 20_261_121;
const root = resolve(import.meta.dirname, '../..');
/** So many innocent texts of authors that it has not read may be taken for something: alone, and beside a judge. */
const mostWrong = { strict: 0.015, sure: 0.003 };
const sureMargin = 1;

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

/** The highest sum of a class and of all classes together that a part has. */
function scoreOf(model: Fitted, { parts: own }: Example): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const part of own) {
    const sums = sumsOf(model, part);
    const count = part.lexical.length + part.kinds.length;
    for (let c = 0; c < classes.length; c++)
      most = Math.max(most, weighed(sums[c]! + sums[columns - 1]!, count, part.isPiece));
  }
  return most;
}

const folds: readonly (readonly Author[])[] = [['plain-f', 'plain-g', 'plain-w', 'plain-x']];
const innocents: number[] = [];
const found = new Map<string, number[]>();
for (const fold of folds.filter((fold) => all.some(({ author }) => fold.includes(author)))) {
  const isUnread = ({ author }: Example) => fold.includes(author);
  const model = regression(
    all.filter((example) => !isUnread(example)),
    createRandom(seed + 2),
  );
  for (const example of all) {
    if (!isUnread(example) || example.isMade) continue;
    if (example.label < 0) innocents.push(scoreOf(model, example));
    else found.set(example.kind, [...(found.get(example.kind) ?? []), scoreOf(model, example)]);
  }
}
innocents.sort((one, two) => two - one);
const above = (share: number) => innocents[Math.floor(innocents.length * share)]!;
const strict = above(mostWrong.strict);
const sure = Math.max(strict, above(mostWrong.sure)) + sureMargin;
print(`${all.length} examples, ${innocents.length} innocent; strict ${strict.toFixed(2)}, sure ${sure.toFixed(2)}`);
print('found of authors that it has not read:');
for (const [kind, scores] of found) {
  const share = scores.filter((score) => score > strict).length / scores.length;
  print(`${kind.padEnd(22)} ${(100 * share).toFixed(1)} % of ${scores.length}`);
}

if (!process.argv.includes('--evaluate')) {
  const { weights, bias } = regression(all, createRandom(seed + 1), { ...usual, epochs: 8 });
  const most = new Float64Array(columns);
  for (const [i, weight] of weights.entries()) most[i % columns] = Math.max(most[i % columns]!, Math.abs(weight));
  const scale = Array.from(most, (weight) => weight / 127);
  const bytes = Int8Array.from(weights, (weight, i) => Math.round(weight / scale[i % columns]!));
  const rounded = (value: number) => Number(value.toPrecision(6));
  const figures: Figures = {
    scale: scale.map(rounded),
    bias: Array.from(bias, rounded),
    strict: rounded(strict),
    sure: rounded(sure),
    kinds: kinds.keys.length,
  };
  writeFileSync(
    join(root, 'src/outbox/lists/meaning.bin'),
    Buffer.concat([
      Buffer.from(`${JSON.stringify(figures)}\n`),
      Buffer.from(kinds.keys.buffer),
      Buffer.from(kinds.values.buffer),
      Buffer.from(bytes.buffer),
    ]),
  );
}
