import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'help.list': ['commands', 'prefix'],
  'help.one': ['text'],
  'help.about.help': ['prefix'],
} as const satisfies PhraseParams;
