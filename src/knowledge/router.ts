import type { Aspect, Route, Routed, RouteQuestion } from '../domain/knowledge.ts';
import type { Language } from '../domain/settings.ts';
import { slipsBetween } from '../lib/slips.ts';
import { candidatesOf, headBefore } from './router/candidates.ts';
import { classify, type Guess, goesOn, kindFeatures, kindOf } from './router/classify.ts';
import { clausesIn, isPronoun, isQuestion, nameOutside, points } from './router/clauses.ts';
import { cleaned } from './router/clean.ts';
import { createGazetteer, type Gazetteer, type Known, keyOf } from './router/gazetteer.ts';
import { asksNews, asksPrice, ofConstants, plainOf, tierOf, withoutOrders } from './router/orders.ts';
import { beginsName, keyBetween, placeInName, type Sentence, sentenceOf, spanAt } from './router/sentence.ts';
import { type Span, spansIn } from './router/spans.ts';
import { besideOf, tellingWords } from './router/telling.ts';
import { longerTitles, numberBehind, subtitleBehind } from './router/titles.ts';
import { loadWeights, type Weights } from './router/weights.ts';
import { fold, type Word, wordsOf } from './router/words.ts';

/** What is asked, and what it came from. */
export interface Reading {
  readonly routed: Routed;
  readonly guesses: readonly Guess[];
  readonly spans: readonly string[];
  /** What the classifier saw. */
  readonly seen: { readonly texts: readonly string[]; readonly hashes: Int32Array };
}

type Decided = Omit<Routed, 'tier'>;

/** Less sure than this, the second route is told too. */
const sure = 0.9;
const unsure = 0.5;
const tiny = 1e-9;
/** What is asked is sure; that a name nobody knows is a game is not. */
const strangerToGames = 0.78;
const mostSpans = 5;
const mostWordsOfASlip = 6;
const talk: Decided = { route: 'model', subject: '', aspect: 'chat', confidence: 0.9 };

/** A question of a chat to the source that knows best, without asking anything: the same line has the same answer. */
export function createRouter(gazetteer?: () => Gazetteer): RouteQuestion {
  const read = createReader(gazetteer);
  return (question, language) => read(question, language).routed;
}

/** Lists of words and weights are loaded with the first question: the bot's start does not wait for them. */
export function createReader(
  gazetteerOf: () => Gazetteer = createGazetteer,
  weightsOf: () => Weights = loadWeights,
): (question: string, language: Language, explain?: boolean) => Reading {
  let loaded: Loaded | undefined;

  return (question, language, explain = false) => {
    loaded ??= { gazetteer: gazetteerOf(), weights: weightsOf() };
    const { gazetteer } = loaded;
    const text = cleaned(question);
    const words = wordsOf(text, gazetteer.has);
    const line = plainOf(words);
    const more = {
      tier: tierOf(line, words.length),
      ...(((asksPrice.test(line) && !ofConstants.test(line)) || asksNews.test(line)) && { noSource: true as const }),
    };
    const asked = withoutOrders(words, line);
    if (asked.length === 0)
      return { routed: { ...talk, ...more }, guesses: [], spans: [], seen: { texts: [], hashes: new Int32Array() } };

    const read = (part: readonly Word[], end: number) =>
      readingOf(loaded!, text.slice(0, end), part, language, explain);
    const whole = read(asked, text.length);
    const { routed, guesses, spans, seen } = clauseAsking(whole, gazetteer, asked, text, read) ?? whole;
    return { routed: { ...routed, ...more }, guesses, spans, seen };
  };
}

interface Loaded {
  readonly gazetteer: Gazetteer;
  readonly weights: Weights;
}

type Read = Omit<Reading, 'routed'> & { readonly routed: Decided; readonly sentence: Sentence };

