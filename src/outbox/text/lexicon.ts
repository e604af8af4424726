import { anyLetter, bitOf, type Reading, readingOf, space, struck } from './reading.ts';

/** Where a term was found. Places count letters, so that spaces between them change none. */
export interface Hit {
  readonly tag: number;
  /** Letters up to the term's end, and from its beginning: as long as it is written in the list. */
  readonly end: number;
  readonly start: number;
}

/** A term as Twitch writes them: `word`, `word*`, `*word*`, or several words. */
export interface Entry {
  readonly term: string;
  readonly tag: number;
  /** Also read backwards: for words that are never to be said. */
  readonly backwards?: boolean;
  /** Only as words with spaces between them: what is no offence by itself is not looked for in disguise. */
  readonly plain?: boolean;
}

export interface Lexicon {
  find(reading: Reading): readonly Hit[];
  has(reading: Reading): boolean;
}

const mostHits = 400;
const plural = bitOf('s') | bitOf('x') | bitOf('z');

/** One letter of a term as the letters of a text that may stand for it, and whether more of them may follow. */
interface Step {
  readonly mask: number;
  readonly repeats: boolean;
}

/** A letter matches itself or more of itself, but never fewer than the term has: `niger` is a country. */
function runs(letters: string, disguised: boolean): Step[] {
  const first = letters.length - letters.replace(/^(.)\1*/, '').length;
  let last = letters.length;
  while (last > 0 && letters[last - 1] === letters.at(-1)) last--;
  return Array.from(letters, (letter, at) => {
    const inner = disguised && letters.length >= 4 && at >= first && at < last;
    const mask = letter === '*' ? anyLetter | struck : bitOf(letter) | (inner ? struck : 0);
    return { mask, repeats: disguised && letters[at + 1] !== letter };
  });
}

interface Way {
  /** Whether a space may stand between two letters. */
  readonly gap: 'never' | 'may be' | 'always';
  readonly from: 'word' | 'anywhere';
  readonly end: 'word' | 'anywhere';
}

// A node is its mask, with these beside it.
const mayGap = 1 << 28;
const mustGap = 1 << 29;
const mayRepeat = 1 << 30;
const isLast = 1 << 31;
/** So many places are followed at once: more than any text needs that somebody could read. */
const mostPlaces = 16_384;

/**
 * Finds terms in disguise too: accents, look-alikes, digits for letters, letters repeated, struck out or spaced, words
 * cut or run together. Inside another word a term is found only where a `*` says so. What a moderator writes never
 * becomes a regular expression: all terms are one automaton, which reads a text once from its beginning to its end.
 */
export const createLexicon = (entries: readonly Entry[]): Lexicon => createReader(automatonOf(entries));

export function automatonOf(entries: readonly Entry[]): Automaton {
  const tree = createTree();
  for (const { term, tag, backwards = false, plain = false } of entries) {
    const bare = term.replace(/^\*+|(?<!\*)\*+$/g, '');
    const words = lettersOf(bare);
    const letters = words.replaceAll(' ', '');
    if (letters.replaceAll('*', '').length < 2) continue;
    const way: Way = {
      gap: plain || letters.length < 5 || term.startsWith('*') ? 'never' : 'may be',
      from: term.startsWith('*') ? 'anywhere' : 'word',
      end: term.endsWith('*') ? 'anywhere' : 'word',
    };
    const add = (parts: readonly string[], how: Partial<Way>) =>
      tree.add(
        parts.map((part) => runs(part, !plain)),
        { ...way, ...how },
        { tag, length: letters.length },
      );
    // Where spaces may stand anywhere they may stand between the words too.
    add(way.gap === 'may be' ? [letters] : words.split(' '), {});
    if (plain) continue;
    // Two short words often meet to a third; only letter by letter is it surely a disguise.
    if (way.gap === 'never' && letters.length >= 3)
      add([letters], { gap: letters.length >= 5 ? 'may be' : 'always', from: 'word', end: 'word' });
    // Words run together in the middle of others: long enough to be no chance.
    if (backwards && words.includes(' ') && letters.length >= 10)
      add([letters], { gap: 'never', from: 'anywhere', end: 'anywhere' });
    if (backwards && letters.length >= 5)
      add([[...letters].reverse().join('')], { gap: 'never', from: 'word', end: 'word' });
  }
  return tree.finished();
}

