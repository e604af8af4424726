/** Words that begin a question in the middle of a line. */
const begins =
  /(?<=\S)\s{1,9}(?:et|puis|and)\s{1,9}(?=(?:quand|qui|où|combien|quel(?:le)?s?|c['’]est quoi|comment|pourquoi|when|who|what|where|how|why)\b)/iu;
/** "Et il est sorti quand", "and is it on switch": a pronoun, and somewhere what is asked of it. */
const goesOn =
  /(?<=\S)\s{1,9}(?:et|puis|and)\s{1,9}(?=(?:ils?|elles?|ça|ca)\s[^?]{0,40}\b(?:quand|qui|où|combien|quel(?:le)?s?|quoi|kan|qd|cb)\b|(?:is|was|does|did|has|are)\s(?:it|he|she|they)\b|(?:it|he|she)\s[^?]{0,40}\b(?:when|who|where|how)\b)/iu;
/** "When?" alone is about what stands before it. */
const leastWords = 3;

/** The two questions that a line asks, or nothing: one question, or more than two, is read as a whole. */
export function twoQuestions(line: string): readonly [string, string] | null {
  const marked = line.split(/(?<=\?)\s+(?=\S)/u).filter((part) => /\p{L}/u.test(part));
  const parts = marked.length > 1 ? marked : begins.test(line) ? line.split(begins) : line.split(goesOn);
  const [first, second] = parts.map((part) => part.trim());
  if (parts.length !== 2 || first === undefined || second === undefined) return null;
  if (marked.length === 2 && !second.endsWith('?')) return null;
  const isLong = (part: string) => (part.match(/[\p{L}\p{N}]+/gu) ?? []).length >= leastWords;
  return isLong(first) && isLong(second) ? [first, second] : null;
}
