import { own } from '../../lib/own.ts';
import { slipsBetween } from '../../lib/slips.ts';
import type { Sentence } from './sentence.ts';
import type { Span } from './spans.ts';
import { fold } from './words.ts';

// What stands behind a game's title and may be of a longer one.

const shortestEnd = 4;

/** "Rock Band 4" is another game than Rock Band, whether the list knows it or not. "Minecraft 2 players" is none. */
export function numberBehind({ words }: Sentence, { to }: Span): string {
  const [number, next] = words.slice(to, to + 2);
  const isNumber =
    number !== undefined && number.pause === '' && /^(?:[2-9]|1\d|i{2,3}|iv|vi{1,3})$/.test(number.plain);
  return isNumber && !counted.test(next?.plain ?? '') ? number.plain : '';
}
const counted =
  /^(?:joueurs?|players?|people|personnes?|ans?|years?|fois|times?|heures?|hours?|h|euros?|dollars?|jours?|days?|mois|months?|minutes?|potes|friends|copies|millions?|saisons?|seasons?|dlc|fins?|endings?|manettes?|ou|or|et|and|sur|out|of|for|pour)$/;

const mostWordsOfASubtitle = 3;

/** "Wow classic" and "age of mythology retold" are no game that the list knows: what stands behind its title may be of a longer one. */
export function subtitleBehind({ words, strangers, marks, text }: Sentence, { to }: Span, title: string): string {
  // "Stardew vally" is the title itself.
  const own = fold(title).split(' ');
  const isOwn = (word: string) => own.some((one) => slipsBetween(one, word, 2) <= (one.length > 5 ? 2 : 1));
  let end = to;
  while (
    end < Math.min(words.length, to + mostWordsOfASubtitle) &&
    strangers[end] === 1 &&
    marks[end] === 0 &&
    words[end]!.pause === '' &&
    words[end]!.plain.length >= shortestEnd &&
    !isOwn(words[end]!.plain)
  )
    end++;
  return end === to ? '' : text.slice(words[to]!.start, words[end - 1]!.end);
}

const mostWordsBehind = 6;
const joining = /^(?:of|and|the|de|du|des|la|le|les|in|on|for|to|et|l|d)$/;
const editions = /^(?:remake|remaster(?:ed)?|hd|edition|definitive|deluxe|classic|reborn|royal|origins|collection)$/;
const madeAgain = /^(?:remake|remaster(?:ed)?)$/;

/** Under what longer titles the game may be known: the database is asked for all of them, and the longest that is one is it. */
export function longerTitles(
  { words, strangers, text }: Sentence,
  { from, to }: Span,
  title: string,
): readonly string[] {
  let end = to;
  for (let at = to; at < Math.min(words.length, to + mostWordsBehind) && words[at]!.pause === ''; at++) {
    const { plain } = words[at]!;
    if (joining.test(plain)) continue;
    if (strangers[at] !== 1 && !editions.test(plain)) break;
    if (/^\d{1,2}$/.test(plain) && counted.test(words[at + 1]?.plain ?? '')) break;
    end = at + 1;
  }
  const rest = end === to ? '' : ` ${text.slice(words[to]!.start, words[end - 1]!.end)}`;
  const typed = text.slice(words[from]!.start, words[to - 1]!.end);
  const [first = '', ...behind] = typed.split(' ');
  // "Nfsu2" is two words.
  const [, letters = '', digits] = /^(\p{L}+)(\d\w{0,3})$/u.exec(first) ?? ['', first];
  const others = digits === undefined ? behind : [digits, ...behind];
  const whole = own(series, fold(letters));
  const again = words.find(({ plain }, at) => madeAgain.test(plain) && (at < from || at >= end));
  return [
    ...(whole ?? []).map((name) => [name, ...others].join(' ') + rest),
    ...(rest === '' ? [] : [title + rest]),
    // A nickname may stand for one game of those that begin alike: "aoe2 definitive edition".
    ...(rest === '' || !title.includes(': ') ? [] : [title.slice(0, title.indexOf(': ')) + rest]),
    ...(again === undefined ? [] : [`${title} ${again.plain}`]),
  ];
}

/** What chats call series, before what tells one game of it from the others. */
const series: Readonly<Record<string, readonly string[]>> = {
  ac: ['Animal Crossing', "Assassin's Creed"],
  cod: ['Call of Duty'],
  dmc: ['Devil May Cry'],
  dq: ['Dragon Quest'],
  fe: ['Fire Emblem'],
  ff: ['Final Fantasy'],
  fm: ['Football Manager'],
  gt: ['Gran Turismo'],
  gta: ['Grand Theft Auto'],
  kh: ['Kingdom Hearts'],
  lol: ['League of Legends'],
  loz: ['The Legend of Zelda'],
  mgs: ['Metal Gear Solid'],
  mh: ['Monster Hunter'],
  mk: ['Mario Kart', 'Mortal Kombat'],
  moh: ['Medal of Honor'],
  nfs: ['Need for Speed'],
  nfsu: ['Need for Speed Underground'],
  pes: ['Pro Evolution Soccer'],
  re: ['Resident Evil'],
  sh: ['Silent Hill'],
  smt: ['Shin Megami Tensei'],
  sf: ['Street Fighter'],
  tloz: ['The Legend of Zelda'],
  tw: ['Total War'],
  zelda: ['The Legend of Zelda'],
};
