import type { Settings } from '../domain/settings.ts';
import type { StreamEvent } from '../domain/stream.ts';

/** What decides which features are on. */
export interface Wish {
  readonly chat: Settings['chat'];
  /** An application with a secret has a token of its own, which the badge of a bot needs. */
  readonly secret: boolean;
  /** The bot's account is that of a broadcaster: nobody else may change a stream. */
  readonly isBroadcaster?: boolean;
  readonly judge?: Settings['outbox']['judge'];
  /** A filter of chat is on. */
  readonly moderates?: boolean;
  /** Stream events that somebody wants to hear of. */
  readonly events?: ReadonlySet<StreamEvent['what']>;
}

interface FeatureScope {
  readonly scope: string;
  readonly on: (wish: Wish) => boolean;
}

const moderating = ({ moderates = false }: Wish) => moderates;
/** Twitch tells these to the account of the channel alone. */
const ownEvent =
  (event: StreamEvent['what']) =>
  ({ isBroadcaster = false, events }: Wish) =>
    isBroadcaster && events?.has(event) === true;

const byHelix = ({ chat }: Wish) => chat.send_via === 'helix';

/** What the bot can do with Twitch, each with the scope that it needs and when it is on. */
export const features = {
  'read chat': { scope: 'chat:read', on: () => true },
  'answer in chat': { scope: 'chat:edit', on: () => true },
  'send by Helix': { scope: 'user:write:chat', on: byHelix },
  'Chat Bot badge': { scope: 'user:bot', on: (wish) => byHelix(wish) && wish.secret },
  'blocked terms': { scope: 'moderator:read:blocked_terms', on: () => true },
  followers: { scope: 'moderator:read:followers', on: () => true },
  'shout-outs': { scope: 'moderator:manage:shoutouts', on: () => true },
  // Twitch answers this to the broadcaster alone.
  'AutoMod status': {
    scope: 'moderation:read',
    on: ({ isBroadcaster = false, judge }) => isBroadcaster && judge === 'twitch',
  },
  'delete lines': { scope: 'moderator:manage:chat_messages', on: moderating },
  'time out and ban': { scope: 'moderator:manage:banned_users', on: moderating },
  'warn viewers': { scope: 'moderator:manage:warnings', on: moderating },
  clips: { scope: 'clips:edit', on: () => true },
  'change the stream': { scope: 'channel:manage:broadcast', on: ({ isBroadcaster = false }) => isBroadcaster },
  'channel points': { scope: 'channel:read:redemptions', on: ownEvent('redemption') },
  ads: { scope: 'channel:read:ads', on: ownEvent('ad') },
  'hype trains': { scope: 'channel:read:hype_train', on: ownEvent('hype_train') },
  // Chat tells these too: heard by EventSub where the token happens to have them.
  subscriptions: { scope: 'channel:read:subscriptions', on: () => false },
  bits: { scope: 'bits:read', on: () => false },
} as const satisfies Record<string, FeatureScope>;

export type Feature = keyof typeof features;

export interface Need {
  readonly feature: Feature;
  readonly scope: string;
}

/** What `npm run login` asks for: what the features that are on need, and nothing else. */
export const needsOf = (wish: Wish): readonly Need[] =>
  (Object.entries(features) as [Feature, FeatureScope][])
    .filter(([, { on }]) => on(wish))
    .map(([feature, { scope }]) => ({ feature, scope }));

const ofBroadcasters: ReadonlySet<Feature> = new Set(['change the stream', 'channel points', 'ads', 'hype trains']);

/** What `npm run login broadcaster` asks the account of a channel for: what Twitch lets nobody else do there. */
export const broadcasterNeeds = (events: Wish['events'] = new Set()): readonly Need[] =>
  needsOf({ chat: { send_via: 'irc' }, secret: false, isBroadcaster: true, events }).filter(({ feature }) =>
    ofBroadcasters.has(feature),
  );

/** The feature's scope, where it is not granted. */
export const missingScope = (feature: Feature, granted: readonly string[]): string | null =>
  granted.includes(features[feature].scope) ? null : features[feature].scope;
