import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { exampleOf } from './example.ts';
import { endingOf } from './report.ts';
import type { Answer } from './run.ts';
import { patternOf, type Row, readSet } from './set.ts';
import { gamesFor, pagesFor } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'serdabot-answers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (text: string) => {
  const path = join(folder, 'set.jsonl');
  writeFileSync(path, text);
  return path;
};

const row = (over: Partial<Row> = {}): Row => ({
  question: 'quand est sorti hades',
  lang: 'fr',
  route: 'igdb',
  pages: ['Hades'],
  value: '2020',
  ...over,
});

test('a set is read with its hash, and a fault is told with its line', () => {
  const good = readSet(file(`# a set\n${JSON.stringify(row())}\n\n{"question":"ça va","lang":"fr","route":"model"}\n`));
  expect(good).toMatchObject({
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    rows: [row(), { pages: [], value: null }],
  });
  expect(readSet(file(`${JSON.stringify(row())}\n{"lang":"fr"}\n`))).toMatch(/set\.jsonl:2: question/);
  expect(readSet(file('{"question":"x","lang":"fr","route":"igdb","value":"("}\n'))).toMatch(/:1: .*[Uu]nterminated/);
  expect(readSet(join(folder, 'none.jsonl'))).toMatch(/none\.jsonl/);
});

test.each([
  '2020',
  '17 septembre 2020|2020',
  '8 ?84[89]',
  '(?:Léonard|Vinci)',
  '17.*2020',
  '\\d\\d:\\d\\d',
  '12[345]',
  'a{2}b?',
])('/%s/ fits its own example', (pattern) => {
  expect(exampleOf(patternOf(pattern))).toMatch(patternOf(pattern));
});

test('pages and games of a set say what is asked of them', () => {
  const [page] = pagesFor([row({ route: 'wikipedia', pages: ['Zblorg (planète)', 'Zblorg'], value: '42 km' })]);
  expect(page).toMatchObject({
    title: 'Zblorg (planète)',
    redirects: ['Zblorg'],
    extract: expect.stringContaining('42 km'),
  });
  const [known] = pagesFor([row({ route: 'wikipedia', pages: ['Marie Curie'], value: '1867' })]);
  expect(known).toMatchObject({ title: 'Marie Curie', item: expect.stringMatching(/^Q\d+$/) });
  const [game] = gamesFor([row({ pages: ['Zblorg Quest'], value: '3 mars 2011' })]);
  expect(game).toMatchObject({ name: 'Zblorg Quest', date: '2011-03-03' });
  const [short] = gamesFor([row({ pages: ['Zblorg Quest XI: The Long Way'], subject: 'zblorg quest 11' })]);
  expect(short).toMatchObject({ otherNames: ['Zblorg Quest XI'] });
  expect(gamesFor([row({ pages: ['Zblorg Quest'], value: 'Zork Studio' })])[0]).toMatchObject({
    developers: ['Zork Studio'],
  });
});

test.each([
  ['Hades est sorti le 17 septembre 2020. (source : IGDB.com)', {}, 'right'],
  ['Hades est sorti le 3 mars 1999. (source : IGDB.com)', {}, 'other value'],
  ['Hades II est sorti le 3 mars 2020. (source : IGDB.com)', {}, 'wrong page'],
  ['Il est sorti en 2018.', {}, 'unsourced'],
  ['Aucune idée !', {}, 'bare model'],
  ['« portal 64 » ? Aucune idée !', { question: 'portal 64 c quoi' }, 'bare model'],
  ['Là-dessus, ma source est muette, et je ne vais pas deviner.', {}, 'unknown'],
  ['Salut !', { route: 'model', pages: [], value: null }, 'talk'],
  ['La moto est un véhicule. (Wikipédia)', { route: 'model', pages: [], value: null }, 'article'],
  ['Lyon : averses, 12 °C, vent 3 km/h. (Open-Meteo.com)', { route: 'live', pages: [], value: '°C' }, 'right'],
] as const)('"%s" is counted as %s', (reply, over, ending) => {
  const answer: Answer = {
    row: row(over as Partial<Row>),
    reply,
    facts: null,
    routed: 'igdb',
    routingMs: 0,
    askedModel: false,
    requests: 1,
    openings: [],
  };
  expect(endingOf(answer)).toBe(ending);
});
