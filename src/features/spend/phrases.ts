import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'cost.today': ['cents', 'tokens', 'channel'],
  'cost.today.budget': ['cents', 'budget', 'percent', 'tokens', 'channel'],
  'cost.nearly': ['percent'],
  'cost.exhausted': [],
  'help.about.cost': ['prefix'],
} as const satisfies PhraseParams;
