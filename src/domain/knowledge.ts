import type { Meter } from './command.ts';
import type { Language, Tier } from './settings.ts';

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
}

/**
 * What moderators taught the bot about their channel. `lost`: the store did not take it, so nothing changed; `nameless`:
 * there is no word in the subject.
 */
export interface Taught {
  add(channel: string, subject: string, answer: string): Promise<'stored' | 'full' | 'lost' | 'nameless'>;
  remove(channel: string, subject: string): Promise<'stored' | 'unknown' | 'lost'>;
  subjects(channel: string): readonly string[];
  /** By its subject, or where the question names it. */
  of(channel: string, asked: string): Fact | null;
}
