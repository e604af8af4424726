import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'quote.title': ['number'],
  'quote.said': ['number', 'text', 'author', 'date'],
  'quote.said.bare': ['number', 'text', 'author'],
  'quote.said.game': ['number', 'text', 'author', 'date', 'game'],
  'quote.added': ['number'],
  'quote.edited': ['number'],
  'quote.deleted': ['number'],
  'quote.unknown': [],
  'quote.none': ['prefix'],
  'quote.usage': ['prefix'],
  'quote.long': ['most'],
  'quote.full': ['most'],
  'quote.unsayable': [],
  'help.about.quote': ['prefix'],
  'help.about.addquote': ['prefix'],
  'help.about.delquote': ['prefix'],
} as const satisfies PhraseParams;
