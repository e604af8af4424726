import { randomUUID } from 'node:crypto';
import type { Role, Viewer } from '../../domain/viewer.ts';
import type { ModeratedChat } from '../helix/world.ts';
import { type Channel, type Rank, type RoomModes, rankOf } from './channel.ts';
import { deliver } from './delivery.ts';
import type { Tags } from './irc.ts';
import { authorTags, roomState, type SharedFrom, sourceTags, userState } from './message.ts';
import { noticeLine } from './notices.ts';
import { channelNamed, sendTo, sendToChannel, type World } from './world.ts';

interface SayOptions {
  readonly id?: string;
  readonly replyTo?: string;
  readonly bits?: number;
  /** Typed in a room whose chat this channel shares. */
  readonly source?: { readonly roomId: string; readonly id?: string; readonly roles?: ReadonlySet<Role> };
  /** How often Twitch sends the same line; once by default. */
  readonly copies?: number;
  /** More tags, or other values for the usual ones. */
  readonly tags?: Tags;
}

interface UserNoticeOptions {
  readonly text?: string;
  readonly system?: string;
  /** Without their `msg-param-`. */
  readonly params?: Tags;
  /** Set for a `sharedchatnotice`: which room it happened in, and what it was. */
  readonly source?: { readonly roomId: string; readonly msgId: string };
}

export type Removed =
  | { readonly what: 'line'; readonly channel: string; readonly id: string }
  | { readonly what: 'viewer'; readonly channel: string; readonly login: string; readonly seconds: number | null };

/** What happens in the channels. Every channel named has to exist. */
export interface Stage {
  /** Somebody types a line, `/me` included. Returns the message's id. */
  say(channel: string, viewer: Viewer, text: string, options?: SayOptions): string;
  userNotice(channel: string, viewer: Viewer, msgId: string, options?: UserNoticeOptions): string;
  subscribe(channel: string, viewer: Viewer, months?: number, text?: string): string;
  raid(channel: string, viewer: Viewer, viewers: number): string;
  /** Subscriptions for others: one notice for all, then one for each; one alone is told alone. */
  gift(channel: string, viewer: Viewer, to: readonly Viewer[]): void;
  announce(channel: string, viewer: Viewer, text: string): string;
  /** The whole chat is cleared. */
  clear(channel: string): void;
  /** Somebody is timed out, for good without seconds. */
  timeout(channel: string, viewer: Pick<Viewer, 'id' | 'login'>, seconds?: number): void;
  /** Hears of lines that were taken off: of one, or of all of somebody who is silenced, for good without seconds. */
  onRemoved(listener: (removed: Removed) => void): void;
  /** What moderators do by Twitch's API, shown here. */
  readonly moderated: ModeratedChat;
  /** One message is deleted. */
  deleteMessage(channel: string, id: string): void;
  room(channel: string, modes: Partial<RoomModes>): void;
  notice(channel: string, msgId: string, text?: string): void;
  /** What the bot, or another account, is from now on. */
  standing(channel: string, rank: Rank, login?: string): void;
  /** These channels have one chat together, until the next call; one or none ends it. */
  shareChat(channels: readonly string[]): void;
}

/** The same in the shape that the API's stand-in asks for. */
function moderatedBy(
  stage: Pick<Stage, 'deleteMessage' | 'timeout'>,
  channelOf: (name: string) => Channel,
): ModeratedChat {
  return {
    said(name, id) {
      const said = channelOf(name).recall(id);
      return said ? { authorId: said.author.id, at: said.at } : null;
    },
    deleted: (name, id) => stage.deleteMessage(name, id),
    silenced(name, id, seconds) {
      const login = channelOf(name).loginOf(id) ?? `user${id}`;
      stage.timeout(name, { id, login }, seconds ?? undefined);
    },
    freed(name, id) {
      const channel = channelOf(name);
      const login = channel.loginOf(id) ?? `user${id}`;
      channel.timeouts.delete(login);
      channel.banned.delete(login);
    },
  };
}

