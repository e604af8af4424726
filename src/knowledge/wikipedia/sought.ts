import { subjectKey } from '../../lib/subject.ts';
import type { Page } from './article.ts';

const stem = 5;
const stemsOf = (text: string) =>
  subjectKey(text)
    .split(' ')
    .map((word) => word.slice(0, stem));

/**
 * What a search for the line's telling words says against a page that bears a name of the line: the title of a page that it
 * found before that one and that has more of the words in its title, or as many where the search did not find that one at
 * all; `none`, where the page lacks the number that was asked for. Null: the page stands. A name that the router knows
 * gives way to a longer title only: "la capitale de l'australie c sydney non" asks of Australia.
 */
export function toldBy(
  { telling, subject, named }: { readonly telling: string; readonly subject: string; readonly named: true | undefined },
  page: Page,
  name: string,
  sought: readonly string[],
): string | null {
  const words = [...new Set(stemsOf(telling))];
  const inTitle = (title: string) => {
    const stems = stemsOf(title);
    return words.filter((word) => stems.includes(word)).length;
  };
  const title = page.kind === 'article' ? page.article.title : page.title;
  const own = Math.max(inTitle(title), inTitle(name));
  if (own === words.length) return null;
  // "L'alphabet coréen": a page of one word that the search for all did not find is of that word alone.
  const isOneWord = own === 1 && named !== true && !sought.includes(title);
  if (isOneWord && sought[0] !== undefined) return sought[0];
  for (const other of sought) {
    if (other === title) return null;
    const isTold = inTitle(other);
    if (isTold > own || (isTold === own && own > 0 && named !== true && !sought.includes(title))) return other;
  }
  const text = page.kind === 'article' ? `${title} ${page.article.extract}` : title;
  // "Octopuses have 3 hearts" names no number three: only a year and what is part of the subject is of the page.
  const isMissing = words.some(
    (word) =>
      /^\d+$/.test(word) &&
      (word.length === 4 || ` ${subject} `.includes(` ${word} `)) &&
      !`${text} ${name}`.includes(word),
  );
  return named !== true && sought.length === 0 && isMissing ? 'none' : null;
}
