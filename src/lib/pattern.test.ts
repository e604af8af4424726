import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpuMs } from '../../test/support/cpu.ts';
import { compilePattern } from './pattern.ts';

test.each([
  ['bonjour|salut', 'Salut tout le monde', true],
  ['^gg+$', 'GGGG', true],
  ['^gg+$', 'gg wp', false],
  ['\\bf(?:u|o)o\\b', 'un foo ici', true],
  ['\\bfoo\\b', 'foobar', false],
  ['[a-c]{2,3}x', 'abx', true],
  ['[^a-c]x', 'ax', false],
  ['a.c', 'abc', true],
  ['quel (jeu|game) ?\\?', 'c’est quel jeu ?', true],
  ['(a|b)*?c', 'ababc', true],
])('/%s/ on "%s": %s', (pattern, text, expected) => {
  expect(compilePattern(pattern)!(text)).toBe(expected);
});

test.each(['(?=a)b', '(a)\\1', '(', '[a', 'a{9,2}', 'a**', '', 'a*', '(?<x>a)', 'a{999}', '\\p{L}', '('.repeat(90)])(
  '/%s/ is refused',
  (pattern) => {
    expect(compilePattern(pattern)).toBeNull();
  },
);

test('nothing that somebody types makes it throw, and it agrees with the language’s own where both know the pattern', () => {
  const sign = fc.constantFrom(
    'a',
    'b',
    '.',
    '*',
    '+',
    '?',
    '(',
    ')',
    '|',
    '[',
    ']',
    '^',
    '$',
    '-',
    'c',
    '{2}',
    '{1,3}',
  );
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-'), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 12 }), text, (signs, line) => {
      const pattern = signs.join('');
      const ours = compilePattern(pattern);
      if (ours === null) return;
      expect(ours(line)).toBe(new RegExp(pattern, 'i').test(line));
    }),
    { numRuns: 20_000 },
  );
});

test('a pattern that hangs others takes linear time', () => {
  const hold = compilePattern('(a|a|aa)*(a+)+b')!;
  expect(cpuMs(() => expect(hold('a'.repeat(500))).toBe(false))).toBeLessThan(9_000);
});
