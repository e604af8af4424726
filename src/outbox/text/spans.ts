/** A stretch of text that has to go. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const placed = (spans: readonly Span[], place: (at: number) => number): readonly Span[] =>
  spans.map(({ start, end }) => ({ start: place(start), end: place(end) }));

const leastLetters = 12;
const leastWords = 3;

/** Takes the spans out; `null` when they were what the text was about. */
export function cut(text: string, spans: readonly Span[]): string | null {
  if (spans.length === 0) return text;
  let rest = '';
  let from = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    if (end <= from) continue;
    if (start > from) rest += text.slice(from, start);
    if (!rest.endsWith('…')) rest += '…';
    from = end;
  }
  const left = tidy(rest + text.slice(from));
  const words = left.match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return words.length >= leastWords && words.join('').length >= leastLetters ? left : null;
}

const caption =
  /(?<![\s(–—-])[\s(–—-]*\b(?:sources?|liens?|links?|voir|see|via|url|infos?|en savoir plus|read more)(?:\s*(?::|->|→))?\s*…[\s.)]*$/iu;

/** What was only there to hold a link goes with it: brackets, `[text](…)`, `Source : …`. */
function tidy(text: string): string {
  return text
    .replace(/\[([^\][]{1,200})\]\(\s*…[^()]{0,80}\)/g, '$1')
    .replace(/[([<{]\s*…\s*[)\]>}]/g, '')
    .replace(caption, '')
    .replace(/(?<!\s)\s+([.,])/g, '$1')
    .replace(/\s{2,}/g, ' ')
    .trim();
}
