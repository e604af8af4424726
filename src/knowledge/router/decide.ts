import type { Aspect, Routed } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import { type Ask, asks, machine, onMachine } from './asks.ts';
import type { Gazetteer } from './gazetteer.ts';
import { type Piece, plainOf } from './line.ts';
import { type Subject, subjectOf } from './subject.ts';
import * as talk from './talk.ts';

type Decided = Omit<Routed, 'tier'>;

const chat = (confidence: number): Decided => ({ route: 'model', subject: '', aspect: 'chat', confidence });

/** `bare`: a name alone asks what it is. */
export function decide(
  text: string,
  all: readonly Piece[],
  bare: boolean,
  language: Language,
  gazetteer: Gazetteer,
): Decided {
  const { pieces, line } = withoutFrame(all);
  if (isTalk(line)) return chat(0.92);
  for (const ask of asks) {
    if (!ask.when.test(line) || (ask.and && !ask.and.test(line)) || ask.not?.test(line)) continue;
    if (ask === asks.at(-1)) {
      const guessed = guess(text, pieces, line, gazetteer);
      if (guessed !== undefined) return guessed;
    }
    const subject = subjectIn(text, pieces, line, ask, gazetteer);
    if (subject === undefined) continue;
    if (subject === 'personal') return chat(0.85);
    if (ask.of !== 'game' && subject.known === undefined && talk.vague.test(subject.words.join(' '))) return chat(0.75);
    const decided = judge(ask, subject, line, language);
    if (decided !== undefined) return decided;
  }
  const guessed = guess(text, pieces, line, gazetteer);
  if (guessed !== undefined) return guessed;
  if (bare && !talk.personal.test(line)) {
    const alone = subjectOf(text, pieces, new Set(), new Set(), gazetteer);
    const known = alone?.known;
    if (
      known !== undefined &&
      !(known.ordinary && known.kind === 'game' && !/\?\s*$/.test(text)) &&
      alone!.words.length >= pieces.length - 2
    ) {
      if (known.kind === 'game') return { route: 'igdb', subject: known.title, aspect: 'about', confidence: 0.6 };
      return { route: 'wikipedia', subject: alone!.typed, aspect: 'about', confidence: 0.55 };
    }
  }
  return chat(/\?\s*$/.test(text) || line.includes('GAME') ? 0.6 : 0.8);
}

const mostPreambles = 6;

/** The question without what is said around it, and its words as one line. */
function withoutFrame(pieces: readonly Piece[]): { readonly pieces: readonly Piece[]; readonly line: string } {
  let line = plainOf(pieces);
  let from = 0;
  let to = pieces.length;
  for (let round = 0; round < mostPreambles; round++) {
    const said = talk.preambles.exec(line)?.[0].trimEnd();
    const count = said ? said.split(' ').length : 0;
    if (!said || count >= to - from) break;
    from += count;
    line = line.slice(said.length + 1);
  }
  for (let round = 0; round < mostPreambles; round++) {
    const end = talk.postambles.exec(line)?.index;
    if (end === undefined) break;
    line = line.slice(0, end);
    to = from + line.split(' ').length;
  }
  return { pieces: from === 0 && to === pieces.length ? pieces : pieces.slice(from, to), line };
}

const rated = /\b(?:metacritic|opencritic|notee?|notes|rated|rating|reviewed|best ?sell\w*|plus vendu\w*)\b/;
const thisGame = /\b(?:ce jeu|this game)\b/g;
const explained = /^(?:explique|explain)(?: (?:moi|nous|to me))? (?:ce qu|ce que|what) /;
const mayI = /^(?:je|j|i|on|tu|we) (?:peux|peut|can|pourrai\w*)\b/;

/** "lol" and "re" are said, and are games. */
const askedOf = (line: string) =>
  /^lol\b.*\b(?:sort\w*|released?|dev\w*|studio|genre|note|quoi|quand|plateformes?)\b/.test(line);

