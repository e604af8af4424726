import type { Tier } from '../../domain/settings.ts';
import type { Word } from './words.ts';

// What a line says beside its question: orders to the bot, which move no route, how much it asks for, and prices.

/** The words of a line as one text, which the patterns read. */
export function plainOf(words: readonly Word[]): string {
  let line = '';
  for (const { plain } of words) line += line === '' ? plain : ` ${plain}`;
  return line;
}

const mostClauses = 8;
const joining = /^(?:et|and|puis|then|mais|but)$/;

/** The line without the orders in front of what is really asked; the line itself where it has none. */
export function withoutOrders(words: readonly Word[], line: string): readonly Word[] {
  if (!isOrder(line)) return words;
  const clauses: Word[][] = [[]];
  for (const word of words) {
    const joins = joining.test(word.plain);
    if ((joins || word.pause !== '') && clauses.at(-1)!.length > 0 && clauses.length < mostClauses) clauses.push([]);
    if (!joins) clauses.at(-1)!.push(word);
  }
  return clauses.filter((clause) => !isOrder(plainOf(clause))).flat();
}

/** An order to the bot about itself, in front of what is really asked. */
function isOrder(line: string): boolean {
  const verb = forgetting.exec(line);
  return (verb !== null && rules.test(line.slice(verb.index + verb[0].length))) || orders.test(line);
}

const forgetting = /\b(?:ignor\w*|oublie\w*|forget|disregard|neglige|bypass|override)\b/;
const rules =
  /\b(?:regles?|consignes?|instructions?|prompts?|rules?|previous|above|everything|tout|precedent\w*|told|avant|dit|before|system)\b/;
const orders =
  /^(?:system|admin)$|\b(?:you are now|tu es (?:maintenant|desormais)|from now on|a partir de maintenant|system (?:prompt|message|override|mode|note)|admin mode|sudo|jailbreak|dan mode|act as|pretend|fais semblant|fais comme si|as if you|ne (?:respecte|suis) (?:plus|pas)|(?:nouvelles?|new) (?:consignes?|instructions?|regles?|rules?)|route (?:igdb|wikipedia|model)|(?:repond\w*|answer|reply|respond|say|dis|output|print)(?: \w+){0,3} (?:igdb|wikipedia|model|route|pwned|hacked))\b/;

/** What takes a large model. */
const demanding =
  /\b(?:explique\w*|explain\w*|compar\w*|difference|pourquoi|why|etapes?|step by step|step|analyse\w*|analy[sz]e|argument\w*|resume|summari[sz]e|essay|dissertation|redige|demontre\w*|prove|prouve|avantages?|inconvenients?|pros|cons|solve|resou\w*|translate|tradui\w*|poeme|poem|histoire|story|scenario)\b/;

const codeWords =
  /\b(?:python|javascript|typescript|java|c\+\+|html|css|sql|regex|bash|script|fonction|function|algorithm\w*|recursi\w*|compil\w*|npm|docker|kubernetes|json|api|bug|code|coder|coding|git)\b/;

const longQuestion = 28;

/** Whether a large model is worth its price: code, reasons, several steps, or much to read. */
export function tierOf(line: string, words: number): Tier {
  return demanding.test(line) || codeWords.test(line) || words > longQuestion ? 'heavy' : 'light';
}

/** No source has what is new. */
export const asksNews =
  /\b(?:(?:news|actus?|actualites?|nouvelles|rumeurs?|rumou?rs?|leaks?|infos recentes) (?:sur|de|du|des|d|a propos de|about|on|of|for|regarding) \w|quoi de neuf (?:sur|pour|du cote de) \w|what s (?:new|the latest) (?:on|with|about) \w|whats (?:new|the latest) (?:on|with|about) \w)/;

export const asksPrice =
  /\b(?:combien (?:ca )?(?:coute\w*|vaut)|(?:coute|vaut) combien|(?:quel|quoi) (?:est )?(?:le |son )?(?:prix|tarif)|(?:le )?prix (?:de|d|du|des)\b|c est (?:a )?combien (?:sur|en promo)|how much (?:does|do|is) .{2,60}(?: cost| on steam)|price of|what is the price|how expensive)\b/;

/** What a constant is worth is no price. */
export const ofConstants = /\b(?:nombre d or|nombre de|pi|constante|number|constant|joule|kelvin|unite)\b/;
