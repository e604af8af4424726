import { own } from '../../lib/own.ts';
import { sectionsIn } from './data.ts';

/** A word as the rules read it, and where it stands in what was typed. */
export interface Word {
  readonly plain: string;
  readonly start: number;
  readonly end: number;
  /** A comma, a stop or the like stands before it. */
  readonly pause: '' | ',' | '.';
}

/** Chat lines have 500 characters; what is longer is cut before anything looks at it. */
export const longest = 500;
const mostWords = 90;
/** No name has a longer word; one letter can be eighteen where its compatibility form is written out. */
const longestWord = 64;

/** What follows an apostrophe, or should. */
const endings: Readonly<Record<string, readonly [after: RegExp, plain: string]>> = {
  s: [/^(?:who|what|where|when|how|why|that|it|there|here|he|she|wat)$/, 'is'],
  t: [/^(?:don|can|isn|doesn|didn|wasn|weren|aren|won|hasn|haven|couldn|shouldn|wouldn)$/, 'not'],
  re: [/^(?:you|we|they|who|what)$/, 'are'],
  m: [/^i$/, 'am'],
  ve: [/^(?:i|you|we|they)$/, 'have'],
  d: [/^(?:who|what|how|where|when|why)$/, 'did'],
};

interface Lexicon {
  /** What chats type for other words, by what is typed. */
  readonly spellings: ReadonlyMap<string, readonly string[]>;
  /** Long words of the questions: a word one slip away from one of these is taken for it. */
  readonly frames: ReadonlySet<string>;
  /** Ordinary words one slip away from a word of a frame. */
  readonly ordinary: ReadonlySet<string>;
  /** Words of the frames, by what is left of them when one letter is left out. */
  readonly bySlip: ReadonlyMap<string, string>;
}

let loaded: Lexicon | undefined;
function lexicon(): Lexicon {
  if (loaded) return loaded;
  const sections = sectionsIn('words.txt');
  const pairs = sections.get('spellings')!.map((pair) => pair.split('=') as [string, string]);
  const frames = new Set(sections.get('frames'));
  const bySlip = new Map<string, string>();
  for (const word of frames) if (word.length >= 5) for (const slip of withoutOne(word)) bySlip.set(slip, word);
  loaded = {
    spellings: new Map(pairs.map(([from, to]) => [fold(from), to.split('_')])),
    frames,
    ordinary: new Set(sections.get('ordinary')),
    bySlip,
  };
  return loaded;
}

export function fold(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ø/g, 'o')
    .replace(/ß/g, 'ss');
}

/** Every word with one letter left out: two words one slip apart share one of these, or one is the other's. */
function* withoutOne(word: string): Generator<string> {
  for (let at = 0; at < word.length; at++) yield word.slice(0, at) + word.slice(at + 1);
}

/** `protectedWord`: a name that only looks like a slip. */
function corrected(word: string, protectedWord: (word: string) => boolean): string {
  if (word.length < 5) return word;
  const { frames, ordinary, bySlip } = lexicon();
  if (frames.has(word) || ordinary.has(word) || protectedWord(word)) return word;
  const longer = bySlip.get(word);
  if (longer !== undefined && longer[0] === word[0]) return longer;
  for (const slip of withoutOne(word)) {
    if (slip.length >= 5 && slip[0] === word[0] && frames.has(slip)) return slip;
    const other = bySlip.get(slip);
    if (other !== undefined && other.length === word.length && other[0] === word[0]) return other;
  }
  return word;
}

const shortestGlued = 7;

/** "Dundertale" and "lhypotenuse" lack their apostrophe. */
function isGlued(word: string, protectedWord: (word: string) => boolean): boolean {
  if (word.length < shortestGlued || !/^[ld][aeiouyh]/.test(word) || protectedWord(word)) return false;
  const { frames, ordinary } = lexicon();
  const rest = word.slice(1);
  return !frames.has(word) && !ordinary.has(word) && (protectedWord(rest) || frames.has(rest));
}

const pattern = /[\p{L}\p{N}\p{M}]+(?:[.](?=\p{L}[.])\p{L})*/gu;

function pauseOf(between: string): Word['pause'] {
  if (/[.!?;\n)\]"»]/.test(between)) return '.';
  return /[,:([«]/.test(between) ? ',' : '';
}

/** The words of a line in chat's spellings made plain. Apostrophes and hyphens part words; mentions and links are none. */
export function wordsOf(text: string, protectedWord: (word: string) => boolean): Word[] {
  const line = text
    .slice(0, longest)
    .replace(/https?:\/\/\S+|(?<!\S)@\w+|(?<!\S):[a-z_]+:(?!\S)/gi, (hidden) => ' '.repeat(hidden.length));
  const { spellings } = lexicon();
  const words: Word[] = [];
  let last = 0;
  let letters = 0;
  for (const match of line.matchAll(pattern)) {
    const start = match.index;
    const end = start + match[0].length;
    const folded = fold(match[0].slice(0, longestWord)).replaceAll('.', '').slice(0, longestWord);
    // Without its accent the French "where" is "or".
    const plains =
      match[0].toLowerCase() === 'où' ? ['where'] : (spellings.get(folded) ?? [corrected(folded, protectedWord)]);
    if (plains.length === 1 && isGlued(folded, protectedWord)) {
      const pause = pauseOf(line.slice(last, start));
      words.push({ plain: folded[0]!, start, end: start + 1, pause });
      words.push({ plain: folded.slice(1), start: start + 1, end, pause: '' });
      letters += folded.length;
      last = end;
      if (words.length >= mostWords || letters >= longest) break;
      continue;
    }
    const ending = own(endings, folded);
    const before = words.at(-1);
    if (ending && before && start - last <= 1 && ending[0].test(before.plain)) {
      words.push({ plain: ending[1], start, end, pause: '' });
      last = end;
      continue;
    }
    let pause = pauseOf(line.slice(last, start));
    for (const plain of plains) {
      words.push({ plain, start, end, pause });
      letters += plain.length;
      pause = '';
    }
    last = end;
    if (words.length >= mostWords || letters >= longest) break;
  }
  return words;
}
