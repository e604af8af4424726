import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'wiki.usage': ['prefix'],
  'game.usage': ['prefix'],
  'game.offline': ['prefix'],
  'help.about.game': ['prefix'],
  'help.about.wiki': ['prefix'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases>;
