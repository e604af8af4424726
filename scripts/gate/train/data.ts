import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withoutAges } from '../../../src/outbox/text/ages.ts';
import { createFeatures, type Kinds, lexical, partsOf } from '../../../src/outbox/text/features.ts';
import { classes } from '../../../src/outbox/text/meaning.ts';
import { sentencesApart } from '../../../src/outbox/text/normalise.ts';
import { readingOf } from '../../../src/outbox/text/reading.ts';
import {
  filled,
  hostile,
  innocent,
  type Random,
  readTemplates,
  type Templates,
} from '../../../test/attacks/gate/templates.ts';
import { generate } from '../../../test/attacks/held-out/generate.ts';
import { cleanAnswers } from '../../../test/attacks/outbox-clean.ts';
import {
  type HarmlessAuthor,
  harmlessAuthors,
  type PlainAuthor,
  authors as plainAuthors,
  plainInnocents,
  plainOutputs,
} from '../../../test/attacks/plain/count.ts';
import { createSecond, createSecondInnocent } from '../../../test/attacks/second/generate.ts';
import { createInnocents, createOutputs, type Part } from '../../../test/attacks/third/generate.ts';

// What the classifier learns from: texts with their class, by author, each as the features of its parts.

const root = resolve(import.meta.dirname, '../../..');
const data = (file: string) => readTemplates(join(root, 'scripts/gate/data', file));

const classOf: Readonly<Record<string, (typeof classes)[number]>> = {
  hate: 'hate',
  denial: 'hate',
  slur: 'hate',
  terror: 'hate',
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
  drugs: 'scam',
  dox: 'personal',
  handle: 'personal',
  age: 'age',
  'hate-statement': 'hate',
  'nazi-denial': 'hate',
  'self-harm-order': 'selfharm',
  'self-harm-instruction': 'selfharm',
  'age-claim': 'age',
  'posing-twitch': 'impersonation',
  'posing-moderator': 'impersonation',
  'fake-notice': 'impersonation',
  'scam-prank': 'scam',
  doxing: 'personal',
};

export type Author = 'ours' | 'first' | 'second' | `plain-${PlainAuthor | HarmlessAuthor}` | Part;

export interface Features {
  readonly lexical: Int32Array;
  readonly kinds: Int32Array;
  readonly isPiece: boolean;
}
export interface Example {
  /** One of them says it, where the text is of a class; none where it is innocent. */
  readonly parts: readonly Features[];
  /** Index of the class, or -1. */
  readonly label: number;
  readonly author: Author;
  /** Changed by chance, to learn from and not to judge by. */
  readonly isMade: boolean;
  readonly kind: string;
}

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

const answered = readFileSync(join(root, 'test/attacks/held-out/innocent.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '));

