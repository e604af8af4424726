import { sectionsIn } from './data.ts';
import { longest } from './words.ts';

let emotes: ReadonlySet<string> | undefined;

/**
 * A line without what chat decorates it with: emotes of other extensions by their names (case counts: "Kappa" is one,
 * "kappa" a letter), emoji, and "quaaand". What is left of nothing but emotes stays as it is.
 */
export function cleaned(question: string): string {
  const text = question.slice(0, longest).normalize('NFC').slice(0, longest);
  emotes ??= new Set(sectionsIn('words.txt').get('emotes'));
  const known = emotes;
  const bare = squeezed(text)
    .replace(/\S+/g, (word) => (known.has(word) ? ' '.repeat(word.length) : word))
    .replace(/\p{Extended_Pictographic}/gu, ' ');
  return /[\p{L}\p{N}]/u.test(bare) ? bare : text;
}

const drawn = new Set('aeouyéèmnrs');
const isLetter = /\p{L}/u;

/** "quaaand" with one letter of each that is drawn out; "bonne", "III" and "RRR" stay. */
function squeezed(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; ) {
    const letter = text[at]!;
    let end = at + 1;
    while (text[end] === letter) end++;
    const isWord = !isLetter.test(text[at - 1] ?? ' ') && !isLetter.test(text[end] ?? ' ');
    out += end - at > 2 && !isWord && drawn.has(letter.toLowerCase()) ? letter : text.slice(at, end);
    at = end;
  }
  return out;
}