/** A term's letters as they are meant: a digit in a list is a digit's letter. `*` stays. */
function lettersOf(term: string): string {
  return term
    .split('*')
    .map((part) => {
      const { plain } = readingOf(part);
      return (/^\s/.test(part) ? ' ' : '') + plain + (/\s$/.test(part) ? ' ' : '');
    })
    .join('*')
    .trim();
}

interface Found {
  readonly tag: number;
  readonly length: number;
}

interface Node {
  readonly mask: number;
  readonly children: Node[];
  readonly atWord: Found[];
  readonly anywhere: Found[];
}
const nodeOf = (mask: number): Node => ({ mask, children: [], atWord: [], anywhere: [] });

/** Terms as a tree of steps. Reading, all the places in it that a text can have come to are followed side by side. */
function createTree() {
  const roots = { word: nodeOf(0), anywhere: nodeOf(0) };
  // The roots have thousands of children; everybody else has few.
  const known = new Map<string, Node>();

  function below(parent: Node, mask: number): Node {
    const isRoot = parent === roots.word || parent === roots.anywhere;
    const key = isRoot ? `${parent === roots.word} ${mask}` : '';
    const found = isRoot ? known.get(key) : parent.children.find((child) => child.mask === mask);
    if (found) return found;
    const made = nodeOf(mask);
    parent.children.push(made);
    if (isRoot) known.set(key, made);
    return made;
  }

  return {
    add(words: readonly (readonly Step[])[], { gap, from, end }: Way, found: Found) {
      const gaps = gap === 'never' ? 0 : gap === 'always' ? mayGap | mustGap : mayGap;
      let at = roots[from];
      for (const [i, word] of words.entries()) {
        if (i > 0) at = below(at, space | mayRepeat);
        for (const step of word) at = below(at, step.mask | gaps | (step.repeats ? mayRepeat : 0));
      }
      const ends = end === 'word' ? at.atWord : at.anywhere;
      if (!ends.some(({ tag }) => tag === found.tag)) ends.push(found);
    },
    finished: () => packed(roots),
  };
}

/** The tree in a few flat arrays, the children of a node side by side. */
export interface Automaton {
  readonly nodes: Int32Array;
  /** The first child of each node; 0: none. */
  readonly down: Int32Array;
  readonly founds: Int32Array;
  /** Of each node: where its findings begin; 0: none. */
  readonly ends: Uint16Array;
}

function packed(roots: { readonly word: Node; readonly anywhere: Node }): Automaton {
  const all: Node[] = [roots.word, roots.anywhere];
  for (let at = 0; at < all.length; at++) for (const child of all[at]!.children) all.push(child);
  const nodes = new Int32Array(all.length);
  const down = new Int32Array(all.length);
  const ends = new Uint16Array(all.length);
  const founds: number[] = [0];
  let next = 2;
  for (const [at, { mask, children, atWord, anywhere }] of all.entries()) {
    nodes[at] = nodes[at]! | mask;
    if (children.length > 0) {
      down[at] = next;
      next += children.length;
      nodes[next - 1] = isLast;
    }
    if (atWord.length + anywhere.length === 0) continue;
    ends[at] = founds.length;
    for (const { tag, length } of atWord) founds.push((tag << 10) | (length << 2));
    for (const { tag, length } of anywhere) founds.push((tag << 10) | (length << 2) | 2);
    founds[founds.length - 1]! |= 1;
  }
  return { nodes, down, founds: Int32Array.from(founds), ends };
}

