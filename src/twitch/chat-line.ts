import type { ChatMessage } from '../domain/chat.ts';
import type { Role } from '../domain/viewer.ts';
import { own } from '../lib/own.ts';
import type { IrcMessage } from './tmi.ts';

/** A tag's value, unescaped; null when it is absent or empty. */
export function tag(message: IrcMessage, name: string): string | null {
  const value = message.tags[name];
  if (typeof value !== 'string') return null;
  return value.includes('\\') ? unescapeTag(value) : value;
}

function unescapeTag(value: string): string {
  return value.replace(/\\(.?)/gs, (_, c: string) =>
    c === 's' ? ' ' : c === ':' ? ';' : c === 'r' ? '\r' : c === 'n' ? '\n' : c,
  );
}

const roleOfBadge: Readonly<Record<string, Role>> = {
  broadcaster: 'broadcaster',
  moderator: 'moderator',
  lead_moderator: 'moderator',
  vip: 'vip',
  subscriber: 'subscriber',
  founder: 'subscriber',
};

// A channel sees the same few badge combinations all evening, so the sets are shared.
const known = new Map<string, ReadonlySet<Role>>();

export function rolesOf(message: IrcMessage): ReadonlySet<Role> {
  const { badges, mod, subscriber, vip } = message.tags;
  const key = `${badges === true ? '' : (badges ?? '')};${mod === '1' ? 'm' : ''}${subscriber === '1' ? 's' : ''}${vip === '1' ? 'v' : ''}`;
  const seen = known.get(key);
  if (seen) return seen;
  const roles = new Set<Role>();
  for (const badge of key.slice(0, key.indexOf(';')).split(',')) {
    const role = own(roleOfBadge, badge.slice(0, badge.indexOf('/')));
    if (role) roles.add(role);
  }
  if (mod === '1') roles.add('moderator');
  if (subscriber === '1') roles.add('subscriber');
  if (vip === '1') roles.add('vip');
  if (known.size >= 1_000) known.clear();
  known.set(key, roles);
  return roles;
}

/** True when a shared chat mirrors the line from another channel's room. */
export function isForeign(message: IrcMessage): boolean {
  const source = message.tags['source-room-id'];
  return source !== undefined && source !== true && source !== message.tags['room-id'];
}

/** Twitch itself says so, by the Chat Bot badge. */
export function isChatBot(message: IrcMessage): boolean {
  const { badges } = message.tags;
  return typeof badges === 'string' && badges.includes('bot-badge/');
}

/** Where the text of a chat line begins; -1 when the line is something else. */
export function textStart(line: string): number {
  let at = line.startsWith('@') ? line.indexOf(' ') + 1 : 0;
  if (line.charCodeAt(at) === 58) at = line.indexOf(' ', at) + 1;
  if (at === 0 || !line.startsWith('PRIVMSG #', at)) return -1;
  const text = line.indexOf(' :', at);
  return text < 0 ? -1 : text + 2;
}

const action = '\u0001ACTION ';

export function toChatMessage(message: IrcMessage, receivedAt: number): ChatMessage | null {
  const prefix = message.prefix ?? '';
  const bang = prefix.indexOf('!');
  const login = (bang >= 0 ? prefix.slice(0, bang) : prefix).toLowerCase();
  const id = tag(message, 'id');
  const channel = message.params[0];
  let text = message.params[1];
  if (!login || !id || !channel?.startsWith('#') || text === undefined) return null;
  const emotes = emotesIn(text, tag(message, 'emotes'));
  if (text.startsWith(action)) text = text.slice(action.length).replace(/\u0001$/, '');
  return {
    id,
    channel: channel.slice(1),
    roomId: tag(message, 'room-id') ?? '',
    viewer: {
      id: tag(message, 'user-id') ?? login,
      login,
      name: tag(message, 'display-name')?.trim() || login,
      roles: rolesOf(message),
    },
    text,
    receivedAt,
    ...(message.tags['first-msg'] === '1' && { isFirst: true as const }),
    ...(emotes.length > 0 && { emotes }),
    replyToLogin: tag(message, 'reply-parent-user-login'),
  };
}

const mostEmotes = 20;

/** `25:0-4,12-16/1902:6-10`: places count whole characters, of the text without what marks an action. */
function emotesIn(text: string, places: string | null): readonly string[] {
  if (!places) return [];
  const letters = [...(text.startsWith(action) ? text.slice(action.length) : text)];
  const emotes = new Set<string>();
  for (const [, from, to] of places.matchAll(/[:,](\d{1,4})-(\d{1,4})/g)) {
    const emote = letters.slice(Number(from), Number(to) + 1).join('');
    if (emotes.size < mostEmotes && /^\S+$/.test(emote)) emotes.add(emote);
  }
  return [...emotes];
}
