import type { StreamEvent } from '../../domain/stream.ts';
import { own } from '../../lib/own.ts';
import { type Bag, isBag, text } from '../rows.ts';

/** What an event of EventSub means to the bot. */
export type Happening =
  /** `key`: two with the same one are one. */
  | { readonly kind: 'event'; readonly event: StreamEvent; readonly key?: string }
  | { readonly kind: 'online'; readonly event: StreamEvent; readonly startedAt: number; readonly key: string }
  | { readonly kind: 'offline'; readonly event: StreamEvent }
  | { readonly kind: 'changed'; readonly title: string; readonly category: string };

const longestName = 100;
const longestTitle = 200;

/** Whom chat puts in the place of somebody who wants no name. */
const anonymous = {
  gift: { id: '274598607', login: 'ananonymousgifter', name: 'AnAnonymousGifter' },
  cheer: { id: '407665396', login: 'ananonymouscheerer', name: 'AnAnonymousCheerer' },
} as const;

function person(event: Bag, prefix = ''): StreamEvent['by'] | null {
  const [id, login] = [text(event, `${prefix}user_id`), text(event, `${prefix}user_login`).toLowerCase()];
  const name = text(event, `${prefix}user_name`).trim().slice(0, longestName);
  return id !== '' && /^\w{1,50}$/.test(login) ? { id, login, name: name || login } : null;
}

function whole(event: Bag, key: string): number {
  const value = own(event, key);
  const count = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

function rewardIn(event: Bag): { title: string; cost: number } {
  const reward = own(event, 'reward');
  if (!isBag(reward)) return { title: '', cost: 0 };
  return { title: text(reward, 'title').slice(0, longestTitle), cost: whole(reward, 'cost') };
}

/** Null: nothing that anybody is told of. */
export function happeningIn(type: string, event: Bag): Happening | null {
  const by = (who: StreamEvent['by'] | null, what: StreamEvent['what'], count: number, title?: string) =>
    who && { what, by: who, count, ...(title !== undefined && { title }) };
  const channel = person(event, 'broadcaster_');
  const told = (made: StreamEvent | null, key?: string): Happening | null =>
    made && { kind: 'event', event: made, ...(key && { key }) };
  switch (type) {
    case 'stream.online': {
      // A rerun is nobody on air.
      const made = text(event, 'type') === 'live' ? by(channel, 'online', 1) : null;
      const startedAt = Date.parse(text(event, 'started_at'));
      // Twitch's API has the same time: a stream that it shows after a gap is known by it.
      return made && { kind: 'online', event: made, startedAt, key: Number.isNaN(startedAt) ? '' : String(startedAt) };
    }
    case 'stream.offline': {
      const made = by(channel, 'offline', 1);
      return made && { kind: 'offline', event: made };
    }
    case 'channel.update':
      return {
        kind: 'changed',
        title: text(event, 'title').slice(0, longestTitle),
        category: text(event, 'category_name').slice(0, longestTitle),
      };
    case 'channel.raid':
      return told(by(person(event, 'from_broadcaster_'), 'raid', whole(event, 'viewers')));
    case 'channel.follow': {
      const made = by(person(event), 'follow', 1);
      // Who follows, leaves and follows again is new once.
      return told(made, made?.by.id);
    }
    case 'channel.subscribe':
      // Whoever was given one is told with the gift.
      return own(event, 'is_gift') === true ? null : told(by(person(event), 'sub', 1));
    case 'channel.subscription.message':
      return told(by(person(event), 'resub', Math.max(1, whole(event, 'cumulative_months'))));
    case 'channel.subscription.gift':
      return told(by(person(event) ?? anonymous.gift, 'gift', Math.max(1, whole(event, 'total'))));
    case 'channel.cheer':
      return told(by(person(event) ?? anonymous.cheer, 'cheer', whole(event, 'bits')));
    case 'channel.channel_points_custom_reward_redemption.add': {
      const { title, cost } = rewardIn(event);
      return told(by(person(event), 'redemption', cost, title), text(event, 'id'));
    }
    case 'channel.ad_break.begin':
      return told(by(channel, 'ad', whole(event, 'duration_seconds')));
    case 'channel.hype_train.begin':
    case 'channel.hype_train.progress': {
      // A train is news when it starts and at each level.
      const level = Math.max(1, whole(event, 'level'));
      return told(by(channel, 'hype_train', level), `${text(event, 'id')} ${level}`);
    }
    case 'channel.shoutout.receive':
      return told(by(person(event, 'from_broadcaster_'), 'shoutout', whole(event, 'viewer_count')));
    default:
      return null;
  }
}
