import type { Aspect, Routed, RouteQuestion } from '../../domain/knowledge.ts';
import type { Past } from '../../domain/llm.ts';
import type { Language } from '../../domain/settings.ts';
import { lastAsked } from './reference.ts';

export interface OnAirParts {
  readonly route: RouteQuestion;
  /** The game that is being streamed; null when none is. */
  readonly streamed: () => Promise<string | null>;
}

/** Any title that the router knows: with it in front, a question without a subject is one about a game. */
const anyTitle = 'Hades';
const thisGame =
  /\b(?:ce|cet|this) (?:jeu|game)\b(?: la\b)?|\b(?:le|the) (?:jeu|game) (?:(?:qu|que|auquel|on|that) )?(?:il|elle|le stream\w+|he|she|they)(?: is| s| re)?(?: est)?(?: en train de)? (?:jou|stream|play|fai)\w*/;
const theGame = /\b(?:le|du|the|un) (?:jeu|game)\b/;
const what = /\b(?:quoi|koi|quel|what|which)\b/;

/** With no other word than these a question says nothing of what it is about. */
const bare = new Set(
  `c est s ca cela il elle it this is was a ete etait l le la les du de des d un une en sur y et alors and the of on in for to
  does did do quand kan when quoi koi what quel quelle quels quelles which qui ki who comme annee year date combien
  longtemps long ago sorti sortie sort sortir release released come came out developpe developpeur developpeurs developer
  developers dev devs studio fait made make makes created cree editeur edite publisher published tourne dispo disponible
  available plateforme plateformes platform platforms console consoles switch pc ps4 ps5 xbox steam mac playstation genre
  type jeu game note notee score rating rated metacritic bien joue playing streame stp svp please pls`.split(/\s+/),
);
/** Surer than a title that no list has may be. */
const surelyNamed = 0.8;

/** What has to be in a line for it to ask that of a game; a year alone is asked of today. */
const cues: Readonly<Partial<Record<Aspect, RegExp>>> = {
  release: /\b(?:sort\w*|releas\w*|c(?:a|o)me|out|paru\w*|lancement|launch\w*|date(?!s? de naissance))\b/,
  studio: /\b(?:fait|made?|makes?|dev\w*|studio|cree|created|edit\w*|publish\w*)\b/,
  platforms: /\b(?:tourne|dispo\w*|available|plat\w*form\w*|consoles?|switch|ps\d|xbox|pc|steam|mac|playstation)\b/,
  genre: /\b(?:genre|type|kind)\b/,
  rating: /\b(?:notee?|score|rat(?:ing|ed)|metacritic)\b/,
};

/**
 * "Who made this game", "when did it come out": the game that was asked about just before, else the one on the stream.
 * Null where the question names its own subject, or there is no such game.
 */
export async function routeOnAir(
  { route, streamed }: OnAirParts,
  { question, past, ruled }: { question: string; past: Past; ruled: Routed },
  language: Language,
): Promise<Routed | null> {
  const read = (text: string) => route(text, language);
  if (ruled.route === 'igdb' && ruled.confidence >= surelyNamed) return null;
  const plain = folded(question);
  const points = thisGame.test(plain);
  const rest = plain.replace(points ? thisGame : theGame, ' ').trim();
  const isBare = rest.split(/\s+/).every((word) => bare.has(word));
  if (!points && !isBare) return null;
  const own = read(rest);
  if (!isBare && own.route === 'igdb' && own.confidence >= surelyNamed) return own;
  const asked = read(`${anyTitle} ${rest}`);
  if (asked.route !== 'igdb') return null;
  const asksWhat = (points || theGame.test(plain) || /\b(?:jeu|game)\b/.test(plain)) && isBare && what.test(plain);
  const isAsked = cues[asked.aspect]?.test(rest) ?? false;
  if (!(asked.aspect === 'about' ? asksWhat : isAsked)) return null;
  const last = lastAsked(route, past, language)?.routed;
  // "C'est sorti quand ?" about the film that was just asked about is no question of a game.
  if (last?.route === 'wikipedia' && !points) return null;
  const subject = last?.route === 'igdb' ? last.subject : await streamed();
  if (subject === null) return null;
  const { candidates: _ofTheStandIn, second: _other, ...meant } = asked;
  return { ...meant, subject };
}

/** One typed letter can be eighteen where its compatibility form is written out. */
const longest = 500;

const folded = (text: string) =>
  text
    .normalize('NFKD')
    .slice(0, longest)
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
