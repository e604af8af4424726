import { own } from '../../lib/own.ts';
import { type Flat, flatten } from './letters.ts';
import type { Clause } from './literals.ts';
import { clausesOf, screenBy, type Tables, tablesOf } from './screen.ts';
import { hashOf, shippedTables, toFile } from './shapes-file.ts';

/** A text as the rules of shapes read it: small letters, marks kept, look-alikes and accents as plain ASCII. */
export interface Look {
  readonly flat: Flat;
  /** The ways in which it may be read: as it is, and with letters that stand alone joined and digits read as letters. */
  readonly readings: readonly string[];
}

/** The last one: the rules ask for the same text several times. */
let lastText = '';
let lastLook: Look | null = null;

export function lookAt(text: string): Look {
  if (lastLook === null || text !== lastText) [lastText, lastLook] = [text, look(text)];
  return lastLook;
}

function look(text: string): Look {
  const flat = flatten(text);
  const plain = flat.text.toLowerCase().replaceAll('`', "'");
  // "Mmoodd" as "mod": where most letters are drawn out, nobody knows which are meant twice.
  const doubled = plain.match(/([a-z])\1/g)?.length ?? 0;
  const joined = joinLetters(doubled > plain.length / 8 ? plain.replace(/(?<=([a-z]))\1/g, '') : plain);
  const named = readDigits(joined);
  return { flat, readings: [...new Set([plain, joined, named])] };
}

const spaced = /(?<!\S)\S(?:[ ._-]\S){3,}(?!\S)/g;

/** "T w i t c h : h i" as "Twitch:hi". */
function joinLetters(text: string): string {
  return text.replace(spaced, (letters) => letters.replace(/(?<=\S)[ ._-](?=\S)/g, ''));
}

