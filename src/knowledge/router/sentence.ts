import { type Gazetteer, type Known, keyOf, mostWordsOfAName, partOf, sorts } from './gazetteer.ts';
import { hashOf } from './weights.ts';
import type { Word } from './words.ts';

/** A line as both models read it. */
export interface Sentence {
  readonly text: string;
  readonly words: readonly Word[];
  /** The word where it is one of the questions' own; else what kind of stranger it is. */
  readonly tokens: readonly string[];
  /** Hashes of the tokens, with two beginnings before and two ends behind. */
  readonly ids: Int32Array;
  /** Names that stand here, by `placeOf`. */
  readonly names: ReadonlyMap<number, Known>;
  /** Which name a word is of, and whether it begins it; 0 where it is of none. */
  readonly marks: Int32Array;
  /** A stranger's first and last letters, hashed; 0 for the questions' own words. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly capitals: Uint8Array;
  /** 1 for every word that is none of the questions' own. */
  readonly strangers: Uint8Array;
}

export const longestName = mostWordsOfAName + 1;
export const placeOf = (from: number, to: number) => from * longestName + (to - from);
export const spanAt = (place: number) => {
  const from = Math.floor(place / longestName);
  return { from, to: from + (place % longestName) };
};

const strangerSign = 35;
const begin = hashOf('^');
const end = hashOf('$');
/** The last two bits of a mark. */
export const beginsName = 1;
const goesOn = 2;
export const placeInName = 3;
/** A mark's number: what sort of name, whether it is a word too, and whether the word begins it. */
export const markOf = ({ sort, ordinary }: Known, begins: boolean) =>
  (sorts.indexOf(sort) << 3) | (ordinary ? 4 : 0) | (begins ? beginsName : goesOn);

export function sentenceOf(
  text: string,
  words: readonly Word[],
  vocabulary: ReadonlySet<string>,
  gazetteer: Gazetteer,
): Sentence {
  const count = words.length;
  const tokens: string[] = [];
  const ids = new Int32Array(count + 4);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  const capitals = new Uint8Array(count);
  const strangers = new Uint8Array(count);
  const capital = /\p{Lu}/u;
  ids[0] = ids[1] = begin;
  ids[count + 2] = ids[count + 3] = end;
  for (let at = 0; at < count; at++) {
    const { plain, start } = words[at]!;
    if (capital.test(text[start] ?? '')) capitals[at] = 1;
    const token = vocabulary.has(plain)
      ? plain
      : /^\d+$/.test(plain)
        ? plain.length === 4
          ? '#Y'
          : '#D'
        : capitals[at] === 1
          ? '#C'
          : '#U';
    tokens.push(token);
    ids[at + 2] = hashOf(token);
    if (token.charCodeAt(0) !== strangerSign) continue;
    strangers[at] = 1;
    starts[at] = hashOf(plain.slice(0, 3));
    ends[at] = hashOf(plain.slice(-3));
  }

  const names = new Map<number, Known>();
  const marks = new Int32Array(count);
  let covered = 0;
  for (let at = 0; at < count; at++) {
    if (!gazetteer.starts(words[at]!.plain)) continue;
    let key = '';
    let longest = 0;
    let found: Known | undefined;
    for (let to = at + 1; to <= count && to - at < longestName; to++) {
      const word = words[to - 1]!;
      key += partOf(word.plain);
      const known = gazetteer.find(key);
      if (known === undefined || (to - at > 1 && isByChance(words.slice(at, to), known))) continue;
      names.set(placeOf(at, to), known);
      longest = to;
      found = known;
    }
    if (found === undefined || at < covered) continue;
    for (let more = at; more < longest; more++) marks[more] = markOf(found, more === at);
    if (!found.ordinary) covered = longest;
  }
  return { text, words, tokens, ids, names, marks, starts, ends, capitals, strangers };
}

const particle = /^(?:out|in|on|up|it|is|a|de|la|le)$/;

/** "Red out" is no Redout, nor "l'ol" LoL: words that only together have a name's letters. */
const isByChance = (words: readonly Word[], { title }: Known) =>
  (!title.includes(' ') && words.some(({ plain }) => particle.test(plain))) ||
  (words[0]!.plain.length === 1 && words.reduce((sum, { plain }) => sum + plain.length, 0) <= shortestTogether);
const shortestTogether = 4;

export const keyBetween = ({ words }: Sentence, from: number, to: number) =>
  keyOf(words.slice(from, to).map(({ plain }) => plain));
