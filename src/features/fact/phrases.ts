import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'fact.usage': ['prefix'],
  'fact.long': ['subject', 'answer'],
  'fact.unsayable': [],
  'fact.link': [],
  'fact.full': [],
  'fact.added': ['subject'],
  'fact.removed': ['subject'],
  'fact.unknown': [],
  'fact.none': ['prefix'],
  'fact.list': ['count', 'subjects'],
  'help.about.fact': ['prefix'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases>;
