import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'cache.one': ['name', 'entries', 'kilobytes', 'percent'],
  'cache.none': [],
  'cache.unknown': ['names'],
  'cache.cleared': ['names'],
  'help.about.cachestats': ['prefix'],
  'help.about.cacheclear': ['prefix'],
} as const satisfies PhraseParams;