function readingOf(
  { gazetteer, weights }: Loaded,
  text: string,
  asked: readonly Word[],
  language: Language,
  explain: boolean,
): Read {
  const texts: string[] = [];
  const sentence = sentenceOf(text, asked, weights.vocabulary, gazetteer);
  const found = spansIn(sentence, weights, mostSpans);
  const names = new Map<Span, Known | undefined>();
  const nameOf = (span: Span) => {
    if (!names.has(span)) names.set(span, nameAt(sentence, span, gazetteer));
    return names.get(span);
  };
  const [span] = found;
  const kind = kindOf(nameOf(span!), sentence, span!);
  const hashes = kindFeatures(sentence, span!, kind, language, explain ? texts : undefined);
  const all = classify(hashes, weights);
  const follows = all.find(({ label }) => label === goesOn)?.probability ?? 0;
  // As if nothing had been said before.
  const guesses = all.flatMap(({ label, probability }) =>
    label === goesOn ? [] : [{ label, probability: probability / Math.max(1 - follows, tiny) }],
  );
  const spans = likely(found, sentence, gazetteer);
  const own = decided(guesses, sentence, spans, nameOf);
  const routed = { ...own, follows };
  const typed = spans.map(({ from, to }) => text.slice(asked[from]!.start, asked[to - 1]!.end));
  return { routed, guesses, spans: typed, seen: { texts, hashes }, sentence };
}

/** A sentence is surely asked, whatever is said around it; what stands between commas is so less often. */
const surelyAsked = 0.8;
const surelyBetweenCommas = 0.93;

/**
 * Of a line of several sentences the one that asks, with the name that another one has where it says "it"; null where none
 * surely asks, and the line is read as a whole.
 */
function clauseAsking(
  whole: Read,
  gazetteer: Gazetteer,
  asked: readonly Word[],
  text: string,
  read: (part: readonly Word[], end: number) => Read,
): Read | null {
  const { sentence } = whole;
  const isInName = (at: number) => (sentence.marks[at]! & placeInName) > beginsName;
  const surest = (clauses: readonly (readonly Word[])[], least: number): Read | null => {
    let best: Read | null = null;
    let most = least;
    for (const clause of clauses) {
      const next = asked.find(({ start }) => start > clause.at(-1)!.start);
      const end = next?.start ?? text.length;
      let reading = read(clause, end);
      if (points(clause) && !reading.routed.named) {
        const name = nameOutside(sentence, clause, gazetteer);
        if (name === null) continue;
        reading = read([...name, ...clause.filter(({ plain }) => !isPronoun(plain))], end);
      }
      if (reading.routed.route === 'model') continue;
      const share = 1 - (reading.guesses.find(({ label }) => label === 'model.chat')?.probability ?? 0);
      if (share <= most) continue;
      most = share;
      best = reading;
    }
    return best;
  };
  const sentenceAsking = surest(clausesIn(asked, text, isInName), surelyAsked);
  if (sentenceAsking !== null || whole.routed.route !== 'model') return sentenceAsking;
  return surest(clausesIn(asked, text, isInName, true).filter(isQuestion), surelyBetweenCommas);
}

function nameAt(sentence: Sentence, { from, to, known }: Span, gazetteer: Gazetteer): Known | undefined {
  if (known !== undefined || to - from > mostWordsOfASlip) return known;
  const near = gazetteer.near(keyBetween(sentence, from, to));
  // "Terra Nil" is no slip for "Terraria".
  const isOther =
    near !== undefined &&
    to - from > 1 &&
    !near.title.includes(' ') &&
    sentence.words[from]!.plain.length < near.title.length - 1;
  return isOther && slipsBetween(keyBetween(sentence, from, to), fold(near.title), 1) > 1 ? undefined : near;
}

/** What is this much less likely than the best is no candidate. */
const farOff = 60;
const farOffAround = 150;
const mostWordsMore = 3;
const shortestEnd = 4;

