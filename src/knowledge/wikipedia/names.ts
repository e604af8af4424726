import { subjectKey } from '../../lib/subject.ts';

// Names as people type them, and how an encyclopaedia may write them.

/** A longer title around the subject is nearer to what was meant; what only stands beside it comes last. */
export function nearestFirst([subject = '', ...candidates]: readonly string[]): readonly string[] {
  const key = subjectKey(subject);
  const around = candidates.filter((name) => ` ${subjectKey(name)} `.includes(` ${key} `));
  const beside = candidates.filter((name) => !around.includes(name));
  return [...around.sort((a, b) => b.length - a.length), subject, ...beside];
}

const small = new Set('de du des le la les l d et en à au aux of the a an and in on for to'.split(' '));

/** Titles are case-sensitive beyond their first letter, and chats type none; most are in the singular. */
export function spellings(name: string): readonly string[] {
  const tidy = name
    .replace(/[<>[\]{}#|_]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (tidy === '') return [];
  const typed = capital(tidy);
  const words = tidy.split(' ');
  const asNames = words.map((word) => (small.has(word) || word.startsWith('(') ? word : inCapitals(word)));
  // "Golden Gate bridge" may lack a capital.
  if (/\p{Lu}/u.test(tidy.slice(1))) return [...new Set([typed, capital(asNames.join(' '))])];
  const one = singular(tidy);
  const ofMany = one === null ? [] : [capital(one)];
  // "NASA", "AGDQ".
  const asLetters = tidy.length <= mostInitials && /^\p{L}{2,}\d?$/u.test(tidy) ? [tidy.toUpperCase()] : [];
  if (words.length === 1) return [typed, ...ofMany, ...asLetters];
  // "Le Salaire de la peur": French titles capitalise the first noun.
  const [article = '', noun = '', ...rest] = words;
  const asTitle = /^(?:le|la|les|un|une)$/.test(article)
    ? [`${capital(article)} ${[capital(noun), ...rest].join(' ')}`]
    : [];
  // "Érable a sucre".
  const grave = words.length <= mostJoined && words[1] === 'a' ? [capital(`${article} à ${rest.join(' ')}`)] : [];
  const joined = words.length <= mostJoined ? [asNames.map(capital).join('-')] : [];
  return [...new Set([typed, capital(asNames.join(' ')), ...asTitle, ...ofMany, ...grave, ...joined])];
}

/** "Metropolis, the silent film" is Metropolis, "nebraska by springsteen" Nebraska; "the lord of the rings" has no such head. */
export function headOf(name: string): string | undefined {
  const at = name.search(
    /,\s|(?<! (?:of|and|in|on|to|with|from|for|at|de|et|dans|sur|a|à)) (?:the|by|par|le(?! plus )|la(?! plus )|un|une) /iu,
  );
  return at < shortestHead ? undefined : name.slice(0, at);
}
const shortestHead = 3;

const mostInitials = 5;

/** "Mont-Saint-Michel". */
const mostJoined = 3;

/** "Mont st michel" as its page writes it. */
export const inFull = (name: string) =>
  name.replace(
    /(?<![\p{L}\p{N}])(mt|ste?)(?:\.? |(-))(?=\p{L})/giu,
    (_, short: string, hyphen = ' ') =>
      `${/^mt/i.test(short) ? 'Mount' : /^ste/i.test(short) ? 'Sainte' : 'Saint'}${hyphen}`,
  );

const shortestPlural = 4;

/** "Chevaux", "les chats", "octopuses": of one; null where it is no plural. */
function singular(name: string): string | null {
  const last = name.slice(name.lastIndexOf(' ') + 1);
  if (last.length < shortestPlural || !/[^su]s$|[ae]ux$/i.test(last)) return null;
  const bare = /(?:ch|sh|x|us|ss)es$/i.test(last)
    ? last.slice(0, -2)
    : /ies$/i.test(last)
      ? `${last.slice(0, -3)}y`
      : /eaux$/i.test(last)
        ? last.slice(0, -1)
        : /aux$/i.test(last)
          ? `${last.slice(0, -3)}al`
          : /[^e]ux$/i.test(last)
            ? null
            : last.slice(0, -1);
  return bare === null ? null : name.slice(0, name.length - last.length) + bare;
}

/** "Saint-Laurent". */
const inCapitals = (word: string) =>
  word
    .split('-')
    .map((part) => (small.has(part) ? part : capital(part)))
    .join('-');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
