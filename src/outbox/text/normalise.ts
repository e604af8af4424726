// Characters that nobody sees, or that change how their neighbours are seen. The first class holds tags, zero-widths,
// bidi, fillers and variation selectors; the second what Unicode does not call ignorable and yet shows nothing.
const invisible = String.raw`[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}\u2800\uFFFC\uFFFD\u{16FE4}\u{1D159}]`;
const unit = String.raw`\p{Extended_Pictographic}\uFE0F?\p{Emoji_Modifier}?`;
const emoji = String.raw`[0-9#*]\uFE0F?\u20E3|${unit}(?:\u200D${unit})*`;

const ascii = /^[\x20-\x7e]*$/;
const suspect = new RegExp(`${invisible}|\\u20E3`, 'v');
const emojiOrInvisible = new RegExp(`(${emoji})|${invisible}`, 'gv');
const units = new RegExp(unit, 'gv');

let whole: RegExp | null = null;
/** Compiled when somebody joins emoji for the first time: it takes longer than all the others together. */
function isWhole(joined: string): boolean {
  whole ??= /^\p{RGI_Emoji}$/v;
  return whole.test(joined);
}

/** Keeps U+200D and U+FE0F where they make an emoji that fonts know, and nothing else that is invisible. */
export function withoutInvisibles(text: string): string {
  if (ascii.test(text) || !suspect.test(text)) return text;
  return text.replace(emojiOrInvisible, (_match, sequence?: string) => (sequence ? qualified(sequence) : ''));
}

function qualified(sequence: string): string {
  if (/^[0-9#*]/.test(sequence)) return `${sequence[0]}\uFE0F\u20E3`;
  const parts = sequence.match(units) ?? [];
  if (parts.length === 1) return presented(parts[0], false);
  const joined = parts.map((part) => presented(part, true)).join('\u200D');
  return isWhole(joined) ? joined : parts.map((part) => presented(part, false)).join('');
}

function presented(part: string, always: boolean): string {
  const bare = part.replace('\uFE0F', '');
  const needsSelector = /^\p{Emoji}$/u.test(bare) && !/^\p{Emoji_Presentation}$/u.test(bare);
  return needsSelector && (always || bare !== part) ? `${bare}\uFE0F` : bare;
}

/** One line, composed, with single spaces. */
export function oneLine(text: string): string {
  if (ascii.test(text) && !text.includes('  ')) return text.trim();
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim();
}

const marks = String.raw`[\p{M}--[\uFE0F\u20E3]]`;
const orphans = new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])${marks}+|(?<![0-9#*]\\uFE0F)\\u20E3|(?<=\\u20E3)${marks}+`, 'gv');
const piles = new RegExp(`(\\P{M})(${marks}+)`, 'gv');
const diacritic = /[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F\p{Me}]/u;
const diacriticsPerLetter = 1;
/** The letter's own included: vowel and tone of a Vietnamese letter, point and vowel of a Hebrew one. */
const marksPerLetter = 2;

/** Composed text needs one loose diacritic at most; scripts that write vowels as marks need two. */
export function withoutZalgo(text: string): string {
  if (!/\p{M}/u.test(text)) return text;
  return text.replace(orphans, '').replace(piles, (_match, letter: string, pile: string) => {
    let diacritics = 0;
    const own = letter.normalize('NFD').match(/\p{M}/gu)?.length ?? 0;
    const kept = [...pile].filter((mark) => !diacritic.test(mark) || ++diacritics <= diacriticsPerLetter);
    return letter + kept.slice(0, Math.max(0, marksPerLetter - own)).join('');
  });
}

/** "C'est fini.Bonne nuit": the space that was forgotten between two sentences. */
export const sentencesApart = (text: string): string =>
  text.replace(/(?<=\p{Ll}{2})([.!?])(?=\p{Lu}\p{Ll}{2})/gu, '$1 ');
