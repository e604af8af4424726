import type { Refusal } from './verdict.ts';

/** Where an answer came from: the rung of the cascade, or the bot's own data. */
export type Source =
  | 'bot'
  | 'cache'
  | 'phrase'
  | 'wikipedia'
  | 'igdb'
  | 'channel'
  | 'libretranslate'
  | `endpoint:${string}`;

export const failureReasons = [
  'no_endpoint',
  'deadline',
  'upstream',
  'filtered',
  'budget',
  'cancelled',
  'bug',
] as const;
export type FailureReason = (typeof failureReasons)[number];

export type Outcome =
  | {
      readonly kind: 'reply';
      readonly text: string;
      readonly source: Source;
      /** Hosts that this reply may link to, beside those that the streamer allows: its source's own. */
      readonly links?: readonly string[];
      /** What can wait until the reply is on its way. Not called when it never leaves. */
      readonly onHanded?: () => void;
    }
  | { readonly kind: 'refused'; readonly verdict: Refusal }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly cause?: unknown }
  | { readonly kind: 'ignored' };