/** The spans that the subject may be, the best first: a title that goes on with a slip ("rayman legend") as a whole. */
function likely(spans: readonly Span[], sentence: Sentence, gazetteer: Gazetteer): readonly Span[] {
  const { strangers, marks, words } = sentence;
  const [best, ...others] = spans.map((span, at) => trimmed(span, sentence, at === 0));
  const whole = superlative(best!, words);
  if (whole !== best) return [whole];
  const near = [best!, ...others].filter(({ from, to, score }, at, all) => {
    if (all.findIndex((one) => one.from === from && one.to === to) < at) return false;
    // A longer title around the best is seldom there by chance, what stands beside it often.
    const isAround = from <= best!.from && to >= best!.to;
    if (score < best!.score - (isAround ? farOffAround : farOff)) return false;
    for (let at = from; at < to; at++) if (strangers[at] === 1 || marks[at] !== 0) return true;
    return score === best!.score;
  });
  if (best!.known?.sort !== 'game') return near;
  for (let to = best!.to + 1; to <= Math.min(best!.to + mostWordsMore, words.length); to++) {
    if (words[to - 1]!.plain.length < shortestEnd && strangers[to - 1] === 0) break;
    const rest = words.slice(best!.to, to).map(({ plain }) => plain);
    // "mk8 deluxe" goes on from what the nickname stands for.
    const known =
      gazetteer.near(keyBetween(sentence, best!.from, to)) ??
      gazetteer.find(keyOf([...fold(best!.known.title).split(' '), ...rest]));
    if (known !== undefined && known.title !== best!.known.title) return [{ ...best!, to, known }, ...near];
  }
  return near;
}

/** Neither a name's end nor, but for what is likeliest, its beginning. */
const verbs =
  /^(?:c|est|sont|etait|etaient|cetait|ctait|ont|sapelle|sappelle|appelle|is|are|was|were|has|had|have|did|does|can|could|what|who|how|when|where|which|qui|que|quoi|quand|combien|comment|pourquoi|kezako|kesako|il|ils|elle|elles|they|he|she|et|and|or|ou|mais|but)$/;
const small = /^(?:a|an|the|le|la|les|l|un|une|de|des|du|d|of|in|en|to|so|y|ca|cest|deja|tjr|tjrs|tt|tout)$/;

/** "Nintendo was", "herens elles" and "the pyramids isnt it? when" end where the name does. */
function trimmed(span: Span, { words, text }: Sentence, isBest: boolean): Span {
  if (span.known !== undefined) return span;
  let { from, to } = span;
  for (let at = from + 1; at < to; at++) if (text.slice(words[at - 1]!.end, words[at]!.start).includes('?')) to = at;
  const isLoose = (word: string) => verbs.test(word) || (!isBest && small.test(word));
  while (to - from > 1 && isLoose(words[to - 1]!.plain)) to--;
  while (!isBest && to - from > 1 && verbs.test(words[from]!.plain)) from++;
  return from === span.from && to === span.to ? span : { ...span, from, to };
}

const most =
  /^(?:longest|tallest|biggest|largest|smallest|fastest|oldest|deepest|highest|heaviest|hottest|coldest|richest|deadliest)$/;
const plus =
  /^(?:grande?s?|haute?s?|longue?s?|petite?s?|grosse?s?|rapides?|vieux|vieille|profonde?s?|riches?|vendue?s?|connue?s?|celebres?|cheres?|cher|dangereu\w+|peuplee?s?)$/;
const isFirst = /^(?:first|last|premiere?|derniere?)$/;
const whoever =
  /^(?:woman|man|person|human|animal|dog|american|european|president|emperor|pharaoh|femme|homme|humain|personne|animal|chien|francaise?|empereur|pharaon|roi|king|queen|reine)$/;
const where =
  /^(?:du monde|au monde|in the world|on earth|in \w+|of \w+|d \w+|en \w+|de \w+|de la \w+|du systeme solaire|sur terre)(?= |$)/;

const farthestBack = 5;
const between = /^(?:in|on|of|the|du|de|des|d|en|au|la|le|l|les|a)$/;

