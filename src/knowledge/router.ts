import type { Aspect, Route, Routed, RouteQuestion } from '../domain/knowledge.ts';
import type { Language, Tier } from '../domain/settings.ts';
import { candidatesOf } from './router/candidates.ts';
import { classify, type Guess, kindFeatures, kindOf } from './router/classify.ts';
import { cleaned } from './router/clean.ts';
import { decide } from './router/decide.ts';
import { createGazetteer, type Gazetteer, type Known, wordsIn } from './router/gazetteer.ts';
import { clauses, type Piece, piecesOf, plainOf } from './router/line.ts';
import { plainsOf, type Sentence, type Span, sentenceOf, spansIn } from './router/spans.ts';
import { codeWords, demanding, isOrder } from './router/talk.ts';
import { loadWeights, type Weights } from './router/weights.ts';
import { type Word, wordsOf } from './router/words.ts';

/** What both opinions are, and what came of them. */
export interface Reading {
  readonly routed: Routed;
  readonly ruled: Decided;
  readonly guesses: readonly Guess[];
  readonly spans: readonly string[];
  /** What the classifier saw. */
  readonly features: readonly string[];
}

type Decided = Omit<Routed, 'tier'>;

/** As sure as this, what was learned stands alone: it is right 98 times in 100. */
const sure = 0.9;
/** Where the rules and what was learned differ and neither is sure. */
const unsure = 0.5;
/** The rules' own word for a guess, and what is better than it. */
const guessed = 0.62;
const likely = 0.6;
const mostSpans = 5;

/** A question of a chat to the source that knows best, without asking anything: the same line has the same answer. */
export function createRouter(gazetteer?: () => Gazetteer): RouteQuestion {
  const read = createReader(gazetteer);
  return (question, language) => read(question, language).routed;
}

/** Lists of words and weights are loaded with the first question: the bot's start does not wait for them. */
export function createReader(
  gazetteerOf: () => Gazetteer = createGazetteer,
): (question: string, language: Language) => Reading {
  let loaded: { readonly gazetteer: Gazetteer; readonly weights: Weights } | undefined;

  return (question, language) => {
    loaded ??= { gazetteer: gazetteerOf(), weights: loadWeights() };
    const { weights } = loaded;
    const gazetteer = remembering(loaded.gazetteer);
    const text = cleaned(question);
    const words = wordsOf(text, gazetteer.has);
    const pieces = piecesOf(words, gazetteer);
    const line = plainOf(pieces);
    const asked = isOrder(line) ? clauses(pieces, true).filter((clause) => !isOrder(plainOf(clause))) : null;
    const ruled = ruledOf(text, pieces, asked, language, gazetteer);
    const more = { tier: tierOf(line), ...(asksPrice.test(line) && { noSource: true as const }) };
    const own = asked === null ? words : within(words, asked);
    const nothing = { ruled, guesses: [], spans: [], features: [] };
    if (own.length === 0) return { routed: { ...ruled, ...more }, ...nothing };

    const sentence = sentenceOf(text, own, weights.vocabulary, gazetteer);
    const spans = spansIn(sentence, weights, gazetteer, mostSpans);
    const span = spans[0]!;
    const known = knownAt(sentence, span, gazetteer);
    const features = kindFeatures(sentence, span, kindOf(known, sentence, span), language);
    const guesses = classify(features, weights);
    const routed = joined(ruled, guesses, { sentence, spans, known, gazetteer });
    const typed = spans.map(({ from, to }) => text.slice(own[from]!.start, own[to - 1]!.end));
    return { routed: { ...routed, ...more, rules: ruled }, ruled, guesses, spans: typed, features };
  };
}

const knownAt = ({ words }: Sentence, { from, to, known }: Span, gazetteer: Gazetteer): Known | undefined =>
  known ?? (to - from <= 6 ? gazetteer.near(plainsOf(words, from, to)) : undefined);

interface Found {
  readonly sentence: Sentence;
  readonly spans: readonly Span[];
  readonly known: Known | undefined;
  readonly gazetteer: Gazetteer;
}

/** One decision of two opinions: what was learned where it is sure, else the rules', with the other one as second. */
function joined(ruled: Decided, [best, next]: readonly Guess[], found: Found): Decided {
  const { label, probability } = best!;
  const [route, aspect] = label.split('.') as [Route, Aspect];
  // What "il" or "ce jeu" is, this line does not say: whoever knows what was said before may.
  if (isPointing(found, ruled)) return { route: 'model', subject: '', aspect: 'chat', confidence: unsure };
  const agree = route === ruled.route;
  let learned = asLearned(route, aspect, probability, found);
  const isTitle = ruled.subject !== '' && found.gazetteer.find(wordsIn(ruled.subject))?.title === ruled.subject;
  // "zelda botw" is no title, and the rules found one in it.
  if (agree && route === 'igdb' && found.known?.kind !== 'game' && isTitle)
    learned = { ...learned, subject: ruled.subject };
  // The rules know what is asked better than what it is about.
  if (agree && route !== 'model') {
    const same = { ...learned, aspect: ruled.aspect === 'chat' ? aspect : ruled.aspect };
    // What is asked is sure; that a name nobody knows is a game is not.
    const isKnown = route !== 'igdb' || isTitle || found.known?.kind === 'game';
    const confidence = isKnown ? Math.max(probability, ruled.confidence) : ruled.confidence;
    return { ...same, ...candidatesOf(found, same, ruled.subject), confidence };
  }
  if (agree) return { ...ruled, confidence: Math.max(probability, ruled.confidence) };
  // Rules that know the game are seldom talked out of it; of the rest, what was learned is right more often.
  const knowsGame = ruled.route === 'igdb' && isTitle && ruled.confidence >= sure && found.known?.kind !== 'name';
  if (knowsGame) return { ...ruled, ...candidatesOf(found, ruled, ruled.subject), second: shortOf(learned) };
  if (probability >= sure) {
    return {
      ...learned,
      ...(route !== 'model' && candidatesOf(found, learned, ruled.subject)),
      second: shortOf(ruled),
    };
  }
  if (ruled.confidence <= guessed && probability >= likely && route !== 'model') {
    return { ...learned, ...candidatesOf(found, learned, ruled.subject), confidence: unsure, second: shortOf(ruled) };
  }
  const [otherRoute, otherAspect] = next!.label.split('.') as [Route, Aspect];
  const second = route === 'model' ? asLearned(otherRoute, otherAspect, next!.probability, found) : learned;
  if (ruled.route === 'model') return { ...ruled, confidence: unsure, second: shortOf(second) };
  const candidates = candidatesOf(found, ruled, ruled.subject);
  return { ...ruled, ...candidates, confidence: Math.min(ruled.confidence, unsure), second: shortOf(learned) };
}