// One text is read at a time, whichever list reads it: a channel's own list of terms needs no such arrays of its own.
let places = new Int32Array(mostPlaces);
let next = new Int32Array(mostPlaces);

export function createReader({ nodes, down, founds, ends }: Automaton): Lexicon {
  const inside = byLetter(1);
  const words = byLetter(0);
  const opens = { anywhere: inside, both: inside.map((some, letter) => [...some, ...words[letter]!]) };
  // A place is a node, and whether a space was read behind it.
  const seen = new Uint16Array(2 * nodes.length);
  let turn = 0;

  /** What a term begins with, by the letter that is read: at most places of a text nothing does. */
  function byLetter(root: number): readonly (readonly number[])[] {
    const children: number[] = [];
    for (let at = down[root]!; at > 0; at = nodes[at]! < 0 ? 0 : at + 1) children.push(at);
    return Array.from({ length: 28 }, (_, letter) => children.filter((at) => (nodes[at]! & (1 << letter)) !== 0));
  }

  function run({ cells, length, letters }: Reading, most: number): readonly Hit[] {
    const hits: Hit[] = [];
    let count = 0;
    for (let at = 0; at < length; at++) {
      const read = cells[at]!;
      const then = cells[at + 1]!;
      // A word ends before what is no letter, or before its plural.
      const isEnd = (then & space) !== 0 || ((then & plural) !== 0 && (cells[at + 2]! & space) !== 0);
      let more = 0;
      turn = (turn + 1) & 0xffff;
      if (turn === 0) {
        seen.fill(0);
        turn = 1;
      }
      const starts = at === 0 || (cells[at - 1]! & space) !== 0 ? opens.both : opens.anywhere;
      for (let rest = read & (anyLetter | struck); rest !== 0; rest &= rest - 1) {
        for (const node of starts[31 - Math.clz32(rest & -rest)]!) {
          if (seen[2 * node] === turn || more === mostPlaces) continue;
          seen[2 * node] = turn;
          next[more++] = 2 * node;
        }
      }
      for (let i = 0; i < count; i++) {
        const place = places[i]!;
        const node = place >> 1;
        const isGapped = (place & 1) === 1;
        const how = nodes[node]!;
        if ((read & space) !== 0 && (how & mayGap) !== 0 && seen[2 * node + 1] !== turn && more < mostPlaces) {
          seen[2 * node + 1] = turn;
          next[more++] = 2 * node + 1;
        }
        if ((how & mayRepeat) !== 0 && (how & read) !== 0 && seen[2 * node] !== turn && more < mostPlaces) {
          seen[2 * node] = turn;
          next[more++] = 2 * node;
        }
        if ((how & mustGap) !== 0 && !isGapped) continue;
        for (let to = down[node]!; to > 0; to = nodes[to]! < 0 ? 0 : to + 1) {
          if ((nodes[to]! & read) === 0 || seen[2 * to] === turn || more === mostPlaces) continue;
          seen[2 * to] = turn;
          next[more++] = 2 * to;
        }
      }
      for (let i = 0; i < more && hits.length < most; i++) {
        const place = next[i]!;
        if ((place & 1) === 1 || ends[place >> 1] === 0) continue;
        const upTo = letters[at]! + 1;
        for (let from = ends[place >> 1]!, isMore = true; isMore; from++) {
          const found = founds[from]!;
          isMore = (found & 1) === 0;
          const start = upTo - ((found >> 2) & 0xff);
          if (isEnd || (found & 2) !== 0) hits.push({ tag: found >> 10, end: upTo, start });
        }
      }
      if (most === 1 && hits.length > 0) return hits;
      [places, next] = [next, places];
      count = more;
    }
    return hits;
  }
  return { find: (reading) => run(reading, mostHits), has: (reading) => run(reading, 1).length > 0 };
}
