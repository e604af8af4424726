import { isRegionalIndicator, lookalike } from './confusables.ts';

const leet: Readonly<Record<string, string>> = {
  '0': 'o', '1': '1', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 't', '8': 'b', '9': 'g',
  '@': 'a', $: 's', '!': '1', '|': '1', '+': 't',
}; // prettier-ignore

/**
 * The text as its letters sound: a to z, `1` for what may be an i or an l, `*` for a letter struck out, one space
 * between words. Accents, look-alikes and case are gone. With `digits`, digits and marks count as the letters that they
 * stand for; without, they part words.
 */
export function fold(text: string, digits: boolean): string {
  let plain = /^[\x20-\x7e]*$/.test(text) ? text : readable(text);
  if (digits) plain = plain.replace(/\S*[0-9@$!|+]\S*/g, withLetters);
  return plain
    .replace(/[a-z]I+/g, (m) => (m[0] ?? '') + '1'.repeat(m.length - 1))
    .toLowerCase()
    .replace(/\*+/g, (stars, at: number, whole: string) =>
      stars.length <= 3 && isLetter(whole[at - 1]) && isLetter(whole[at + stars.length]) ? stars : ' ',
    )
    .replace(digits ? /[^a-z1*]+/g : /[^a-z*\x02]+/g, ' ')
    .replaceAll('\x02', '1')
    .trim();
}

const isLetter = (c: string | undefined) => c !== undefined && /[a-z]/.test(c);

function readable(text: string): string {
  let out = '';
  let flag = false;
  for (const c of text) {
    if (c <= '\x7f') {
      out += flag ? ` ${c}` : c;
      flag = false;
      continue;
    }
    const isFlag = isRegionalIndicator(c.codePointAt(0) ?? 0);
    if (isFlag !== flag) out += ' ';
    flag = isFlag;
    const read = lookalike(c);
    out += read !== '' ? read : /^\p{M}$/u.test(c) ? '' : ' ';
  }
  return out;
}

/** Only among letters does a digit stand for one: in front of them, between them, or alone or in two behind them. */
function withLetters(word: string): string {
  const first = word.search(/[a-z]/i);
  if (first === -1) return word;
  const last = word.length - 1 - [...word].reverse().findIndex((c) => /[a-z]/i.test(c));
  const behind = word.slice(last + 1);
  return (
    word.slice(0, first).replace(/[0-9$]/g, asLetter) +
    word.slice(first, last + 1).replace(/[0-9@$!|+]/g, asLetter) +
    (/^[03457$]{1,2}(?![0-9$])/.test(behind) ? behind.replace(/[03457$]/g, asLetter) : behind)
  );
}

const asLetter = (c: string) => leet[c] ?? ' ';
