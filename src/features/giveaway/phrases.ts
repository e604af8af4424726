import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'giveaway.usage': ['prefix'],
  'giveaway.none': ['prefix'],
  'giveaway.already': ['keyword'],
  'giveaway.keyword': [],
  'giveaway.opened': ['keyword', 'commitment'],
  'giveaway.open': ['keyword', 'count'],
  'giveaway.closed': ['count'],
  'giveaway.won': ['name', 'count', 'digest'],
  'giveaway.nobody': [],
  'giveaway.ended': ['seed', 'count', 'digest'],
  'giveaway.private': ['prefix'],
  'help.about.giveaway': ['prefix'],
} as const satisfies PhraseParams;
