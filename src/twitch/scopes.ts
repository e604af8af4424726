import type { Settings } from '../domain/settings.ts';

/** What the bot can do with Twitch, each with the scopes that it needs and when it is on. */
export const features = {
  'read chat': { scopes: ['chat:read'], on: () => true },
  'answer in chat': { scopes: ['chat:edit'], on: () => true },
  'send by Helix': { scopes: ['user:write:chat', 'user:bot'], on: (settings) => settings.chat.send_via === 'helix' },
  'blocked terms': { scopes: ['moderator:read:blocked_terms'], on: () => true },
  // Nothing that an operator can switch on uses these yet: who builds such a thing says here when it is on.
  'AutoMod settings': { scopes: ['moderator:read:automod_settings'], on: () => false },
  timeouts: { scopes: ['moderator:manage:banned_users'], on: () => false },
  deletions: { scopes: ['moderator:manage:chat_messages'], on: () => false },
  announcements: { scopes: ['moderator:manage:announcements'], on: () => false },
  'shout-outs': { scopes: ['moderator:manage:shoutouts'], on: () => false },
  clips: { scopes: ['clips:edit'], on: () => false },
} as const satisfies Record<string, { scopes: readonly string[]; on: (settings: Pick<Settings, 'chat'>) => boolean }>;

export type Feature = keyof typeof features;

export interface Need {
  readonly feature: Feature;
  readonly scopes: readonly string[];
}

/** What is asked for at `npm run login`: for features that are on, and for nothing else. */
export function needsOf(settings: Pick<Settings, 'chat'>): readonly Need[] {
  return Object.entries(features)
    .filter(([, { on }]) => on(settings))
    .map(([feature, { scopes }]) => ({ feature: feature as Feature, scopes }));
}

/** The first scope of the feature that is not granted. */
export const missingScope = (feature: Feature, granted: readonly string[]): string | null =>
  features[feature].scopes.find((scope) => scope !== 'user:bot' && !granted.includes(scope)) ?? null;
