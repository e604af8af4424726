// What the classifier sees of a text: words, how they begin, what they are about (their kinds), and which of those stand in
// one sentence. A word that nobody has learned from still has its kind.

export const buckets = 80 * 1024;
/** A sentence longer than this is looked at in parts that overlap by half: what is harmless around it hides nothing. */
const mostLetters = 80;
const fewLetters = 40;
/** Shorter ones are read with the next. */
const leastLetters = 24;

/** The kinds of words, as numbers in a table: a word may have several, an entry ending in `*` begins words. */
export interface Kinds {
  readonly keys: Int32Array;
  readonly values: Uint8Array;
}

const wholeSeed = 0x7feb352d;
const startSeed = 0x68bc21eb;
const leastStart = 3;
const mostStart = 12;
const emptyKey = 0;

/** A letter said twice is the same letter: "killl", "kkiill". */
function once(text: string): string {
  let told = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!;
    if (letter !== text[at - 1] || letter < 'a' || letter > 'z') told += letter;
  }
  return told;
}

/** Compiles lines `name: word word begin*`. */
export function compileKinds(lists: string): Kinds {
  const names: string[] = [];
  const entries: { key: number; value: number }[] = [];
  for (const line of lists.split('\n')) {
    const at = line.indexOf(': ');
    if (at < 0 || line.startsWith('#')) continue;
    const name = line.slice(0, at);
    if (!names.includes(name)) names.push(name);
    for (const entry of line.slice(at + 2).split(' ')) {
      const word = once(entry.replace(/[^a-z]/g, ''));
      if (word === '') continue;
      entries.push({ key: hashOf(word, entry.endsWith('*') ? startSeed : wholeSeed), value: names.indexOf(name) + 1 });
    }
  }
  const size = 2 ** Math.ceil(Math.log2(entries.length * 1.5));
  const keys = new Int32Array(size);
  const values = new Uint8Array(size);
  for (const { key, value } of entries) {
    let at = key & (size - 1);
    while (values[at] !== 0 && (keys[at] !== key || values[at] !== value)) at = (at + 1) & (size - 1);
    keys[at] = key;
    values[at] = value;
  }
  return { keys, values };
}

function hashOf(word: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash === emptyKey ? 1 : hash;
}

/** In place: a call for each of thousands of features would cost more than what it does. */
function toBuckets(hashes: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const hash = hashes[i]!;
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hashes[i] = ((mixed ^ (mixed >>> 13)) >>> 0) % buckets;
  }
}

/** The parts of a text that are judged each by itself: sentences, two short ones together, parts of a long one. */
export function partsOf(spoken: string): readonly string[] {
  const pieces: string[] = [];
  const short: string[] = [];
  let open: readonly string[] = [];
  for (const sentence of once(spoken).split('.')) {
    const words = [...open, ...sentence.split(' ').filter((word) => word !== '')];
    const letters = words.reduce((sum, word) => sum + word.length + 1, 0);
    open = letters < leastLetters ? words : [];
    if (letters >= leastLetters) pieces.push(...piecesOf(words, mostLetters));
    if (letters > mostLetters / 2 + leastLetters) short.push(...piecesOf(words, fewLetters));
  }
  if (open.length > 0) pieces.push(open.join(' '));
  const parts = [...pieces, ...short];
  for (let i = 1; i < pieces.length; i++)
    if (pieces[i - 1]!.length + pieces[i]!.length <= mostLetters) parts.push(`${pieces[i - 1]} ${pieces[i]}`);
  return parts;
}

function piecesOf(words: readonly string[], most: number): readonly string[] {
  const pieces: string[] = [];
  for (let from = 0; ; ) {
    let letters = 0;
    let to = from;
    while (to < words.length && (to === from || letters + words[to]!.length < most)) letters += words[to++]!.length + 1;
    const piece = words.slice(from, to).join(' ');
    for (let at = 0; at === 0 || at + most / 2 < piece.length; at += most / 2) {
      pieces.push(piece.slice(at, at + most + 8));
      if (piece.length <= most + 8) break;
    }
    if (to >= words.length) return pieces;
    from += Math.max(1, (to - from) >> 1);
  }
}

