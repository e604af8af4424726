import type { Clock } from '../../lib/clock.ts';
import type { Account } from '../twitch/message.ts';
import type { SendRules } from '../twitch/send-rules.ts';
import type { EventSubSessions } from './eventsub-sessions.ts';
import type { Grants } from './grants.ts';

export interface HelixChannelOptions {
  readonly login: string;
  readonly id: string;
  readonly title?: string;
  readonly game?: string;
  /** Unix milliseconds since when the channel is live; null when it is not. */
  readonly liveSince?: number | null;
  readonly viewers?: number;
  /** User ids. */
  readonly moderators?: readonly string[];
  readonly blockedTerms?: readonly string[];
  /** The broadcaster has granted `channel:bot`. */
  readonly allowsBot?: boolean;
  /** User id to when they began to follow, in Unix milliseconds. */
  readonly followers?: Readonly<Record<string, number>>;
}

export interface HelixChannel {
  readonly login: string;
  readonly id: string;
  title: string;
  game: string;
  liveSince: number | null;
  viewers: number;
  allowsBot: boolean;
  readonly moderators: Set<string>;
  blockedTerms: string[];
  automod: Record<string, number | null>;
  /** User id to when its timeout ends; infinity is a ban. */
  readonly banned: Map<string, number>;
  /** Why the next messages are dropped, in order. */
  readonly followers: Map<string, number>;
  readonly drops: { code: string; message: string }[];
  announcedAt: number;
  shoutedAt: number;
  readonly shouted: Map<string, number>;
}

/** A line for the chat, as whoever shows it gets it. Returns the message's id. */
export interface Delivery {
  readonly channel: string;
  readonly sender: Account;
  readonly text: string;
  readonly replyTo: string | null;
  /** Sent by the application: the line carries the Chat Bot badge. */
  readonly badge: boolean;
}

export interface SentMessage extends Delivery {
  readonly id: string;
}

/** The chat that the calls of moderators are about, as whoever shows it has it. */
export interface ModeratedChat {
  /** Null: nobody said that here. */
  said(channel: string, messageId: string): { readonly authorId: string; readonly at: number } | null;
  deleted(channel: string, messageId: string): void;
  /** For good without seconds. */
  silenced(channel: string, userId: string, seconds: number | null): void;
  freed(channel: string, userId: string): void;
}

/** What somebody did in a channel other than talk. */
export interface Deed {
  readonly kind: 'ban' | 'timeout' | 'unban' | 'delete' | 'warn' | 'announce' | 'shoutout' | 'clip';
  readonly channel: string;
  readonly detail: string;
}

export interface HelixWorld {
  readonly clock: Clock;
  readonly accounts: Account[];
  readonly channels: Map<string, HelixChannel>;
  readonly grants: Grants;
  readonly rules: SendRules;
  readonly sent: SentMessage[];
  readonly deeds: Deed[];
  readonly eventsub: EventSubSessions;
  readonly deliver: (line: Delivery) => string;
  readonly chat: ModeratedChat | null;
}

export function createHelixChannel(options: HelixChannelOptions): HelixChannel {
  return {
    login: options.login,
    id: options.id,
    title: options.title ?? `The stream of ${options.login}`,
    game: options.game ?? 'Just Chatting',
    liveSince: options.liveSince ?? null,
    viewers: options.viewers ?? 12,
    allowsBot: options.allowsBot ?? false,
    moderators: new Set([options.id, ...(options.moderators ?? [])]),
    blockedTerms: [...(options.blockedTerms ?? [])],
    automod: {
      overall_level: null,
      disability: 0,
      aggression: 1,
      sexuality_sex_or_gender: 0,
      misogyny: 2,
      bullying: 0,
      swearing: 0,
      race_ethnicity_or_religion: 3,
      sex_based_terms: 0,
    },
    banned: new Map(),
    followers: new Map(Object.entries(options.followers ?? {})),
    drops: [],
    announcedAt: Number.NEGATIVE_INFINITY,
    shoutedAt: Number.NEGATIVE_INFINITY,
    shouted: new Map(),
  };
}
