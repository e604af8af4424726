import { describe, expect, it } from 'vitest';
import { compileTerms } from './terms.ts';

const blocks = compileTerms(['badger', 'kys', 'go away', 'trol*', '*splat*', '🤡', '1488'], {
  backwards: true,
  except: ['honey badger'],
});

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
    ['backwards', 'regdab'],
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

  it.each(['badgering', 'a honey badger', 'bad germs', 'sky', 'patrol', 'plat', '14880', 'k. yes', ''])(
    'is not seen in "%s"',
    (text) => {
      expect(blocks(text)).toBe(false);
    },
  );

  it('with two equal letters is not found in a word with one', () => {
    expect(compileTerms(['bagger'])('bager')).toBe(false);
  });
});