function isTalk(line: string): boolean {
  if (line === '') return true;
  if (talk.smallTalk.test(line) && !askedOf(line)) return true;
  if (talk.work.test(line) && !explained.test(line)) return true;
  if (talk.sums.test(line) || talk.translation.test(line) || talk.hereAndNow.test(line)) return true;
  if (
    talk.price.test(line) ||
    talk.here.test(line.includes('GAME') ? line.replace(thisGame, ' ') : line) ||
    talk.meaningOfLife.test(line)
  )
    return true;
  if (talk.firstPerson.test(line) && !mayI.test(line)) return true;
  if (rated.test(line)) return false;
  return talk.adviceOrOpinion.test(line) || talk.howOrWhy.test(line);
}

function subjectIn(
  text: string,
  pieces: readonly Piece[],
  line: string,
  ask: Ask,
  gazetteer: Gazetteer,
): Subject | 'personal' | undefined {
  const starts = startsOf(pieces);
  const hard = new Set<number>();
  const soft = new Set<number>();
  for (const match of matchesOf(line, ask)) mark(starts, pieces, match.index, match[0].length, hard);
  if (ask.cut) for (const match of line.matchAll(ask.cut)) mark(starts, pieces, match.index, match[0].length, soft);
  if (ask.of !== 'thing' && ask.of !== 'either') {
    for (const match of line.matchAll(onMachine)) mark(starts, pieces, match.index, match[0].length, soft);
  }
  if (ask.and) for (const match of line.matchAll(novel)) mark(starts, pieces, match.index, match[0].length, soft);
  if (ask.of === 'game')
    for (const match of line.matchAll(pronouns)) mark(starts, pieces, match.index, match[0].length, soft);
  const left = pieces.filter((_, at) => !hard.has(at) && !soft.has(at));
  const ofGames = ask.of !== 'thing' && ask.of !== 'either';
  const subject = subjectOf(text, pieces, hard, soft, gazetteer, ofGames);
  const sure = ofGames && ask.sure >= surely && subject?.known?.kind === 'game';
  if (talk.personal.test(plainOf(left)) && !sure) return 'personal';
  if (ask.of !== 'rather game') return subject;
  // A console is what the game is for, unless there is no game.
  const bare = new Set(soft);
  for (const match of line.matchAll(machine)) mark(starts, pieces, match.index, match[0].length, bare);
  const freed = subjectOf(text, pieces, hard, bare, gazetteer, true);
  if (freed?.known?.kind === 'game' || freed?.within !== undefined || subject === undefined) return freed;
  const console = subject.known !== undefined || subject.within?.kind === 'name';
  return console || freed === undefined ? subject : freed;
}

const everywhere = new Map(asks.map(({ when }) => [when, new RegExp(when, 'g')]));

/** Where games are asked about, every word of that kind belongs to the question. */
function matchesOf(line: string, { of, when }: Ask): readonly RegExpExecArray[] {
  if (of !== 'thing' && of !== 'either') return [...line.matchAll(everywhere.get(when)!)];
  const match = when.exec(line);
  return match === null ? [] : [match];
}

/** Whose words about games leave no doubt, whoever speaks. */
const surely = 0.9;

function startsOf(pieces: readonly Piece[]): number[] {
  let at = 0;
  return pieces.map(({ plain }) => {
    const start = at;
    at += plain.length + 1;
    return start;
  });
}

/** Names are whole and never of the question. */
function mark(starts: readonly number[], pieces: readonly Piece[], from: number, length: number, into: Set<number>) {
  for (let at = 0; at < pieces.length; at++) {
    const start = starts[at]!;
    if (start >= from + length) break;
    if (start >= from && pieces[at]!.known === undefined) into.add(at);
  }
}

const pronouns = /\b(?:je|j|tu|t|i|you|we|us|nous|vous|would|call|say|dirais)\b/g;
const novel = /\b(?:le|du|un) roman\b/g;
const gameWords = /\b(?:jeux?|jeu video|games?|videogame|dlc|remake|remaster|gameplay|studio|early access|steam)\b/;
const otherWords =
  /\b(?:films?|movies?|serie|series|tv show|album|chanson|song|livre|book|roman|novel|animes?|mangas?|bd|comics?|disque|clip|saison|season|documentaire|documentary|smartphone|voiture|telescope|sitcom|dessin anime|cartoon|single|tube)\b/;

