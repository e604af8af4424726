import { createLexicon } from './lexicon.ts';
import { type Reading, readingOf } from './reading.ts';

/** `reading` saves the reading when somebody has done it already. */
export type Matcher = (text: string, reading?: Reading) => boolean;

/** A matcher for the terms that a channel blocks. What has digits or signs of its own is looked for as it is written. */
export function compileTerms(terms: readonly string[]): Matcher {
  const literal = new Map<number, Set<string>>();
  const disguised = terms.filter((term) => {
    const bare = comparable(term.replace(/^\*+|(?<!\*)\*+$/g, ''));
    const { plain } = readingOf(bare.replaceAll('*', ''));
    const meant = bare.replace(/[\s*\p{P}\p{M}]/gu, '').length;
    if (plain.replaceAll(' ', '').length >= Math.max(2, meant)) return true;
    if (bare !== '') literal.set(bare.length, (literal.get(bare.length) ?? new Set()).add(bare));
    return false;
  });
  const lexicon = createLexicon(disguised.map((term) => ({ term, tag: 0 })));
  return (text, reading) =>
    (literal.size > 0 && hasOneOf(comparable(text), literal)) || lexicon.has(reading ?? readingOf(text));
}

const mostCompared = 2_000;
const comparable = (text: string) => text.normalize('NFKC').toLowerCase().slice(0, mostCompared);
const letter = /[\p{L}\p{N}]/u;

/** By their length: a stretch of the text is one of the terms, and no part of a longer word. */
function hasOneOf(text: string, terms: ReadonlyMap<number, ReadonlySet<string>>): boolean {
  for (const [length, known] of terms) {
    for (let at = 0; at + length <= text.length; at++) {
      const term = text.slice(at, at + length);
      if (!known.has(term)) continue;
      const opens = letter.test(term[0] ?? '') && letter.test(text[at - 1] ?? ' ');
      const closes = letter.test(term.at(-1) ?? '') && letter.test(text[at + length] ?? ' ');
      if (!opens && !closes) return true;
    }
  }
  return false;
}
