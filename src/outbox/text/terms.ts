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
 * another word it is found only where a `*` says so. What a moderator writes never becomes a regular expression: all
 * terms are one automaton, which reads a text once from its beginning to its end.
 */
export function compileTerms(terms: readonly string[], { backwards = false, except = [] }: TermOptions = {}): Matcher {
  const automaton = createAutomaton();
  const literal = new Map<number, Set<string>>();
  for (const term of terms) {
    const bare = term.replace(/^\*+|(?<!\*)\*+$/g, '');
    const words = fold(bare).at(-1) ?? '';
    const letters = words.replaceAll(' ', '');
    if (letters.replace(/[1*]/g, '').length < 2) {
      const plain = comparable(bare);
      if (plain !== '') literal.set(plain.length, (literal.get(plain.length) ?? new Set()).add(plain));
      continue;
    }
    const end = term.endsWith('*') ? 'anywhere' : 'word';
    automaton.add(words.split(' ').map(runs), { gap: 'never', from: term.startsWith('*') ? 'anywhere' : 'word', end });
    // Two short words often meet to a third; only letter by letter is it surely a disguise.
    if (letters.length >= 3) {
      automaton.add([runs(letters)], { gap: letters.length >= 5 ? 'may be' : 'always', from: 'word', end: 'word' });
    }
    if (backwards && letters.length >= 5) {
      automaton.add([runs([...letters].reverse().join(''))], { gap: 'never', from: 'word', end: 'word' });
    }
  }
  const harmless =
    except.length > 0 ? new RegExp(`(?<![a-z])(?:${except.map(exception).join('|')})(?![a-z])`, 'g') : null;
  const hits = automaton.finished();
  // What is harmless is looked at only once something was found.
  const matches = (folded: string) => hits(folded) && (harmless === null || hits(folded.replace(harmless, '')));

  return (text, folded) =>
    (literal.size > 0 && hasOneOf(comparable(text), literal)) || (folded ?? fold(text)).some(matches);
}

const exception = (phrase: string) =>
  phrase.endsWith('*') ? `${fold(phrase.slice(0, -1))[0]}[a-z]*` : (fold(phrase)[0] ?? '');

/** One letter of a term as the letters of a text that may stand for it, and whether more of them may follow. */
interface Step {
  readonly mask: number;
  readonly repeats: boolean;
}

const symbols = 'abcdefghijklmnopqrstuvwxyz1* ';
const byCode = new Int32Array(128);
for (const [i, c] of [...symbols].entries()) byCode[c.charCodeAt(0)] = 1 << i;
const bitOf = (c: string) => byCode[c.charCodeAt(0)] ?? 0;
const space = bitOf(' ');
const anyLetter = byCode.reduce((all, bit) => all | bit, 0) & ~space;
const plural = bitOf('s') | bitOf('x') | bitOf('z');
const [i, l, one, star] = [bitOf('i'), bitOf('l'), bitOf('1'), bitOf('*')];

/** A letter matches itself or more of itself, but never fewer than the term has: `niger` is a country. */
function runs(letters: string): Step[] {
  const first = letters.length - letters.replace(/^(.)\1*/, '').length;
  let last = letters.length;
  while (last > 0 && letters[last - 1] === letters.at(-1)) last--;
  return Array.from(letters, (letter, at) => {
    const inner = letters.length >= 4 && at >= first && at < last;
    return { mask: reading(bitOf(letter)) | (inner ? star : 0), repeats: letters[at + 1] !== letter };
  });
}

function reading(letter: number): number {
  if (letter === star) return anyLetter;
  if (letter === one) return one | i | l;
  return letter === i || letter === l ? letter | one : letter;
}

interface Way {
  /** Whether a space may stand between two letters. */
  readonly gap: 'never' | 'may be' | 'always';
  readonly from: 'word' | 'anywhere';
  readonly end: 'word' | 'anywhere';
}

const endsAnywhere = 1;
const endsWord = 2;
const mayGap = 4;
const mustGap = 8;
const repeats = 16;