function judge(ask: Ask, subject: Subject, line: string, language: Language): Decided | undefined {
  const { known, within, slip, article, words } = subject;
  const other = otherWords.test(line);
  const game = other ? undefined : known?.kind === 'game' ? known : within?.kind === 'game' ? within : undefined;
  const name = known?.kind === 'name' || within?.kind === 'name' || other;
  const plausible = words.length <= 9;
  const igdb = (confidence: number, aspect: Aspect = ask.aspect): Decided => ({
    route: 'igdb',
    subject: game?.title ?? subject.typed,
    aspect,
    confidence: Math.min(confidence, slip ? 0.8 : 1),
  });
  const wiki = (confidence: number, aspect: Aspect = ask.aspect): Decided => ({
    route: 'wikipedia',
    subject: known?.kind === 'game' && !known.ordinary && aspect === 'howmany' ? known.title : subject.typed,
    aspect,
    confidence: plausible ? confidence : 0.4,
  });
  const cued = gameWords.test(line) || line.search(machine) >= 0;
  const common = article !== 'none' && !subject.capital;

  switch (ask.of) {
    case 'thing':
      // A game has a day of release where others have one of birth.
      if (ask.aspect === 'when' && game !== undefined && known === game && (!game.ordinary || cued))
        return igdb(0.72, 'release');
      // "Who invented Minecraft" asks for its maker.
      if (game !== undefined && known === game && !game.ordinary && /\binvente[dr]?\b/.test(line))
        return igdb(0.8, 'studio');
      return wiki(ask.sure);
    case 'rather game':
      if (game !== undefined) return igdb(ask.sure);
      if (name) return wiki(0.85, 'when');
      if (common && !cued) return wiki(0.55, 'when');
      return igdb(plausible ? (cued || subject.capital ? 0.78 : 0.68) : 0.4);
    case 'maker':
      if (game !== undefined) return igdb(ask.sure);
      if (name || (common && !cued)) return wiki(0.8, 'who');
      if (/\b(?:cree\w*|created?|creat\w+|invent\w*|owns?|possede|detient|produced?|produit)\b/.test(line) && !cued)
        return wiki(0.6, 'who');
      return igdb(cued || subject.capital ? 0.75 : 0.6);
    case 'game':
      return ofGame();
    case 'either':
      return ofEither();
  }

  function ofGame(): Decided | undefined {
    const strong = stronglyGame[ask.aspect]?.test(line) ?? false;
    if (game !== undefined && !(game.ordinary && slip)) {
      // "When is journey" says too little.
      if (ask.aspect === 'release' && game.ordinary && !cued && !strong) return undefined;
      return igdb(ask.sure - (game.ordinary ? 0.1 : 0));
    }
    if (ask.aspect === 'studio') {
      if (name) return wiki(0.75, 'who');
      if (common && !cued) return wiki(0.55, 'who');
      return igdb(subject.capital || cued ? 0.8 : 0.7);
    }
    if (name || !plausible) return undefined;
    const guess = ask.aspect === 'platforms' ? line.search(onMachine) >= 0 : cued && ask.aspect !== 'release';
    if (strong || guess) return igdb(subject.capital ? 0.75 : 0.65);
    return undefined;
  }

  function ofEither(): Decided | undefined {
    if (game !== undefined && known === game && !slip) {
      const meant = !game.ordinary || article === 'none' || (gameWords.test(line) && article === 'definite');
      if (meant) return aboutGame();
      return wiki(0.6);
    }
    if (game !== undefined && slip && article === 'none') return aboutGame();
    if (within !== undefined && !other && ask.aspect === 'about') return aboutGame();
    if (!name && gameWords.test(line) && /\b(?:le jeu|jeu video|the game|comme jeu)\b(?! (?:le|la) plus)/.test(line))
      return igdb(0.7, 'about');
    return wiki(known?.kind === 'name' ? 0.88 : words.length > 5 ? 0.55 : ask.sure - 0.1);
  }

  function aboutGame(): Decided {
    return igdb(game!.ordinary ? (language === 'fr' ? 0.7 : 0.62) : ask.sure, 'about');
  }
}

