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
  const bare = text
    .replace(/\S+/g, (word) => (known.has(word) ? ' '.repeat(word.length) : word))
    .replace(/\p{Extended_Pictographic}/gu, ' ')
    .replace(/([aeouyéèmnrs])\1{2,40}/gi, '$1');
  return /[\p{L}\p{N}]/u.test(bare) ? bare : text;
}