/** "Longest river in europe" is what is asked about, and neither a river nor Europe. */
function superlative(span: Span, words: readonly Word[]): Span {
  const isMost = (at: number) => {
    const [first = '', second = ''] = [words[at]?.plain, words[at + 1]?.plain];
    return (
      most.test(first) ||
      (first === 'plus' && plus.test(second)) ||
      (first === 'best' && second === 'selling') ||
      (isFirst.test(first) && whoever.test(second))
    );
  };
  let from = span.from;
  // Behind "tallest mountain in" stands the place that it is in.
  const isPlace = between.test(words[span.from - 1]?.plain ?? '');
  for (let back = 1; back <= (isPlace ? farthestBack : 2) && from === span.from; back++)
    if (isMost(span.from - back)) from = span.from - back;
  // "La planète la plus grosse du système solaire".
  const [article, more, adjective] = words.slice(span.to, span.to + 3);
  if (
    article !== undefined &&
    /^l[ea]s?$/.test(article.plain) &&
    more?.plain === 'plus' &&
    plus.test(adjective?.plain ?? '')
  )
    return superlativeOf({ ...span, to: span.to + 3 }, words, span.from);
  if (from === span.from && !isMost(span.from)) return span;
  return superlativeOf(span, words, from);
}

function superlativeOf(span: Span, words: readonly Word[], from: number): Span {
  // "Best-selling console": what it is of that kind belongs to it.
  const least = from + (most.test(words[from]!.plain) ? 2 : 3);
  const end = from === span.from ? Math.min(Math.max(span.to, least), words.length) : span.to;
  const place = where.exec(plainOf(words.slice(end)))?.[0];
  return { ...span, from, to: end + (place === undefined ? 0 : place.split(' ').length), known: undefined };
}

/** The likeliest route, all its aspects taken together; the next one as second where that is not sure. */
function decided(
  guesses: readonly Guess[],
  sentence: Sentence,
  spans: readonly Span[],
  nameOf: (span: Span) => Known | undefined,
): Decided {
  // What "il" or "ce jeu" is, this line does not say: whoever knows what was said before may.
  if (isPointing(sentence, spans[0]!)) return { ...talk, confidence: unsure };
  const [first, second] = routesOf(guesses);
  const found = asDecided(first!, sentence, spans, nameOf);
  if (found.confidence >= sure) return found;
  const { route, subject, aspect } = asDecided(second!, sentence, spans, nameOf);
  return { ...found, second: { route, subject, aspect } };
}

interface Likely {
  readonly route: Route;
  readonly aspect: Aspect;
  readonly probability: number;
}

/** Guesses come the likeliest first: a route's first class is its aspect. */
function routesOf(guesses: readonly Guess[]): readonly Likely[] {
  const routes: { route: Route; aspect: Aspect; probability: number }[] = [];
  for (const { label, probability } of guesses) {
    const stop = label.indexOf('.');
    const route = label.slice(0, stop) as Route;
    let at = 0;
    while (at < routes.length && routes[at]!.route !== route) at++;
    if (at === routes.length) routes.push({ route, aspect: label.slice(stop + 1) as Aspect, probability });
    else routes[at]!.probability += probability;
  }
  return routes.sort((a, b) => b.probability - a.probability);
}

