import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buckets, classes, featuresOf, windowLetters } from '../../src/outbox/text/meaning.ts';
import { readingOf } from '../../src/outbox/text/reading.ts';
import {
  createRandom,
  filled,
  hostile,
  innocent,
  type Random,
  readTemplates,
  type Templates,
} from '../../test/attacks/gate/templates.ts';
import { cleanAnswers } from '../../test/attacks/outbox-clean.ts';

// Makes src/outbox/lists/meaning.bin: a logistic regression for each class, from templates and a seed. The same data and
// seed make the same bytes.
//   node scripts/gate/train.ts [--evaluate]    with --evaluate: on four fifths of the templates, measured on the rest

const seed = 20_261_121;
const root = resolve(import.meta.dirname, '../..');
const more = readTemplates(join(root, 'scripts/gate/data/training.rot13.txt'));
const quiet = readTemplates(join(root, 'scripts/gate/data/innocent.txt'));

const classOf: Readonly<Record<string, (typeof classes)[number]>> = {
  hate: 'hate',
  denial: 'hate',
  slur: 'hate',
  selfharm: 'selfharm',
  method: 'selfharm',
  threat: 'threat',
  violence: 'threat',
  sexual: 'sexual',
  minors: 'sexual',
  insult: 'harass',
  twitch: 'impersonation',
  mods: 'impersonation',
  notice: 'impersonation',
  scam: 'scam',
  dox: 'personal',
  handle: 'personal',
};

/** What the stand-ins for Wikipedia, a model and a games database know: harmless prose. */
const prose = ['src/sandbox/texts/talk.ts', 'src/sandbox/texts/wikipedia.ts', 'src/sandbox/texts/games.ts']
  .flatMap((file) =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(
        /'((?:[^'\\\n]|\\.){25,})'|"((?:[^"\\\n]|\\.){25,})"|`([^`$]{25,})`/g,
      ),
    ].map((match) => match[1] ?? match[2] ?? match[3] ?? ''),
  )
  .filter((text) => !/[\\|]b/.test(text) && / /.test(text))
  .flatMap((text) => text.split(/(?<=[.!?]) /));

/** What was written as held out is a development set since it was read (docs/decisions/031). */
const answered = readFileSync(join(root, 'test/attacks/held-out/innocent.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '));

interface Example {
  readonly features: Int32Array;
  /** Index of the class, or -1. */
  readonly label: number;
  readonly held: boolean;
}

function exampleOf(text: string, label: number, held: boolean): Example {
  const { plain } = readingOf(text);
  const all = new Set<number>();
  featuresOf(plain, (bucket) => all.add(bucket));
  return { features: Int32Array.from(all), label, held };
}

/** A text in the windows that it is read in. */
function windowsOf(text: string): readonly string[] {
  const words = readingOf(text).plain.split(' ');
  const parts: string[] = [];
  for (let from = 0; from < words.length; ) {
    let to = from;
    let letters = 0;
    while (to < words.length && letters + words[to]!.length <= windowLetters) letters += words[to++]!.length;
    parts.push(words.slice(from, Math.max(to, from + 1)).join(' '));
    if (to >= words.length) break;
    from += Math.max(1, Math.floor((to - from) / 2));
  }
  return parts;
}