const pointing = new Set(
  'il elle ils elles lui on ce cet cette ces ca cela c ceci t et and alors a y en he she they him her it this that these those jeu game film movie la le les l the est is was sur on pour for son sa ses his their its de du d of'.split(
    ' ',
  ),
);
function isPointing({ sentence: { words }, spans: [span] }: Found, { route, subject }: Decided): boolean {
  const points = (plain: string) => pointing.has(plain);
  if (!words.slice(span!.from, span!.to).every(({ plain }) => points(plain))) return false;
  return route === 'model' || wordsIn(subject).every(points);
}

const shortOf = ({ route, subject, aspect }: Decided) => ({ route, subject, aspect });

function asLearned(route: Route, aspect: Aspect, confidence: number, { sentence, spans, known }: Found): Decided {
  if (route === 'model') return { route, subject: '', aspect: 'chat', confidence };
  const { from, to } = spans[0]!;
  const { words, text } = sentence;
  const typed = text.slice(words[from]!.start, words[to - 1]!.end);
  const isTitle = known?.kind === 'game' && (route === 'igdb' || (aspect === 'howmany' && !known.ordinary));
  return { route, subject: isTitle ? known.title : typed, aspect, confidence };
}

const mostSlips = 60;

/** Both opinions ask for the same words, and what looks for slips compares them with thousands of titles. */
function remembering(gazetteer: Gazetteer): Gazetteer {
  const near = new Map<string, Known | undefined>();
  return {
    ...gazetteer,
    near(words) {
      const key = words.join(' ');
      if (near.has(key) || near.size >= mostSlips) return near.get(key);
      const found = gazetteer.near(words);
      near.set(key, found);
      return found;
    },
  };
}

const untouched: Decided = { route: 'model', subject: '', aspect: 'chat', confidence: 0.9 };
const surelyWhole = 0.7;
const surelyPart = 0.6;
const surelyFine = 0.8;

/** What the rules say: of the line as one question; where that is none, of the one of its sentences that is. */
function ruledOf(
  text: string,
  pieces: readonly Piece[],
  asked: readonly (readonly Piece[])[] | null,
  language: Language,
  gazetteer: Gazetteer,
): Decided {
  const read = (part: readonly Piece[], bare: boolean) => decide(text, part, bare, language, gazetteer);
  if (asked !== null) return best(asked.map((clause) => read(clause, false))) ?? untouched;
  const routed = read(pieces, true);
  if (routed.route !== 'model' && routed.confidence >= surelyWhole) return routed;
  for (const fine of [false, true]) {
    const parts = clauses(pieces, fine);
    if (parts.length < 2 || (fine && routed.route !== 'model')) continue;
    const part = best(parts.map((part) => read(part, false)));
    if (part !== undefined && part.route !== 'model' && part.confidence >= (fine ? surelyFine : surelyPart))
      return part;
  }
  return routed;
}

/** The surest answer that a source has. */
function best(all: readonly Decided[]): Decided | undefined {
  let most: Decided | undefined;
  for (const one of all) if (one.route !== 'model' && (!most || one.confidence > most.confidence)) most = one;
  return most ?? all[0];
}

/** The words of these clauses. */
const within = (words: readonly Word[], parts: readonly (readonly Piece[])[]) =>
  words.filter(({ start }) => parts.some((part) => start >= part[0]!.start && start < part.at(-1)!.end));

const asksPrice =
  /\b(?:combien (?:ca )?(?:coute\w*|vaut)|(?:coute|vaut) combien|(?:quel|quoi) (?:est )?(?:le |son )?(?:prix|tarif)|(?:le )?prix (?:de|d|du|des)\b|c est (?:a )?combien (?:sur|en promo)|how much (?:does|do|is) .{2,60}(?: cost| on steam)|price of|what is the price|how expensive)\b/;

const longQuestion = 28;

/** Whether a large model is worth its price: code, reasons, several steps, or much to read. */
function tierOf(line: string): Tier {
  if (demanding.test(line) || codeWords.test(line)) return 'heavy';
  return line.split(' ').length > longQuestion ? 'heavy' : 'light';
}
