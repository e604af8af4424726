import { lookalike } from './confusables.ts';

/**
 * The text as its letters sound: a to z, `1` for what may be an i or an l, `*` for a letter struck out, one space
 * between words. Accents, look-alikes and case are gone. First with digits and marks parting words; then, when it makes a
 * difference, with those among letters read as the letters that they stand for.
 */
export function fold(text: string): readonly string[] {
  const plain = isAscii.test(text) ? text : readable(text);
  const words = lettersOf(plain, false);
  if (!leetLike.test(plain)) return [words];
  return [words, lettersOf(plain.replace(leetWords, withLetters), true)];
}

const isAscii = /^[\x00-\x7f]*$/;
const leetLike =
  /[a-z][03457$]|[0-9$][a-z]|[a-z](?=[^a-z\s]{1,17}[a-z])[^a-z\s0-9@$!|+]{0,8}[0-9@$!|+]|(?<!\S)(?:[a-z] [0-9@$!|]|[0-9@$!|] [a-z])(?!\S)/i;
const leetWords = /(?<!\S)(?:\S(?: \S){2,}(?!\S)|\S*[0-9@$!|+]\S*)/g;

// A capital I among small letters may be an l.
const ambiguous = '\x02';

function lettersOf(plain: string, digits: boolean): string {
  return plain
    .replace(/[a-z]I+/g, (m) => m.slice(0, 1).padEnd(m.length, ambiguous))
    .toLowerCase()
    .replace(/(?<![a-z*])[a-z](?:\*[a-z]){2,}(?![a-z*])/g, (spaced) => spaced.replaceAll('*', ' '))
    .replace(/\*+/g, (stars, at: number, whole: string) =>
      stars.length <= 3 && isLetter(whole[at - 1]) && isLetter(whole[at + stars.length]) ? stars : ' ',
    )
    .replace(digits ? /[^a-z1*\x02]+/g : /[^a-z*\x02]+/g, ' ')
    .replaceAll(ambiguous, '1')
    .trim();
}

const isLetter = (c: string | undefined) => c !== undefined && /[a-z]/.test(c);

function readable(text: string): string {
  return text
    .replace(/\p{Regional_Indicator}+/gu, (flags) => ` ${Array.from(flags, lookalike).join('')} `)
    .replace(/[^\x00-\x7f]/gu, (c) => lookalike(c) || (/^\p{M}$/u.test(c) ? '' : ' '));
}

const leet: Readonly<Record<string, string>> = {
  0: 'o',
  1: '1',
  3: 'e',
  4: 'a',
  5: 's',
  6: 'g',
  7: 't',
  8: 'b',
  9: 'g',
  '@': 'a',
  $: 's',
  '!': '1',
  '|': '1',
  '+': 't',
};
const asLetter = (c: string) => leet[c] ?? ' ';

/** Only among letters does a digit stand for one: in front of them, between them, or one or two behind them. */
function withLetters(word: string): string {
  const first = word.search(/[a-z]/i);
  if (first === -1) return word;
  let last = word.length - 1;
  while (!/[a-z]/i.test(word[last] ?? '')) last--;
  const behind = word.slice(last + 1);
  return (
    word.slice(0, first).replace(/[0-9$]/g, asLetter) +
    word.slice(first, last + 1).replace(/[0-9@$!|+]/g, asLetter) +
    (/^[03457$]{1,2}(?![0-9$])/.test(behind) ? behind.replace(/[03457$]/g, asLetter) : behind)
  );
}
