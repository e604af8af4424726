import type { Role, Viewer } from '../../domain/viewer.ts';
import type { Channel, Rank, RoomModes, Said } from './channel.ts';
import { rankOf } from './channel.ts';
import type { ServerLine, Tags } from './irc.ts';

export interface Account {
  readonly login: string;
  readonly id: string;
}

const badgesOf = (roles: ReadonlySet<Role>): string =>
  [
    roles.has('broadcaster') && 'broadcaster/1',
    roles.has('moderator') && 'moderator/1',
    roles.has('vip') && 'vip/1',
    roles.has('subscriber') && 'subscriber/12',
  ]
    .filter(Boolean)
    .join(',');

const colors = ['#CC44FF', '#FF0000', '#00FF7F', '#0096CC', '#DAA520', ''];
const colorOf = (id: string): string => colors[[...id].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 6] ?? '';
const flag = (on: boolean): string => (on ? '1' : '0');

/** The tags that say who somebody is. */
export function authorTags({ id, name, roles }: Viewer): Tags {
  return {
    'badge-info': roles.has('subscriber') ? 'subscriber/14' : '',
    badges: badgesOf(roles),
    color: colorOf(id),
    'display-name': name,
    mod: flag(roles.has('moderator')),
    subscriber: flag(roles.has('subscriber')),
    turbo: '0',
    'user-id': id,
    'user-type': roles.has('moderator') ? 'mod' : '',
    ...(roles.has('vip') ? { vip: '1' } : {}),
  };
}

export function replyTags(parent: Said): Tags {
  const root = parent.root ?? parent;
  return {
    'reply-parent-display-name': parent.author.name,
    'reply-parent-msg-body': parent.text,
    'reply-parent-msg-id': parent.id,
    'reply-parent-user-id': parent.author.id,
    'reply-parent-user-login': parent.author.login,
    'reply-thread-parent-display-name': root.author.name,
    'reply-thread-parent-msg-id': root.id,
    'reply-thread-parent-user-id': root.author.id,
    'reply-thread-parent-user-login': root.author.login,
  };
}

/** Where a shared message was typed. */
export interface SharedFrom {
  readonly roomId: string;
  readonly id: string;
  readonly roles: ReadonlySet<Role>;
}

export const sourceTags = ({ roomId, id, roles }: SharedFrom): Tags => ({
  'source-badge-info': roles.has('subscriber') ? 'subscriber/14' : '',
  'source-badges': badgesOf(roles),
  'source-id': id,
  'source-only': '0',
  'source-room-id': roomId,
});

export interface ChatLine {
  readonly channel: Channel;
  readonly author: Viewer;
  readonly id: string;
  readonly text: string;
  readonly action: boolean;
  readonly at: number;
  readonly extra: Tags;
}

export function chatLine({ channel, author, id, text, action, at, extra }: ChatLine): ServerLine {
  return {
    tags: {
      ...authorTags(author),
      emotes: '',
      'first-msg': '0',
      flags: '',
      id,
      'returning-chatter': '0',
      'room-id': channel.id,
      'tmi-sent-ts': String(Math.floor(at)),
      ...extra,
    },
    body: `:${author.login}!${author.login}@${author.login}.tmi.twitch.tv PRIVMSG #${channel.login} :${action ? `\x01ACTION ${text}\x01` : text}`,
  };
}

const rolesOf = (rank: Rank): ReadonlySet<Role> => new Set<Role>(rank === 'viewer' ? [] : [rank]);
export const viewerOf = (account: Account, channel: Channel): Viewer => ({
  ...account,
  name: account.login,
  roles: rolesOf(rankOf(channel, account.login)),
});

/** Also the receipt for a line, when it carries the line's `id`. */
export function userState(channel: Channel, account: Account, id?: string): ServerLine {
  const { 'user-id': _, vip, ...tags } = authorTags(viewerOf(account, channel));
  return {
    tags: { ...tags, 'emote-sets': '0', ...(vip ? { vip } : {}), ...(id ? { id } : {}) },
    body: `:tmi.twitch.tv USERSTATE #${channel.login}`,
    needs: 'commands',
  };
}

const modeTags = (modes: Partial<RoomModes>): Tags => ({
  ...(modes.emoteOnly === undefined ? {} : { 'emote-only': flag(modes.emoteOnly) }),
  ...(modes.followersOnly === undefined ? {} : { 'followers-only': String(modes.followersOnly) }),
  ...(modes.uniqueChat === undefined ? {} : { r9k: flag(modes.uniqueChat) }),
  ...(modes.slow === undefined ? {} : { slow: String(modes.slow) }),
  ...(modes.subsOnly === undefined ? {} : { 'subs-only': flag(modes.subsOnly) }),
});

/** On joining all modes; later only those that changed. */
export const roomState = (channel: Channel, modes: Partial<RoomModes>): ServerLine => ({
  tags: { ...modeTags(modes), 'room-id': channel.id },
  body: `:tmi.twitch.tv ROOMSTATE #${channel.login}`,
  needs: 'commands',
});