function examples(random: Random): Example[] {
  const all: Example[] = [];
  const neutral = [...innocent.lines.map(({ text }) => filled(text, innocent.slots, random)), ...prose];
  const word = () => random.pick(readingOf(random.pick(neutral)).plain.split(' '));
  const words = (letters: number) => {
    const some: string[] = [];
    for (let left = letters; left > 0; left -= some.at(-1)!.length + 1) some.push(word());
    return some.join(' ');
  };
  const bad = (templates: Templates, times: number) => {
    for (const { kind, text } of templates.lines) {
      const label = classes.indexOf(classOf[kind]!);
      if (label < 0) continue;
      const held = random.next() < 0.2;
      const count = /\{/.test(text) ? times : Math.ceil(times / 2);
      for (let i = 0; i < count; i++) {
        const made = readingOf(filled(text, templates.slots, random)).plain;
        const room = Math.max(0, windowLetters - made.length);
        const before = random.next() < 0.5 ? words(random.below(room + 1)) : '';
        const behind = random.next() < 0.5 ? words(random.below(Math.max(1, room - before.length))) : '';
        const whole = `${before} ${made} ${behind}`.trim();
        all.push(exampleOf(random.next() < 0.08 ? whole.replaceAll(' ', '') : whole, label, held));
      }
    }
  };
  const good = (templates: Templates, times: number) => {
    for (const { text } of templates.lines) {
      const held = random.next() < 0.2;
      for (let i = 0; i < (/\{/.test(text) ? times : 2); i++) {
        const made = filled(text, templates.slots, random);
        for (const part of windowsOf(made)) all.push(exampleOf(part, -1, held));
        if (i > 0) for (const part of windowsOf(`${made} ${random.pick(neutral)}`)) all.push(exampleOf(part, -1, held));
      }
    }
  };
  bad(hostile, 16);
  bad(more, 16);
  good(innocent, 12);
  good(quiet, 12);
  good(quiet, 4);
  for (const text of [...prose, ...cleanAnswers, ...answered, ...answered]) {
    const held = random.next() < 0.2;
    for (const part of windowsOf(text)) all.push(exampleOf(part, -1, held));
  }
  return all;
}

function train(all: readonly Example[], random: Random) {
  const weights = classes.map(() => new Float64Array(buckets));
  const squares = classes.map(() => new Float64Array(buckets).fill(1e-6));
  const bias = new Float64Array(classes.length);
  const order = all.map((_, i) => i);
  for (let epoch = 0; epoch < 12; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    for (const at of order) {
      const { features, label } = all[at]!;
      for (const c of classes.keys()) {
        const w = weights[c]!;
        let sum = bias[c]!;
        for (const feature of features) sum += w[feature]!;
        const error = 1 / (1 + Math.exp(-sum)) - (label === c ? 1 : 0);
        if (Math.abs(error) < 0.01) continue;
        const g = squares[c]!;
        for (const feature of features) {
          const gradient = error + 2e-5 * w[feature]!;
          g[feature]! += gradient * gradient;
          w[feature]! -= (0.12 * gradient) / Math.sqrt(g[feature]! + 0.5);
        }
        bias[c]! -= 0.01 * error;
      }
    }
  }
  return { weights, bias };
}

type Trained = ReturnType<typeof train>;
const sumOf = ({ weights, bias }: Trained, c: number, { features }: Example) =>
  features.reduce((sum, feature) => sum + weights[c]![feature]!, bias[c]!);

const margin = 0.2;
/** One innocent of the held-out templates that is far off says little: the weights that are stored have learned it. */
const mostSum = 0.4;

/** The sums above which so few of the innocent are. */
function thresholds(trained: Trained, innocents: readonly Example[], share: number): number[] {
  return [...classes.keys()].map((c) => {
    const sums = innocents.map((example) => sumOf(trained, c, example)).sort((a, b) => b - a);
    return Math.min(mostSum, (sums[Math.floor(innocents.length * share)] ?? 0) + margin);
  });
}

const random = createRandom(seed);
const all = examples(random);
const learned = train(
  all.filter(({ held }) => !held),
  random,
);
const heldOut = all.filter(({ held }) => held);
const innocents = heldOut.filter(({ label }) => label < 0);
const strict = thresholds(learned, innocents, 0.001);
const sure = thresholds(learned, innocents, 0.0002).map((least, c) => Math.max(least, strict[c]! + 1.2));

process.stdout.write(`${all.length} examples, of which ${heldOut.length} of templates that were held out\n`);
for (const [c, name] of classes.entries()) {
  const own = heldOut.filter(({ label }) => label === c);
  const found = own.filter((example) => classes.some((_, i) => sumOf(learned, i, example) > strict[i]!)).length;
  process.stdout.write(
    `${name.padEnd(16)} found ${((100 * found) / own.length).toFixed(1)} % of ${own.length}, strict ${strict[c]!.toFixed(2)}, sure ${sure[c]!.toFixed(2)}\n`,
  );
}
const wrong = innocents.filter((example) => classes.some((_, i) => sumOf(learned, i, example) > strict[i]!)).length;
process.stdout.write(
  `innocent: ${((100 * wrong) / innocents.length).toFixed(2)} % of ${innocents.length} windows are taken for something\n`,
);

if (!process.argv.includes('--evaluate')) {
  const final = train(all, createRandom(seed + 1));
  const scale = final.weights.map((w) => w.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127);
  const bytes = new Int8Array(buckets * classes.length);
  for (const [c, w] of final.weights.entries()) {
    for (let bucket = 0; bucket < buckets; bucket++)
      bytes[bucket * classes.length + c] = Math.round(w[bucket]! / scale[c]!);
  }
  const rounded = (values: Iterable<number>) => Array.from(values, (value) => Number(value.toPrecision(6)));
  const model = { scale: rounded(scale), bias: rounded(final.bias), sure: rounded(sure), strict: rounded(strict) };
  writeFileSync(
    join(root, 'src/outbox/lists/meaning.bin'),
    Buffer.concat([Buffer.from(`${JSON.stringify(model)}\n`), Buffer.from(bytes.buffer)]),
  );
}