/** Terms as a tree of steps. Reading, all the places in it that a text can have come to are followed side by side. */
function createAutomaton() {
  const masks: number[] = [];
  const flags: number[] = [];
  const child: number[] = [];
  const sibling: number[] = [];
  const node = (mask: number, flag: number) => {
    child.push(-1);
    sibling.push(-1);
    flags.push(flag);
    return masks.push(mask) - 1;
  };
  const roots = { word: node(0, 0), anywhere: node(0, 0) };
  const kept = endsAnywhere | endsWord;

  function below(parent: number, mask: number, flag: number): number {
    let at = child[parent]!;
    while (at >= 0 && (masks[at] !== mask || (flags[at]! & ~kept) !== flag)) at = sibling[at]!;
    if (at >= 0) return at;
    const made = node(mask, flag);
    sibling[made] = child[parent]!;
    child[parent] = made;
    return made;
  }

  return {
    add(words: readonly (readonly Step[])[], { gap, from, end }: Way) {
      const gaps = gap === 'never' ? 0 : gap === 'always' ? mayGap | mustGap : mayGap;
      let at = roots[from];
      for (const [i, word] of words.entries()) {
        if (i > 0) at = below(at, space, 0);
        for (const step of word) at = below(at, step.mask, gaps | (step.repeats ? repeats : 0));
      }
      flags[at] = flags[at]! | (end === 'word' ? endsWord : endsAnywhere);
    },

    finished(): (folded: string) => boolean {
      const mask = Int32Array.from(masks);
      const flag = Int32Array.from(flags);
      const down = Int32Array.from(child);
      const beside = Int32Array.from(sibling);
      const opens = { word: byLetter(roots.word), anywhere: byLetter(roots.anywhere) };
      // A place is a node, and whether a space was read behind it.
      const seen = new Uint32Array(2 * masks.length);
      let [places, next] = [new Int32Array(2 * masks.length), new Int32Array(2 * masks.length)];
      let [count, more, turn] = [0, 0, 0];
      const go = (place: number) => {
        if (seen[place] === turn) return;
        seen[place] = turn;
        next[more++] = place;
      };
      const isFound = (node: number, read: Uint32Array, at: number) => {
        if ((flag[node]! & endsAnywhere) !== 0) return true;
        if ((flag[node]! & endsWord) === 0) return false;
        const ends = (place: number) => (read[place]! & anyLetter) === 0;
        return ends(at + 1) || ((read[at + 1]! & plural) !== 0 && ends(at + 2));
      };

      return (folded) => {
        const read = new Uint32Array(folded.length + 2);
        for (let at = 0; at < folded.length; at++) read[at] = byCode[folded.charCodeAt(at)] ?? 0;
        count = 0;
        for (let at = 0; at < folded.length; at++) {
          const bit = read[at]!;
          const letter = 31 - Math.clz32(bit);
          more = 0;
          turn = (turn + 1) >>> 0 || 1;
          for (const node of opens.anywhere[letter] ?? none) {
            if (isFound(node, read, at)) return true;
            go(2 * node);
          }
          if (at === 0 || read[at - 1] === space) {
            for (const node of opens.word[letter] ?? none) {
              if (isFound(node, read, at)) return true;
              go(2 * node);
            }
          }
          for (let i = 0; i < count; i++) {
            const place = places[i]!;
            const node = place >> 1;
            const gapped = (place & 1) === 1;
            if (bit === space && !gapped && (flag[node]! & mayGap) !== 0) go(place + 1);
            if ((flag[node]! & mustGap) !== 0 && !gapped) continue;
            for (let to = down[node]!; to >= 0; to = beside[to]!) {
              if ((mask[to]! & bit) === 0) continue;
              if (isFound(to, read, at)) return true;
              go(2 * to);
            }
            if ((flag[node]! & repeats) === 0 || (mask[node]! & bit) === 0) continue;
            if (isFound(node, read, at)) return true;
            go(2 * node);
          }
          [places, next] = [next, places];
          count = more;
        }
        return false;
      };
    },
  };

  /** What a term begins with, by the letter that is read: at most places of a text nothing does. */
  function byLetter(root: number): readonly (readonly number[])[] {
    const all: number[] = [];
    for (let at = child[root]!; at >= 0; at = sibling[at]!) all.push(at);
    return Array.from(symbols, (_, letter) => all.filter((at) => (masks[at]! & (1 << letter)) !== 0));
  }
}

const none: readonly number[] = [];
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
