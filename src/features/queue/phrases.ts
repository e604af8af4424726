import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'queue.usage': ['prefix'],
  'queue.opened': ['prefix'],
  'queue.closed': ['count'],
  'queue.is_closed': [],
  'queue.state': ['prefix', 'count'],
  'queue.place': ['place'],
  'queue.joined': ['place'],
  'queue.already': ['place'],
  'queue.full': ['most'],
  'queue.left': [],
  'queue.not_in': [],
  'queue.next': ['names'],
  'queue.empty': [],
  'queue.list': ['names'],
  'queue.cleared': [],
  'queue.private': ['prefix'],
  'help.about.queue': ['prefix'],
  'help.about.join': ['prefix'],
  'help.about.leave': ['prefix'],
} as const satisfies PhraseParams;