/** The features of a part, as buckets: first those of words and their letters, then those of kinds of words. */
export interface Found {
  readonly buckets: Int32Array;
  words: number;
  all: number;
}

interface Word {
  readonly whole: number | null;
  /** Its first kind, or how it begins. */
  readonly usual: number;
  readonly stem: number;
  readonly kinds: readonly number[];
}
const mostWords = 1_024;
const mostFeatures = 16_384;

export function createFeatures({ keys, values }: Kinds): (part: string) => Found {
  const mask = keys.length - 1;
  const known = new Map<string, Word>();
  const found: Found = { buckets: new Int32Array(mostFeatures), words: 0, all: 0 };
  const { buckets: out } = found;

  function lookUp(key: number, kinds: number[]): void {
    for (let at = key & mask; values[at] !== 0; at = (at + 1) & mask)
      if (keys[at] === key && !kinds.includes(values[at]!)) kinds.push(values[at]!);
  }
  function kindsOf(word: string): readonly number[] {
    const kinds: number[] = [];
    lookUp(hashOf(word, wholeSeed), kinds);
    let hash = startSeed;
    for (let i = 0; i < word.length && i < mostStart; i++) {
      hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
      if (i + 1 >= leastStart) lookUp(hash === emptyKey ? 1 : hash, kinds);
    }
    return kinds;
  }
  function wordOf(text: string): Word {
    const before = known.get(text);
    if (before) return before;
    const kinds = kindsOf(text);
    const stem = hashOf(text.length > 5 ? text.slice(0, 5) : text, 0x51ed270b);
    const usual = kinds.length > 0 ? Math.imul(kinds[0]!, 0x85ebca6b) : stem;
    const word = { whole: text.length > 1 ? hashOf(text, 0x9e3779b9) : null, usual, stem, kinds };
    if (known.size >= mostWords) known.clear();
    known.set(text, word);
    return word;
  }

  return (part) => {
    let n = 0;
    const letters = part.replaceAll(' ', '');
    for (let at = 0; at + 4 <= letters.length; at++) {
      let hash = 0x811c9dc5;
      for (let i = at; i < at + 4; i++) hash = Math.imul(hash ^ letters.charCodeAt(i), 0x01000193);
      out[n++] = hash;
      if (at + 5 <= letters.length) out[n++] = Math.imul(hash ^ letters.charCodeAt(at + 4), 0x01000193);
    }
    const words = part.split(' ').map(wordOf);
    let [before, last] = [0, 0];
    for (const { whole, usual, stem } of words) {
      if (whole !== null) out[n++] = whole;
      out[n++] = stem;
      if (last !== 0) out[n++] = Math.imul(last, 31) ^ usual;
      if (before !== 0) {
        out[n++] = Math.imul(before, 37) ^ Math.imul(usual, 3);
        out[n++] = Math.imul(before, 41) ^ Math.imul(last, 7) ^ Math.imul(usual, 5);
      }
      [before, last] = [last, usual];
    }
    found.words = n;
    let [kindsBefore, kindsLast]: [readonly number[], readonly number[]] = [[], []];
    const all: number[] = [];
    for (const { kinds } of words) {
      if (kinds.length === 0) continue;
      for (const kind of kinds) {
        if (!all.includes(kind)) all.push(kind);
        for (const other of kindsLast) {
          const pair = Math.imul(other, 0x1b873593);
          out[n++] = pair ^ Math.imul(kind, 0xcc9e2d51);
          for (const first of kindsBefore) out[n++] = Math.imul(first, 0x3c6ef372) ^ pair ^ Math.imul(kind, 0x2545f491);
        }
      }
      [kindsBefore, kindsLast] = [kindsLast, kinds];
    }
    for (const [i, one] of all.entries()) {
      out[n++] = Math.imul(one, 0x27d4eb2f);
      for (let j = 0; j < i; j++) {
        const other = all[j]!;
        out[n++] =
          Math.imul(Math.min(one, other), 0x165667b1) ^ Math.imul(Math.max(one, other), 0x9e3779b1) ^ 0x5bd1e995;
      }
    }
    // What is past the end of the array was not stored.
    found.all = Math.min(n, mostFeatures);
    found.words = Math.min(found.words, mostFeatures);
    toBuckets(out, found.all);
    return found;
  };
}
