// What the classifier sees of a text: words, how they begin, what they are about (their kinds), and which of those stand in
// one sentence. A word that nobody has learned from still has its kind.

/** So many numbers a feature may have: two that occur rarely have the same one. */
export const bucketBits = 22;
/** A sentence longer than this is looked at in parts that overlap by half: what is harmless around it hides nothing. */
const mostLetters = 80;
const fewLetters = 40;
/** What has no dot for so long is looked at in sentences of this length. */
const longestSentence = 160;
/** Shorter ones are read with the next. */
const leastLetters = 24;
/** No word is so long: letters without spaces are read in pieces. */
const longestWord = 48;
const piecesOfLetters = /.{1,24}/g;

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
  let from = 0;
  for (let at = 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== text.charCodeAt(at - 1) || code < 97 || code > 122) continue;
    told += text.slice(from, at);
    from = at + 1;
  }
  return from === 0 ? text : told + text.slice(from);
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

/** Puts the bucket of each of these hashes in its place. */
function toBuckets(hashes: Int32Array, count: number): void {
  for (let at = 0; at < count; at++) {
    const hash = hashes[at]!;
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hashes[at] = (mixed ^ (mixed >>> 13)) >>> (32 - bucketBits);
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}
/** A stretch of a text's words that is judged by itself. */
export interface Part extends Stretch {
  /** Of a sentence, whose rest may say otherwise: it takes more to believe what it says. */
  readonly isPiece: boolean;
}

/** The words of a text, and its parts: sentences, two short ones together, parts of a long one. */
export function partsOf(spoken: string): { readonly words: readonly string[]; readonly parts: readonly Part[] } {
  const words: string[] = [];
  const sentences: Stretch[] = [];
  const pieces: Stretch[] = [];
  const lettersIn = ({ from, to }: Stretch) => {
    let letters = to - from - 1;
    for (let at = from; at < to; at++) letters += words[at]!.length;
    return letters;
  };
  let from = 0;
  for (const sentence of once(spoken).split('.')) {
    for (const word of sentence.split(' ')) {
      if (word.length > longestWord) words.push(...word.match(piecesOfLetters)!);
      else if (word !== '') words.push(word);
    }
    const whole = { from, to: words.length };
    const letters = lettersIn(whole) + 1;
    if (letters < leastLetters) continue;
    from = words.length;
    sentences.push(...piecesOf(words, whole, longestSentence));
    if (letters > mostLetters) pieces.push(...piecesOf(words, whole, mostLetters));
    if (letters > mostLetters / 2 + leastLetters) pieces.push(...piecesOf(words, whole, fewLetters));
  }
  if (from < words.length) sentences.push({ from, to: words.length });
  const parts = [...sentences];
  for (let i = 1; i < sentences.length; i++)
    if (lettersIn(sentences[i - 1]!) + lettersIn(sentences[i]!) <= mostLetters)
      parts.push({ from: sentences[i - 1]!.from, to: sentences[i]!.to });
  return {
    words,
    parts: [
      ...parts.map((part) => ({ ...part, isPiece: false })),
      ...pieces.map((part) => ({ ...part, isPiece: true })),
    ],
  };
}

function piecesOf(words: readonly string[], { from, to: end }: Stretch, most: number): readonly Stretch[] {
  const pieces: Stretch[] = [];
  for (let begin = from; ; ) {
    let letters = 0;
    let to = begin;
    while (to < end && (to === begin || letters + words[to]!.length < most)) letters += words[to++]!.length + 1;
    pieces.push({ from: begin, to });
    if (to >= end) return pieces;
    begin += Math.max(1, (to - begin) >> 1);
  }
}

interface Word {
  readonly whole: number | null;
  /** Its first kind, or how it begins. */
  readonly usual: number;
  readonly stem: number;
  readonly kinds: readonly number[];
}
const mostWords = 1_024;

/** Numbers in a row, in an array that grows and is used again: a text has thousands of features. */
class Row {
  at = new Int32Array(1_024);
  length = 0;
  /** Makes room for so many more. */
  grow(more: number): void {
    if (this.length + more <= this.at.length) return;
    const larger = new Int32Array(2 * (this.length + more));
    larger.set(this.at);
    this.at = larger;
  }
  put(value: number): void {
    if (this.length === this.at.length) this.grow(1);
    this.at[this.length++] = value;
  }
}

/** The features of a text, each made once. What a part has of them is a stretch of each sort, and what its kinds are together. */
export interface Features {
  /** Buckets, sort by sort, and how many there are. Good until the next text. */
  readonly all: Int32Array;
  readonly count: number;
  /** From where to where of `all` each sort is in a part: letters, words, then words of some kind in a row. */
  stretchesOf(part: Stretch): readonly (readonly [from: number, to: number])[];
  /** Which kinds a part has, alone and in pairs. Good until the next part. */
  together(part: Stretch): Int32Array;
}
/** So many of the stretches are letters and words; the others are kinds. */
export const lexical = 5;

export function createFeatures({ keys, values }: Kinds): (words: readonly string[]) => Features {
  const mask = keys.length - 1;
  const known = new Map<string, Word>();

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

  const out = new Row();
  /** Letters, and words of some kind, in front of each word. */
  const lettersBefore = new Row();
  const kindsBefore = new Row();
  /** Where in `out` a word's own begin, and those of words of some kind: in pairs, and three in a row. */
  const ofWords = new Row();
  const ofPairs = new Row();
  const ofThree = new Row();
  const codes = new Row();
  const set = new Row();
  const rows = [out, lettersBefore, kindsBefore, ofWords, ofPairs, ofThree, codes];

  /** Of four letters in a row, then of five; the second begin where it says. */
  function putLetters(): number {
    const { at: letters, length } = codes;
    const fours = Math.max(0, length - 3);
    out.grow(2 * fours);
    for (let from = 0; from < fours; from++) {
      let hash = 0x811c9dc5;
      for (let at = from; at < from + 4; at++) hash = Math.imul(hash ^ letters[at]!, 0x01000193);
      out.at[from] = hash;
      if (from + 4 < length) out.at[fours + from] = Math.imul(hash ^ letters[from + 4]!, 0x01000193);
    }
    out.length = fours + Math.max(0, length - 4);
    return fours;
  }

  /** Each word alone; where two in a row begin, and three. */
  function putWords(words: readonly Word[]): readonly [twos: number, threes: number] {
    for (const { whole, stem } of words) {
      ofWords.put(out.length);
      if (whole !== null) out.put(whole);
      out.put(stem);
    }
    ofWords.put(out.length);
    const twos = out.length;
    for (let at = 1; at < words.length; at++) out.put(Math.imul(words[at - 1]!.usual, 31) ^ words[at]!.usual);
    const threes = out.length;
    for (let at = 2; at < words.length; at++) {
      const before = words[at - 2]!.usual;
      const last = words[at - 1]!.usual;
      const { usual } = words[at]!;
      out.put(Math.imul(before, 37) ^ Math.imul(usual, 3));
      out.put(Math.imul(before, 41) ^ Math.imul(last, 7) ^ Math.imul(usual, 5));
    }
    return [twos, threes];
  }

  /** Words of some kind, whatever stands between them: two in a row, then three. */
  function putKinds(ofKind: readonly (readonly number[])[]): void {
    for (let at = 0; at < ofKind.length; at++) {
      ofPairs.put(out.length);
      if (at === 0) continue;
      for (const kind of ofKind[at]!)
        for (const last of ofKind[at - 1]!) out.put(Math.imul(last, 0x1b873593) ^ Math.imul(kind, 0xcc9e2d51));
    }
    ofPairs.put(out.length);
    for (let at = 0; at < ofKind.length; at++) {
      ofThree.put(out.length);
      if (at < 2) continue;
      for (const kind of ofKind[at]!)
        for (const last of ofKind[at - 1]!)
          for (const first of ofKind[at - 2]!)
            out.put(Math.imul(first, 0x3c6ef372) ^ Math.imul(last, 0x1b873593) ^ Math.imul(kind, 0x2545f491));
    }
    ofThree.put(out.length);
  }

  return (texts) => {
    for (const row of rows) row.length = 0;
    const words: Word[] = [];
    const ofKind: (readonly number[])[] = [];
    for (const text of texts) {
      const word = wordOf(text);
      words.push(word);
      lettersBefore.put(codes.length);
      kindsBefore.put(ofKind.length);
      codes.grow(text.length);
      for (let at = 0; at < text.length; at++) codes.at[codes.length++] = text.charCodeAt(at);
      if (word.kinds.length > 0) ofKind.push(word.kinds);
    }
    lettersBefore.put(codes.length);
    kindsBefore.put(ofKind.length);
    const fives = putLetters();
    const [twos, threes] = putWords(words);
    putKinds(ofKind);
    toBuckets(out.at, out.length);

    const stretch = (from: number, to: number): readonly [number, number] => (to <= from ? [0, 0] : [from, to]);
    /** By a table of where each begins. */
    const inTable = ({ at }: Row, from: number, to: number): readonly [number, number] =>
      to <= from ? [0, 0] : [at[from]!, at[to]!];
    return {
      all: out.at,
      count: out.length,
      stretchesOf({ from, to }) {
        const [a, b] = [lettersBefore.at[from]!, lettersBefore.at[to]!];
        const [k, l] = [kindsBefore.at[from]!, kindsBefore.at[to]!];
        return [
          stretch(a, b - 3),
          stretch(fives + a, fives + b - 4),
          inTable(ofWords, from, to),
          stretch(twos + from, twos + to - 1),
          stretch(threes + 2 * from, threes + 2 * (to - 2)),
          inTable(ofPairs, k + 1, l),
          inTable(ofThree, k + 2, l),
        ];
      },
      together({ from, to }) {
        set.length = 0;
        const found: number[] = [];
        for (let at = kindsBefore.at[from]!; at < kindsBefore.at[to]!; at++)
          for (const kind of ofKind[at]!) if (!found.includes(kind)) found.push(kind);
        for (let i = 0; i < found.length; i++) {
          const one = found[i]!;
          set.put(Math.imul(one, 0x27d4eb2f));
          for (let j = 0; j < i; j++) {
            const other = found[j]!;
            const low = Math.min(one, other);
            const high = Math.max(one, other);
            set.put(Math.imul(low, 0x165667b1) ^ Math.imul(high, 0x9e3779b1) ^ 0x5bd1e995);
          }
        }
        toBuckets(set.at, set.length);
        return set.at.subarray(0, set.length);
      },
    };
  };
}
