import { describe, expect, it } from 'vitest';
import { compileTerms } from './terms.ts';

const blocks = compileTerms(['badger', 'kys', 'go away', 'trol*', '*splat*', '🤡', '1488']);

describe('a blocked term', () => {
  it.each([
    ['plain', 'a badger here'],
    ['in capitals', 'BADGER'],
    ['plural', 'badgers'],
    ['leet', 'b4dg3r'],
    ['in Cyrillic', 'bаdgеr'],
    ['full width', 'ｂａｄｇｅｒ'],
    ['mathematical', '𝖇𝖆𝖉𝖌𝖊𝖗'],
    ['circled', 'ⓑⓐⓓⓖⓔⓡ'],
    ['of flags', '🇧🇦🇩🇬🇪🇷'],
    ['accented', 'bädgër'],
    ['zalgo', 'b̷a̸d̵g̶e̷r̸'],
    ['spaced', 'b a d g e r'],
    ['spaced leet', 'b 4 d g 3 r'],
    ['dotted', 'b.a.d.g.e.r'],
    ['starred', 'b*a*d*g*e*r'],
    ['struck out', 'b*dg*r'],
    ['stretched', 'baaadgerrr'],
    ['doubled', 'bbaaddggeerr'],
    ['cut in two', 'bad ger'],
    ['behind a mark', 'x!badger'],
    ['between digits', '123badger456'],
    ['a short one spaced', 'k y s'],
    ['several words', 'Go... away'],
    ['several words run together', 'goaway'],
    ['by its beginning', 'trolling'],
    ['inside another', 'xxsplatxx'],
    ['an emoji', 'haha 🤡'],
    ['a number', 'the 1488 thing'],
  ])('%s is found', (_how, text) => {
    expect(blocks(text)).toBe(true);
  });

  it.each(['badgering', 'bad germs', 'sky', 'patrol', 'plat', '14880', 'k. yes', ''])('is not seen in "%s"', (text) => {
    expect(blocks(text)).toBe(false);
  });

  it('of many stars, or one of thousands, is looked for in one reading of the text', () => {
    const blocked = compileTerms([
      'a***b***a***b***c',
      ...Array.from({ length: 5_000 }, (_, i) => `ab${i.toString(36)}xyz`),
    ]);
    for (const text of ['ab'.repeat(600), 'a b '.repeat(300), 'a*b'.repeat(400), 'l 1 '.repeat(300)]) {
      expect(blocked(text)).toBe(false);
    }
    expect(blocked(`${'ab'.repeat(300)} aaaabbbbaaaabbbbc`)).toBe(true);
    expect(blocked(`${'ab'.repeat(300)} ab${(4_000).toString(36)}xyz`)).toBe(true);
  });

  it('with two equal letters is not found in a word with one', () => {
    expect(compileTerms(['bagger'])('bager')).toBe(false);
  });

  it('costs a channel little memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    const channels = Array.from({ length: 200 }, (_, i) => compileTerms([`badger${i}`, 'kys']));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 8_000);
    expect(channels.every((blocked) => blocked('kys'))).toBe(true);
  });
});
