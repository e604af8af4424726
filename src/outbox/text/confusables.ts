/** What reads like an ASCII letter, digit or mark, by the letter it reads as. Compatibility forms are left to NFKD. */
const readAs: Readonly<Record<string, string>> = {
  a: 'аΑαɑАᴀɐ⍺ꭺᎪⱥȺąạ∀ДдʌΛ',
  b: 'ВвЬьБъЪΒβʙɓƀᏴ฿Ƅ',
  c: 'сСϲϹᴄɔƈçᏟℂ¢ⅽ',
  d: 'ԁԀɗđĐᴅÐðᎠժԺ',
  e: 'еЕєЄэЭЁёΕεɛᴇǝəӘә℮ᎬΣξΞꬲ',
  f: 'ƒϝϜꜰғҒſᖴẝք',
  g: 'ƃɡɢԍԌɠǥᏀցƍ',
  h: 'һҺнНʜɦħĦΗηɥհᎻҥ',
  i: 'іІїЇіɪıɩιΙɨᎥӏᵻɫᴉ',
  j: 'јЈϳȷᴊʝյ',
  k: 'кКκΚᴋƙҝқҚᏦĸ',
  l: 'ʟłŁƖǀⅼᏞւӀ',
  m: 'мМΜᴍɯᎷϻ',
  n: 'пПռиИΝηɴɲŋŊηոҋ',
  o: 'оОοΟσօՕᴏøØəөӨѳ০๐ഠဝ○◯●',
  p: 'рРρΡᴘþÞƥᏢ',
  q: 'ԛԚգɋզ',
  r: 'гГʀɹɾɼᏒяЯᴦɍ',
  s: 'ѕЅꜱʂśșՏᏚƨƧ§',
  t: 'тТτΤᴛŧŦʇƭᎢ†',
  u: 'υμцЦᴜʋսՍɄʉ',
  v: 'νѵѴᴠ∨ⱱᏙ',
  w: 'шШщЩωΩᴡԝԜɯʍᏔաѡ',
  x: 'хХχΧ×ҳ',
  y: 'уУүҮγΥʏɣყЎўʎУ',
  z: 'ᴢʐζΖƶᏃżʒ',
  ae: 'æÆ',
  oe: 'œŒ',
  ss: 'ßẞ',
  '3': 'зЗȜȝ',
  '.': '。．｡․﹒',
  '/': '／∕⁄╱⧸',
  ':': '：∶ː꞉﹕',
  '@': '＠﹫',
  '!': '！﹗¡',
  $: '＄﹩',
  '*': '∗⁎＊',
  '-': '‐‑‒–−﹣',
};

const table = new Map<string, string>();
for (const [ascii, alike] of Object.entries(readAs)) for (const c of alike) if (!table.has(c)) table.set(c, ascii);

const maxKnown = 4_096;

/** The ASCII that a character reads as; '' when it reads as none. */
export function lookalike(character: string): string {
  const known = table.get(character);
  if (known !== undefined) return known;
  const read = work(character);
  if (table.size < maxKnown) table.set(character, read);
  return read;
}

function work(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x1f150 && code <= 0x1f189) return letter((code - 0x1f150) % 32);
  if (code >= 0x1f1e6 && code <= 0x1f1ff) return letter(code - 0x1f1e6);
  const plain = character.normalize('NFKD');
  let read = '';
  for (const c of plain) {
    if (c <= '\x7f') read += c;
    else if (c !== character || plain.length > character.length) read += table.get(c) ?? '';
  }
  return read;
}

const letter = (index: number) => (index < 26 ? String.fromCharCode(97 + index) : '');

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
    if (flat.size < maxKnown) flat.set(character, read);
    return read;
  });
}

function flattened(character: string): string {
  // A flag beside a word is no part of it.
  if (/^\p{Regional_Indicator}$/u.test(character)) return character;
  if (/^\p{M}$/u.test(character)) return filler.repeat(character.length);
  const read = lookalike(character)[0];
  return read === undefined || read < ' ' ? character : read.padEnd(character.length, filler);
}
