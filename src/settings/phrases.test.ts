import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { phraseCatalogs } from '../app.ts';
import type { Event } from '../domain/event.ts';
import type { Say } from '../domain/phrases.ts';
import { renderFault } from './file.ts';
import type { Phrases } from './phrases.ts';
import { createSay, loadPhrases, watchPhrases } from './phrases.ts';

const root = join(import.meta.dirname, '../..');
const languages = ['fr', 'en'] as const;
const tea = { 'tea.ready': ['minutes'], 'tea.none': [], 'tea.cold': [] } as const;
const cake = { 'cake.none': [] } as const;

let folder: string;
let catalogs: { folder: string; params: Record<string, readonly string[]> }[];
const own = (language: string) => join(folder, 'own', `${language}.yaml`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'phrases-'));
  catalogs = [
    { folder: join(folder, 'tea'), params: tea },
    { folder: join(folder, 'cake'), params: cake },
  ];
  for (const name of ['tea', 'cake', 'own']) await mkdir(join(folder, name));
  const words = { fr: ['Thé dans {minutes}', 'Pas de thé', 'Froid'], en: ['Tea in {minutes}', 'No tea', 'Cold'] };
  for (const language of languages) {
    const [ready, none, cold] = words[language];
    const file = `phrases.${language}.yaml`;
    await writeFile(
      join(folder, 'tea', file),
      `tea.ready: "${ready}"\ntea.none: ["${none}", "…"]\ntea.cold: ${cold}\n`,
    );
    await writeFile(join(folder, 'cake', file), `cake.none: ${language === 'fr' ? 'Plus de gâteau' : 'No cake'}\n`);
  }
});
afterEach(() => rm(folder, { recursive: true }));

const load = () => loadPhrases(catalogs, join(folder, 'own'));

async function loaded() {
  const phrases = await load();
  if (!phrases.ok) throw new Error(phrases.faults.map(renderFault).join('\n'));
  return phrases;
}

async function faults(): Promise<string[]> {
  const phrases = await load();
  return phrases.ok ? [] : phrases.faults.map((fault) => renderFault(fault).slice(folder.length + 1));
}

