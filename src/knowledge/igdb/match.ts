import { subjectKey } from '../../lib/subject.ts';
import type { Game } from './game.ts';

const main = 0;
const remake = 8;
const remaster = 9;
const expanded = 10;
/** How near a kind of release is to what somebody means who says only the title. */
const nearness = new Map([
  [main, 6],
  [remake, 4],
  [expanded, 3],
  [remaster, 3],
  [4, 2],
  [11, 2],
  [2, 1],
]);

/**
 * The game that is meant: the very title first, a main game before its editions, of two that are alike the one of the year
 * that was named, else the recent one.
 */
export function bestOf(title: string, games: readonly Game[], year: number | null = null): Game | null {
  // "Resident Evil 4 remake" is the remake that bears the game's own name.
  const wantsType = /\bremaster(?:ed)?\b/i.test(title) ? remaster : /\bremake\b/i.test(title) ? remake : null;
  const wanted = titleKey(
    wantsType === null ? title : title.replace(/\b(?:le |the )?rema(?:ke|ster(?:ed)?)\b(?: (?:de|of|du))?/gi, ' '),
  );
  let best: Game | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const game of games) {
    const likeness = Math.max(...[game.name, ...game.otherNames].map((name) => alike(wanted, titleKey(name))));
    if (likeness === 0) continue;
    // Votes tell the known game from its namesakes, years the newer one: both only among games that are alike.
    const known = Math.min(4, Math.log10(1 + game.votes));
    const age = game.releasedAt === null ? 0 : Math.max(0, new Date(game.releasedAt).getUTCFullYear() - 1970) / 20;
    const isOfYear = year !== null && game.releasedAt !== null && new Date(game.releasedAt).getUTCFullYear() === year;
    const score =
      likeness * 100 +
      (isOfYear ? 60 : 0) +
      (isAgain(game, wantsType) ? 80 : (nearness.get(game.type) ?? 0) * 5) +
      known +
      age;
    if (score > most) {
      best = game;
      most = score;
    }
  }
  return best;
}

/** Made again, as the database says or as its title does. */
const isAgain = ({ type, name }: Game, wanted: number | null) =>
  wanted !== null && (type === wanted || (wanted === remake ? /\bremake\b/i : /\bremaster/i).test(name));

/** 1 for the same title, less the more words it has beyond; 0 when a word of it is missing. */
function alike(wanted: string, title: string): number {
  if (wanted === title) return 1;
  const asked = wanted.split(' ');
  const words = title.split(' ');
  const missing = asked.filter((word) => !words.includes(word)).length;
  if (missing > 0) return missing * 3 <= asked.length ? 0.3 * (1 - missing / asked.length) : 0;
  // "Hades" is not "Hades II": a number beyond what was asked for is another game.
  const sequel = words.some((word) => /^\d+$/.test(word) && !asked.includes(word));
  return (0.5 + (0.4 * asked.length) / words.length) * (sequel ? 0.7 : 1);
}

const roman = new Map(
  ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii', 'xiii', 'xiv', 'xv', 'xvi'].map(
    (numeral, index) => [numeral, String(index + 1)],
  ),
);

/** Ways to write one title meet here: articles, numerals, punctuation and accents do not count. */
export function titleKey(title: string): string {
  const words = subjectKey(
    title.replace(/['’]s\b/gi, 's').replace(/(?<=\b\d{1,2})(?:st|nd|rd|th|e|[eè]me)\b/gi, ''),
  ).split(' ');
  const numbered = words.map((word, index) => (index > 0 ? (roman.get(word) ?? word) : word));
  const short = numbered.filter((word) => !/^(the|a|an|le|la|les|l|of|de|du|des|d|and|et)$/.test(word));
  return (short.length > 0 ? short : numbered).join(' ');
}

/** The title with its number written the other way, since a search compares letters: "Final Fantasy 7" and "VII". */
export function otherNumeral(title: string): string | null {
  const words = title.split(/\s+/);
  const at = words.findLastIndex(
    (word, index) => index > 0 && (/^\d{1,2}$/.test(word) || roman.has(word.toLowerCase())),
  );
  if (at < 0) return null;
  const word = words[at]!.toLowerCase();
  const other = roman.get(word) ?? [...roman].find(([, number]) => number === word)?.[0].toUpperCase();
  return other === undefined ? null : words.with(at, other).join(' ');
}

const edition =
  /(?<![\s:–-])[\s:–-]+(?:the\s+)?(?:[ée]dition\s+\S+|(?:special|deluxe|ultimate|definitive|complete|gold|legendary|anniversary|collector'?s?|standard|enhanced|director'?s)\s+(?:edition|cut)|goty(?:\s+edition)?|game of the year(?:\s+edition)?)\s*$/i;

/** The title of the game of which an edition was typed; null where none was. */
export function withoutEdition(title: string): string | null {
  const main = title.replace(edition, '').trim();
  return main === '' || main === title.trim() ? null : main;
}
