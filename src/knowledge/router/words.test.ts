import { expect, test } from 'vitest';
import { hostileLines } from '../../../test/support/hostile.ts';
import { longest, wordsOf } from './words.ts';

const plainOf = (text: string) => wordsOf(text, () => false).map(({ plain }) => plain);

test('what a line grows to when its letters are written out is cut as well', () => {
  // One of these is eighteen letters and four words.
  const grown = ['ﷺ'.repeat(500), 'ﷺ '.repeat(250), '㎯ '.repeat(250), ...hostileLines({ count: 200 })];
  for (const line of grown) {
    const words = plainOf(line);
    expect(words.join('').length).toBeLessThan(longest + 64);
    expect(Math.max(0, ...words.map((word) => word.length))).toBeLessThanOrEqual(64);
  }
});

test('an article without its apostrophe is parted from what is known, and from nothing else', () => {
  const known = (word: string) => word === 'undertale' || word === 'dinosaur';
  expect(wordsOf('dundertale dinosaur linoleum', known).map(({ plain }) => plain)).toEqual([
    'd',
    'undertale',
    'dinosaur',
    'linoleum',
  ]);
});

test('words keep their letters and their places', () => {
  expect(wordsOf('Où est Élysée ?', () => false)).toMatchObject([
    { plain: 'where', start: 0, end: 2 },
    { plain: 'est', start: 3, end: 6 },
    { plain: 'elysee', start: 7, end: 13 },
  ]);
});