/** All that there is to learn, of `parts` of test/attacks/third too. */
export function createExamples(kinds: Kinds, parts: readonly Part[], random: Random): readonly Example[] {
  const features = createFeatures(kinds);
  const all: Example[] = [];
  const featuresOf = (text: string): readonly Features[] => {
    const { words, parts } = partsOf(readingOf(withoutAges(sentencesApart(text))).spoken);
    const { all, stretchesOf, together } = features(words);
    return parts.map((part) => {
      const found = stretchesOf(part).map(([from, to]) => [...all.subarray(from, to)]);
      return {
        lexical: Int32Array.from(found.slice(0, lexical).flat()),
        kinds: Int32Array.from([...found.slice(lexical).flat(), ...together(part)]),
        isPiece: part.isPiece,
      };
    });
  };
  const add = (text: string, label: number, author: Author, kind: string, isMade = false) => {
    const parts = featuresOf(text);
    // What is of marks only has no words to learn from.
    if (parts.length > 0) all.push({ parts, label, author, kind, isMade });
  };

  const neutral = [...innocent.lines.map(({ text }) => filled(text, innocent.slots, random)), ...prose];
  const word = () => random.pick(readingOf(random.pick(neutral)).plain.split(' '));
  const words = (count: number) => Array.from({ length: count }, word).join(' ');
  const bad = (templates: Templates, times: number) => {
    for (const { kind, text } of templates.lines) {
      const label = classes.indexOf(classOf[kind]!);
      if (label < 0) continue;
      const count = /\{/.test(text) ? times : Math.ceil(times / 2);
      for (let i = 0; i < count; i++) {
        const made = filled(text, templates.slots, random);
        const before = random.next() < 0.3 ? `${words(1 + random.below(5))} ` : '';
        const behind = random.next() < 0.3 ? ` ${words(1 + random.below(5))}` : '';
        // Said between two answers, without a dot.
        const first = random.next() < 0.15 ? `${random.pick(neutral)} ` : '';
        const last = random.next() < 0.25 ? ` ${random.pick(neutral)}` : '';
        const whole = `${first}${before}${made}${behind}${last}`;
        add(random.next() < 0.1 ? whole.replaceAll(' ', '') : whole, label, 'ours', kind);
      }
    }
  };
  const fine = (text: string, author: Author = 'ours') => {
    add(text, -1, author, 'innocent');
    // The same with a word or two of something else in it: what a word is beside is not what it means.
    const others = text.split(' ').map((known) => (random.next() < 0.2 ? word() : known));
    add(others.join(' '), -1, author, 'innocent', true);
  };
  const good = (templates: Templates, times: number) => {
    for (const { text } of templates.lines) {
      for (let i = 0; i < (/\{/.test(text) ? times : Math.min(times, 2)); i++) {
        const made = filled(text, templates.slots, random);
        fine(made);
        if (i > 0) fine(`${made} ${random.pick(neutral)}`);
      }
    }
  };
  bad(hostile, 10);
  for (const file of ['training.rot13.txt', 'families.rot13.txt', 'more.rot13.txt']) bad(data(file), 5);
  for (const file of [
    'slots.rot13.txt',
    'slots-more.rot13.txt',
    'slots-again.rot13.txt',
    'slots-plain.rot13.txt',
    'slots-said.rot13.txt',
    'slots-wide.rot13.txt',
  ])
    bad(data(file), 8);
  bad(readTemplates(join(root, 'test/attacks/shapes/hostile.rot13.txt')), 4);
  good(readTemplates(join(root, 'test/attacks/shapes/innocent.txt')), 2);
  good(innocent, 6);
  good(data('innocent.txt'), 8);
  good(data('innocent-families.txt'), 20);
  good(data('innocent-more.txt'), 4);
  good(data('innocent-questions.txt'), 1);
  for (const file of [
    'innocent-slots.txt',
    'innocent-frames.txt',
    'innocent-again.txt',
    'innocent-plain.txt',
    'innocent-banter.txt',
    'innocent-wide.txt',
  ])
    good(data(file), 15);
  const read = [
    ...generate(1).map(({ class: kind, text }) => ({ kind, text, author: 'first' as const })),
    ...[...createSecond(0), ...createSecond(1), ...createSecond(2)].map((output) => ({
      ...{ kind: output.kind, text: output.text, author: 'second' as const },
    })),
    ...plainAuthors.flatMap((author) =>
      plainOutputs(author).map((output) => ({ ...output, author: `plain-${author}` as const })),
    ),
    ...parts.flatMap((part) => createOutputs(part, 1).map(({ kind, text }) => ({ kind, text, author: part }))),
  ].filter(({ kind }) => kind !== 'slur' && classOf[kind]);
  for (const { kind, text, author } of read) add(text, classes.indexOf(classOf[kind]!), author, kind);
  for (const text of [...prose, ...cleanAnswers]) fine(text);
  for (const text of answered) fine(text, 'first');
  for (const text of [...createSecondInnocent(0), ...createSecondInnocent(1), ...createSecondInnocent(2)])
    fine(text, 'second');
  const harmless = [...plainAuthors, ...harmlessAuthors];
  for (const author of [...harmless, ...harmless])
    for (const text of plainInnocents(author)) fine(text, `plain-${author}`);
  // What authors wrote who saw nothing is what the bot is asked most like: twice.
  for (const part of [...parts, ...parts]) for (const text of createInnocents(part)) fine(text, part);
  return all;
}
