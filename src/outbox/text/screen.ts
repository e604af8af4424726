import { ahead, behind, type Clause, literalsOf, rarest } from './literals.ts';

// Which of hundreds of shapes a text may have, found by reading it once: each shape needs some words.

/** A text in small letters; of each shape, `1` where the text has a word of each of its clauses. */
export type Screen = (small: string) => Uint8Array;

const mostClauses = 4;
/** Words are found by how they begin: by so many letters, or by all that they have. */
const beginning = 4;
const slots = 8_192;
const slotOf = (letters: number, count: number) => (Math.imul(letters ^ count, 0x9e3779b1) >>> 19) & (slots - 1);
const isLetter = (code: number) => code >= 97 && code <= 122;
const edgeBefore = 1;
const edgeAfter = 2;

/** What an expression needs, or several that follow each other. `hasCapitals`: it is not read in small letters. */
export const clausesOf = (expressions: readonly RegExp[], hasCapitals = false): readonly Clause[] =>
  rarest(
    expressions.flatMap((expression) => literalsOf(expression, hasCapitals)),
    mostClauses,
  );

export function createScreen(shapes: readonly (readonly Clause[])[]): Screen {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  /** How each word begins, and the next one in its slot, one more than its number. */
  const begins: number[] = [];
  const next: number[] = [];
  const edges: number[] = [];
  /** Which clause of which shape each word fulfils, two numbers each. */
  const fulfils: number[][] = [];
  const table = new Uint16Array(slots);
  /** A bit for each clause of a shape. */
  const all = new Uint8Array(shapes.length);

  function numberOf(told: string): number {
    const known = numbers.get(told);
    if (known !== undefined) return known;
    const word = told.replace(behind, '').replace(ahead, '');
    const count = Math.min(word.length, beginning);
    let letters = 0;
    for (let i = 0; i < count; i++) letters = (letters << 8) | word.charCodeAt(i);
    const slot = slotOf(letters, count);
    const number = words.push(word) - 1;
    begins.push(letters);
    next.push(table[slot]!);
    edges.push((told.startsWith(behind) ? edgeBefore : 0) | (told.endsWith(ahead) ? edgeAfter : 0));
    fulfils.push([]);
    table[slot] = number + 1;
    numbers.set(told, number);
    return number;
  }
  for (const [shape, clauses] of shapes.entries()) {
    for (const [clause, alternatives] of clauses.entries()) {
      all[shape]! |= 1 << clause;
      for (const word of alternatives) fulfils[numberOf(word)]!.push(shape, 1 << clause);
    }
  }

  const beginOf = Int32Array.from(begins);
  const nextOf = Uint16Array.from(next);
  const found = new Uint8Array(words.length);
  const fulfilled = new Uint8Array(shapes.length);

  function isAt(word: number, small: string, at: number): boolean {
    const text = words[word]!;
    const end = at + text.length;
    if (text.length > beginning && !small.startsWith(text, at)) return false;
    if ((edges[word]! & edgeBefore) !== 0 && at > 0 && isLetter(small.charCodeAt(at - 1))) return false;
    return (edges[word]! & edgeAfter) === 0 || end === small.length || !isLetter(small.charCodeAt(end));
  }
  function note(word: number) {
    found[word] = 1;
    const which = fulfils[word]!;
    for (let i = 0; i < which.length; i += 2) fulfilled[which[i]!]! |= which[i + 1]!;
  }

  return (small) => {
    found.fill(0);
    fulfilled.fill(0);
    for (let at = 0; at < small.length; at++) {
      let letters = 0;
      const most = Math.min(beginning, small.length - at);
      for (let count = 1; count <= most; count++) {
        letters = (letters << 8) | small.charCodeAt(at + count - 1);
        for (let number = table[slotOf(letters, count)]!; number !== 0; number = nextOf[number - 1]!) {
          const word = number - 1;
          if (beginOf[word] === letters && found[word] === 0 && isAt(word, small, at)) note(word);
        }
      }
    }
    const may = new Uint8Array(shapes.length);
    for (let shape = 0; shape < may.length; shape++) may[shape] = fulfilled[shape] === all[shape] ? 1 : 0;
    return may;
  };
}
