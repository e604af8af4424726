import { describe, expect, it } from 'vitest';
import { compileKinds, createFeatures, lexical, partsOf } from './features.ts';
import { readingOf } from './reading.ts';

function parts(text: string): readonly string[] {
  const { words, parts } = partsOf(readingOf(text).spoken);
  return parts.map(({ from, to }) => words.slice(from, to).join(' '));
}

describe('the parts of a text', () => {
  it('are its sentences, and two short ones together', () => {
    expect(parts('The boss is hard to beat. Nobody wants you here!')).toEqual([
      'the bos is hard to beat',
      'nobody wants you here',
      'the bos is hard to beat nobody wants you here',
    ]);
  });
  it('leave what is said between harmless sentences without a dot nearly alone', () => {
    const all = parts('le jeu est sorti sur toutes les consoles la lune est un fromage and it made three good sequels');
    expect(all.some((part) => part.includes('la lune est un fromage') && part.length <= 40)).toBe(true);
  });
  it('are whole sentences first, and pieces of a long one are known as such', () => {
    const { words, parts } = partsOf(
      readingOf('the old museum on the hill tells how the war began and who was to blame for it').spoken,
    );
    const [first, ...others] = parts;
    expect(first).toEqual({ from: 0, to: words.length, isPiece: false });
    expect(others.length).toBeGreaterThan(0);
    expect(others.every(({ isPiece }) => isPiece)).toBe(true);
  });
  it('cover a text that is one word', () => {
    const word = Array.from({ length: 300 }, (_, i) => 'abcdefgh'[i % 8]).join('');
    const all = parts(word).map((part) => part.replaceAll(' ', ''));
    expect(all.every((part) => part.length <= 170)).toBe(true);
    expect(all[0]).toBe(word.slice(0, all[0]!.length));
    expect(word.endsWith(all.at(-1)!) || all.some((part) => word.endsWith(part))).toBe(true);
  });
  it('show that there is a number, and whether it is like a year', () =>
    expect(parts('it began in 1939 and lasted 6 years to the end')[0]).toBe(
      'it began in 1 and lasted 0 years to the end',
    ));
});

describe('a word', () => {
  const kinds = compileKinds('# comment\nfruit: plum pear*\nthrow: throw hurl*');
  const features = createFeatures(kinds);
  const kindsOf = (text: string) => {
    const words = text.split(' ');
    const { all, stretchesOf, together } = features(words);
    const whole = { from: 0, to: words.length };
    const inARow = stretchesOf(whole).slice(lexical);
    return [...inARow.flatMap(([from, to]) => [...all.subarray(from, to)]), ...together(whole)].toSorted();
  };
  it('is taken for another one of its kind, in any form', () => {
    expect(kindsOf('plum hurled')).toEqual(kindsOf('pears throw'));
    expect(kindsOf('plum hurled')).toHaveLength(4);
  });
  it('that has none says nothing by its kind', () => expect(kindsOf('table lamp')).toEqual([]));
  it('that only begins like a whole entry is not of its kind', () => expect(kindsOf('plumtree')).toEqual([]));
});

describe('a part', () => {
  const kinds = compileKinds('fruit: plum pear*\nthrow: throw hurl*\nhead: head heads');
  const features = createFeatures(kinds);
  const words = 'they throw a plum at two heads and hurl pears'.split(' ');
  const of = (all: readonly string[], part: { from: number; to: number }) => {
    const found = features(all);
    const stretches = found.stretchesOf(part).flatMap(([from, to]) => [...found.all.subarray(from, to)]);
    return [...stretches, ...found.together(part)];
  };
  it('of a text has the features that it has alone', () => {
    for (let from = 0; from < words.length; from++) {
      for (let to = from + 1; to <= words.length; to++) {
        const alone = words.slice(from, to);
        expect(of(words, { from, to })).toEqual(of(alone, { from: 0, to: alone.length }));
      }
    }
  });
});