describe('the shipped phrases', () => {
  const names = phraseCatalogs.map((catalog) => catalog.folder.slice(root.length + 1));

  it.each(names)('%s has each of its phrases in both languages, with all that is filled in', async (name) => {
    const catalog = phraseCatalogs.find((one) => one.folder === join(root, name))!;
    const read = await loadPhrases([catalog], join(folder, 'nowhere'));
    if (!read.ok) throw new Error(read.faults.map(renderFault).join('\n'));
    for (const language of languages) {
      for (const [key, params] of Object.entries<readonly string[]>(catalog.params)) {
        // A list of commands has the prefix in it already.
        const needed = params.filter((param) => key !== 'help.list' || param !== 'prefix');
        for (const wording of read.phrases[language]![key]!) {
          for (const param of needed) expect(wording, `${language} ${key}`).toContain(`{${param}}`);
        }
      }
    }
  });

  it('begin with no mark of a command, which the gate takes away', () => {
    for (const { folder } of phraseCatalogs) {
      for (const language of languages) {
        const text = readFileSync(join(folder, `phrases.${language}.yaml`), 'utf8');
        // What `!help` says stands behind the words of `help.one`, the rights behind what is stored.
        const bad = text
          .split('\n')
          .filter((line) => /^(?!help\.about\.|privacy\.rights)(?:[\w.]+:|\s+-) "?\{(?:prefix|commands?)\}/.test(line));
        expect(bad, `${folder} ${language}`).toEqual([]);
      }
    }
  });

  it('are in one catalog each, and every catalog is known', async () => {
    const keys = phraseCatalogs.flatMap(({ params }) => Object.keys(params));
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    const files = (await readdir(join(root, 'src'), { recursive: true })).filter((file) =>
      /phrases\.\w+\.yaml$/.test(file),
    );
    const folders = files.map((file) => join(root, 'src', file, '..'));
    expect(new Set(folders)).toEqual(new Set(phraseCatalogs.map((catalog) => catalog.folder)));
  });

  it('have several wordings for what is heard often', async () => {
    const read = await loadPhrases(phraseCatalogs, join(root, 'config/phrases'));
    if (!read.ok) throw new Error(read.faults.map(renderFault).join('\n'));
    for (const language of languages) {
      for (const [key, wordings] of Object.entries(read.phrases[language]!)) {
        if (/^refused|^failed\.fun/.test(key)) expect(new Set(wordings).size, key).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it('are replaced by none of the operator’s until there are some: the examples there are comments', async () => {
    for (const language of languages) {
      const text = await readFile(join(root, 'config/phrases', `${language}.yaml`), 'utf8');
      expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
      // And they are right when the # is taken away.
      await writeFile(own(language), text.replaceAll(/^# ?(?=[a-z]+\.\w+:| {2}-)/gm, ''));
    }
    const read = await loadPhrases(phraseCatalogs, join(folder, 'own'));
    expect(read.ok && read.phrases.en!['stored.not']).toEqual(['Not stored, nothing has changed.']);
  });
});

describe('saying', () => {
  const saying = (phrases: Phrases, language: () => 'fr' | 'en' = () => 'en'): Say<typeof tea & typeof cake> =>
    createSay(
      language,
      () => phrases,
      () => 0,
    );

  it('never uses the same wording twice in a row, and all of them in turn', async () => {
    const say = saying((await loaded()).phrases);
    expect([1, 2, 3].map(() => say('tea.none'))).toEqual(['No tea', '…', 'No tea']);
  });

  it('fills in values as they are, braces and dollars included', async () => {
    const say = saying((await loaded()).phrases);
    expect(say('tea.ready', { minutes: '{minutes} $& $1' })).toBe('Tea in {minutes} $& $1');
  });

  it('follows a change of language at once', async () => {
    let language: 'fr' | 'en' = 'fr';
    const say = saying((await loaded()).phrases, () => language);
    expect(say('tea.cold')).toBe('Froid');
    language = 'en';
    expect(say('tea.cold')).toBe('Cold');
  });

  it('is checked by the compiler: the keys, what they need, and whose they are', async () => {
    const say = saying((await loaded()).phrases);
    const ofTea: Say<typeof tea> = say;
    const ofHouse: Say = ofTea;
    // @ts-expect-error: no such phrase
    expect(() => say('tea.hot')).toThrow('no catalog has the phrase tea.hot');
    // @ts-expect-error: without what is filled in
    say('tea.ready');
    // @ts-expect-error: the house does not know tea
    expect(() => ofHouse('tea.cold')).not.toThrow();
    // @ts-expect-error: tea does not know cake
    const ofCake: Say<typeof cake> = ofTea;
    expect(ofCake).toBe(say);
  });
});

describe('the operator’s phrases', () => {
  it('replace those of the bot, all wordings of a phrase at once, in one language', async () => {
    await writeFile(own('fr'), 'tea.none: Rien\ncake.none: [Ni gâteau, Ni tarte]\n');
    const { fr, en } = (await loaded()).phrases;
    expect(fr).toMatchObject({ 'tea.none': ['Rien'], 'cake.none': ['Ni gâteau', 'Ni tarte'], 'tea.cold': ['Froid'] });
    expect(en!['tea.none']).toEqual(['No tea', '…']);
  });

  it('may be missing, empty or all commented out', async () => {
    expect(await faults()).toEqual([]);
    await writeFile(own('fr'), '');
    await writeFile(own('en'), '# tea.none: x\n');
    expect(await faults()).toEqual([]);
    await rm(join(folder, 'own'), { recursive: true });
    expect(await faults()).toEqual([]);
  });

  it.each([
    [
      'an unknown phrase',
      'tea.nnoe: x',
      ':1:1 "tea.nnoe": unknown phrase, expected one that the bot says, did you mean "tea.none"?',
    ],
    ['one like no other', 'x.y: x', ':1:1 "x.y": unknown phrase, expected one that the bot says'],
    [
      'an unknown placeholder',
      'tea.ready: "{minute}"',
      ':1:12 tea.ready: has an unknown placeholder, expected {minutes}',
    ],
    ['a stray brace', 'tea.ready: "{ minutes }"', ':1:12 tea.ready: has an unknown placeholder, expected {minutes}'],
    [
      'a slash command',
      'tea.none: ["ok", "/ban x"]',
      ':1:18 tea.none: starts like a command, expected a phrase that does not start with / . \\ or !',
    ],
    ['a mention', 'tea.none: "hi @everyone"', ':1:11 tea.none: has an @ or a line break, expected one plain line'],
    ['a line break', 'tea.none: "hi\\nyou"', ':1:11 tea.none: has an @ or a line break, expected one plain line'],
    ['an empty list', 'tea.none: []', ':1:11 tea.none: an empty list, expected at least one phrase'],
    ['nothing', 'tea.none:', ':1:1 tea.none: expected a phrase in quotes, got null'],
    ['a number', 'tea.none: 3', ':1:11 tea.none: expected a phrase in quotes, got 3'],
    [
      'a long phrase',
      `tea.none: ${'x'.repeat(201)}`,
      ':1:11 tea.none: is too long (201), expected at most 200 characters',
    ],
    ['a phrase twice', 'tea.none: x\ntea.none: y', ':2:1 "tea.none": this key is written twice, expected it once'],
    ['a list', '- x', ':1:1 file: expected a mapping of phrase keys to phrases'],
    [
      'broken YAML',
      'tea.none: "x',
      ':2:1 yaml: something is not closed or a sign is missing, expected a ":" , a quote or a bracket here',
    ],
  ])('%s is told at its place', async (_, text, fault) => {
    await writeFile(own('fr'), `${text}\n`);
    expect(await faults()).toEqual([`own/fr.yaml${fault}`]);
  });

  it('that are no plain file are a fault', async () => {
    await mkdir(own('fr'));
    expect(await faults()).toEqual(['own/fr.yaml:1:1 file: is a folder, expected a file: name the file inside it']);
  });
});

describe('a catalog', () => {
  it('without one of its phrases, or with one more, is a fault', async () => {
    await writeFile(join(folder, 'cake/phrases.en.yaml'), 'cake.all: x\n');
    expect(await faults()).toEqual([
      'cake/phrases.en.yaml:1:1 "cake.all": unknown phrase, expected one that the bot says',
      'cake/phrases.en.yaml:1:1 cake.none: missing, expected a phrase or a list of phrases',
    ]);
  });

  it('without its file is a fault', async () => {
    await rm(join(folder, 'cake/phrases.en.yaml'));
    expect(await faults()).toEqual([
      `cake/phrases.en.yaml:1:1 file: ${folder}/cake/phrases.en.yaml does not exist, expected the path of a file that does`,
    ]);
  });
});

it('changed files are taken over while the bot runs; a broken one keeps the last good phrases and is told', async () => {
  const told: Event[] = [];
  const watch = watchPhrases({
    folder: join(folder, 'own'),
    initial: await loaded(),
    tell: (event) => told.push(event),
    clock: createVirtualClock(),
  });
  const say: Say<typeof tea> = createSay(() => 'en', watch.current);
  let at = 1_000;
  const settle = async () => {
    for (let looks = 0; looks < 3; looks++) await watch.check();
  };
  const write = async (text: string) => {
    await writeFile(own('en'), text);
    // Two writes within one tick of the file system's clock look the same.
    await utimes(own('en'), at, at++);
    await settle();
  };
  await watch.check();
  expect(say('tea.cold')).toBe('Cold');
  await write('tea.cold: Icy\n');
  expect(say('tea.cold')).toBe('Icy');
  await write('tea.cold: Hot\ntea.clod: x\n');
  expect(say('tea.cold')).toBe('Icy');
  await rm(join(folder, 'own'), { recursive: true });
  await settle();
  expect(say('tea.cold')).toBe('Cold');
  watch.stop();
  const file = join(folder, 'own');
  expect(told).toEqual([
    { kind: 'settings.applied', file, detail: 'changed: phrases' },
    {
      kind: 'settings.rejected',
      file,
      faults: [`${own('en')}:2:1 "tea.clod": unknown phrase, expected one that the bot says, did you mean "tea.cold"?`],
    },
    { kind: 'settings.applied', file, detail: 'changed: phrases' },
  ]);
});

it('a start reads one language; the other one is heard once it was added, and until then the one that is there', async () => {
  const read = await loadPhrases(catalogs, join(folder, 'own'), ['fr']);
  if (!read.ok) throw new Error(read.faults.map(renderFault).join('\n'));
  expect(Object.keys(read.phrases)).toEqual(['fr']);
  const watch = watchPhrases({ folder: join(folder, 'own'), initial: read, tell() {}, clock: createVirtualClock() });
  const say: Say<typeof tea> = createSay(() => 'en', watch.current);
  expect(say('tea.cold')).toBe('Froid');
  await read.add('en');
  await watch.reload();
  expect(say('tea.cold')).toBe('Cold');
  watch.stop();
});
