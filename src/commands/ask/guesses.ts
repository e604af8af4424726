const release =
  /\b(sorti\w*|sortie|sort en|parut?i?o?n?|paru|dat[ée]e?|releas\w+|came out|comes? out|launch\w*|lanc[ée]\w*|publi[ée]\w*)\b/i;
const year = /\b(?:19[5-9]\d|20\d\d)\b/g;

/**
 * A model's sentences without those that date a game, or anything's release, by a year that nobody gave it: in the
 * question, in what was said before, or in a source. Null when nothing is left.
 */
export function withoutGuesses(text: string, given: string, aboutGame: boolean): string | null {
  const known = new Set(given.match(year) ?? []);
  const guesses = (sentence: string) =>
    (aboutGame || release.test(sentence)) && (sentence.match(year) ?? []).some((one) => !known.has(one));
  if (!guesses(text)) return text;
  const sentences = text.match(/[^.!?…]+(?:[.!?…]+["»)]?\s*|$)/g) ?? [text];
  const kept = sentences
    .filter((sentence) => !guesses(sentence))
    .join('')
    .trim();
  return kept === '' ? null : kept;
}
