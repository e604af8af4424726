/** What reads like an ASCII letter, digit or mark, by the letter it reads as. Compatibility forms are left to NFKD. */
const readAs: Readonly<Record<string, string>> = {
  a: 'аΑαɑАᴀɐ⍺ꭺᎪⱥȺąạ∀ДдʌΛ',
  b: 'ВвЬьБъЪΒβʙɓƀƃᏴ฿Ƅ',
  c: 'сСϲϹᴄɔƈçᏟℂ¢ⅽ',
  d: 'ԁԀɗđĐᴅÐðᎠժԺ',
  e: 'еЕєЄэЭЁёΕεɛᴇǝəӘә℮ᎬΣξΞꬲ',
  f: 'ƒϝϜꜰғҒſᖴẝք',
  g: 'ɡɢԍԌɠǥᏀցƍ',
  h: 'һҺнНʜɦħĦΗηɥհᎻҥ',
  i: 'іІїЇіɪıɩιΙɨᎥӏᵻɫᴉ',
  j: 'јЈϳȷᴊʝյ',
  k: 'кКκΚᴋƙҝқҚᏦĸ',
  l: 'ʟłŁƖǀⅼᏞւӀ',
  m: 'мМΜᴍɯᎷϻ',
  n: 'пПռиИΝηɴɲŋŊηոҋν',
  o: 'оОοΟσօՕᴏøØəөӨѳ০๐ഠဝ○◯●',
  p: 'рРρΡᴘþÞƥᏢ',
  q: 'ԛԚգɋզ',
  r: 'гГʀɹɾɼᏒяЯᴦɍ',
  s: 'ѕЅꜱʂśșՏᏚƨƧ§',
  t: 'тТτΤᴛŧŦʇƭᎢ†',
  u: 'υμцЦᴜʋսՍɄʉ',
  v: 'ѵѴᴠ∨ⱱᏙ',
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

/** The ASCII that a character reads as; '' when it reads as none. */
export function lookalike(character: string): string {
  const known = table.get(character);
  if (known !== undefined) return known;
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

export const isRegionalIndicator = (code: number) => code >= 0x1f1e6 && code <= 0x1f1ff;

/** Stands in `flatten` for what takes room and reads as nothing: a mark, or the second half of a surrogate pair. */
export const filler = '\x01';

/** The same text in lookalike ASCII where there is one, unit for unit, so that places in one are places in the other. */
export function flatten(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replace(/[^\x20-\x7e]/gu, (c) => {
    if (/^\p{M}$/u.test(c)) return filler.repeat(c.length);
    const read = lookalike(c)[0];
    return read === undefined || read < ' ' ? c : read.padEnd(c.length, filler);
  });
}
