import { own } from '../../lib/own.ts';
import { type Bag, isBag, text } from '../rows.ts';

/** What Twitch sends over EventSub's socket, as far as the bot reads it. */
export type Frame =
  | { readonly type: 'session_welcome'; readonly sessionId: string; readonly keepaliveMs: number }
  | { readonly type: 'session_keepalive' }
  | { readonly type: 'session_reconnect'; readonly url: string }
  | { readonly type: 'revocation'; readonly about: About; readonly status: string }
  | { readonly type: 'notification'; readonly about: About; readonly event: Bag };

/** The subscription that a frame is about. */
export interface About {
  readonly id: string;
  readonly type: string;
  readonly condition: Bag;
}

export interface Read {
  readonly frame: Frame;
  readonly messageId: string;
  /** Unix milliseconds by Twitch's clock; NaN: it did not say. */
  readonly at: number;
}

/** What Twitch allows to ask for; another number would be a timer that never ends, or one that never waits. */
const keepaliveSeconds = { least: 10, most: 600 };
const bag = (of: Bag, key: string): Bag => {
  const value = own(of, key);
  return isBag(value) ? value : {};
};

function aboutIn(payload: Bag): About {
  const subscription = bag(payload, 'subscription');
  return {
    id: text(subscription, 'id'),
    type: text(subscription, 'type'),
    condition: bag(subscription, 'condition'),
  };
}

function frameOf(type: string, payload: Bag): Frame | null {
  const session = bag(payload, 'session');
  switch (type) {
    case 'session_welcome': {
      const { least, most } = keepaliveSeconds;
      const seconds = Math.min(most, Math.max(least, Number(own(session, 'keepalive_timeout_seconds')) || least));
      return { type, sessionId: text(session, 'id'), keepaliveMs: seconds * 1000 };
    }
    case 'session_keepalive':
      return { type };
    case 'session_reconnect':
      return { type, url: text(session, 'reconnect_url') };
    case 'revocation':
      return { type, about: aboutIn(payload), status: text(bag(payload, 'subscription'), 'status') };
    case 'notification':
      return { type, about: aboutIn(payload), event: bag(payload, 'event') };
    default:
      return null;
  }
}

/** Null: not a message of EventSub, or one of a kind that did not exist. */
export function readFrame(data: string): Read | null {
  try {
    const value: unknown = JSON.parse(data);
    if (!isBag(value)) return null;
    const metadata = bag(value, 'metadata');
    const frame = frameOf(text(metadata, 'message_type'), bag(value, 'payload'));
    const at = Date.parse(text(metadata, 'message_timestamp'));
    return frame && { frame, messageId: text(metadata, 'message_id'), at };
  } catch {
    return null;
  }
}
