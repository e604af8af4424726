import { expect, test } from 'vitest';
import { toldBy } from './sought.ts';

const page = (title: string, extract = '') =>
  ({ kind: 'article', article: { title, description: '', extract, url: '', lang: 'en' } }) as const;
const told = (telling: string, title: string, sought: readonly string[], named?: true) =>
  toldBy({ telling, subject: title, named }, page(title), title, sought);

test('a page that a search found first and whose title has more of the words is the one that is meant', () => {
  const song = 'Zombie (The Cranberries song)';
  expect(told('zombie cranberries', 'Zombie', [song])).toBe(song);
  expect(told('zombie cranberries', 'Zombie', [song], true)).toBe(song);
  expect(told('zombie cranberries', 'Zombie', ['Zombie', song])).toBeNull();
});

test('as many words are enough where the search did not find the page, unless the router knows its name', () => {
  expect(told('saints skellig michael', 'Michael', ['Skellig'])).toBe('Skellig');
  expect(told('saints skellig michael', 'Michael', ['Skellig', 'Michael'])).toBeNull();
  expect(told('capitale australie sydney', 'Australie', ['Sydney'], true)).toBeNull();
});

test('a page of one word that the search for all words did not find is of that word alone', () => {
  expect(told('foudre slaves', 'Foudre', ['Péroun'])).toBe('Péroun');
  expect(told('foudre slaves', 'Foudre', ['Péroun'], true)).toBeNull();
  expect(told('foudre slaves', 'Foudre', ['Péroun', 'Foudre'])).toBeNull();
  expect(told('foudre slaves', 'Foudre', [])).toBeNull();
});

test('a year that the page lacks says that it is another', () => {
  expect(told('snooker 1985', 'Snooker', [])).toBe('none');
  expect(told('snooker 1985', 'Snooker', [], true)).toBeNull();
  expect(told('octopus 3', 'Octopus', [])).toBeNull();
});
