import { expect, test } from 'vitest';
import { lifeIn } from './life.ts';

const day = (year: number, month: number, at: number) => ({ year, month, day: at });

test.each([
  ['Marie Curie, née Maria Salomea Skłodowska le 7 novembre 1867', 'fr', null],
  [
    'Zinédine Zidane, né le 23 juin 1972 à Marseille, est un footballeur.',
    'fr',
    { born: day(1972, 6, 23), died: null },
  ],
  [
    'Édith Piaf, née le 19 décembre 1915 à Paris et morte le 10 octobre 1963 à Grasse, est une chanteuse.',
    'fr',
    { born: day(1915, 12, 19), died: day(1963, 10, 10) },
  ],
  ['Jean Untel, né le 1er mai 1900, mort en 1970, est un peintre.', 'fr', null],
  [
    'John Ronald Reuel Tolkien (3 January 1892 – 2 September 1973) was an English writer.',
    'en',
    { born: day(1892, 1, 3), died: day(1973, 9, 2) },
  ],
  ['Taylor Swift (born December 13, 1989) is an American singer.', 'en', { born: day(1989, 12, 13), died: null }],
  ['John Doe (born 4 May 1900) was a painter.', 'en', null],
  ['The tower was built in 1889.', 'en', null],
])('"%s"', (extract, lang, life) => {
  expect(lifeIn(extract, lang)).toEqual(life);
});
