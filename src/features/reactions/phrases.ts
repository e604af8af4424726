import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';
import type { ReactionSettings } from './settings.ts';

export const phrases = {
  'reactions.raid': ['name', 'count'],
  'reactions.sub': ['name'],
  'reactions.resub': ['name', 'count'],
  'reactions.gift': ['name'],
  'reactions.gifts': ['name', 'count'],
  'reactions.cheer': ['name', 'count'],
  'reactions.follow': ['name'],
  'reactions.online': ['name'],
  'reactions.offline': [],
  'reactions.ad': ['count'],
  'reactions.redemption': ['name', 'title', 'count'],
  'reactions.hype_train': ['count'],
  'reactions.shoutout': ['name'],
  'reactions.first_chat': ['name'],
  'reactions.anonymous': [],
  'reactions.and_one': [],
  'reactions.and': ['n'],
  'reactions.more_one': [],
  'reactions.more': ['n'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases, ReactionSettings>;
