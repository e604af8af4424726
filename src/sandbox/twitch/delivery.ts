import { randomUUID } from 'node:crypto';
import type { Role, Viewer } from '../../domain/viewer.ts';
import type { Channel, Said } from './channel.ts';
import type { Tags } from './irc.ts';
import { chatLine, replyTags, type SharedFrom, sourceTags } from './message.ts';
import { type Session, sendToChannel, type World } from './world.ts';

export interface Delivery {
  readonly channel: Channel;
  readonly author: Viewer;
  readonly text: string;
  readonly action?: boolean;
  readonly id?: string | undefined;
  readonly replyTo?: string | null | undefined;
  /** Set when it was typed in another room, whose chat this channel shares. */
  readonly from?: SharedFrom | undefined;
  readonly extra?: Tags | undefined;
  /** The connection that typed it, which never sees its own line. */
  readonly sender?: Session;
  readonly copies?: number;
}

const noRoles: ReadonlySet<Role> = new Set();

/** Shows one chat line to everybody in the channel, and in the channels that share its chat. Returns its id. */
export function deliver(world: World, delivery: Delivery): string {
  const {
    channel,
    author,
    action = false,
    id = randomUUID(),
    replyTo,
    from,
    extra = {},
    sender,
    copies = 1,
  } = delivery;
  const parent = replyTo ? channel.recall(replyTo) : undefined;
  // Twitch itself puts the name in front of a reply.
  const text = parent ? `@${parent.author.name} ${delivery.text}` : delivery.text;
  const others = from || !world.shared.includes(channel.login) ? [] : world.shared.filter((c) => c !== channel.login);
  const source = from ?? (others.length > 0 ? { roomId: channel.id, id, roles: author.roles } : undefined);
  const said: Said = { id, author, text, at: world.clock.wall(), root: parent ? (parent.root ?? parent) : null };
  channel.remember(said);
  const line = chatLine({
    channel,
    author,
    id,
    text,
    action,
    at: world.clock.wall(),
    extra: { ...(parent ? replyTags(parent) : {}), ...(source ? sourceTags(source) : {}), ...extra },
  });
  for (let i = 0; i < copies; i++) sendToChannel(world, channel, line, sender);
  for (const login of others) {
    const mirror = world.channels.get(login);
    // The roles count where somebody has them: in the mirror the author is a viewer.
    if (mirror && source) {
      deliver(world, { channel: mirror, author: { ...author, roles: noRoles }, text, action, from: source, extra });
    }
  }
  return id;
}
