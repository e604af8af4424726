import type { Aspect, Route, Routed, RouteQuestion } from '../domain/knowledge.ts';
import type { Language, Tier } from '../domain/settings.ts';
import { candidatesOf } from './router/candidates.ts';
import { classify, type Guess, kindFeatures, kindOf } from './router/classify.ts';
import { cleaned } from './router/clean.ts';
import { decide } from './router/decide.ts';
import { createGazetteer, type Gazetteer, type Known } from './router/gazetteer.ts';
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
const mostSpans = 5;

/** A question of a chat to the source that knows best, without asking anything: the same line has the same answer. */
export function createRouter(gazetteer?: Gazetteer): RouteQuestion {
  const read = createReader(gazetteer);
  return (question, language) => read(question, language).routed;
}

/** Lists of words and weights are loaded with the first question: the bot's start does not wait for them. */
export function createReader(given?: Gazetteer): (question: string, language: Language) => Reading {
  let loaded: { readonly gazetteer: Gazetteer; readonly weights: Weights } | undefined;

  return (question, language) => {
    loaded ??= { gazetteer: given ?? createGazetteer(), weights: loadWeights() };
    const { weights } = loaded;
    const gazetteer = remembering(loaded.gazetteer);
    const text = cleaned(question);
    const words = wordsOf(text, gazetteer.has);
    const pieces = piecesOf(words, gazetteer);
    const line = plainOf(pieces);
    const asked = isOrder(line) ? clauses(pieces, true).filter((clause) => !isOrder(plainOf(clause))) : null;
    const ruled = ruledOf(text, pieces, asked, language, gazetteer);
    const tier = tierOf(line);
    const own = asked === null ? words : within(words, asked);
    const nothing = { ruled, guesses: [], spans: [], features: [] };
    if (own.length === 0) return { routed: { ...ruled, tier }, ...nothing };

    const sentence = sentenceOf(text, own, weights.vocabulary, gazetteer);
    const spans = spansIn(sentence, weights, gazetteer, mostSpans);
    const span = spans[0]!;
    const known = knownAt(sentence, span, gazetteer);
    const features = kindFeatures(sentence, span, kindOf(known, sentence, span), language);
    const guesses = classify(features, weights);
    const routed = joined(ruled, guesses, { sentence, spans, known, gazetteer });
    const typed = spans.map(({ from, to }) => text.slice(own[from]!.start, own[to - 1]!.end));
    return { routed: { ...routed, tier, rules: ruled }, ruled, guesses, spans: typed, features };
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
  const agree = route === ruled.route;
  const learned = asLearned(route, aspect, probability, found);
  // The rules know what is asked better than what it is about.
  if (agree && route !== 'model') {
    const same = { ...learned, aspect: ruled.aspect === 'chat' ? aspect : ruled.aspect };
    return {
      ...same,
      ...candidatesOf(found, same, ruled.subject),
      confidence: Math.max(probability, ruled.confidence),
    };
  }
  if (agree) return { ...ruled, confidence: Math.max(probability, ruled.confidence) };
  if (probability >= sure)
    return { ...learned, ...candidatesOf(found, learned, ruled.subject), second: shortOf(ruled) };
  const [otherRoute, otherAspect] = next!.label.split('.') as [Route, Aspect];
  const second = route === 'model' ? asLearned(otherRoute, otherAspect, next!.probability, found) : learned;
  if (ruled.route === 'model') return { ...ruled, confidence: unsure, second: shortOf(second) };
  return {
    ...ruled,
    ...candidatesOf(found, ruled, ruled.subject),
    confidence: Math.min(ruled.confidence, unsure),
    second: shortOf(learned),
  };
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

const longQuestion = 28;

/** Whether a large model is worth its price: code, reasons, several steps, or much to read. */
function tierOf(line: string): Tier {
  if (demanding.test(line) || codeWords.test(line)) return 'heavy';
  return line.split(' ').length > longQuestion ? 'heavy' : 'light';
}
