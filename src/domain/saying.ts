import type { Receipt } from './chat.ts';
import type { Source } from './outcome.ts';
import type { Permit } from './verdict.ts';

/** Answers leave before refusals, refusals before notices. */
export type Rank = 'answer' | 'refusal' | 'notice';

/**
 * Whose words a text is. `own`: the bot's or a moderator's, which have to be fit for the wire. `facts`: values of a
 * source, in the bot's words, which may not pose as somebody either. `foreign`: a model, a page or a viewer had a part in
 * it, so what it says is judged as well.
 */
export type Wording = 'own' | 'facts' | 'foreign';

const wordings: Readonly<Partial<Record<Source, Wording>>> = {
  ...{ bot: 'own', phrase: 'own' },
  ...{ channel: 'facts', igdb: 'facts', wikidata: 'facts', openmeteo: 'facts', frankfurter: 'facts' },
};
export const wordingOf = (source: Source): Wording => wordings[source] ?? 'foreign';

export interface Saying {
  readonly channel: string;
  readonly text: string;
  readonly rank: Rank;
  /** Said instead of a text that the gate blocks. */
  readonly instead?: ((rule: string) => string) | undefined;
  /** Left out: `own`. */
  readonly wording?: Wording | undefined;
  /** Whom it is for: a viewer whose answers are held back again and again gets none for a while. */
  readonly viewerId?: string | undefined;
  readonly replyTo?: string | undefined;
  /** The only name that the text may @mention. */
  readonly viewerName?: string | undefined;
  /** Hosts that the text may link to, beside those that the streamer allows. */
  readonly links?: readonly string[] | undefined;
  /** Links that a moderator wrote, which leave as they stand. */
  readonly written?: readonly string[] | undefined;
  /** Names that may be mentioned, beside the viewer's. */
  readonly mentions?: readonly string[] | undefined;
  readonly permit?: Permit | undefined;
  /** Monotonic milliseconds by which the line is handed over. */
  readonly deadline: number;
  /** A refused viewer's wait; many refusals at once are merged into one line. */
  readonly waitMs?: number | undefined;
  /** Awaited before the first line is sent. False: another process says it. */
  readonly handing?: (() => Promise<boolean>) | undefined;
  /** Called once, when the first line goes to Twitch, with the milliseconds that it waited for its turn. */
  readonly onHanded?: ((waitedMs: number) => void) | undefined;
  /** Called once, when Twitch has accepted the first line, with what is said. Not where something was said instead. */
  readonly onSaid?: ((text: string) => void) | undefined;
  /** Called for each line that Twitch accepted, with its id. Not where something was said instead. */
  readonly onLine?: ((text: string, id: string) => void) | undefined;
}

/** How a saying ended: as its first line did, without any line leaving, or as a name in another line. */
export type Said = Receipt | { readonly kind: 'unsaid' | 'merged'; readonly reason: string };

/** What would leave of a text, as lines; or the rule that would hold it back. */
export type Rehearsed =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'blocked'; readonly rule: string };

/** Takes a text through the gate; nothing is sent, and nothing is counted. */
export type Rehearse = (
  saying: Pick<Saying, 'channel' | 'text' | 'wording' | 'viewerName' | 'links' | 'written' | 'mentions'> & {
    readonly maxLines: 1 | 2;
  },
) => Promise<Rehearsed>;

/** Speech that nobody asked for. It is bounded by channel, leaves after every answer, and ends once. */
export type Announce = (
  channel: string,
  text: string,
  options: {
    /** The feature that speaks. */
    readonly by: string;
    /** Monotonic milliseconds after which it is worth nothing. */
    readonly deadline: number;
    /** Timers have a longer pause between two of them. */
    readonly isTimer?: boolean;
    /** Links that a moderator wrote, which leave as they stand. */
    readonly written?: readonly string[];
    readonly wording?: Wording;
  },
) => Promise<Said>;