/** What is only asked of games, so that an unknown name is one. */
const stronglyGame: Readonly<Partial<Record<Aspect, RegExp>>> = {
  release:
    /\b(?:(?:est|date|c) de quelle annee|from (?:what|which) year|pour quand|is .{1,60} out$|out yet|out now|how old is the game)\b/,
  rating: /\b(?:metacritic|opencritic|metascore)\b/,
  platforms:
    /\b(?:plateformes?|platforms?|crossplay|cross play|consoles?|jouable|playable|dispos?|disponible|available|jouer|play|portage|port)\b/,
  genre: /\b(?:jeu|game)\b/,
  about: /\b(?:jeu|game|multijoueur|multiplayer|coop|dlc)\b/,
};

/** Words that say what is asked about a game that is named, in whatever order. The first that occurs decides. */
const cues: readonly (readonly [aspect: Aspect, cue: RegExp, enough: boolean])[] = [
  ['howmany', /\b(?:combien (?:de temps|d heures)|how (?:long|many hours)|duree)\b/, false],
  ['rating', /\b(?:meta|metacritic|opencritic|notee?s?|ratings?|rated|reviews?|reviewed|scores?)\b/, true],
  [
    'studio',
    /\b(?:devs?|deve?lop\w*|studios?|editeurs?|edite|publi(?:sh\w*|e)|createurs?|creators?|made|cree)\b/,
    true,
  ],
  ['release', /\b(?:dates?|released?|sorties?|launch\w*|annee|year)\b/, true],
  ['release', /\b(?:sort\w*|out|came|quand|when|annee|year|delayed|repousse|recent|vieux|old)\b/, false],
  [
    'platforms',
    /\b(?:plateformes?|platforms?|consoles?|ports?|portage|dispos?|disponible|available|jouable|playable)\b/,
    false,
  ],
  ['genre', /\b(?:genres?|type|kind|sort of|style)\b/, false],
  [
    'about',
    /\b(?:summary|resume|about|infos?|description|pitch|deal with|gameplay|synopsis|histoire|story|presentation)\b/,
    true,
  ],
  ['about', /\b(?:what|quoi|quel(?:le)?|kesako)\b/, false],
];
const asking =
  /\b(?:qui|quoi|quand|quel(?:le)?s?|combien|where|who|what|when|which|how|est ce qu\w*|c est quoi|y a)\b|^(?:il|elle) est (?:sortie?|dispo)\b|\bou (?:pas|non|c est|c)\b|^(?:is|are|was|were|does|do|did|has|have|can|could|will)\b/;
const short = 6;

/** A question that names a game in words that no rule knows. */
function guess(text: string, pieces: readonly Piece[], line: string, gazetteer: Gazetteer): Decided | undefined {
  const asked = asking.test(line) || /\?\s*$/.test(text);
  if (talk.personal.test(line) || pieces.length > 20) return undefined;
  for (const [aspect, cue, enough] of cues) {
    const match = cue.exec(line);
    if (match === null || !(asked || (enough && pieces.length <= short))) continue;
    const at = line.slice(0, match.index).split(' ').length - 1;
    const cued = new Set(Array.from({ length: match[0].split(' ').length }, (_, more) => at + more));
    const subject = subjectOf(text, pieces, cued, new Set(), gazetteer);
    const game = subject?.known ?? subject?.within;
    if (subject === undefined || game?.kind !== 'game' || subject.slip || (game.ordinary && !enough)) continue;
    return { route: 'igdb', subject: game.title, aspect, confidence: game.ordinary ? 0.6 : 0.66 };
  }
  return undefined;
}
