import type { StreamEvent } from '../../domain/stream.ts';
import { type Bag, text } from '../rows.ts';
import { type Feature, features } from '../scopes.ts';

/** What the bot subscribes to of EventSub. */
export interface Topic {
  readonly type: string;
  readonly version: string;
  /** What the token needs: one of the scopes; `null`: every token will do, at a cost where the channel never let the bot in. */
  readonly needs: { readonly feature: Feature; readonly or?: string } | null;
  /** Who may: the channel's own account alone, or a moderator too. */
  readonly by: 'broadcaster' | 'moderator' | 'anybody';
  /** The key of the condition that has the channel. */
  readonly key?: string;
  /** What only EventSub tells. */
  readonly only?: StreamEvent['what'];
}

const subscriptions = { feature: 'subscriptions' } as const;
const trains = { feature: 'hype trains' } as const;

/**
 * In the order in which they are subscribed: a token may have ten of those that cost, so what chat tells as well comes
 * last. Moderators' and broadcasters' are free.
 */
export const topics: readonly Topic[] = [
  { type: 'stream.online', version: '1', needs: null, by: 'anybody', only: 'online' },
  { type: 'stream.offline', version: '1', needs: null, by: 'anybody', only: 'offline' },
  { type: 'channel.follow', version: '2', needs: { feature: 'followers' }, by: 'moderator', only: 'follow' },
  {
    ...{ type: 'channel.shoutout.receive', version: '1', by: 'moderator', only: 'shoutout' },
    needs: { feature: 'shout-outs', or: 'moderator:read:shoutouts' },
  },
  {
    ...{ type: 'channel.channel_points_custom_reward_redemption.add', version: '1' },
    needs: { feature: 'channel points', or: 'channel:manage:redemptions' },
    ...{ by: 'broadcaster', only: 'redemption' },
  },
  { type: 'channel.ad_break.begin', version: '1', needs: { feature: 'ads' }, by: 'broadcaster', only: 'ad' },
  { type: 'channel.hype_train.begin', version: '2', needs: trains, by: 'broadcaster', only: 'hype_train' },
  { type: 'channel.hype_train.progress', version: '2', needs: trains, by: 'broadcaster', only: 'hype_train' },
  { type: 'channel.subscribe', version: '1', needs: subscriptions, by: 'broadcaster' },
  { type: 'channel.subscription.gift', version: '1', needs: subscriptions, by: 'broadcaster' },
  { type: 'channel.subscription.message', version: '1', needs: subscriptions, by: 'broadcaster' },
  { type: 'channel.cheer', version: '1', needs: { feature: 'bits' }, by: 'broadcaster' },
  { type: 'channel.update', version: '2', needs: null, by: 'anybody' },
  { type: 'channel.raid', version: '1', needs: null, by: 'anybody', key: 'to_broadcaster_user_id' },
];

/** Whether a token with these scopes may have it. */
export const isAllowed = ({ needs }: Topic, scopes: readonly string[]): boolean =>
  needs === null ||
  scopes.includes(features[needs.feature].scope) ||
  (needs.or !== undefined && scopes.includes(needs.or));

const channelKey = 'broadcaster_user_id';

export const conditionOf = ({ key = channelKey, by }: Topic, channelId: string, userId: string) => ({
  [key]: channelId,
  ...(by === 'moderator' && { moderator_user_id: userId }),
});

/** The id of the channel that a condition is about. */
export const channelIdIn = (condition: Bag): string =>
  text(condition, channelKey) || text(condition, 'to_broadcaster_user_id');
