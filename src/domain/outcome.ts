import type { Refusal } from './verdict.ts';

/** `bot`: reckoned here, such as a sum. */
export type FactSource = 'wikipedia' | 'wikidata' | 'igdb' | 'openmeteo' | 'frankfurter' | 'channel' | 'bot';

/**
 * Where an answer came from: the rung of the cascade, or the bot's own data. `template`: a moderator's text in which
 * somebody else had a part.
 */
export type Source = 'cache' | 'phrase' | FactSource | 'libretranslate' | 'template' | `endpoint:${string}`;

/** What a conversation is about: who asks on says "it". */
export interface About {
  readonly source: 'igdb' | 'wikipedia';
  readonly title: string;
}

export const failureReasons = [
  'no_endpoint',
  'deadline',
  'upstream',
  'filtered',
  'budget',
  'cancelled',
  'held_back',
  'bug',
] as const;
export type FailureReason = (typeof failureReasons)[number];

/** Why a phrase is all that was said: besides failures, no source knew it or the source was away. */
export type PhraseReason = FailureReason | 'unknown' | 'unreachable';

export interface Reply {
  readonly kind: 'reply';
  readonly text: string;
  readonly source: Source;
  /** Hosts that this reply may link to, beside those that the streamer allows: its source's own. */
  readonly links?: readonly string[];
  /** Links that a moderator wrote, which leave as they stand. */
  readonly written?: readonly string[];
  /** Names that a moderator wrote an `@` before: they may be mentioned beside the viewer. */
  readonly mentions?: readonly string[];
  /** Set where `source` is a phrase. */
  readonly phrase?: PhraseReason;
  /** The page or game that it was read from. */
  readonly about?: About;
}

export type Outcome =
  | Reply
  | { readonly kind: 'refused'; readonly verdict: Refusal }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly cause?: unknown }
  | { readonly kind: 'ignored' };

/** What the bot says of its own knowledge. */
export const reply = (text: string): Reply => ({ kind: 'reply', source: 'bot', text });
