import type { Viewer } from './viewer.ts';

/** A stream that is on air. */
export interface OnAir {
  /** Null where the category is no game. */
  readonly game: string | null;
  readonly category: string;
  readonly title: string;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly viewers: number;
}

/** What may happen in a channel, as `reactions` in config.yaml names it. */
export const streamEvents = [
  ...(['raid', 'sub', 'resub', 'gift', 'cheer'] as const),
  ...(['follow', 'online', 'offline', 'ad', 'redemption', 'hype_train', 'shoutout', 'first_chat'] as const),
] as const;

/** What happened in a channel, as Twitch tells it in chat or by EventSub. */
export interface StreamEvent {
  readonly what: (typeof streamEvents)[number];
  /** The channel itself where nobody in particular did it: online, offline, ad, hype_train. */
  readonly by: Pick<Viewer, 'id' | 'login' | 'name'>;
  /**
   * Viewers of a raid or of who shouts the channel out, months of a subscription, subscriptions given, bits, seconds of
   * ads, channel points, the level of a hype train; else 1.
   */
  readonly count: number;
  /** The reward that was redeemed. */
  readonly title?: string;
}

/** What Twitch answered; `scope`: the permission that the bot's token lacks. */
export type TwitchAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly scope: string | null; readonly reason: string };

/** Somebody on Twitch, with what they streamed last. */
export interface Streamer {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly category: string;
  readonly title: string;
}

/** What the bot may ask of Twitch about streams, or do there. Channels and people are logins. */
export interface StreamCalls {
  /** Null where nobody has that login. */
  streamer(login: string): Promise<TwitchAnswer<Streamer | null>>;
  setTitle(channel: string, title: string): Promise<TwitchAnswer<null>>;
  /** The category that was found for the words; null: none was, and nothing changed. */
  setCategory(channel: string, words: string): Promise<TwitchAnswer<string | null>>;
  /** Unix milliseconds; null: they do not follow. */
  followedAt(channel: string, viewerId: string): Promise<TwitchAnswer<number | null>>;
  /** Twitch's own shout-out. */
  shoutOut(channel: string, login: string): Promise<TwitchAnswer<null>>;
  /** The address of the clip. */
  clip(channel: string): Promise<TwitchAnswer<string>>;
}
