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
  'reactions.anonymous': [],
  'reactions.and_one': [],
  'reactions.and': ['n'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases, ReactionSettings>;
