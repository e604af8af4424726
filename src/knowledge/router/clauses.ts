import type { Gazetteer } from './gazetteer.ts';
import { type Sentence, spanAt } from './sentence.ts';
import type { Word } from './words.ts';

const most = 4;
const fewest = 2;
/** "Dr. Dre", "super mario bros. 3": these end no sentence. */
const shortened = /^(?:dr|mr|mrs|ms|st|ste|mt|vs|bros|jr|sr|no|ft|feat|vol|ep|pt|etc|\p{L}|\d+)$/u;

/**
 * The sentences of a line, each of two words or more; none where the line is one. A name is not parted. `atCommas`: what
 * commas part too.
 */
export function clausesIn(
  words: readonly Word[],
  text: string,
  isInName: (at: number) => boolean,
  atCommas = false,
): readonly (readonly Word[])[] {
  const clauses: Word[][] = [[]];
  for (const [at, word] of words.entries()) {
    const before = words[at - 1];
    const isEnd =
      (word.pause === '.' || (atCommas && word.pause === ',')) &&
      before !== undefined &&
      !isInName(at) &&
      !(shortened.test(before.plain) && text[before.end] === '.');
    if (isEnd) clauses.push([{ ...word, pause: '' }]);
    else clauses.at(-1)!.push(word);
  }
  if (clauses.length < 2 || clauses.length > most) return [];
  return clauses.filter((clause) => clause.length >= fewest);
}

const pronouns = new Set('il elle ils elles lui cela ca it he she they them him her'.split(' '));
export const isPronoun = (word: string) => pronouns.has(word);
/** Also "est-ce un jeu", "qui l'a fait", "on what is that". */
const pointing = /(?:^| )(?:est ce (?:un|une)|l (?:a|ont|avait)|that|this one)(?: |$)/;

/** Whether a sentence asks of something that it does not name. */
export const points = (clause: readonly Word[]): boolean =>
  clause.some(({ plain }) => pronouns.has(plain)) || pointing.test(clause.map(({ plain }) => plain).join(' '));

const shortestSlip = 6;

/** The name that stands elsewhere in the line, the longest; one with a slip where there is no other. */
export function nameOutside(
  { names, words, strangers }: Sentence,
  clause: readonly Word[],
  gazetteer: Gazetteer,
): readonly Word[] | null {
  const [from, to] = [clause[0]!.start, clause.at(-1)!.end];
  const isOutside = ({ start, end }: Word) => end <= from || start >= to;
  let found: readonly Word[] = [];
  for (const [place, known] of names) {
    const at = spanAt(place);
    const part = words.slice(at.from, at.to);
    if (!known.ordinary && part.length > found.length && part.every(isOutside)) found = part;
  }
  if (found.length > 0) return found;
  const slip = words.find(
    (word, at) =>
      strangers[at] === 1 &&
      word.plain.length >= shortestSlip &&
      isOutside(word) &&
      gazetteer.near(word.plain) !== undefined,
  );
  return slip === undefined ? null : [slip];
}

const asking =
  /^(?:who|whos|what|whats|when|whens|where|wheres|which|how|is|are|was|were|did|does|do|qui|quoi|quand|combien|quel|quelle|quels|quelles|comment|ou|pourquoi|c)$/;

/** Whether a word of it asks. */
export const isQuestion = (clause: readonly Word[]): boolean => clause.some(({ plain }) => asking.test(plain));
