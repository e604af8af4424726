import { own } from '../../lib/own.ts';
import { letterOf } from './letters.ts';

/**
 * A text as cells: each has a bit for every letter that it may be, and two more for what parts words and for a letter
 * that was struck out. "k1ll" has i, l and a space in its second cell, so one look at the cells sees all readings.
 */
export interface Reading {
  readonly cells: Uint32Array;
  readonly length: number;
  /** Letters before each cell: distances count those, so that spaces between letters change none. */
  readonly letters: Uint16Array;
  /** The first reading of each cell: words of a to z with one space between them. */
  readonly plain: string;
  /** The same for who asks what is meant: a dot behind each sentence, `0` for a number and `1` for one like a year. */
  readonly spoken: string;
}

export const space = 1 << 26;
export const struck = 1 << 27;
export const anyLetter = (1 << 26) - 1;

const bits = new Uint32Array(128);
for (let code = 97; code < 123; code++) bits[code] = 1 << (code - 97);
for (let code = 65; code < 91; code++) bits[code] = 1 << (code - 65);
export const bitOf = (c: string) => (c === ' ' ? space : c === '*' ? struck : (bits[c.charCodeAt(0)] ?? 0));

/** Letters that a digit or a mark stands for, where it stands among letters. The first is the usual one. */
const standsFor: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'il',
  2: 'z',
  3: 'e',
  4: 'a',
  5: 's',
  6: 'gb',
  7: 't',
  8: 'b',
  9: 'gp',
  '@': 'a',
  $: 's',
  '!': 'il',
  '|': 'il',
  '+': 't',
  '<': 'c',
  '(': 'c',
  '{': 'c',
  '[': 'c',
};
const leet = new Uint32Array(128);
for (const [mark, letters] of Object.entries(standsFor)) {
  for (const letter of letters) leet[mark.charCodeAt(0)]! |= bitOf(letter);
}
const usual = (mark: string) => own(standsFor, mark)?.[0] ?? '';
/** Letters drawn with several marks. */
const drawn: readonly (readonly [RegExp, string])[] = [
  [/\|-\|/g, 'h'],
  [/\|_\|/g, 'u'],
  [/\/\\/g, 'a'],
  [/\\\//g, 'v'],
  [/\|</g, 'k'],
  [/\|\)/g, 'd'],
  [/\(\)|\[\]/g, 'o'],
];
const isDrawn = /\|-\||\|_\||\/\\|\\\/|\|<|\|\)|\(\)|\[\]/;

/** Marks that people put in the place of a letter. */
const strikes = /^[*#%&?^~_×¤•·°█▒■□▪●○♥❤\u{1F000}-\u{1FAFF}]$/u;

interface Sign {
  mask: number;
  first: string;
  readonly kind: 'letter' | 'leet' | 'strike' | 'space' | 'other';
  /** A mark for a letter, which nobody writes in a number. */
  readonly isMark?: true;
}
const gap: Sign = { mask: space, first: ' ', kind: 'space' };
const other: Sign = { mask: space, first: ' ', kind: 'other' };
const stop: Sign = { mask: space, first: ' ', kind: 'other' };
const strike: Sign = { mask: space, first: ' ', kind: 'strike' };
const ascii: readonly Sign[] = Array.from({ length: 128 }, (_, code): Sign => {
  const c = String.fromCharCode(code);
  if (code <= 32) return gap;
  if (c === '.' || c === '?') return stop;
  if (/[a-z]/i.test(c)) return { mask: bitOf(c), first: c.toLowerCase(), kind: 'letter' };
  if (leet[code]! > 0)
    return { mask: leet[code]!, first: usual(c), kind: 'leet', ...('@$|+'.includes(c) ? { isMark: true } : {}) };
  return strikes.test(c) ? strike : c === '-' ? { ...other } : other;
});
/** In the middle of a word it may stand for a letter. */
const hyphen = ascii['-'.charCodeAt(0)]!;
const mostStruck = 12;
const bang = ascii['!'.charCodeAt(0)]!;
const orL: Sign = { mask: bitOf('i') | bitOf('l'), first: 'i', kind: 'letter' };

const sentenceGap = 14;

const bitU = bitOf('u');
const bitV = bitOf('v');

/** At most so many cells are read: letters that stand for several would make more of a text than it is. */
export const mostCells = 2_400;

/** One sign between all the letters of a word: "a-b-c-d". */
const parted = /(?<!\S)[^\s._|/~'*-]([-._|/~'*])[^\s._|/~'*-](?:\1[^\s._|/~'*-])+(?!\S)/gu;

