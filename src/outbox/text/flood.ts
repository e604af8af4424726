import { wordSet } from './one-of.ts';

// Walls: what fills the chat and says nothing.

const emotes = wordSet(`
  kappa lul lulw kekw pogchamp pog poggers pogu monkas monkaw pepehands pepega pepelaugh omegalul residentsleeper
  biblethump kreygasm jebaited notlikethis heyguys trihard cmonbruh 4head wutface dansgame babyrage failfish
  swiftrage brokeback ggez seemsgood coolstoryb pjsalt smorc vohiyo panicbasket theilluminati catjam peepohappy
  peeposad sadge widepeepohappy ez clap forsencd copium hopium madge bedge gigachad aware clueless xdd om icant
  classic jupijej feelsbadman feelsgoodman feelsstrongman monkagiga peepoclap ratjam pepejam nodders nopers
  weirdchamp hypers xqcl aye squadp
`);
const art = /[\u2500-\u25FF\u2800-\u28FF\u{1FB00}-\u{1FBFF}⬛⬜🟥🟧🟨🟩🟦🟪🟫]/gu;
/** One of them is as wide as a line. */
const huge = /[\uFDFD\uFDFA\u{12219}\u{1242B}\u{12031}\uA9C5\u{102A}\u{12038}\u0BF5\u2E3B]/u;

/** What hands make that run over the keys. */
const keyRows = /azerty|qwerty|asdfgh|qsdfgh|zxcvbn|wxcvbn|poiuyt|lkjhgf/g;

const least = { letters: 24, words: 8, signs: 20 };

/** Shortens what is drawn out; `null` where that is all that there is. */
export function withoutFlood(text: string): string | null {
  if (huge.test(text)) return null;
  const drawn = text.match(art)?.length ?? 0;
  if (drawn >= 14 || (drawn >= 10 && drawn / text.length > 0.3)) return null;
  const short = shortened(text);
  return short.length < text.length * 0.6 ? null : short;
}

/** "Nooooooon" as "Nooon": a sign that is written more than six times is written three times. */
function shortened(text: string): string {
  if (!/(.)\1{6}/su.test(text)) return text;
  let short = '';
  let last = '';
  let row = 0;
  const flush = () => {
    short += /[\s\p{Nd}]/u.test(last) || row <= 6 ? last.repeat(row) : last.repeat(3);
  };
  for (const c of text) {
    if (c === last) row++;
    else {
      flush();
      last = c;
      row = 1;
    }
  }
  flush();
  return short;
}

/** "hahahahahahaha": a word that is one to six letters, six times and more. */
function echoes(word: string): boolean {
  for (let size = 2; size <= 6 && size * 6 <= word.length; size++) {
    let row = 1;
    for (let at = size; at + size <= word.length; at++) {
      row = word[at] === word[at - size] ? row + 1 : 1;
      if (row > size * 5) return true;
    }
  }
  return false;
}

/** Whether all that is left of a text fills the chat and says nothing. */
export function isWall(text: string): boolean {
  if (text.length < 12) return false;
  const { emoji, letters, capitals, digits, spaces, marks } = countsOf(text);
  if (emoji > 11) return true;
  const words = wordsOf(text.toLowerCase());
  const bare = wordsOf(text.toLowerCase().replace(/[^\p{L}\p{N}\s]+/gu, ''));
  if (repeats(words, bare) || words.some(echoes)) return true;
  if (words.some((word) => word.length > 70 && !word.includes('/'))) return true;
  if (words.some((word) => word.length > 24 && (word.match(keyRows)?.length ?? 0) > 1)) return true;
  if (bare.filter((word) => emotes.has(word)).length >= Math.max(5, words.length / 2)) return true;
  const signs = text.length - letters - digits - spaces - marks;
  if (signs >= least.signs && signs > 0.4 * (text.length - spaces)) return true;
  if (digits >= 60 && digits > 0.6 * (text.length - spaces)) return true;
  // "aaaa bbbb cccc": words of one letter each, drawn out.
  if (words.filter((word) => /^(.)\1{2,}$/u.test(word)).length >= Math.max(8, words.length / 2)) return true;
  const singles = words.filter((word) => word.length === 1).length;
  if (singles >= 14 && singles > 0.7 * words.length) return true;
  // Capitals: names and initials are some of a text, not most of it.
  return letters >= least.letters && capitals > 0.7 * letters;
}

const kindNames = ['emoji', 'letters', 'capitals', 'digits', 'spaces', 'marks'] as const;
type Kind = (typeof kindNames)[number];
const kindOf = (c: string): Kind | null =>
  /^\p{Lu}$/u.test(c)
    ? 'capitals'
    : /^\p{L}$/u.test(c)
      ? 'letters'
      : /^\p{Nd}$/u.test(c)
        ? 'digits'
        : /^\s$/.test(c)
          ? 'spaces'
          : /^\p{M}$/u.test(c)
            ? 'marks'
            : /^\p{Extended_Pictographic}$/u.test(c)
              ? 'emoji'
              : null;
const kinds = new Map<string, number>();
const mostKinds = 2_048;
/** One more than the place among the names; 0: none. */
const numberOf = (c: string): number => kindNames.indexOf(kindOf(c) as Kind) + 1;
const asciiKinds = Uint8Array.from({ length: 128 }, (_, code) => numberOf(String.fromCharCode(code)));

function kindNumber(c: string): number {
  const known = kinds.get(c);
  if (known !== undefined) return known;
  const kind = numberOf(c);
  if (kinds.size >= mostKinds) kinds.clear();
  kinds.set(c, kind);
  return kind;
}

const seen = new Uint16Array(kindNames.length + 1);

function countsOf(text: string): Record<Kind, number> {
  seen.fill(0);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      seen[asciiKinds[code]!]!++;
      continue;
    }
    const c = String.fromCodePoint(text.codePointAt(at)!);
    at += c.length - 1;
    seen[kindNumber(c)]!++;
  }
  const [, emoji = 0, letters = 0, capitals = 0, digits = 0, spaces = 0, marks = 0] = seen;
  return { emoji, letters: letters + capitals, capitals, digits, spaces, marks };
}

const wordsOf = (text: string): readonly string[] => text.match(/\S+/g) ?? [];

function repeats(words: readonly string[], bare: readonly string[]): boolean {
  let row = 1;
  for (const [i, word] of words.entries()) {
    row = i > 0 && word === words[i - 1] ? row + 1 : 1;
    if (row >= 5) return true;
  }
  return bare.length >= least.words && new Set(bare).size < 0.36 * bare.length;
}
