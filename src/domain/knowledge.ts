import type { Meter } from './command.ts';
import type { Loaded } from './fresh.ts';
import type { About, FactSource, Outcome } from './outcome.ts';
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
  /** The game, thing or person without the question around it; empty on `model`. */
  readonly subject: string;
  readonly aspect: Aspect;
  /** What stands in the line, where the router took it for a slip of the subject. */
  readonly mended?: { readonly from: string; readonly to: string };
  /** The subject is a name that the router knows. */
  readonly named?: true;
  /** Under what else a source may know the subject, the likeliest first. */
  readonly candidates?: readonly string[];
  /** The words that tell which of the pages is meant, the subject's among them; set where there are any beside a name. */
  readonly telling?: string;
  /** 0 to 1, of route and subject together. */
  readonly confidence: number;
  /** Where it would go if not there: set where that is not sure. */
  readonly second?: Pick<Routed, 'route' | 'subject' | 'aspect'>;
  /** Words beside the subject that are of no question's frame, and how many words the line has. */
  readonly beside?: { readonly words: readonly string[]; readonly count: number };
  /** How likely it asks of what was asked about before, 0 to 1: as the line alone says. */
  readonly follows?: number;
  /** It asks for a price, which no source has. */
  readonly noSource?: true;
  /** The model tier that the question needs. */
  readonly tier: Tier;
}

/** Synchronous: no network. The same answer each time. */
export type RouteQuestion = (question: string, language: Language) => Routed;

/** Something true, and where it is from. */
export interface Fact {
  readonly source: FactSource;
  readonly title: string;
  /** One line for the chat in the bot's language, attribution included. */
  readonly line: string;
  /** What a model answers from; longer than `line`. */
  readonly grounding: string;
  readonly url: string | null;
  /** The name that led to it, and how. */
  readonly by?: Finding;
  /** Found by some of its words: whoever asked has to look whether it is what was meant. */
  readonly loose?: true;
  /** Whether `line` answers the aspect that was asked for, so that no model is needed. */
  readonly direct: boolean;
}

/** `title`: of that name or a redirect; `completed`: a slip or a longer name; `told`: other words of the line speak for it. */
export interface Finding {
  readonly name: string;
  readonly how: 'title' | 'completed' | 'told' | 'search' | 'namesake';
}

/** Null where it is no page's: what was reckoned, and what moderators taught. */
export function aboutOf({ source, title }: Fact): About | null {
  if (source === 'igdb') return { source, title };
  return source === 'wikipedia' || source === 'wikidata' ? { source: 'wikipedia', title } : null;
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
  /** As it stands in the line, where `subject` is what it was taken for: what is called just so comes first. */
  readonly typed?: string;
  /** Under what else a source may know it. */
  readonly candidates?: readonly string[];
  /** Words that tell its page from others. */
  readonly telling?: string;
  /** `subject` is a name, and no word of the line that happens to have a page. */
  readonly named?: true;
  readonly aspect: Aspect;
  /** As it was typed, for what the aspect leaves open: born or died, population or height. */
  readonly question?: string;
  /**
   * Only games, as many are named like ordinary things; games first, where the name may be of something else; `described`:
   * the subject is no name, and pages that have its words are searched for.
   */
  readonly kind?: 'game' | 'game first' | 'described';
  readonly language: Language;
  /** Monotonic milliseconds. */
  readonly deadline: number;
  /** Told the source's own time. */
  readonly meter: Meter;
}

/** Never throws and never rejects. */
export interface Knowledge {
  route: RouteQuestion;
  wikipedia(lookup: Lookup, signal: AbortSignal): Promise<Found>;
  igdb(lookup: Lookup, signal: AbortSignal): Promise<Found>;
  /** IGDB under each of the names, then Wikipedia, which knows most games too. */
  game(lookup: Omit<Lookup, 'subject'>, names: readonly string[], signal: AbortSignal): Promise<Found>;
  /** Sums, units, money, the time or the weather of a place; null where the line asks none of these. */
  live(question: string, lookup: Omit<Lookup, 'subject' | 'aspect'>, signal: AbortSignal): Promise<Found | null>;
  readonly choices: Choices;
  /** A source's answer as an outcome. A subject that no source knows is not repeated: viewers choose its text. */
  told(found: Found): Outcome;
  /** The only hosts that a source's own line may link to. */
  linksOf(fact: Fact): readonly string[];
}

/** The choices last offered to a viewer. */
export interface Choices {
  /** `asked`: what is to be answered of the one that is chosen. */
  offer(channel: string, login: string, choices: readonly string[], asked: AskedBack): void;
  /** Whether the viewer was asked which one, and has not said. */
  awaits(channel: string, login: string): boolean;
  /** Whether a line means one of them: for lines that nobody typed for the bot. */
  fits(channel: string, login: string, line: string): boolean;
  /** The one of them that a line means, by its words or its place; each offer is taken once. */
  taken(channel: string, login: string, line: string): Chosen | null;
}

/** A question that the bot asked back about. */
export interface AskedBack {
  readonly question: string;
  readonly aspect: Aspect;
}

export interface Chosen extends AskedBack {
  readonly choice: string;
}

export type TranslationService = (text: string, target: Tongue, signal: AbortSignal) => Promise<Loaded<string>>;
