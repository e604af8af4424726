import type { Sentence } from './sentence.ts';
import type { Span } from './spans.ts';

const most = 6;
const shortest = 3;
/** What people say of a question and not of what it asks about. */
const said =
  /^(?:the|les|des|une|son|mais|jsp|kappa|lul|pls|plz|please|svp|stp|bonjour|salut|hello|merci|thanks|haha|lol|deja|genre|like|actually|really|vraiment|exactement|exactly|again|quiz|truc|thing|guy|mec|dude|gars|love|mate|bro|frere)$/;

/** What else the line says, of no question's frame: what a page that is meant may speak of. */
export function besideOf(sentence: Sentence, span: Span) {
  const { words, strangers, marks } = sentence;
  const [start, end] = clauseOf(sentence, span);
  return {
    words: words
      .slice(start, end)
      .flatMap(({ plain }, n) =>
        (start + n < span.from || start + n >= span.to) && (strangers[start + n] === 1 || marks[start + n] !== 0)
          ? [plain]
          : [],
      ),
    count: words.length,
  };
}

/** What stands between two pauses around a span. */
function clauseOf({ words }: Sentence, { from, to }: Span): readonly [number, number] {
  let start = from;
  while (start > 0 && words[start]!.pause === '') start--;
  let end = to;
  while (end < words.length && words[end]!.pause === '') end++;
  return [start, end];
}

/**
 * The subject's words and those that stand in the same clause and are of no question's frame: "tour 1989", "foudre slaves". A
 * search for them tells which of the pages is meant. Undefined where there are none beside the subject, or too many for a
 * page to have them all.
 */
export function tellingWords(sentence: Sentence, span: Span): string | undefined {
  const { words, strangers, marks, text } = sentence;
  const { from, to } = span;
  const [start, end] = clauseOf(sentence, span);
  const told: string[] = [];
  let isMore = false;
  for (let at = start; at < end; at++) {
    const { plain } = words[at]!;
    const isOwn = at >= from && at < to;
    const isTelling =
      (isOwn || strangers[at] === 1 || marks[at] !== 0) && (plain.length >= shortest || /^\d+$/.test(plain));
    if (!isTelling || said.test(plain)) continue;
    if (!isOwn) isMore = true;
    told.push(text.slice(words[at]!.start, words[at]!.end));
  }
  const isOfUse = told.length > 1 && told.length <= most && (isMore || to - from > 1);
  return isOfUse ? told.join(' ') : undefined;
}
