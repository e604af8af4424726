import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'resetlimit.usage': ['prefix'],
  'resetlimit.done': ['viewer'],
  'resetlimit.unknown': ['viewer'],
  'help.about.resetlimit': ['prefix'],
  'cooldown.all': ['all', 'hour'],
  'cooldown.command': ['command', 'own', 'all'],
  'cooldown.command.none': ['command', 'all'],
  'cooldown.reset': ['now'],
  'cooldown.long': ['most'],
  'cooldown.none': [],
  'cooldown.usage': ['prefix'],
  'help.about.cooldown': ['prefix'],
  'ignore.list': ['names'],
  'ignore.done': ['viewer'],
  'unignore.done': ['viewer'],
  'help.about.ignore': ['prefix'],
  'help.about.unignore': ['prefix'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases>;