export function readingOf(written: string): Reading {
  const text = written.replace(parted, (word, sign: string) => word.replaceAll(sign, ''));
  const signs = signsOf(
    isDrawn.test(text) ? drawn.reduce((drawing, [marks, letter]) => drawing.replace(marks, letter), text) : text,
  );
  const cells = new Uint32Array(signs.length + 3);
  const letters = new Uint16Array(signs.length + 3);
  let plain = '';
  let spoken = '';
  let length = 0;
  let count = 0;
  const put = (mask: number, first: string) => {
    if (mask === space && (length === 0 || cells[length - 1] === space)) return;
    letters[length] = count;
    if ((mask & anyLetter) !== 0) count++;
    cells[length++] = mask;
    if (first === ' ' && plain.endsWith(' ')) return;
    plain += first;
    spoken += first;
  };
  const isLeet = mixes(signs) >= 2;
  for (let at = 0; at < signs.length; ) {
    const end = tokenEnd(signs, at);
    let first = at;
    while (first < end && signs[first]!.kind !== 'letter') first++;
    let last = end - 1;
    while (last > first && signs[last]!.kind !== 'letter') last--;
    let behind = 0;
    while (signs[last + 1 + behind]?.kind === 'leet' && last + 1 + behind < end) behind++;
    // Who writes digits for letters writes a v for an u.
    let digits = 0;
    let marks = 0;
    let hyphens = 0;
    for (let i = at; i < end; i++) {
      if (signs[i]!.kind === 'leet') digits++;
      if (signs[i]!.isMark) marks++;
      if (signs[i] === hyphen) hyphens++;
    }
    for (let i = at; i < end; i++) {
      const sign = signs[i]!;
      if (first === end && isLeet && sign.kind === 'leet' && end - at <= 3) put(sign.mask | space, sign.first);
      else if (first === end) put(space, ' ');
      else if (sign.kind === 'letter')
        put(digits > 1 && (sign.mask & bitV) !== 0 ? sign.mask | bitU : sign.mask, sign.first);
      else if (sign.kind === 'leet') {
        // One or two digits behind a word are its last letters, more of them are a number.
        const stands =
          i < last ||
          (behind <= 2 && 'oieastb'.includes(sign.first)) ||
          (digits >= 3 && marks > 0 && i <= last + behind);
        if (stands) put(sign.mask | space, sign.first);
        else put(space, ' ');
      } else if (sign === hyphen && hyphens === 1 && i > first && i < last && end - at <= mostStruck)
        put(struck | space, ' ');
      else if (sign.kind === 'strike' && i > first && i < last && isStrike(signs, i)) put(struck | space, ' ');
      else put(space, ' ');
    }
    // A sentence's end is as far as some words.
    if ((signs[end - 1] === stop || signs[end - 1] === bang) && last > at) {
      if (signs[end] === gap) count += sentenceGap;
      spoken = `${signs[end - 1] === bang && behind <= 2 ? spoken.slice(0, spoken.length - behind) : spoken}. `;
    }
    if (first === end && digits > 0 && marks === 0) spoken += digits < 4 ? ' 0 ' : ' 1 ';
    at = end;
  }
  cells[length] = space;
  letters[length] = count;
  return { cells, length, letters, plain: plain.trim(), spoken };
}

/** How often a digit or a mark stands between two letters: a text that is written so throughout has words of digits alone. */
function mixes(signs: readonly Sign[]): number {
  let count = 0;
  for (let at = 1; at + 1 < signs.length; at++) {
    if (signs[at]!.kind === 'leet' && signs[at - 1]!.kind === 'letter' && signs[at + 1]!.kind === 'letter') count++;
  }
  return count;
}

/** One to three of them in a row, between letters. */
function isStrike(signs: readonly Sign[], at: number): boolean {
  let from = at;
  while (signs[from - 1]?.kind === 'strike') from--;
  let to = at;
  while (signs[to + 1]?.kind === 'strike') to++;
  return to - from < 3;
}

/** A word with its marks, or letters that stand alone in a row: "k 1 l l". */
function tokenEnd(signs: readonly Sign[], from: number): number {
  let at = from;
  if (signs[at] === gap) return at + 1;
  while (at < signs.length && signs[at] !== gap) at++;
  if (at - from > 1) return at;
  let singles = 1;
  let end = at;
  while (signs[end] === gap && signs[end + 1] && signs[end + 1] !== gap && (signs[end + 2] ?? gap) === gap) {
    end += 2;
    singles++;
  }
  return singles >= 3 ? end : at;
}

function signsOf(text: string): readonly Sign[] {
  const signs: Sign[] = [];
  let before = '';
  for (const c of text) {
    if (signs.length >= mostCells) break;
    const code = c.charCodeAt(0);
    if (code < 128) {
      // A capital I among small letters may be an l.
      const isBoth = c === 'I' && (/[a-z]/.test(before) || (before === 'I' && signs.at(-1) === orL));
      signs.push(isBoth ? orL : ascii[code]!);
    } else if (c === '’' || c === '‘') signs.push(gap);
    else if (/^\p{M}$/u.test(c)) continue;
    else {
      // Flags are letters too, and part from the words beside them.
      const isFlag = /^\p{Regional_Indicator}$/u.test(c);
      if (isFlag !== /^\p{Regional_Indicator}$/u.test(before) && (isFlag || before !== '')) {
        if (isFlag || before !== '') signs.push(gap);
      }
      signs.push(...signsOfOther(c));
    }
    before = c;
  }
  return signs;
}

const others = new Map<string, readonly Sign[]>();
const mostOthers = 2_048;

function signsOfOther(c: string): readonly Sign[] {
  const known = others.get(c);
  if (known) return known;
  const made = makeSigns(c);
  if (others.size >= mostOthers) others.clear();
  others.set(c, made);
  return made;
}

function makeSigns(c: string): readonly Sign[] {
  const { look, mask } = letterOf(c);
  const lower = look.toLowerCase();
  if (/^[a-z]$/.test(lower)) return [{ mask: mask | bitOf(lower), first: lower, kind: 'letter' }];
  if (/^[a-z]{2,}$/.test(lower))
    return Array.from(lower, (letter): Sign => ({ mask: bitOf(letter), first: letter, kind: 'letter' }));
  if (/^[\x21-\x7e]+$/.test(look)) {
    return Array.from(look, (mark): Sign => {
      const sign = ascii[mark.charCodeAt(0)]!;
      return sign.kind === 'leet' && mask > 0 ? { ...sign, mask: sign.mask | mask } : sign;
    });
  }
  if (mask > 0) return [{ mask, first: String.fromCharCode(97 + Math.log2(mask & -mask)), kind: 'leet' }];
  return [strikes.test(c) ? strike : /^\p{Z}$/u.test(c) ? gap : other];
}
