import { ahead, behind, type Clause, literalsOf, rarest } from './literals.ts';

// Which of hundreds of shapes a text may have, found by reading it once: each shape needs some words.

/** A text in small letters; of each shape, `1` where the text has a word of each of its clauses. */
export type Screen = (small: string) => Uint8Array;

const mostClauses = 4;
/** Words are found by how they begin: by so many letters, or by all that they have. */
const beginning = 4;
const slots = 8_192;
const slotOf = (letters: number, count: number) => (Math.imul(letters ^ count, 0x9e3779b1) >>> 19) & (slots - 1);
/** Two letters as one number; some pairs share one. */
const pairOf = (a: number, b: number) => ((a & 63) << 6) | (b & 63);
const isLetter = (code: number) => code >= 97 && code <= 122;
const edgeBefore = 1;
const edgeAfter = 2;

/** What an expression needs, or several that follow each other. `hasCapitals`: it is not read in small letters. */
export const clausesOf = (expressions: readonly RegExp[], hasCapitals = false): readonly Clause[] =>
  rarest(
    expressions.flatMap((expression) => literalsOf(expression, hasCapitals)),
    mostClauses,
  );

/** What a text is read with, in a few flat arrays: what is read for each letter of it should lie together. */
export interface Tables {
  /** How each word begins, and the next one in its slot, one more than its number. */
  readonly begins: Int32Array;
  readonly next: Uint16Array;
  readonly edges: Uint8Array;
  /** The letters of all words, one behind the other. */
  readonly letters: Uint8Array;
  readonly lettersFrom: Uint32Array;
  /** Which clause of which shape each word fulfils, two numbers each. */
  readonly fulfils: Uint16Array;
  readonly fulfilsFrom: Uint32Array;
  /** The first word of each slot, one more than its number. */
  readonly table: Uint16Array;
  /** Words of one letter by it; and of which lengths words begin with two letters, a bit each. */
  readonly single: Uint16Array;
  readonly pairs: Uint8Array;
  /** A bit for each clause of a shape. */
  readonly all: Uint8Array;
}

export function tablesOf(shapes: readonly (readonly Clause[])[]): Tables {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const begins: number[] = [];
  const next: number[] = [];
  const edges: number[] = [];
  const fulfils: number[][] = [];
  const table = new Uint16Array(slots);
  const single = new Uint16Array(128);
  const pairs = new Uint8Array(pairOf(63, 63) + 1);
  const all = new Uint8Array(shapes.length);

  function numberOf(told: string): number {
    const known = numbers.get(told);
    if (known !== undefined) return known;
    const word = told.replace(behind, '').replace(ahead, '');
    const count = Math.min(word.length, beginning);
    let letters = 0;
    for (let i = 0; i < count; i++) letters = (letters << 8) | word.charCodeAt(i);
    const number = words.push(word) - 1;
    begins.push(letters);
    if (count > 1) pairs[pairOf(word.charCodeAt(0), word.charCodeAt(1))]! |= 1 << count;
    const places = count === 1 ? single : table;
    const place = count === 1 ? letters : slotOf(letters, count);
    next.push(places[place]!);
    edges.push((told.startsWith(behind) ? edgeBefore : 0) | (told.endsWith(ahead) ? edgeAfter : 0));
    fulfils.push([]);
    places[place] = number + 1;
    numbers.set(told, number);
    return number;
  }
  for (const [shape, clauses] of shapes.entries()) {
    for (const [clause, alternatives] of clauses.entries()) {
      all[shape]! |= 1 << clause;
      for (const word of alternatives) fulfils[numberOf(word)]!.push(shape, 1 << clause);
    }
  }

  return {
    begins: Int32Array.from(begins),
    next: Uint16Array.from(next),
    edges: Uint8Array.from(edges),
    letters: Uint8Array.from(words.flatMap((word) => Array.from(word, (letter) => letter.charCodeAt(0)))),
    lettersFrom: startsOf(words),
    fulfils: Uint16Array.from(fulfils.flat()),
    fulfilsFrom: startsOf(fulfils),
    table,
    single,
    pairs,
    all,
  };
}

export function screenBy(tables: Tables): Screen {
  const {
    begins,
    next,
    edges,
    letters: letterOf,
    lettersFrom,
    fulfils,
    fulfilsFrom,
    table,
    single,
    pairs,
    all,
  } = tables;
  const found = new Uint8Array(begins.length);
  const fulfilled = new Uint8Array(all.length);

  /** Whether all of a word is there, of which the beginning is. */
  function isAt(word: number, small: string, at: number): boolean {
    const from = lettersFrom[word]!;
    const length = lettersFrom[word + 1]! - from;
    const end = at + length;
    if (end > small.length) return false;
    for (let i = beginning; i < length; i++) if (small.charCodeAt(at + i) !== letterOf[from + i]) return false;
    const edge = edges[word]!;
    if ((edge & edgeBefore) !== 0 && at > 0 && isLetter(small.charCodeAt(at - 1))) return false;
    return (edge & edgeAfter) === 0 || end === small.length || !isLetter(small.charCodeAt(end));
  }
  function note(word: number) {
    found[word] = 1;
    const end = fulfilsFrom[word + 1]!;
    for (let i = fulfilsFrom[word]!; i < end; i += 2) fulfilled[fulfils[i]!]! |= fulfils[i + 1]!;
  }

  /** The words of a slot. */
  function follow(from: number, letters: number, small: string, at: number) {
    for (let number = from; number !== 0; number = next[number - 1]!) {
      const word = number - 1;
      if (begins[word] === letters && found[word] === 0 && isAt(word, small, at)) note(word);
    }
  }

  return (small) => {
    found.fill(0);
    fulfilled.fill(0);
    let second = small.charCodeAt(0);
    for (let at = 0; at < small.length; at++) {
      const first = second;
      second = at + 1 < small.length ? small.charCodeAt(at + 1) : 0;
      if (first < single.length && single[first] !== 0) follow(single[first]!, first, small, at);
      const lengths = pairs[pairOf(first, second)]!;
      if (lengths === 0) continue;
      const most = Math.min(beginning, small.length - at);
      let letters = (first << 8) | second;
      for (let count = 2; count <= most; count++) {
        if (count > 2) letters = (letters << 8) | small.charCodeAt(at + count - 1);
        if ((lengths & (1 << count)) !== 0) follow(table[slotOf(letters, count)]!, letters, small, at);
      }
    }
    const may = new Uint8Array(all.length);
    for (let shape = 0; shape < may.length; shape++) may[shape] = fulfilled[shape] === all[shape] ? 1 : 0;
    return may;
  };
}

/** Where each begins when all stand one behind the other, and where the last one ends. */
function startsOf(all: readonly { readonly length: number }[]): Uint32Array {
  const starts = new Uint32Array(all.length + 1);
  for (let at = 0; at < all.length; at++) starts[at + 1] = starts[at]! + all[at]!.length;
  return starts;
}
