import type { Tell } from '../domain/event.ts';
import type { StreamEvent } from '../domain/stream.ts';
import type { Clock } from '../lib/clock.ts';
import { createSeen } from '../lib/seen.ts';
import { isForeign, tag } from './chat-line.ts';
import type { IrcMessage } from './tmi.ts';
import { createTwins, type EventWay } from './twins.ts';

const mostSeen = 2_000;

/** What Twitch says that happened in a channel, in chat or over EventSub: each is told once. */
export function createStreamEvents({ tell, clock }: { readonly tell: Tell; readonly clock: Clock }) {
  const isTwin = createTwins(clock);
  /** Twitch may deliver a line twice. */
  const seen = createSeen(mostSeen);
  /** Gifts for many that were told: Twitch then tells each of them. */
  const gifts = createSeen(mostSeen);

  /** Of a notice in a channel. A raid of another channel is a "sharedchatnotice" in a shared chat. */
  function eventIn(message: IrcMessage): Pick<StreamEvent, 'what' | 'count'> | null {
    const count = (name: string) => {
      const given = Number(tag(message, `msg-param-${name}`));
      return Number.isSafeInteger(given) && given > 0 ? given : 0;
    };
    const gift = ['origin-id', 'community-gift-id'].flatMap((name) => tag(message, `msg-param-${name}`) ?? []);
    switch (tag(message, 'msg-id')) {
      case 'raid':
        return { what: 'raid', count: count('viewerCount') };
      case 'sub':
        return { what: 'sub', count: 1 };
      case 'resub':
        return { what: 'resub', count: Math.max(1, count('cumulative-months')) };
      case 'submysterygift':
        for (const id of gift) gifts.add(id);
        return { what: 'gift', count: Math.max(1, count('mass-gift-count')) };
      case 'subgift':
        return gift.some((id) => gifts.has(id)) ? null : { what: 'gift', count: 1 };
      default:
        return null;
    }
  }

  function happened(channel: string, message: IrcMessage, { what, count }: Pick<StreamEvent, 'what' | 'count'>) {
    const login = tag(message, 'msg-param-login') ?? tag(message, 'login') ?? message.prefix?.split('!', 1)[0] ?? '';
    const name = tag(message, 'msg-param-displayName') ?? tag(message, 'display-name')?.trim();
    if (login === '' || !seen.add(`${channel} ${what} ${tag(message, 'id') ?? ''}`)) return;
    const by = { id: tag(message, 'user-id') ?? '', login, name: name || login };
    told(channel, { what, count, by }, 'chat');
  }

  function told(channel: string, event: StreamEvent, way: EventWay) {
    if (!isTwin(channel, event, way)) tell({ kind: 'chat.event', channel, ...event });
  }

  return {
    /** Of a USERNOTICE. */
    notice(channel: string, message: IrcMessage) {
      const event = isForeign(message) ? null : eventIn(message);
      if (event) happened(channel, message, event);
    },
    /** Of a chat line of this channel. */
    line(channel: string, message: IrcMessage) {
      const bits = Number(tag(message, 'bits'));
      if (Number.isSafeInteger(bits) && bits > 0) happened(channel, message, { what: 'cheer', count: bits });
      if (tag(message, 'first-msg') === '1') happened(channel, message, { what: 'first_chat', count: 1 });
    },
    told,
  };
}

export type StreamEvents = ReturnType<typeof createStreamEvents>;
