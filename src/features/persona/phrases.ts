import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'persona.none': ['list', 'prefix'],
  'persona.now': ['persona', 'list'],
  'persona.unknown': ['list'],
  'persona.set': ['persona'],
  'persona.off': [],
  'help.about.persona': ['prefix'],
} as const satisfies PhraseParams;