const apart =
  /(?<![^\s"'«(:=>])(?:[a-z0-9.@](?:-[a-z0-9.@])+|[a-z0-9@](?:\.[a-z0-9@])+|[a-z0-9.@](?:_[a-z0-9.@])+|[a-z0-9.@](?: [a-z0-9.@])+)(?![^\s,;:!?)"'»])/gi;
const longName = 8;

/** What is written a letter at a time, "e-v-i-l-.-c-o-m", in one; `null` where it is a host whose dots nobody can tell. */
export function together(flat: string): string | null {
  let isHost = false;
  const joined = flat.replace(apart, (found) => {
    const mark = found[1]!;
    const letters = found.split(mark);
    // Spaces stand between short words too.
    if ((mark === ' ' && letters.length < 4) || /^[\d.]*$/.test(letters.join(''))) return found;
    const word = letters.join('');
    if (letters.length > longName && /(?:com|net|org|xyz)$/i.test(word)) isHost = true;
    return word;
  });
  return isHost ? null : joined;
}

const letters: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  $: 's',
  '@': 'a',
  '!': 'i',
  '|': 'i',
};
const among =
  /(?<=[a-z])[0134578$@!|]{1,2}(?=[a-z])|(?<![a-z0-9])[0134578$@](?=[a-z]{2})|(?<=[a-z]{2})[01345$](?![a-z0-9])/g;

/** "M0d3r4t0r" as "moderator". */
function readDigits(text: string): string {
  return text.replace(among, (digits) => Array.from(digits, (digit) => own(letters, digit)).join(''));
}

/** A shape: an expression, or several that follow each other in one sentence, each within so many characters of the last. */
export type Shape = RegExp | readonly (RegExp | number)[];

const openings = new WeakMap<RegExp, RegExp>();
function searching(expression: RegExp): RegExp {
  let opening = openings.get(expression);
  if (!opening) {
    opening = new RegExp(expression, `g${expression.flags}`);
    openings.set(expression, opening);
  }
  opening.lastIndex = 0;
  return opening;
}

const mostStarts = 8;
const sentenceEnd = /[.!?](?:\s|$)/;

/** Expressions with a gap between them are looked for one after the other: as one they would take long to fail. */
function follows(reading: string, [first, ...rest]: readonly (RegExp | number)[]): boolean {
  const opening = searching(first as RegExp);
  for (let starts = 0; starts < mostStarts; starts++) {
    const found = opening.exec(reading);
    if (!found) return false;
    if (goesOn(reading, found.index + found[0].length, rest)) return true;
    if (found[0] === '') opening.lastIndex++;
  }
  return false;
}

function goesOn(reading: string, from: number, [gap, next, ...rest]: readonly (RegExp | number)[]): boolean {
  if (next === undefined) return true;
  const expression = next as RegExp;
  const part = reading.slice(from);
  const found = expression.exec(part);
  if (!found || found.index > (gap as number) || sentenceEnd.test(part.slice(0, found.index))) return false;
  return goesOn(reading, from + found.index + found[0].length, rest);
}

export const has = (reading: string, shape: Shape): boolean =>
  shape instanceof RegExp ? shape.test(reading) : follows(reading, shape);

interface Screened {
  readonly screen: (small: string) => Uint8Array;
  /** Where the list begins in what the screen says. */
  readonly from: number;
}
const screened = new WeakMap<readonly Shape[], Screened>();
const mostReadings = 4;

/** Lists that the same texts are asked for. `cased`: they are not read in small letters. */
export interface Lists {
  readonly small: readonly (readonly Shape[])[];
  readonly cased: readonly (readonly Shape[])[];
}
const expressionsOf = (shape: Shape): readonly RegExp[] =>
  shape instanceof RegExp ? [shape] : shape.filter((part) => typeof part !== 'number');

const writtenOut = (lists: Lists): string =>
  JSON.stringify(lists, (_, value) => (value instanceof RegExp ? String(value) : value));

/** Which words each shape needs, a shape at a time. */
function* tablesTogether({ small, cased }: Lists): Generator<void, Tables> {
  const clauses: (readonly Clause[])[] = [];
  for (const list of [...small, ...cased]) {
    for (const shape of list) {
      clauses.push(clausesOf(expressionsOf(shape), cased.includes(list)));
      yield;
    }
  }
  return tablesOf(clauses);
}

/** One screen for lists, which all of them are looked up in from then on. */
function screenWith(tables: Tables, { small, cased }: Lists): void {
  const ofAll = screenBy(tables);
  /** The last ones: each list asks for the same readings. */
  const last: { readonly small: string; readonly may: Uint8Array }[] = [];
  const screen = (text: string) => {
    let known = last.find((one) => one.small === text);
    if (!known) {
      known = { small: text, may: ofAll(text) };
      last.unshift(known);
      last.length = Math.min(last.length, mostReadings);
    }
    return known.may;
  };
  let from = 0;
  for (const list of [...small, ...cased]) {
    screened.set(list, { screen, from });
    from += list.length;
  }
}

/** What is shipped of lists. */
export function shapesOf(lists: Lists): { readonly head: string; readonly body: Buffer } {
  const making = tablesTogether(lists);
  let made = making.next();
  while (!made.done) made = making.next();
  return toFile(made.value, hashOf(writtenOut(lists)));
}

/** One screen for lists: of what is shipped, and where that is of other expressions of these, a shape at a time. */
export function* screenTogether(lists: Lists): Generator<void> {
  screenWith(shippedTables(hashOf(writtenOut(lists))) ?? (yield* tablesTogether(lists)), lists);
}

function screenAlone(shapes: readonly Shape[]): void {
  const clauses = shapes.map((shape) => clausesOf(expressionsOf(shape), true));
  screenWith(tablesOf(clauses), { small: [], cased: [shapes] });
}

/** Whether it is worth while to look for each of the shapes in a text: `1` at `from` and its own place. */
function screenFor(small: string, shapes: readonly Shape[]): { readonly may: Uint8Array; readonly from: number } {
  if (!screened.has(shapes)) screenAlone(shapes);
  const { screen, from } = screened.get(shapes)!;
  return { may: screen(small), from };
}

/** Whether the reading has one of the shapes. `small`: the same in small letters. */
export function hasOneOf(reading: string, shapes: readonly Shape[], small = reading): boolean {
  const { may, from } = screenFor(small, shapes);
  for (let i = 0; i < shapes.length; i++) if (may[from + i] === 1 && has(reading, shapes[i]!)) return true;
  return false;
}

/** Those of a list that may be in a text, which is given in small letters. */
export function mayBeIn<S extends Shape>(small: string, shapes: readonly S[]): readonly S[] {
  const { may, from } = screenFor(small, shapes);
  return shapes.filter((_, i) => may[from + i] === 1);
}

export const anyOf = (look: Look, shapes: readonly Shape[]): boolean =>
  look.readings.some((reading) => hasOneOf(reading, shapes));

/** The expressions of some shapes, compiled one after the other as they are taken: the first use of one takes milliseconds. */
export function* compiling(shapes: readonly Shape[]): Generator<RegExp> {
  for (const shape of shapes) {
    for (const [i, part] of (shape instanceof RegExp ? [shape] : shape).entries()) {
      if (typeof part === 'number') continue;
      const expression = i === 0 && part !== shape ? searching(part) : part;
      // Interpreted the first time, compiled the second.
      expression.test('');
      expression.test('');
      expression.lastIndex = 0;
      yield expression;
    }
  }
}