export function createStage(world: World): Stage {
  const channelOf = (name: string): Channel => channelNamed(world, name);
  const sentAt = (): Tags => ({ 'tmi-sent-ts': String(Math.floor(world.clock.wall())) });
  const command = (channel: Channel, name: string, tags: Tags, text?: string) =>
    sendToChannel(world, channel, {
      tags,
      body: `:tmi.twitch.tv ${name} #${channel.login}${text ? ` :${text}` : ''}`,
      needs: 'commands',
    });

  const watchers: ((removed: Removed) => void)[] = [];
  const removed = (what: Removed) => {
    for (const watch of watchers) watch(what);
  };

  const stage: Omit<Stage, 'moderated'> = {
    onRemoved: (listener) => void watchers.push(listener),
    say(name, author, spoken, { id, replyTo, bits, source, copies, tags = {} } = {}) {
      const text = spoken.replace(/^\/me /, '');
      const from: SharedFrom | undefined = source && { id: randomUUID(), roles: new Set(), ...source };
      return deliver(world, {
        channel: channelOf(name),
        author,
        text,
        action: text !== spoken,
        id,
        replyTo,
        from,
        extra: { ...(bits ? { bits: String(bits) } : {}), ...tags },
        ...(copies === undefined ? {} : { copies }),
      });
    },

    userNotice(name, viewer, msgId, { text, system = '', params = {}, source } = {}) {
      const channel = channelOf(name);
      const id = randomUUID();
      const from = source && sourceTags({ roomId: source.roomId, id: randomUUID(), roles: new Set() });
      const tags: Tags = {
        ...authorTags(viewer),
        emotes: '',
        flags: '',
        id,
        login: viewer.login,
        'msg-id': source ? 'sharedchatnotice' : msgId,
        ...Object.fromEntries(Object.entries(params).map(([key, value]) => [`msg-param-${key}`, value])),
        'room-id': channel.id,
        ...(source ? { ...from, 'source-msg-id': source.msgId } : {}),
        'system-msg': system,
        ...sentAt(),
      };
      if (text) channel.remember({ id, author: viewer, text, at: world.clock.wall(), root: null });
      command(channel, 'USERNOTICE', tags, text);
      return id;
    },
    subscribe: (name, viewer, months = 1, text = '') =>
      stage.userNotice(name, viewer, months > 1 ? 'resub' : 'sub', {
        text,
        system: `${viewer.name} subscribed at Tier 1. They've subscribed for ${months} months!`,
        params: {
          'cumulative-months': String(months),
          'should-share-streak': '0',
          'sub-plan': '1000',
          'sub-plan-name': 'Channel Subscription',
        },
      }),
    raid: (name, viewer, viewers) =>
      stage.userNotice(name, viewer, 'raid', {
        system: `${viewers} raiders from ${viewer.name} have joined!`,
        params: { displayName: viewer.name, login: viewer.login, viewerCount: String(viewers) },
      }),
    gift(name, viewer, to) {
      const community: Tags = to.length > 1 ? { 'community-gift-id': randomUUID(), 'origin-id': randomUUID() } : {};
      if (to.length > 1)
        stage.userNotice(name, viewer, 'submysterygift', {
          params: { ...community, 'mass-gift-count': String(to.length), 'sub-plan': '1000' },
        });
      for (const { id, login, name: shown } of to)
        stage.userNotice(name, viewer, 'subgift', {
          params: {
            ...{ 'origin-id': randomUUID(), ...community, 'gift-months': '1', 'sub-plan': '1000' },
            ...{ 'recipient-id': id, 'recipient-user-name': login, 'recipient-display-name': shown },
          },
        });
    },
    announce: (name, viewer, text) =>
      stage.userNotice(name, viewer, 'announcement', { text, params: { color: 'PRIMARY' } }),

    clear(name) {
      const channel = channelOf(name);
      command(channel, 'CLEARCHAT', { 'room-id': channel.id, ...sentAt() });
    },
    timeout(name, { id, login }, seconds) {
      const channel = channelOf(name);
      const until = seconds === undefined ? Number.POSITIVE_INFINITY : world.clock.now() + seconds * 1000;
      channel.timeouts.set(login, until);
      if (seconds === undefined) channel.banned.add(login);
      const duration: Tags = seconds === undefined ? {} : { 'ban-duration': String(seconds) };
      command(channel, 'CLEARCHAT', { ...duration, 'room-id': channel.id, 'target-user-id': id, ...sentAt() }, login);
      removed({ what: 'viewer', channel: name, login, seconds: seconds ?? null });
    },
    deleteMessage(name, id) {
      const channel = channelOf(name);
      const said = channel.recall(id);
      const login = said?.author.login ?? '';
      command(channel, 'CLEARMSG', { login, 'room-id': '', 'target-msg-id': id, ...sentAt() }, said?.text ?? ' ');
      removed({ what: 'line', channel: name, id });
    },
    room(name, modes) {
      const channel = channelOf(name);
      channel.modes = { ...channel.modes, ...modes };
      sendToChannel(world, channel, roomState(channel, modes));
    },
    notice(name, msgId, text) {
      const channel = channelOf(name);
      sendToChannel(world, channel, noticeLine(channel.login, msgId, text));
    },
    standing(name, rank, login = world.bot.login) {
      const channel = channelOf(name);
      if (rankOf(channel, login) === rank) return;
      channel.ranks.set(login, rank);
      for (const session of world.sessions) {
        if (session.account?.login !== login || !session.joined.has(channel.login)) continue;
        sendTo(session, userState(channel, session.account));
      }
    },
    shareChat(channels) {
      world.shared = channels.map((name) => channelOf(name).login);
    },
  };
  return { ...stage, moderated: moderatedBy(stage, channelOf) };
}
