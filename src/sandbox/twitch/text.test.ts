import { expect, test } from 'vitest';
import { compared, delivered, faultsOf } from './text.ts';

test.each([
  'hello',
  '👨‍👩‍👧‍👦 family, ❤️ heart, 🏳️‍🌈 flag, 1️⃣ key, 👍🏽 tone, 🕵🏻‍♂️ both',
  'crème brûlée, 日本語, نص عربي',
  '/me waves',
  'and/or ... 3.5 \\o/',
  'x'.repeat(500),
])('nothing is wrong with %j', (text) => expect(faultsOf(text)).toEqual([]));

test.each([
  ['', 'empty text'],
  ['  ', 'empty text'],
  [' hi', 'leading space'],
  ['/ban bob', 'starts like a chat command'],
  ['.timeout bob', 'starts like a chat command'],
  ['\\clear', 'starts like a chat command'],
  ['/mevil', 'starts like a chat command'],
  ['x'.repeat(501), '501 characters, at most 500'],
  ['a\0b', 'control character U+0000'],
  ['a\x1bb', 'control character U+001B'],
  ['zero\u200Bwidth', 'invisible character U+200B'],
  ['joined\u200Dletters', 'invisible character U+200D'],
  ['1\u200D2', 'invisible character U+200D'],
  ['selected\uFE0F', 'invisible character U+FE0F'],
  ['trick \u{E0000}', 'invisible character U+E0000'],
  ['rtl \u202E', 'invisible character U+202E'],
  ['cut \uFFFD', 'half a character (U+FFFD)'],
])('%j is at fault: %s', (text, fault) => expect(faultsOf(text)).toContain(fault));

test('a line is cut after 500 characters, never inside one', () => {
  expect(delivered(`${'x'.repeat(499)}👍more`)).toBe(`${'x'.repeat(499)}👍`);
});

test('spaces make no difference between lines', () => {
  expect(compared(' a   b ')).toBe(compared('a b'));
});
