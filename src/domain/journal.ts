import type { Ending } from './event.ts';
import type { PhraseReason, Source } from './outcome.ts';
import type { Gate } from './verdict.ts';

/** How the last command of a viewer ended, for moderators who ask why. */
export interface JournalEntry {
  readonly login: string;
  readonly viewerId: string;
  readonly command: string;
  readonly ending: Ending;
  readonly gate: Gate | null;
  /** Also why an answer was only a phrase. */
  readonly failure: PhraseReason | null;
  /** What Twitch or the outbox said of a line that was not accepted; the rule by which an answer was held back. */
  readonly detail: string | null;
  /** Which rung an answer came from. */
  readonly source: Source | null;
  /** Monotonic milliseconds. */
  readonly at: number;
  readonly retryAt: number | null;
}

export interface Journal {
  note(channel: string, entry: JournalEntry): void;
  /** The last entry of a viewer. */
  of(channel: string, login: string): JournalEntry | null;
  /** The login of somebody who was heard lately. */
  loginOf(viewerId: string): string | null;
  /** The last command in the channel that got no answer, or only a phrase. */
  lastUnanswered(channel: string): JournalEntry | null;
  /** Drops the viewer's entries in every channel. */
  forget(viewerId: string): void;
}
