/** Words that begin a question in the middle of a line. */
const begins =
  /(?<=\S)\s{1,9}(?:et|puis|and)\s{1,9}(?=(?:quand|qui|où|combien|quel(?:le)?s?|c['’]est quoi|comment|pourquoi|when|who|what|where|how|why)\b)/iu;
/** "When?" alone is about what stands before it. */
const leastWords = 3;

/** The two questions that a line asks, or nothing: one question, or more than two, is read as a whole. */
export function twoQuestions(line: string): readonly [string, string] | null {
  const marked = line.split(/(?<=\?)\s+(?=\S)/u).filter((part) => /\p{L}/u.test(part));
  const parts = marked.length === 1 ? line.split(begins) : marked;
  const [first, second] = parts.map((part) => part.trim());
  if (parts.length !== 2 || first === undefined || second === undefined) return null;
  if (marked.length === 2 && !second.endsWith('?')) return null;
  const isLong = (part: string) => (part.match(/[\p{L}\p{N}]+/gu) ?? []).length >= leastWords;
  return isLong(first) && isLong(second) ? [first, second] : null;
}