function asDecided(
  { route, aspect, probability }: Likely,
  sentence: Sentence,
  spans: readonly Span[],
  nameOf: (span: Span) => Known | undefined,
): Decided {
  if (route === 'model') return { ...talk, confidence: probability };
  const span = route === 'igdb' ? gameSpan(spans[0]!, sentence, nameOf) : spans[0];
  const { words, text } = sentence;
  const known = nameOf(span!);
  const typed = text.slice(words[span!.from]!.start, words[span!.to - 1]!.end);
  const isGame =
    known?.sort === 'game' &&
    (route === 'igdb' || (aspect === 'howmany' && !known.ordinary && !isPartOf(typed, known.title)));
  const isSlip = known !== undefined && span!.known === undefined && (route === 'igdb' || known.sort !== 'game');
  // As the list writes it: "theoreme de pythagore" lacks its accents.
  const isWritten =
    known !== undefined && fold(known.title) === fold(typed) && known.title.toLowerCase() !== typed.toLowerCase();
  // "Une poutine" is no Vladimir.
  const isPerson =
    known?.sort === 'person' && !(typed.indexOf(' ') < 0 && article.test(words[span!.from - 1]?.plain ?? ''));
  const called =
    isGame || (isSlip && (isPerson || known.sort !== 'person')) || isWritten || isPerson ? known!.title : typed;
  const isOfList = isGame && route === 'igdb';
  const number = isOfList ? numberBehind(sentence, span!) : '';
  const more = isOfList && number === '' ? subtitleBehind(sentence, span!, known!.title) : '';
  const head = route === 'wikipedia' && known?.sort !== 'person' && !isGame ? headBefore(sentence, span!.from) : null;
  const subject =
    head === null
      ? [called, number, more].filter((part) => part !== '').join(' ')
      : text.slice(words[head[0]]!.start, words[head[1] - 1]!.end);
  const longer = route === 'igdb' ? longerTitles(sentence, span!, isGame ? known!.title : typed) : [];
  const around = candidatesOf(sentence, spans, nameOf, { route, subject, longer }).candidates ?? [];
  // "Erable a sucre" is written with what its first word has.
  const written = isWritten ? around.filter((one) => one.startsWith(`${typed} `)) : [];
  const candidates = [...written.map((one) => known!.title + one.slice(typed.length)), ...around];
  const telling = route === 'wikipedia' ? tellingWords(sentence, span!) : undefined;
  const others = more === '' && head === null ? candidates : [called, ...candidates.filter((one) => one !== called)];
  return {
    route,
    subject,
    aspect,
    ...(isSlip && !isPart(typed, called) && { mended: { from: typed, to: called } }),
    ...(known !== undefined && isName(known) && subject === called && { named: true as const }),
    ...(others.length > 0 && { candidates: others }),
    ...(telling !== undefined && { telling }),
    beside: besideOf(sentence, spans[0]!),
    confidence: route === 'igdb' && known?.sort !== 'game' ? probability * strangerToGames : probability,
  };
}

const article = /^(?:un|une|le|la|les|des|du|a|an|the|ma|ta|sa)$/;
const isPart = (typed: string, title: string) => ` ${fold(title)} `.includes(` ${fold(typed)} `);

/** "Lune" is a word of any line. */
const isName = ({ sort, ordinary }: Known) => sort !== 'thing' || !ordinary;

/** "Alpha Centauri" may be the star; "gow" is no name of anything else. */
function isPartOf(typed: string, title: string): boolean {
  const whole = ` ${keyOf(fold(title).split(' '))} `;
  return whole !== ` ${keyOf(fold(typed).split(' '))} ` && fold(title).includes(fold(typed));
}

/** Where the question is about a game and the span names none, the game that stands elsewhere: "kojima's death stranding". */
function gameSpan(best: Span, sentence: Sentence, nameOf: (span: Span) => Known | undefined): Span {
  if (nameOf(best)?.sort === 'game') return best;
  let game: Span | undefined;
  for (const [place, known] of sentence.names) {
    const { from, to } = spanAt(place);
    const isApart = to <= best.from || from >= best.to;
    if (known.sort !== 'game' || known.ordinary || !isApart) continue;
    if (game === undefined || to - from > game.to - game.from) game = { from, to, score: best.score, known };
  }
  return game ?? best;
}

const pointing = new Set(
  'from or them you u ur pis thx thanks ty merci ok okay so who what which when how where there que qui quoi ah oh oui yes no non lol mdr voila bien cool nice one ones same also too aussi just again il elle ils elles lui on ce cet cette ces ca cela c ceci t et and alors a y en he she they him her it this that these those jeu game film movie la le les l the est is was sur on pour for son sa ses his their its de du d of'.split(
    ' ',
  ),
);

/** No language of the bot has a longer word that is asked about. */
const longestWord = 34;

const isPointing = ({ words }: Sentence, { from, to }: Span) =>
  words.slice(from, to).every(({ plain }) => pointing.has(plain) || plain.length > longestWord);
