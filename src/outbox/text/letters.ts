import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One bit for each of a to z. */
const bit = (letter: string) => 1 << (letter.charCodeAt(0) - 97);

/** What a character may be read as: the ASCII that it looks like most, and every letter that it may stand for. */
export interface Letter {
  readonly look: string;
  readonly mask: number;
}

const nothing: Letter = { look: '', mask: 0 };

/** Marks that read as ASCII marks. Compatibility forms are left to NFKD. */
const marks: Readonly<Record<string, string>> = {
  '.': '。．｡․﹒',
  '/': '／∕⁄╱⧸',
  ':': '：∶ː꞉﹕',
  '@': '＠﹫',
  '!': '！﹗¡',
  $: '＄﹩',
  '*': '∗⁎＊',
  '-': '‐‑‒–−﹣',
};

const known = new Map<string, Letter>();
for (const [mark, alike] of Object.entries(marks)) for (const c of alike) known.set(c, { look: mark, mask: 0 });
for (const file of ['letters.txt', 'confusables.txt']) {
  for (const line of readFileSync(join(import.meta.dirname, '../lists', file), 'utf8').split('\n')) {
    const [, read = '', characters = ''] = /^(\w+) (.+)$/.exec(line) ?? [];
    const mask = /^[a-z]$/.test(read) ? bit(read) : 0;
    for (const c of characters) {
      const before = known.get(c);
      // A letter with a mark of its own reads first as what it is without it.
      const plain = before ? '' : compatible(c);
      // What looks like an l looks like an i.
      const both = read === 'l' ? mask | bit('i') : mask;
      known.set(c, { look: before?.look || plain || read, mask: (before?.mask ?? 0) | both | maskOf(plain) });
    }
  }
}

const mostKnown = 16_384;

function compatible(c: string): string {
  const plain = c
    .normalize('NFKD')
    .replace(/[^\x00-\x7f]/gu, '')
    .toLowerCase();
  return /^[a-z]+$/.test(plain) ? plain : '';
}
function maskOf(plain: string): number {
  return /^[a-z]$/.test(plain) ? bit(plain) : 0;
}

export function letterOf(character: string): Letter {
  const found = known.get(character);
  if (found !== undefined) return found;
  const read = work(character);
  if (known.size < mostKnown) known.set(character, read);
  return read;
}

function work(character: string): Letter {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x249c && code <= 0x24b5) return ofIndex(code - 0x249c);
  if (code >= 0x1f110 && code <= 0x1f129) return ofIndex(code - 0x1f110);
  if (code >= 0x1f150 && code <= 0x1f189) return ofIndex((code - 0x1f150) % 32);
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return ofIndex(code - 0x1f1e6);
  let look = '';
  let mask = 0;
  const plain = character.normalize('NFKD');
  for (const c of plain) {
    if (c <= '\x7f') look += c;
    else if (c !== character) {
      const inner = letterOf(c);
      look += inner.look;
      mask |= inner.mask;
    }
  }
  const lower = look.toLowerCase();
  return { look, mask: /^[a-z]$/.test(lower) ? mask | bit(lower) : look.length === 1 ? mask : 0 };
}

const ofIndex = (index: number): Letter =>
  index < 26 ? { look: String.fromCharCode(97 + index), mask: 1 << index } : nothing;

/** Stands in `flatten` for what takes room and reads as nothing: a mark, or the second half of a surrogate pair. */
export const filler = '\x01';

const flat = new Map<string, string>();

/** The same text in lookalike ASCII where there is one, unit for unit, so that places in one are places in the other. */
export function flatten(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(/[^\x00-\x7f]/gu, (character) => {
    const known = flat.get(character);
    if (known !== undefined) return known;
    const read = flattened(character);
    if (flat.size < mostKnown) flat.set(character, read);
    return read;
  });
}

function flattened(character: string): string {
  // A flag beside a word is no part of it.
  if (/^\p{Regional_Indicator}$/u.test(character)) return character;
  if (/^\p{M}$/u.test(character)) return filler.repeat(character.length);
  const read = letterOf(character).look[0];
  return read === undefined || read < ' ' ? character : read.padEnd(character.length, filler);
}
