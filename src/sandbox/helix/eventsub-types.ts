/** A subscription type of EventSub, as Twitch's reference has it. */
export interface SubscriptionType {
  readonly version: string;
  /** Keys of the condition; any one of them where `oneOf` says so. */
  readonly condition: readonly string[];
  readonly oneOf?: true;
  /** Any of these; none: every user token will do. */
  readonly scopes: readonly string[];
  /** The key of the condition that the token's account has to be. */
  readonly whose?: string;
}

const channel = ['broadcaster_user_id'];
const ofBroadcaster = (version: string, ...scopes: string[]): SubscriptionType => ({
  version,
  condition: channel,
  scopes,
  whose: 'broadcaster_user_id',
});
const ofModerator = (version: string, ...scopes: string[]): SubscriptionType => ({
  version,
  condition: ['broadcaster_user_id', 'moderator_user_id'],
  scopes,
  whose: 'moderator_user_id',
});
const points = ['channel:read:redemptions', 'channel:manage:redemptions'];

export const subscriptionTypes: Readonly<Record<string, SubscriptionType>> = {
  'stream.online': { version: '1', condition: channel, scopes: [] },
  'stream.offline': { version: '1', condition: channel, scopes: [] },
  'channel.update': { version: '2', condition: channel, scopes: [] },
  'channel.raid': {
    ...{ version: '1', condition: ['from_broadcaster_user_id', 'to_broadcaster_user_id'], scopes: [] },
    oneOf: true,
  },
  'channel.follow': ofModerator('2', 'moderator:read:followers'),
  'channel.shoutout.create': ofModerator('1', 'moderator:read:shoutouts', 'moderator:manage:shoutouts'),
  'channel.shoutout.receive': ofModerator('1', 'moderator:read:shoutouts', 'moderator:manage:shoutouts'),
  'channel.subscribe': ofBroadcaster('1', 'channel:read:subscriptions'),
  'channel.subscription.gift': ofBroadcaster('1', 'channel:read:subscriptions'),
  'channel.subscription.message': ofBroadcaster('1', 'channel:read:subscriptions'),
  'channel.cheer': ofBroadcaster('1', 'bits:read'),
  'channel.channel_points_custom_reward_redemption.add': ofBroadcaster('1', ...points),
  'channel.ad_break.begin': ofBroadcaster('1', 'channel:read:ads'),
  'channel.hype_train.begin': ofBroadcaster('2', 'channel:read:hype_train'),
  'channel.hype_train.progress': ofBroadcaster('2', 'channel:read:hype_train'),
  'channel.hype_train.end': ofBroadcaster('2', 'channel:read:hype_train'),
};
