const release =
  /\b(sorti\w*|sorte?nt? (?:en|le|au)|sort (?:en|le|au)|sortira\w*|parut?i?o?n?|paru\w*|para[iî]tra|dat[ée]e?|releas\w+|came out|com(?:es?|ing) out|launch\w*|lanc[ée]\w*|publi[ée]\w*|pr[ée]vue?s?|due)\b/i;
const months =
  'janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre|january|february|march|april|may|june|july|august|september|october|november|december';
/** A year, a decade, a day, a month or an age: each may be the guess. */
const time = new RegExp(
  [
    String.raw`\b(?:19[5-9]\d|20\d\d)s?\b`,
    String.raw`\bann[ée]es \d0\b`,
    String.raw`\b(?:early|mid|late)?[ -]?(?:[5-9]0|00)s\b`,
    String.raw`(?<![\p{L}\p{N}])\d{1,2}(?:er|st|nd|rd|th)? (?:${months})(?!\p{L})`,
    String.raw`\b(?:${months}) \d{1,2}(?:st|nd|rd|th)?\b`,
    String.raw`(?<![\p{L}])(?:en|in|d[ée]but|fin|mi-) ?(?:${months})(?!\p{L})`,
    String.raw`\b(?:il y a|ça fait|depuis) (?:environ |plus de |à peine )?[\p{L}\d]+(?:-[\p{L}]+)? (?:ans?|mois|semaines?)\b`,
    String.raw`\b[a-z\d]+ (?:years?|months?) ago\b`,
  ].join('|'),
  'giu',
);

/**
 * A model's sentences without those that date a game, or anything's release, by a time that nobody gave it: in the
 * question, in what was said before, or in a source. Null when nothing is left.
 */
export function withoutGuesses(text: string, given: string, aboutGame: boolean): string | null {
  const known = given.toLowerCase();
  const guesses = (sentence: string) =>
    (aboutGame || release.test(sentence)) &&
    (sentence.match(time) ?? []).some((one) => !known.includes(one.trim().toLowerCase()));
  if (!guesses(text)) return text;
  const sentences = text.match(/[^.!?…]+(?:[.!?…]+["»)]?\s*|$)/g) ?? [text];
  const kept = sentences
    .filter((sentence) => !guesses(sentence))
    .join('')
    .trim();
  return kept === '' ? null : kept;
}
