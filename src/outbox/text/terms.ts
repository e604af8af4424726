import { fold } from './fold.ts';

export type Matcher = (text: string) => boolean;

export interface TermOptions {
  /** Also read backwards, and with i and l taken for each other: for words that are never to be said. */
  readonly strict?: boolean;
  /** Phrases in which a term is no offence. */
  readonly except?: readonly string[];
}

/**
 * A matcher for terms as Twitch writes them: `word`, `word*`, `*word*`, or several words. Each is found in disguise too:
 * accents, look-alikes, digits for letters, letters repeated, struck out or spaced, words cut or run together. Inside
 * another word it is found only where a `*` says so.
 */
export function compileTerms(terms: readonly string[], { strict = false, except = [] }: TermOptions = {}): Matcher {
  const tight: string[] = [];
  const loose: string[] = [];
  const literal: string[] = [];
  for (const term of terms) {
    const folded = fold(term.replace(/^\*+|\*+$/g, ''), true);
    const letters = folded.replaceAll(' ', '');
    if (letters.replace(/[1*]/g, '').length < 2) {
      const plain = comparable(term.replace(/^\*+|\*+$/g, ''));
      if (plain !== '') literal.push(plain);
      continue;
    }
    const before = term.startsWith('*') ? '' : edge.before;
    const after = term.endsWith('*') ? '' : edge.after;
    if (!folded.includes(' ')) tight.push(before + runs(letters, strict, '') + after);
    else tight.push(before + folded.split(' ').map((word) => runs(word, strict, '')).join(' ') + after);
    if (letters.length >= 5) loose.push(edge.before + runs(letters, strict, ' ?') + edge.after);
    else if (letters.length >= 3) loose.push(edge.before + runs(letters, strict, ' ') + edge.after);
    if (strict && letters.length >= 5 && !folded.includes(' ')) {
      tight.push(edge.before + runs([...letters].reverse().join(''), false, '') + edge.after);
    }
  }
  const found = tight.length > 0 ? new RegExp([...tight, ...loose].join('|')) : null;
  const excepted = except.length > 0 ? new RegExp(`\\b(?:${except.map((e) => fold(e, false)).join('|')})(?![a-z])`, 'g') : null;
  const matches = (folded: string) => found?.test(excepted ? folded.replace(excepted, '#') : folded) ?? false;

  return (text) => {
    if (literal.length > 0) {
      const plain = comparable(text);
      if (literal.some((term) => hasWord(plain, term))) return true;
    }
    if (!found) return false;
    const words = fold(text, false);
    if (matches(words)) return true;
    if (!/[0-9@$!|+]|[^\x00-\x7f]/.test(text)) return false;
    const leet = fold(text, true);
    return leet !== words && matches(leet);
  };
}

const edge = { before: '(?<![a-z1*])', after: '(?:e?[sxz])?(?![a-z1*])' };
const vowels = 'aeiouy';

/** A letter matches itself or more of itself, but never fewer than the term has: `niger` is a country. */
function runs(letters: string, strict: boolean, gap: string): string {
  let pattern = '';
  for (const [run] of letters.matchAll(/(.)\1*/g)) {
    const letter = run[0] ?? '';
    const one = alternatives(letter, strict);
    const count = run.length;
    if (gap === '') pattern += count === 1 ? `${one}+` : `${one}{${count},}`;
    else if (pattern === '') pattern += `${one}(?:${gap}${one}){${count - 1},}`;
    else pattern += `(?:${gap}${one}){${count},}`;
  }
  return pattern;
}

function alternatives(letter: string, strict: boolean): string {
  if (letter === '1') return '[il1]';
  if (letter === '*') return '[a-z1*]';
  const struck = vowels.includes(letter) ? '*' : '';
  if (letter === 'i' || letter === 'l') return strict ? `[il1${struck}]` : `[${letter}1${struck}]`;
  return struck ? `[${letter}${struck}]` : letter;
}

const comparable = (text: string) => text.normalize('NFKC').toLowerCase();

function hasWord(text: string, term: string): boolean {
  const letter = /[\p{L}\p{N}]/u;
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    const before = text[at - 1] ?? ' ';
    const after = text[at + term.length] ?? ' ';
    const opens = letter.test(term[0] ?? '') && letter.test(before);
    const closes = letter.test(term.at(-1) ?? '') && letter.test(after);
    if (!opens && !closes) return true;
  }
  return false;
}
