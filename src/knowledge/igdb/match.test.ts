import { expect, test } from 'vitest';
import type { Game } from './game.ts';
import { bestOf, otherNumeral, titleKey, withoutEdition } from './match.ts';

const game = (name: string, over: Partial<Game> = {}): Game => ({
  name,
  otherNames: [],
  type: 0,
  releasedAt: null,
  platforms: [],
  genres: [],
  developers: [],
  publishers: [],
  rating: null,
  votes: 0,
  summary: '',
  url: '',
  ...over,
});
const released = (year: number, over: Partial<Game> = {}) => ({ releasedAt: Date.UTC(year, 3, 20), ...over });

test.each([
  ['the very title before longer ones', 'hades', ['Hades II', 'Hades', 'Hades: Soundtrack'], 'Hades'],
  ['another name of the game', 'silksong', ['Hollow Knight', 'Hollow Knight: Silksong'], 'Hollow Knight: Silksong'],
  ['the first of a series where no number was typed', 'hollow', ['Hollow 2', 'Hollow Knight'], 'Hollow Knight'],
  [
    'a roman number for an arabic one',
    'final fantasy 7',
    ['Final Fantasy VIII', 'Final Fantasy VII'],
    'Final Fantasy VII',
  ],
  ['a title without its article', 'witcher 3', ['The Witcher', 'The Witcher 3: Wild Hunt'], 'The Witcher 3: Wild Hunt'],
])('%s', (_what, title, names, expected) => {
  expect(
    bestOf(
      title,
      names.map((name) => game(name)),
    )?.name,
  ).toBe(expected);
});

test('a main game comes before its editions, remasters and packs', () => {
  const editions = [game('Doom', { type: 9 }), game('Doom', { type: 3 }), game('Doom', { votes: 3 })];
  expect(bestOf('doom', editions)).toBe(editions[2]);
});

test('of two games of one name the recent one is meant', () => {
  const games = [game('God of War', released(2005)), game('God of War', released(2018))];
  expect(bestOf('god of war', games)).toBe(games[1]);
  expect(bestOf('god of war', games.toReversed())).toBe(games[1]);
});

test('a game that lacks most of what was typed is not it', () => {
  expect(bestOf('zelda breath of the wild', [game('Wild')])).toBeNull();
});

test('titles meet whatever way they are typed', () => {
  expect(titleKey('The Légend of Zelda: Breath of the Wild™')).toBe(titleKey('legend zelda - breath wild'));
  expect(otherNumeral('Dark Souls 3')).toBe('Dark Souls III');
  expect(otherNumeral('final fantasy vii')).toBe('final fantasy 7');
  expect(otherNumeral('hades')).toBeNull();
});

test.each([
  ['Skyrim Special Edition', 'Skyrim'],
  ['control ultimate edition', 'control'],
  ['fallout 4 GOTY', 'fallout 4'],
  ['The Witcher 3: Game of the Year Edition', 'The Witcher 3'],
  ['édition', null],
  ['Final Fantasy VII Remake', null],
  ['Deluxe', null],
])('"%s" is an edition of %s', (title, main) => {
  expect(withoutEdition(title)).toBe(main);
});

test('an apostrophe that is left out makes no other title', () => {
  expect(titleKey('baldurs gate 3')).toBe(titleKey("Baldur's Gate III"));
});
