const small = new Set(
  'les des une est dans sur pour avec par qui que quoi the and for with from who what his her its'.split(' '),
);
/** A title, what it is in a few words and a first sentence. */
const read = 110;
const stem = 5;

/** A search finds something for every word. What opens without half of the subject's words is about something else. */
export function isAbout(subject: string, grounding: string): boolean {
  const words = wordsOf(subject).filter((word) => word.length > 2 && !small.has(word));
  if (words.length === 0) return true;
  const opening = new Set(wordsOf(grounding.slice(0, read)).map((word) => word.slice(0, stem)));
  return 2 * words.filter((word) => opening.has(word.slice(0, stem))).length >= words.length;
}

/** What has all of several words in its beginning is about them. */
export function isTold(subject: string, grounding: string): boolean {
  const words = wordsOf(subject).filter((word) => word.length > 2 && !small.has(word));
  const told = new Set(wordsOf(grounding).map((word) => word.slice(0, stem)));
  return words.length > 1 && words.every((word) => told.has(word.slice(0, stem)));
}

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
