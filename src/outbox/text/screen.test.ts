import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { createHostile } from '../../../test/attacks/gate/generate.ts';
import { ages } from './ages.ts';
import { harassments } from './harassment.ts';
import { impersonations } from './impersonation.ts';
import { disguises } from './links.ts';
import { ahead, behind, literalsOf } from './literals.ts';
import { has, hasOneOf, lookAt, mayBeIn, type Shape } from './look.ts';
import { notices, ofTheSystem, outcast } from './notices.ts';
import { contactLists, handles } from './personal.ts';
import { scams } from './scams.ts';
import { streetsToo, whereabouts } from './whereabouts.ts';

describe('what an expression cannot match without', () => {
  it.each<[RegExp, string[][]]>([
    [/(?:you|tu) (?:won|as gagne)/u, [['you won', 'you as gagne', 'tu won', 'tu as gagne']]],
    [/merci .{0,9}(?:raid|follow)s?/u, [['merci '], ['raid', 'raids', 'follow', 'follows']]],
    [
      /(?<![a-z0-9])(?:st|ave)\.?(?![a-z])/u,
      [[`${behind}st${ahead}`, `${behind}st.${ahead}`, `${behind}ave${ahead}`, `${behind}ave.${ahead}`]],
    ],
    [/\w+(?![a-z])rue(?<![a-z])/u, [['rue']]],
    [/t+w+itch/u, [['witch'], ['tw'], ['t']]],
    [/a{2,3}bc(?:xyz)?[\d]+/u, [['abc', 'abcxyz'], [...'0123456789'], ['a']]],
    [/[{<]\s*mod\x03/u, [['mod\x03'], ['{', '<']]],
    [/Bearer|BASIC/g, [['bearer', 'basic']]],
    [/[a-z]+|\d/u, []],
    [/(?:foo)?(?:bar)*/u, []],
    [/\p{L}\u{1F600}(?=hidden)/u, []],
  ])('%s', (expression, clauses) => {
    expect(literalsOf(expression)).toEqual(clauses);
  });

  it('has edges only where the expression and the text agree what a letter is', () => {
    expect(literalsOf(/(?<![a-z])pass:/u, true)).toEqual([['pass:']]);
    expect(literalsOf(/(?<![a-z])pass:/iu, true)).toEqual([[`${behind}pass:`]]);
  });
});

const attacks = join(import.meta.dirname, '../../../test/attacks');
const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (c) => String.fromCharCode(c.charCodeAt(0) + (/[a-m]/i.test(c) ? 13 : -13)));
const linesOf = (file: string) =>
  readFileSync(join(attacks, file), 'utf8')
    .split('\n')
    .map((line) => (file.includes('rot13') ? rot13(line) : line));

test('no shape is passed over that is in a text', () => {
  const lists: readonly (readonly Shape[])[] = [
    ...[impersonations, ofTheSystem, notices, outcast, scams, ages, whereabouts, streetsToo, handles, harassments],
  ];
  const texts = ['gate/hostile.rot13.txt', 'gate/innocent.txt', 'second/third.rot13.txt', 'third/fifth.rot13.txt']
    .flatMap(linesOf)
    .filter((_, i) => i % 3 === 0);
  let found = 0;
  for (const text of texts) {
    for (const reading of lookAt(text).readings) {
      for (const list of lists) {
        for (const shape of list) {
          if (!has(reading, shape)) continue;
          found++;
          expect(hasOneOf(reading, [shape]), `${shape} in ${reading}`).toBe(true);
        }
      }
    }
  }
  expect(found).toBeGreaterThan(50);
});

test('no contact and no disguised link is passed over', () => {
  const texts = createHostile(3, 2).flatMap(({ text }, i) => (i % 4 === 0 ? [text] : []));
  const once = ({ source, flags }: RegExp) => new RegExp(source, flags.replace('g', ''));
  const lists = [disguises, ...contactLists].map((list) => list.map((shape) => ({ list, shape, is: once(shape) })));
  let found = 0;
  for (const text of texts) {
    const { flat } = lookAt(text);
    const small = flat.text.toLowerCase();
    for (const { list, shape, is } of lists.flat()) {
      if (!is.test(list === disguises ? small : flat.text)) continue;
      found++;
      expect(mayBeIn(small, list), `${shape} in ${text}`).toContain(shape);
    }
  }
  expect(found).toBeGreaterThan(50);
});
