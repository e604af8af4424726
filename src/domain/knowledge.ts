import type { Meter } from './command.ts';
import type { Loaded } from './fresh.ts';
import type { Outcome } from './outcome.ts';
import type { Language, Tier } from './settings.ts';
import type { Tongue } from './translate.ts';

/** The best source for a question. */
export type Route = 'igdb' | 'wikipedia' | 'model';

export const aspects = [
  'about',
  'release',
  'studio',
  'platforms',
  'genre',
  'rating',
  'who',
  'what',
  'when',
  'where',
  'howmany',
  'chat',
] as const;
/** What about the subject is asked. `chat`: nothing that a source could answer. */
export type Aspect = (typeof aspects)[number];

export interface Routed {
  readonly route: Route;
  /** The game, thing or person, freed of the question around it; empty on `model`. */
  readonly subject: string;
  readonly aspect: Aspect;
  /** 0 to 1, of route and subject together. */
  readonly confidence: number;
  /** What the question takes where a model answers it. */
  readonly tier: Tier;
}

/** Rules alone: no network, no waiting. */
export type RouteQuestion = (question: string, language: Language) => Routed;

/** Something true, and where it is from. */
export interface Fact {
  readonly source: 'wikipedia' | 'igdb' | 'channel';
  readonly title: string;
  /** One tidy line for the chat, in the bot's language, attribution included. */
  readonly line: string;
  /** What a model may be given to answer from; longer than `line`. */
  readonly grounding: string;
  readonly url: string | null;
  /** Whether `line` answers the aspect that was asked for, so that no model is needed. */
  readonly direct: boolean;
}

export type Found =
  | { readonly kind: 'fact'; readonly fact: Fact }
  /** Several things have that name. */
  | { readonly kind: 'ambiguous'; readonly choices: readonly string[] }
  | { readonly kind: 'nothing' }
  /** The source failed; `unasked`: it was not asked, as its queue is full or it is left alone. */
  | { readonly kind: 'failed'; readonly reason: string; readonly unasked?: true };

export interface Lookup {
  readonly channel: string;
  readonly subject: string;
  readonly aspect: Aspect;
  /** What it has to be: many a game bears the name of an ordinary thing. */
  readonly kind?: 'game';
  readonly language: Language;
  /** Monotonic milliseconds. */
  readonly deadline: number;
  /** Hears what the source itself took. */
  readonly meter: Meter;
}

/** Never throws and never rejects. */
export interface Knowledge {
  route: RouteQuestion;
  wikipedia(lookup: Lookup, signal: AbortSignal): Promise<Found>;
  igdb(lookup: Lookup, signal: AbortSignal): Promise<Found>;
  /** IGDB under each of the names, then Wikipedia, which knows most games too. */
  game(lookup: Omit<Lookup, 'subject'>, names: readonly string[], signal: AbortSignal): Promise<Found>;
  readonly choices: Choices;
  /** What a source gave, said to a viewer. What no source knows is not repeated: anything may stand there. */
  told(found: Found): Outcome;
  /** The only hosts that a source's own line may link to. */
  linksOf(fact: Fact): readonly string[];
}

/** What a viewer was asked to choose from, for as long as an answer to that may come. */
export interface Choices {
  offer(channel: string, viewerId: string, choices: readonly string[]): void;
  /** The one of them that a line means, by its words or its place; each offer is taken once. */
  taken(channel: string, viewerId: string, line: string): string | null;
}

export type TranslationService = (text: string, target: Tongue, signal: AbortSignal) => Promise<Loaded<string>>;
