import { own } from '../../lib/own.ts';

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
const money =
  /[€$£] ?\d{1,9}(?:[.,]\d{1,9}){0,3}|(?<![\d.,])\d{1,9}(?:[.,]\d{1,9}){0,3} ?(?:€|\$|£|euros?|dollars?|balles|bucks)(?!\p{L})/giu;
/** "1 000", "8,849", "2.5" and "1889" as one number each. */
const number = /(?<![\p{L}\d])\d{1,3}(?:[\u0020\u00a0\u202f.,]\d{3})+(?!\d)|(?<![\p{L}\d])\d+(?:[.,]\d+)?/gu;
const words: Readonly<Record<string, string>> = {
  un: '1',
  une: '1',
  one: '1',
  deux: '2',
  two: '2',
  trois: '3',
  three: '3',
  quatre: '4',
  four: '4',
  cinq: '5',
  five: '5',
  six: '6',
  sept: '7',
  seven: '7',
  huit: '8',
  eight: '8',
  neuf: '9',
  nine: '9',
  dix: '10',
  ten: '10',
  vingt: '20',
  twenty: '20',
  trente: '30',
  thirty: '30',
  quarante: '40',
  forty: '40',
  cinquante: '50',
  fifty: '50',
  cent: '100',
  hundred: '100',
  mille: '1000',
  thousand: '1000',
};
const duration =
  /(?<!\p{L})([\p{L}]+)[ -](?:ans?|ann[ée]es?|mois|semaines?|jours?|heures?|minutes?|si[eè]cles?|years?|months?|weeks?|days?|hours?|millions?|milliards?|billions?)(?!\p{L})/giu;
const capitalMonths =
  'Janvier|F[ée]vrier|Mars|Avril|Mai|Juin|Juillet|Ao[uû]t|Septembre|Octobre|Novembre|D[ée]cembre|January|February|March|April|May|June|July|August|September|October|November|December';
/** "2D", "GTA 5", "COVID-19": no number of anything. A sentence's first word, a month and what has a unit may be. */
const inName = new RegExp(
  [
    String.raw`(?<![\p{L}\d])\d[dD](?![\p{L}\d])`,
    String.raw`(?:(?<=[\p{L}\d,’'] )(?!(?:${capitalMonths}) )\p{Lu}\p{L}{1,20}|(?<!\p{L})\p{Lu}{2,9})[ -]\d{1,4}(?![\d\p{L}])(?![.,]\d| ?(?:%|°|[kc]?m|k?g|t|h|ans?|os|mois|jours?|years?|days?|m[eè]tres?|met(?:er|re)s?|feet|tonn?e?s|milli\p{L}{1,9})(?!\p{L}))`,
  ].join('|'),
  'gu',
);
/** What joins the words of a name: "Leonardo da Vinci". */
const joiners = new Set('de du des la le da van von of the and et'.split(' '));

const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const digits = (text: string) =>
  text
    .replace(/[\u0020\u00a0\u202f](?=\d{3}(?!\d))/g, '')
    .replace(/[.,](?=\d{3}(?!\d))/g, '')
    .replace(',', '.');

/**
 * A model's sentences without those that state what nobody gave it, in the question, in what was said before, or in a
 * source: a sum of money; where it answers about a game, or dates a release, a time; where a fact was asked, any number
 * or duration; and where it answers from facts, any name too. Null when nothing is left, or no number where one was asked for.
 */
