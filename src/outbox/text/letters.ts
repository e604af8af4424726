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
  ':': '：∶ː﹕',
  '@': '＠﹫',
  '!': '！﹗¡',
  $: '＄﹩€£',
  '*': '∗⁎＊',
  '-': '‐‑‒–−﹣',
};

const listed = new Map<string, Letter>();
for (const [mark, alike] of Object.entries(marks)) for (const c of alike) listed.set(c, { look: mark, mask: 0 });
for (const file of ['letters.txt', 'confusables.txt']) {
  for (const line of readFileSync(join(import.meta.dirname, '../lists', file), 'utf8').split('\n')) {
    const [, read = '', characters = ''] = /^(\w+) (.+)$/.exec(line) ?? [];
    const mask = /^[a-z]$/.test(read) ? bit(read) : 0;
    for (const c of characters) {
      const before = listed.get(c);
      // A letter with a mark of its own reads first as what it is without it.
      const plain = before ? '' : compatible(c);
      // What looks like an l looks like an i.
      const both = read === 'l' ? mask | bit('i') : mask;
      listed.set(c, { look: before?.look || plain || read, mask: (before?.mask ?? 0) | both | maskOf(plain) });
    }
  }
}

/** What is worked out is stored, up to so many characters. */
const mostKnown = 2_048;
const known = new Map<string, Letter>();

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
  const found = listed.get(character) ?? known.get(character);
  if (found !== undefined) return found;
  const read = work(character);
  if (known.size >= mostKnown) known.clear();
  known.set(character, read);
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

/** What takes room and reads as nothing: a mark, or half of a surrogate pair. No flat text has it. */
const filler = 1;
/** A letter or a number that looks like no ASCII one. */
const letter = 2;
const picture = 3;
const sign = 4;

/** What is written with marks of its own, by the one-byte mark that it is read as. */
const asMarks: Readonly<Record<string, string>> = {
  "'": '’‘´′‛ʼ＇',
  '"': '“”„‟″＂',
  '-': '–—―‐‑‒−﹘﹣－⁃➖',
  '>': '→⇒➜➔➡►▶⟶⟹≫›＞➤',
  '[': '【「『《〔⟦〖［｛（❲〈',
  ']': '】」』》〕⟧〗］｝）❳〉',
  '\x85': '…⋯',
  '·': '꞉᎐܁‧•∙⋅・٫۔܂ꓸ⸳˙◦●⚫⦁❟⬤⏺▪■□∘○◯🔴🔵⚪𐩐‚،؍᛫⸰⠄꘎᠂⸱𝅭🟢🟡🟠🟣🟤⭐٬˳ꓹ๏⊙⦿⚬٠۰❜ₒ᙮ㆍ•․｡',
};
const marked = new Map<number, number>();
const flat = new Map<number, number>();
for (const [mark, alike] of Object.entries(asMarks))
  for (const c of alike) marked.set(c.codePointAt(0)!, mark.charCodeAt(0));

/** A text in one byte a letter, and where each of them stands in the text itself. */
export interface Flat {
  readonly text: string;
  place(at: number): number;
}

const same = (at: number) => at;

/**
 * The same text in lookalike ASCII where there is one, in digits of our own, and with what is written with marks as the
 * usual mark. It is of bytes: a regular expression that never reads anything else is compiled once, and to a fraction of
 * the code.
 */
export function flatten(text: string): Flat {
  if (/^[\x00-\x7f]*$/.test(text)) return { text, place: same };
  const bytes = Buffer.allocUnsafe(text.length);
  const places = new Uint16Array(text.length + 1);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const point = code < 0xd800 || code > 0xdbff ? code : text.codePointAt(at)!;
    const byte = code < 128 ? code : byteOf(point);
    if (byte !== filler) {
      places[length] = at;
      bytes[length++] = byte;
    }
    if (point > 0xffff) at++;
  }
  places[length] = text.length;
  return {
    text: bytes.toString('latin1', 0, length),
    place: length === text.length ? same : (at) => places[Math.min(at, length)]!,
  };
}

function byteOf(point: number): number {
  const known = marked.get(point) ?? flat.get(point);
  if (known !== undefined) return known;
  const byte = flattened(String.fromCodePoint(point));
  if (flat.size >= mostKnown) flat.clear();
  flat.set(point, byte);
  return byte;
}

function flattened(character: string): number {
  // A flag beside a word is no part of it.
  if (/^\p{Regional_Indicator}$/u.test(character)) return picture;
  if (/^\p{M}$/u.test(character)) return filler;
  // A digit of another script is one, whatever letter it looks like.
  if (/^\p{Nd}$/u.test(character)) return 48 + digitOf(character.codePointAt(0)!);
  const read = letterOf(character).look[0];
  if (read !== undefined && read >= ' ') return read.charCodeAt(0);
  if (/^[\p{L}\p{N}]$/u.test(character)) return letter;
  if (/^\p{Z}$/u.test(character)) return 32;
  if (/^\p{Sc}$/u.test(character)) return 0xa3;
  if (/^[\p{Extended_Pictographic}\p{Emoji_Modifier}]$/u.test(character)) return picture;
  return character <= '\xff' ? character.charCodeAt(0) : sign;
}

/** Every script's digits stand in order, and its zero is in front of what is no digit. */
function digitOf(point: number): number {
  if (point >= 0x1d7ce && point <= 0x1d7ff) return (point - 0x1d7ce) % 10;
  let zero = point;
  while (zero > point - 9 && /^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return point - zero;
}
