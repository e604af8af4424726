import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'stream.uptime': ['time'],
  'stream.offline': [],
  'stream.title': ['title'],
  'stream.title.set': ['title'],
  'stream.category': ['category'],
  'stream.category.set': ['category'],
  'stream.category.unknown': ['words'],
  'stream.scope': ['scope'],
  'stream.scope.broadcaster': ['scope'],
  'stream.moderator': ['bot'],
  'stream.failed': ['reason'],
  'stream.follows': ['name', 'time', 'date'],
  'stream.follows.not': ['name'],
  'stream.nobody': ['name'],
  'stream.so': ['name', 'login'],
  'stream.so.game': ['name', 'login', 'category'],
  'stream.so.usage': ['prefix'],
  'stream.so.ask': ['name'],
  'stream.clip': ['url'],
  'help.about.uptime': ['prefix'],
  'help.about.title': ['prefix'],
  'help.about.category': ['prefix'],
  'help.about.followage': ['prefix'],
  'help.about.so': ['prefix'],
  'help.about.clip': ['prefix'],
} as const satisfies PhraseParams;

export interface StreamSettings {
  readonly friendly_shoutout: boolean;
}

/** The house, as this feature may use it. */
export type Home = House<typeof phrases, StreamSettings>;
