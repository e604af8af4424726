import type { Fact } from '../../domain/knowledge.ts';
import { withoutEnd } from '../../lib/without-end.ts';

/** What a line says that wants the name of what it describes: "le jeu où t'es une oie, c'est quoi son nom". */
const wantsAName: readonly RegExp[] = [
  /(?:quoi|koi|quel est|c['’ ]?est) (?:d[ée]j[àa] )?(?:son|leur|le) (?:nom|titre)(?! de| du| d['’])/iu,
  // "La femelle du sanglier" is asked of the boar.
  /comment (?:[çc]a |il |elle )?s['’ ]?app?el(?:le|ait) (?:ce|cet|cette|l[ea]|l['’]|un|une|d[ée]j[àa])(?!(?: ?\p{L}+) (?:du|de la|de l['’]|d['’]|des|de) ?\p{L}+\s*(?:[?.,!]|$))/iu,
  /(?:,|\?|\s)(?:le|son) (?:nom|titre)(?: (?:svp|stp|d[ée]j[àa]|c['’]?est|c))?$/iu,
  /(?:its?|it['’]s|is|he|she|whats?|what['’]?s|that|this) (?:it |that |this |he |she )?called(?: what| again)?(?! by| an? )/iu,
  /(?:what['’]?s|whats|forgot|what was) (?:its|his|her|the|their) (?:actual )?(?:name|title)(?! of)/iu,
  /, ?(?:(?:his|her|its|full) )?(?:name|title)(?: (?:pls|plz|please|again))?$/iu,
  /s['’ ]?appel(?:le|ait|aient|lent)? (?:d[ée]j[àa] )?(?:comment|d[ée]j[àa]$)/iu,
  /how (?:do |did |d['’ ])?(?:we|you|u|they|people) call (?:that|it|those|them|this)/iu,
  /what(?:['’]?s| is| was|s)? (?:the|that) (?:\p{L}+ ){1,3}called(?! by)/iu,
  /(?:comment|on) (?:on )?appelle (?:un |une |l[ea] |l['’]|ce |cette )?(?:truc|chose|machin|gens|personne|quelqu)/iu,
  /^\s*(?:the )?name of (?:the|that|this) (?!\p{Lu})/iu,
  /(?:^|\s)(?:that|the|those|le|la|l['’]|un|une|a|ce|cette) ?(?:\p{L}+ )?(?:jeu|game|indie|rpg|fps|roguelike|platformer|thing|truc|machin|technique|film|movie|show|anime|manga|cartoon|s[ée]rie|livre|bouquin|book|novel|roman|song|chanson|animal|bestiole|mammif[èe]re|oiseau|bird|god|dieu|roi|king|planet|plan[èe]te|volcan|volcano)(?: (?:d['’]|de )?\p{L}+){0,2} (?:o[uù]|where|with|w|avec|who|qui|about|from \d\d|in which|of the \p{L}+ chez)(?!\p{L})/iu,
  /^(?:\p{L}+ )?(?:game|rpg|movie|film|show|anime|book|song|jeu|s[ée]rie|livre|bouquin|chanson) (?:o[uù]|where|w|with|avec|in which|dans lequel)(?!\p{L})/iu,
  /(?:what['’]?s|name of|wats) (?:that|the) (?:\p{L}+ )?(?:game|rpg|movie|film|show|book) (?:you(?:['’]?re)?|u|ur|where|with|about)(?!\p{L})/iu,
  /(?:^|\s)(?:le|un) (?:jeu|film) (?:du|de la|d['’]un|de l['’]) ?(?:mec|gars|type|fille|meuf|bonhomme|petit|homme|femme)(?!\p{L})/iu,
  /(?:which|what|quelle?s?) (?:king|god|goddess|hero|planet|animal|bird|roi|dieu|d[ée]esse|plan[èe]te|oiseau|mammif[èe]re|pays|country|philosopher|scientist) (?:must|has|had|was|is|qui|a|est|who|that|can|lives?)(?!\p{L})/iu,
  /c['’ ]?(?:est )?(?:ki|qui) (?:le|la) (?:dieu|d[ée]esse|roi) (?:de|du|des)/iu,
  /^(?:le|la) (?:dieu|d[ée]esse) (?:de|du|des|d['’]).{3,50}? c['’ ]?(?:est )?(?:ki|qui)/iu,
];

const small = new Set(
  `the and that this with where which what who its his her their called name title again pls please plz just like lol forgot from have has had was were
  are you your play game about there would must can for feels actual thing stuff called made whats title dev proper word guy dude those these how call being
  they them
  les des une dans sur avec qui que quoi est son nom titre comment appelle cest deja jeu stp svp pour par mais chez pas plus tout cette cet elle ils
  youre being indie jsais jsuis petit petite grand grande little big leur mot langue lequel laquelle avoir fait tres joue kappa lul mdr ptdr truc machin affaire mot vieux dev ya quand vas
  date looking parle parles echappe koi whos when did die
  sappelle sapelle tjr tjrs ctait ceux celui celle gets get got being goes going youve theyre dont cant wanna gonna was theres kinda sort
  jeu jeux game games film films movie movies show livre book bouquin song chanson indie rpg fps`.split(/\s+/),
);
/** "PogChamp", "OMEGALUL", "monkaS". */
const emote = /\p{Ll}\p{Lu}|^\p{Lu}{4,}/u;
const most = 8;
const shortest = 3;

/** The words by which what is described may be found; null where a line does not describe what it asks about. */
export function describedIn(line: string): string | null {
  const tidy = withoutEnd(line.replace(/\s+/g, ' '), ' ?!.');
  if (!wantsAName.some((one) => one.test(tidy))) return null;
  const words = contentOf(line);
  return words.includes(' ') ? words : null;
}

/** A line's words without those that any line has. */
function contentOf(line: string): string {
  const words = (line.match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => word.length >= shortest && !small.has(plain(word)) && !emote.test(word),
  );
  return [...new Set(words)].slice(0, most).join(' ');
}

/** The longest words, which fewest pages have, in their order. */
export function rarestOf(words: string, count: number): string {
  const all = words.split(' ');
  const longest = [...all].sort((a, b) => b.length - a.length).slice(0, count);
  return all.filter((word) => longest.includes(word)).join(' ');
}

/** People remember more than a page tells: the rarest word is the likeliest that it lacks. */
export const withoutRarest = (words: string): string => {
  const rarest = rarestOf(words, 1);
  return words
    .split(' ')
    .filter((word) => word !== rarest)
    .join(' ');
};

/** A page that has most of the words is what was described; one that has a few of them is any page. */
export function isDescribed(words: string, { grounding }: Fact): boolean {
  const told = new Set((plain(grounding).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, stem)));
  const all = plain(words).split(' ');
  return 5 * all.filter((word) => told.has(word.slice(0, stem))).length >= 3 * all.length;
}

const askedKinds: readonly (readonly [asked: RegExp, is: RegExp])[] = [
  [/(?<!\p{L})(?:jeu|game|indie)(?!\p{L})/iu, /(?:jeu vid[ée]o|video game)/iu],
  [/(?<!\p{L})(?:film|movie)(?!\p{L})/iu, /(?<!\p{L})film(?!\p{L})/iu],
];
const opening = 200;

/** Whether a page is a game where the line says that one is meant, or a film. */
export const isAskedKind = (line: string, { grounding }: Fact): boolean =>
  askedKinds.some(([asked, is]) => asked.test(line) && is.test(grounding.slice(0, opening)));

const stem = 5;
const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
