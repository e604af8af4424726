import { expect, test } from 'vitest';
import { tongueOf } from './tongue.ts';

test.each([
  ["c'est quoi ce boss de fou", 'fr'],
  ['je comprends rien à ce jeu', 'fr'],
  ['what is this boss doing', 'en'],
  ["I'm not sure that it's the right way", 'en'],
  ['bien joué !', 'fr'],
  ['the quick brown fox', 'en'],
  ['GG', null],
  ['', null],
])('%s: %s', (text, expected) => {
  expect(tongueOf(text)).toBe(expected);
});
