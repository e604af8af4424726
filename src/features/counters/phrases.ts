import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'counter.title': ['name'],
  'counter.is': ['name', 'value'],
  'counter.unknown': ['name', 'prefix'],
  'counter.list': ['names'],
  'counter.none': ['prefix'],
  'counter.usage': ['prefix'],
  'counter.full': ['most'],
  'help.about.counter': ['prefix'],
} as const satisfies PhraseParams;
