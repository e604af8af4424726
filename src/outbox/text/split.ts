export const maxUnits = 499;

/** Cuts on a sentence's end, else between words, else between graphemes; what does not fit ends in an ellipsis. */
export function split(text: string, maxLines: 1 | 2, limit = maxUnits): readonly string[] {
  if (text.length <= limit) return text === '' ? [] : [text];
  if (maxLines === 1) return [shortened(text, limit)];
  const at =
    sentenceEnd(text, limit) ?? wordEnd(text, limit, startsBadly) ?? wordEnd(text, limit) ?? graphemeEnd(text, limit);
  const first = text.slice(0, at).trimEnd();
  return [first, ...split(text.slice(at).trimStart(), 1, limit)];
}

// A second line that starts so is cut back by the filter; elsewhere nothing is lost.
const startsBadly = /^\s*[/.\\!]/;

function sentenceEnd(text: string, limit: number): number | null {
  let best: number | null = null;
  for (const match of text.slice(0, limit + 1).matchAll(/[.!?…][»"”')\]]*\s/g)) {
    const at = match.index + match[0].length;
    if (at > limit / 2 && !startsBadly.test(text.slice(at, at + 2))) best = at;
  }
  return best;
}

function wordEnd(text: string, limit: number, not?: RegExp): number | null {
  for (let at = text.lastIndexOf(' ', limit); at > limit / 2; at = text.lastIndexOf(' ', at - 1)) {
    if (!not?.test(text.slice(at, at + 2))) return at;
  }
  return null;
}

function graphemeEnd(text: string, limit: number): number {
  // Made where it is needed, which is nearly never: it takes 30 ms to load.
  const segmenter = new Intl.Segmenter('fr', { granularity: 'grapheme' });
  let end = 0;
  // A cluster is cut only when it alone is longer than a line.
  for (const { index } of segmenter.segment(text.slice(0, limit + 64))) if (index <= limit) end = index;
  if (end > 0) return end;
  return /[\uD800-\uDBFF]/.test(text[limit - 1] ?? '') ? limit - 1 : limit;
}

function shortened(text: string, limit: number): string {
  const at = wordEnd(text, limit - 1) ?? graphemeEnd(text, limit - 1);
  return `${text.slice(0, at).replace(/(?<![\s.,;:!?…-])[\s.,;:!?…-]+$/u, '')}…`;
}
