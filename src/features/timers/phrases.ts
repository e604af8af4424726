import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'timer.title': ['name'],
  'timer.saved': ['name', 'every', 'lines'],
  'timer.deleted': ['name'],
  'timer.on': ['name'],
  'timer.off': ['name'],
  'timer.list': ['names'],
  'timer.none': ['prefix'],
  'timer.usage': ['prefix'],
  'timer.exists': ['name', 'prefix'],
  'timer.unknown': ['name'],
  'timer.full': ['most'],
  'timer.texts': ['most'],
  'timer.long': ['most'],
  'timer.option': ['option'],
  'timer.option.unknown': ['option', 'known'],
  'timer.unsayable': [],
  'timer.empty': [],
  'help.about.timer': ['prefix'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases, { readonly most: number }>;
