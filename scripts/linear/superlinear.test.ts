import { describe, expect, it, test } from 'vitest';
import { expressionsOf } from './expressions.ts';
import { superlinear } from './superlinear.ts';

const kind = (pattern: RegExp) => superlinear(pattern.source, pattern.flags)?.split(':')[0] ?? null;

describe('an expression that takes', () => {
  it.each([
    /(?:a+)+$/,
    /(?:a|a)*b/,
    /(?:a*)*b/,
    /^(?:\w+\s?)*$/,
    /(?:(?<![\d)])(?<!(?:^|[^\p{L}])\p{L})!|[?.… ]|(?<=[? ])!)+$/u,
    /(?:x{1,20}){1,20}y/,
    /(?:[ab]*c?)+d/,
    /^(?:(.)\1?)*$/,
    /((?:[^"\\]|\\.|[\\x])*)"/i,
  ])('exponential time is refused: %s', (pattern) => {
    expect(kind(pattern)).toBe('exponential');
  });

  it.each([/^\s*\w*\s*\d*\w*$/, /^[i1*]+[l1*]{2,}$/, /^a{0,90}a{0,90}b/])(
    'polynomial time is refused: %s',
    (pattern) => {
      expect(kind(pattern)).toBe('polynomial');
    },
  );

  it.each([
    /\s+$/,
    /a+b/g,
    /[i1*]+[l1*]{2,}/,
    /(?=a+)b/,
    /<.*>/,
    /a(?:[a-z]*1)?/g,
    /\bfoo\b.*\bbar\b/,
    /\S*@/,
    /x.{0,400}y/,
  ])('quadratic time is refused: %s', (pattern) => {
    expect(kind(pattern)).not.toBeNull();
  });

  it.each([
    /a+/g,
    /\s+/g,
    /(?<!\s)\s+$/,
    /^\s+|(?<!\s)\s+$/g,
    /\bdev\w*\b/g,
    /(?<!\S)\S+@/u,
    /"(?:[^"\\]|\\.)*"?/g,
    /^(?:a|b)*c/,
    /(?<=\s)x+(?!\S)y?/,
    /x.{0,60}y/,
    /\w+(?=\W|$)/g,
    /a{3,}b?/,
    /(\d)\1{2}/,
    /^[^:]*:[^:]*$/,
    /^.*a.*$/m,
  ])('linear time passes: %s', (pattern) => {
    expect(kind(pattern)).toBeNull();
  });
});

test('literals are found, and what is put together of known texts and escaped ones', () => {
  const code = `
    const word = '[a-z]+';
    const both = [word, String.raw\`\\d\`].join('|');
    const one = new RegExp(\`^(?:\${both})$\`, 'u');
    const two = /x[/]y/gi;
    const three = (name: string) => new RegExp(\`@\${escapeRegExp(name)}!\`);
    const parts: string[] = []; parts.push('x'); const four = RegExp(parts.join('|'));
    const five = (text: string) => new RegExp(text);`;
  expect(expressionsOf('a.ts', code).map(({ line, sources, flags }) => [line, sources[0] ?? null, flags])).toEqual([
    [4, '^(?:[a-z]+|\\d)$', 'u'],
    [5, 'x[/]y', 'gi'],
    [6, '@a!', ''],
    [7, null, ''],
    [8, null, ''],
  ]);
});