export function withoutGuesses(
  text: string,
  given: string,
  aboutGame: boolean,
  asked: Asked = 'talk',
  forNumber = false,
): string | null {
  const known = given.toLowerCase();
  const isTold = (one: string) => known.includes(one.trim().toLowerCase());
  const told = asked === 'talk' ? null : toldIn(given);
  const guesses = (sentence: string) =>
    (sentence.match(money) ?? []).some((one) => !isTold(one)) ||
    ((aboutGame || release.test(sentence)) && (sentence.match(time) ?? []).some((one) => !isTold(one))) ||
    (told !== null && invents(sentence, told, asked === 'of facts'));
  const list = withMarkers(text);
  if (!guesses(list)) return text;
  // A stop between digits ends no sentence.
  const sentences = list.match(/(?:[^.!?…]|[.](?=\d))+(?:[.!?…]+["»)]?\s*|$)/g) ?? [list];
  const rest = sentences
    .filter((sentence) => !guesses(sentence))
    .join('')
    .trim();
  return rest === '' || (forNumber && !hasNumber(rest)) ? null : asTyped(rest);
}

/** "1." and "2)" of a list, as signs that are no digits and end no sentence: only those that count up from one. */
function withMarkers(text: string): string {
  if (/[\uE000-\uE0FF]/.test(text)) return text;
  let count = 0;
  const list = text.replace(/(?<!\S)(\d{1,2})([.)])(?=\s)/g, (typed, at: string, sign) =>
    Number(at) === count + 1 ? String.fromCharCode((sign === '.' ? 0xe000 : 0xe080) + ++count) : typed,
  );
  return count > 1 ? list : text;
}

const asTyped = (list: string) =>
  list.replace(/[\uE000-\uE0FF]/g, (sign) => {
    const at = sign.charCodeAt(0) - 0xe000;
    return at < 0x80 ? `${at}.` : `${at - 0x80})`;
  });

/** "Un", "une" and "one" are rather articles. */
const hasNumber = (text: string) =>
  (text.replace(inName, '').match(number) ?? []).length > 0 ||
  (plain(text).match(/\p{L}+/gu) ?? []).some((word) => (own(words, word) ?? '1') !== '1');

/** A model has facts; none, and is asked for one; or is talked with. */
type Asked = 'of facts' | 'a fact' | 'talk';

const forNumbers =
  /(?<![\p{L}\p{N}])(?:combien|cb|(?:quelle?s?|kel(?:le)?s?) (?:ann[ée]e|[âa]ge|date|jour|mois|si[èe]cle|taille|hauteur|longueur|distance|vitesse|poids|temp[ée]rature|note|dur[ée]e)|how (?:many|much|old|long|far|tall|big|high|fast|deep|heavy|wide)|when (?:did|was|were|is|does|will)|(?:what|which) (?:year|date|day|month|age|century))(?![\p{L}\p{N}])/iu;
/** "Quand" that asks: first, last, beside a verb that has a date. Elsewhere it joins: "des jeux quand on est seul". */
const asksWhen = new RegExp(
  [
    String.raw`^\P{L}*(?:(?:et|mais|alors|du coup|depuis|jusqu['’ ][àa]|pour|de) )*(?:quand|kan|qd)(?! m[eê]me)(?!\p{L})`,
    String.raw`(?<!\p{L})(?:quand|kan|qd|when)(?: (?:d[ée]j[àa]|exactement|au juste|environ|exactly|again))*[^\p{L}\p{N}]*$`,
    String.raw`(?<!\p{L})(?:quand|kan|qd) ?,`,
    String.raw`(?<!\p{L})(?:quand|kan|qd) (?:est|[ée]tait|sera|fut|a|ont|sont|aura|s['’ ]est|sort\p{L}*|commence|finit|na[iî]t|meurt)(?!\p{L})`,
    String.raw`(?<!\p{L})(?:est|sort|sortie?s?|n[ée]e?s?|morte?s?|d[ée]c[ée]d[ée]e?s?|cr[ée][ée]e?s?|fond[ée]e?s?|invent[ée]e?s?|d[ée]couverte?s?|construite?s?|commence|lieu) (?:quand|kan|qd)(?! m[eê]me)(?!\p{L})`,
  ].join('|'),
  'iu',
);
const ofUs = /(?<!\p{L})(?:tu|toi|t['’]|vous|you|u|ur|your|je|j['’]|moi|me|we|nous)(?!\p{L})/iu;

/** "Chante combien font 6 fois 7 chez les pirates" asks for no fact. */
const toPlay =
  /^\W*(?:chante|raconte|imagine|invente|[ée]cris|dis|fais|joue|r[ée]cite|sing|write|tell|say|make|pretend|act|rap|recite)(?!\p{L})/iu;

/** Whether a line asks for a number of something that is neither the bot nor who talks with it. */
export const asksForNumber = (line: string): boolean =>
  (forNumbers.test(line) || asksWhen.test(line)) && !ofUs.test(line) && !toPlay.test(line);

interface Told {
  readonly numbers: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
}

function toldIn(given: string): Told {
  const all = plain(given).match(/[\p{L}\p{N}]+/gu) ?? [];
  const numbers = (given.match(number) ?? []).map(digits);
  return {
    numbers: new Set([
      ...numbers,
      ...all.filter((word) => /^\d+$/.test(word)),
      ...all.flatMap((word) => own(words, word) ?? []),
    ]),
    words: new Set(all),
  };
}

function invents(sentence: string, told: Told, names: boolean): boolean {
  for (const one of sentence.replace(inName, '').match(number) ?? []) if (!told.numbers.has(digits(one))) return true;
  for (const [, count = ''] of sentence.matchAll(duration)) {
    const value = own(words, plain(count));
    if (value !== undefined && value !== '1' && !told.numbers.has(value)) return true;
  }
  return names && namesIn(sentence).some((word) => !told.words.has(word));
}

/** Words with a capital beside another one, plain; the sentence's first word may only open it. */
function namesIn(sentence: string): readonly string[] {
  const all = sentence.match(/[\p{L}\p{N}]+/gu) ?? [];
  const isName = (at: number) => /^\p{Lu}\p{L}/u.test(all[at] ?? '');
  return all.flatMap((word, at) => {
    if (at === 0 || word.length < 4 || !isName(at)) return [];
    const beside =
      isName(at - 1) ||
      isName(at + 1) ||
      (joiners.has(all[at - 1]!) && isName(at - 2)) ||
      (joiners.has(all[at + 1] ?? '') && isName(at + 2));
    return beside ? [plain(word)] : [];
  });
}
