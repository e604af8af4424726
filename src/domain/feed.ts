import type { Ending } from './event.ts';

/** One thing that happened, as the dashboard and `GET /api/feed` show it. */
export interface FeedItem {
  /** Grows with every item, over restarts too. */
  readonly id: number;
  /** Unix milliseconds. */
  readonly at: number;
  readonly kind: 'command' | 'announcement' | 'event' | 'moderation';
  /** Null: it is about no channel. */
  readonly channel: string | null;
  /** Login; null where nothing about the viewer may be shown. */
  readonly viewer: string | null;
  readonly command: string | null;
  /** What was typed, said or heard of; null once it is too old to be shown. */
  readonly text: string | null;
  readonly ending: Ending;
  /** The gate, the reason or the rule; of an announcement the feature that spoke. */
  readonly by: string | null;
  /** Which rung an answer came from. */
  readonly source: string | null;
  readonly cents: number | null;
  readonly ms: number | null;
}
