import type { Viewer } from '../../domain/viewer.ts';
import { time } from './call.ts';
import type { EventSubSessions, Subscription } from './eventsub-sessions.ts';
import type { HelixChannel, HelixWorld } from './world.ts';

type Person = Pick<Viewer, 'id' | 'login' | 'name'>;
interface How {
  /** The message's; the same one twice is what Twitch calls at least once. */
  readonly id?: string;
  /** Unix milliseconds that the message says it was sent at. */
  readonly at?: number;
}

/** What happens in the channels, told to whoever subscribed it. Each returns to how many subscriptions it went. */
export interface EventSubStage {
  /** Any event: `fields` go beside the channel's own. */
  happens(type: string, channel: string, fields: object, how?: How): number;
  /** `isKnown`: Helix says so too, as it does after a while. */
  online(channel: string, how?: How & { readonly isKnown?: boolean; readonly streamId?: string }): number;
  offline(channel: string, how?: How & { readonly isKnown?: boolean }): number;
  update(channel: string, title: string, category: string): number;
  raid(channel: string, from: Person, viewers: number, how?: How): number;
  follow(channel: string, viewer: Person, how?: How): number;
  subscribe(channel: string, viewer: Person, isGift?: boolean): number;
  resubscribe(channel: string, viewer: Person, months: number, text?: string): number;
  /** Null: somebody who wants no name. */
  gift(channel: string, viewer: Person | null, total: number): number;
  cheer(channel: string, viewer: Person | null, bits: number, text?: string): number;
  redeem(channel: string, viewer: Person, title: string, cost: number): number;
  adBreak(channel: string, seconds: number): number;
  hypeTrain(channel: string, part: 'begin' | 'progress' | 'end', level: number, id?: string): number;
  shoutOut(channel: string, from: Person, viewers: number): number;
}

const person = (prefix: string, one: Person | null) => ({
  [`${prefix}user_id`]: one?.id ?? null,
  [`${prefix}user_login`]: one?.login ?? null,
  [`${prefix}user_name`]: one?.name ?? null,
});

export function createEventSubStage(world: HelixWorld, sessions: EventSubSessions): EventSubStage {
  const channelNamed = (login: string): HelixChannel => {
    const channel = world.channels.get(login);
    if (!channel) throw new Error(`the sandbox has no channel "${login}"`);
    return channel;
  };
  const broadcaster = (prefix: string, { id, login }: HelixChannel) =>
    person(`${prefix}broadcaster_`, { id, login, name: login });
  const now = () => time(world.clock.wall());

  function tell(type: string, isFor: (one: Subscription) => boolean, event: object, how?: How): number {
    const told = sessions.subscriptions.filter((one) => one.type === type && isFor(one));
    for (const one of told) sessions.notify(one, event, how);
    return told.length;
  }

  const stage: EventSubStage = {
    happens(type, login, fields, how) {
      const channel = channelNamed(login);
      const isFor = ({ condition }: Subscription) => condition['broadcaster_user_id'] === channel.id;
      return tell(type, isFor, { ...broadcaster('', channel), ...fields }, how);
    },
    online(login, { isKnown = true, streamId, ...how } = {}) {
      const channel = channelNamed(login);
      const startedAt = world.clock.wall();
      if (isKnown) channel.liveSince = startedAt;
      const fields = { id: streamId ?? `4${channel.id}${startedAt}`, type: 'live', started_at: time(startedAt) };
      return stage.happens('stream.online', login, fields, how);
    },
    offline(login, { isKnown = true, ...how } = {}) {
      if (isKnown) channelNamed(login).liveSince = null;
      return stage.happens('stream.offline', login, {}, how);
    },
    update(login, title, category) {
      Object.assign(channelNamed(login), { title, game: category });
      const more = { language: 'fr', category_id: '1000', content_classification_labels: [] };
      return stage.happens('channel.update', login, { title, category_name: category, ...more });
    },
    raid(login, from, viewers, how) {
      const channel = channelNamed(login);
      const isFor = ({ condition }: Subscription) => condition['to_broadcaster_user_id'] === channel.id;
      const event = { ...person('from_broadcaster_', from), ...broadcaster('to_', channel), viewers };
      return tell('channel.raid', isFor, event, how);
    },
    follow: (login, viewer, how) =>
      stage.happens('channel.follow', login, { ...person('', viewer), followed_at: now() }, how),
    subscribe: (login, viewer, isGift = false) =>
      stage.happens('channel.subscribe', login, { ...person('', viewer), tier: '1000', is_gift: isGift }),
    resubscribe: (login, viewer, months, text = '') =>
      stage.happens('channel.subscription.message', login, {
        ...{ ...person('', viewer), tier: '1000', message: { text, emotes: null } },
        ...{ cumulative_months: months, streak_months: null, duration_months: 1 },
      }),
    gift: (login, viewer, total) =>
      stage.happens('channel.subscription.gift', login, {
        ...{ ...person('', viewer), total, tier: '1000' },
        ...{ cumulative_total: viewer ? total : null, is_anonymous: viewer === null },
      }),
    cheer: (login, viewer, bits, text = `Cheer${bits}`) =>
      stage.happens('channel.cheer', login, {
        ...{ ...person('', viewer), is_anonymous: viewer === null, message: text, bits },
      }),
    redeem: (login, viewer, title, cost) =>
      stage.happens('channel.channel_points_custom_reward_redemption.add', login, {
        ...{ id: `r${world.clock.wall()}`, ...person('', viewer), user_input: '', status: 'unfulfilled' },
        ...{ reward: { id: 'reward-1', title, cost, prompt: '' }, redeemed_at: now() },
      }),
    adBreak: (login, seconds) =>
      stage.happens('channel.ad_break.begin', login, {
        ...{ duration_seconds: seconds, started_at: now(), is_automatic: true },
        ...person('requester_', channelNamed(login) && { ...channelNamed(login), name: login }),
      }),
    hypeTrain: (login, part, level, id = 'train-1') =>
      stage.happens(`channel.hype_train.${part}`, login, {
        ...{ id, total: 137, level, top_contributions: [], shared_train_participants: null, started_at: now() },
        ...{ is_shared_train: false, type: 'regular' },
        ...(part === 'end'
          ? { ended_at: now(), cooldown_ends_at: now() }
          : { progress: 137, goal: 500, expires_at: now(), all_time_high_level: 4, all_time_high_total: 2845 }),
      }),
    shoutOut: (login, from, viewers) =>
      stage.happens('channel.shoutout.receive', login, {
        ...{ ...person('from_broadcaster_', from), viewer_count: viewers, started_at: now() },
      }),
  };
  return stage;
}
