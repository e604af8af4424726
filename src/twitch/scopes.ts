import type { Settings } from '../domain/settings.ts';

/** What decides which features are on. */
export interface Wish {
  readonly chat: Settings['chat'];
  /** An application with a secret has a token of its own, which the badge of a bot needs. */
  readonly secret: boolean;
}

interface FeatureScopes {
  readonly scopes: readonly string[];
  readonly on: (wish: Wish) => boolean;
}

const byHelix = ({ chat }: Wish) => chat.send_via === 'helix';

/** What the bot can do with Twitch, each with the scopes that it needs and when it is on. */
export const features = {
  'read chat': { scopes: ['chat:read'], on: () => true },
  'answer in chat': { scopes: ['chat:edit'], on: () => true },
  'send by Helix': { scopes: ['user:write:chat'], on: byHelix },
  'Chat Bot badge': { scopes: ['user:bot'], on: (wish) => byHelix(wish) && wish.secret },
  'blocked terms': { scopes: ['moderator:read:blocked_terms'], on: () => true },
  // Nothing that an operator can switch on uses these yet: who builds such a thing says here when it is on.
  'AutoMod settings': { scopes: ['moderator:read:automod_settings'], on: () => false },
  timeouts: { scopes: ['moderator:manage:banned_users'], on: () => false },
  deletions: { scopes: ['moderator:manage:chat_messages'], on: () => false },
  announcements: { scopes: ['moderator:manage:announcements'], on: () => false },
  'shout-outs': { scopes: ['moderator:manage:shoutouts'], on: () => false },
  clips: { scopes: ['clips:edit'], on: () => false },
} as const satisfies Record<string, FeatureScopes>;

export type Feature = keyof typeof features;

export interface Need {
  readonly feature: Feature;
  readonly scopes: readonly string[];
}

/** What `npm run login` asks for: what the features that are on need, and nothing else. */
export const needsOf = (wish: Wish): readonly Need[] =>
  (Object.entries(features) as [Feature, FeatureScopes][])
    .filter(([, { on }]) => on(wish))
    .map(([feature, { scopes }]) => ({ feature, scopes }));

/** The first scope of the feature that is not granted. */
export const missingScope = (feature: Feature, granted: readonly string[]): string | null =>
  features[feature].scopes.find((scope) => !granted.includes(scope)) ?? null;
