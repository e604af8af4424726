import type { Viewer } from '../../domain/viewer.ts';

/** What an account is in a channel. */
export type Rank = 'viewer' | 'vip' | 'moderator' | 'broadcaster';

export interface RoomModes {
  readonly emoteOnly: boolean;
  /** Minutes one has to follow; -1 is off. */
  readonly followersOnly: number;
  readonly uniqueChat: boolean;
  /** Seconds between two lines of one chatter. */
  readonly slow: number;
  readonly subsOnly: boolean;
}

export interface ChannelOptions {
  readonly login: string;
  readonly id: string;
  readonly suspended?: boolean;
  /** What the bot, that is the first account, is in this channel. */
  readonly standing?: Rank;
}

/** A message somebody can reply to. */
export interface Said {
  readonly id: string;
  readonly author: Pick<Viewer, 'id' | 'login' | 'name'>;
  readonly text: string;
  /** Unix milliseconds. */
  readonly at: number;
  /** The first message of its thread. */
  readonly root: Said | null;
}

export interface Channel {
  readonly login: string;
  readonly id: string;
  suspended: boolean;
  modes: RoomModes;
  readonly ranks: Map<string, Rank>;
  readonly banned: Set<string>;
  /** Login to the monotonic time at which its timeout is over. */
  readonly timeouts: Map<string, number>;
  /** Reasons for which the next lines are refused, in order. */
  readonly rejections: string[];
  /** Last delivered line of each account, for slow mode. */
  readonly lastLine: Map<string, number>;
  remember(said: Said): void;
  recall(id: string): Said | undefined;
  /** The login of somebody who wrote here; null: nobody with that id did. */
  loginOf(id: string): string | null;
  /** True once a message may have been forgotten: an unknown id proves nothing any more. */
  forgetful: boolean;
}

const maxRemembered = 5000;

export function createChannel({ login, id, suspended = false, standing }: ChannelOptions, bot: string): Channel {
  const said = new Map<string, Said>();
  const logins = new Map<string, string>();
  const channel: Channel = {
    login,
    id,
    suspended,
    modes: { emoteOnly: false, followersOnly: -1, uniqueChat: false, slow: 0, subsOnly: false },
    ranks: new Map([[login, 'broadcaster']]),
    banned: new Set(),
    timeouts: new Map(),
    rejections: [],
    lastLine: new Map(),
    remember(message) {
      said.set(message.id, message);
      logins.set(message.author.id, message.author.login);
      if (logins.size > maxRemembered) logins.delete(logins.keys().next().value!);
      if (said.size <= maxRemembered) return;
      said.delete(said.keys().next().value!);
      channel.forgetful = true;
    },
    recall: (messageId) => said.get(messageId),
    loginOf: (id) => logins.get(id) ?? null,
    forgetful: false,
  };
  if (standing) channel.ranks.set(bot, standing);
  return channel;
}

export const rankOf = (channel: Channel, login: string): Rank => channel.ranks.get(login) ?? 'viewer';
export const isPrivileged = (channel: Channel, login: string): boolean => rankOf(channel, login) !== 'viewer';

/** The mode of the room that keeps an unprivileged account from speaking now, as Twitch names it. */
export function barredBy(channel: Channel, login: string, now: number): string | null {
  const { modes } = channel;
  if (channel.banned.has(login)) return 'msg_banned';
  if ((channel.timeouts.get(login) ?? 0) > now) return 'msg_timedout';
  if (isPrivileged(channel, login)) return null;
  if (modes.emoteOnly) return 'msg_emoteonly';
  if (modes.subsOnly) return 'msg_subsonly';
  if (modes.followersOnly >= 0) return 'msg_followersonly';
  const last = channel.lastLine.get(login);
  if (modes.slow > 0 && last !== undefined && now - last < modes.slow * 1000) return 'msg_slowmode';
  return null;
}
