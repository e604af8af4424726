import { expect, test } from 'vitest';
import { phrasesIn } from '../../../test/support/knowledge.ts';
import type { Aspect } from '../../domain/knowledge.ts';
import { factOf } from './fact.ts';
import { type Game, gamesIn } from './game.ts';

const today = Date.UTC(2026, 10, 21);
const row = {
  name: 'Elden Ring',
  first_release_date: Date.UTC(2022, 1, 1) / 1000,
  platforms: [{ name: 'PC (Microsoft Windows)' }],
  involved_companies: [{ company: { name: 'FromSoftware' }, developer: true, publisher: true }],
  url: 'https://www.igdb.com/games/elden-ring',
};
const game = (over: object = {}): Game => gamesIn([{ ...row, ...over }])![0]!;
const say = await phrasesIn('fr');
const line = (aspect: Aspect, over: object = {}) => factOf(game(over), aspect, { say, language: 'fr', today }).line;

test('the first of a month is written as in French', () => {
  expect(line('release')).toBe('Elden Ring est sorti le 1er février 2022. (source : IGDB.com)');
});

test('a title that looks like an address leaves as words', () => {
  expect(line('release', { name: 'BeamNG.drive' })).toBe(
    'BeamNG drive est sorti le 1er février 2022. (source : IGDB.com)',
  );
  expect(line('release', { name: 'Super Mario Bros. 3' })).toMatch(/^Super Mario Bros\. 3 est/);
});

test('of a game that is not out, or of which nobody knows, nothing is said as if it were', () => {
  const coming = { first_release_date: Date.UTC(2027, 4, 26) / 1000 };
  expect(line('release', coming)).toMatch(/doit sortir le 26 mai 2027/);
  expect(line('studio', coming)).toMatch(/est développé par FromSoftware/);
  expect(line('platforms', coming)).toMatch(/^Elden Ring : PC\. /);
  const unknown = { first_release_date: undefined };
  expect(line('release', unknown)).toMatch(/pas de date de sortie connue/);
  expect(line('platforms', unknown)).not.toMatch(/sorti/);
});

test('a title that begins with a vowel gets no "de" in front', () => {
  const all = (['release', 'studio', 'platforms', 'genre', 'rating'] as const).map((aspect) =>
    line(aspect, { genres: [{ name: 'Shooter' }], total_rating: 95 }),
  );
  expect(all.filter((said) => /\bd[eu] Elden/i.test(said))).toEqual([]);
});

test('only the game’s own page is linked to', () => {
  expect(line('about')).toMatch(/ igdb\.com\/games\/elden-ring /);
  for (const url of [
    'https://evil.com/igdb.com/games/x',
    'http://www.igdb.com/games/x',
    'https://www.igdb.com/games/x?u=//evil.com',
  ]) {
    expect(line('about', { url })).not.toMatch(/evil|igdb\.com\//);
  }
});

const asked = (question: string, over: object = {}) =>
  factOf(game(over), 'release', { say, language: 'fr', today, question }).line;

test('who asks two things of a game in one line hears both', () => {
  expect(asked('elden ring : studio et année ?')).toBe(
    'Elden Ring est sorti le 1er février 2022. Elden Ring a été développé par FromSoftware. (source : IGDB.com)',
  );
  expect(asked('elden ring est sorti en quelle année ?')).toBe(
    'Elden Ring est sorti le 1er février 2022. (source : IGDB.com)',
  );
});

test('a region that is named has a day of its own, with or without its platform', () => {
  const release = (name: string, region: string, day: number) => ({
    platform: { name },
    release_region: { region },
    date: Date.UTC(2022, 1, day) / 1000,
  });
  const over = {
    release_dates: [
      release('PlayStation 5', 'japan', 3),
      release('PlayStation 5', 'europe', 9),
      release('PlayStation 4', 'europe', 7),
    ],
  };
  expect(asked('sorti quand au japon', over)).toMatch(/^Elden Ring est sorti au Japon le 3 février 2022\./);
  expect(asked('sorti quand en france', over)).toMatch(/en Europe le 7 février 2022/);
  expect(asked('sorti quand en europe sur ps5', over)).toMatch(/en Europe le 9 février 2022/);
  expect(asked('sorti quand aux états-unis', over)).toMatch(/^Elden Ring est sorti le 1er février 2022\./);
});
