import { fold } from './fold.ts';

/** `folded` saves the folding when somebody has done it already. */
export type Matcher = (text: string, folded?: readonly string[]) => boolean;

interface TermOptions {
  /** Also read backwards: for words that are never to be said. */
  readonly backwards?: boolean;
  /** Phrases in which a term is no offence. */
  readonly except?: readonly string[];
}

/**
 * A matcher for terms as Twitch writes them: `word`, `word*`, `*word*`, or several words. Each is found in disguise too:
 * accents, look-alikes, digits for letters, letters repeated, struck out or spaced, words cut or run together. Inside
 * another word it is found only where a `*` says so.
 */
export function compileTerms(terms: readonly string[], { backwards = false, except = [] }: TermOptions = {}): Matcher {
  const atWord: Buckets = new Map();
  const anywhere: string[] = [];
  const literal: string[] = [];
  for (const term of terms) {
    const bare = term.replace(/^\*+|\*+$/g, '');
    const words = fold(bare).at(-1) ?? '';
    const letters = words.replaceAll(' ', '');
    if (letters.replace(/[1*]/g, '').length < 2) {
      if (bare !== '') literal.push(comparable(bare));
      continue;
    }
    const tight =
      words
        .split(' ')
        .map((word) => runs(word, ''))
        .join(' ') + (term.endsWith('*') ? '' : wordEnd);
    if (term.startsWith('*')) anywhere.push(tight);
    else put(atWord, letters, tight);
    // Two short words often meet to a third; only letter by letter is it surely a disguise.
    if (letters.length >= 3) put(atWord, letters, runs(letters, letters.length >= 5 ? ' ?' : ' ') + wordEnd);
    if (backwards && letters.length >= 5) {
      const turned = [...letters].reverse().join('');
      put(atWord, turned, runs(turned, '') + wordEnd);
    }
  }
  const starts = new Map([...atWord].map(([key, patterns]) => [key, new RegExp(patterns.join('|'), 'y')]));
  const inside = anywhere.length > 0 ? new RegExp(anywhere.join('|')) : null;
  const harmless =
    except.length > 0 ? new RegExp(`(?<![a-z])(?:${except.map(exception).join('|')})(?![a-z])`, 'g') : null;

  const hits = (folded: string): boolean => {
    if (inside?.test(folded)) return true;
    for (let at = 0; at < folded.length; at = folded.indexOf(' ', at) + 1 || folded.length) {
      const first = folded[at] ?? '';
      if (begins(starts.get(first + nextLetter(folded, at)), folded, at) || begins(starts.get(first), folded, at))
        return true;
    }
    return false;
  };
  // What is harmless is looked at only once something was found.
  const matches = (folded: string) => hits(folded) && (harmless === null || hits(folded.replace(harmless, '')));

  return (text, folded) => {
    if (literal.length > 0) {
      const plain = comparable(text);
      if (literal.some((term) => hasWord(plain, term))) return true;
    }
    if (starts.size === 0 && inside === null) return false;
    return (folded ?? fold(text)).some(matches);
  };
}

/** Patterns by their first letter and the next one that differs: few words of a text have any to try. */
type Buckets = Map<string, string[]>;

function put(buckets: Buckets, letters: string, pattern: string): void {
  const next = nextLetter(letters, 0);
  const seconds = next === '' || next === '*' ? [''] : [...readings(next), '*'];
  for (const first of readings(letters[0] ?? '')) {
    for (const second of seconds) {
      const bucket = buckets.get(first + second);
      if (bucket) bucket.push(pattern);
      else buckets.set(first + second, [pattern]);
    }
  }
}

const readings = (c: string) => (c === '1' ? ['1', 'i', 'l'] : c === 'i' || c === 'l' ? [c, '1'] : [c]);

const farthest = 64;

function nextLetter(text: string, from: number): string {
  const first = text[from];
  const end = Math.min(text.length, from + farthest);
  let at = from + 1;
  while (at < end && (text[at] === first || text[at] === ' ')) at++;
  return text[at] ?? '';
}

function begins(pattern: RegExp | undefined, text: string, at: number): boolean {
  if (!pattern) return false;
  pattern.lastIndex = at;
  return pattern.test(text);
}

const wordEnd = '[sxz]?(?![a-z1*])';

/** A letter matches itself or more of itself, but never fewer than the term has: `niger` is a country. */
function runs(letters: string, gap: string): string {
  let pattern = '';
  for (const { 0: run, index } of letters.matchAll(/(.)\1*/g)) {
    const inner = letters.length >= 4 && index > 0 && index + run.length < letters.length;
    const one = reading(run[0] ?? '', inner);
    const count = run.length;
    if (gap === '') pattern += count === 1 ? `${one}+` : `${one}{${count},}`;
    else if (pattern === '') pattern += `${one}(?:${gap}${one}){${count - 1},}`;
    else pattern += `(?:${gap}${one}){${count},}`;
  }
  return pattern;
}

function reading(letter: string, inner: boolean): string {
  if (letter === '*') return '[a-z1*]';
  const read = readings(letter).join('');
  return inner ? `[${read}*]` : read.length > 1 ? `[${read}]` : read;
}

const exception = (phrase: string) =>
  phrase.endsWith('*') ? `${fold(phrase.slice(0, -1))[0]}[a-z]*` : (fold(phrase)[0] ?? '');

const comparable = (text: string) => text.normalize('NFKC').toLowerCase();
const letter = /[\p{L}\p{N}]/u;

function hasWord(text: string, term: string): boolean {
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    const opens = letter.test(term[0] ?? '') && letter.test(text[at - 1] ?? ' ');
    const closes = letter.test(term.at(-1) ?? '') && letter.test(text[at + term.length] ?? ' ');
    if (!opens && !closes) return true;
  }
  return false;
}
