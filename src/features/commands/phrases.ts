import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'commands.usage': ['prefix'],
  'commands.none': ['prefix'],
  'commands.list': ['names', 'prefix'],
  'commands.added': ['name'],
  'commands.may_be_cut': ['most'],
  'commands.edited': ['name'],
  'commands.same': ['name'],
  'commands.deleted': ['name'],
  'commands.on': ['name'],
  'commands.off': ['name'],
  'commands.shown': ['name', 'options', 'text'],
  'commands.about': ['name', 'who', 'text'],
  'commands.for.viewer': [],
  'commands.for.subscriber': [],
  'commands.for.vip': [],
  'commands.for.moderator': [],
  'commands.for.broadcaster': [],
  'commands.exists': ['name', 'prefix'],
  'commands.unknown': ['name'],
  'commands.meant': ['name', 'meant'],
  'commands.built_in': ['name'],
  'commands.taken': ['name', 'by'],
  'commands.name': ['prefix'],
  'commands.empty': ['prefix'],
  'commands.long': ['most'],
  'commands.full': ['most'],
  'commands.option': ['option'],
  'commands.option.unknown': ['option', 'known'],
  'commands.pattern': [],
  'commands.unsayable': [],
  'help.about.commands': ['prefix'],
  'help.about.addcom': ['prefix'],
  'help.about.editcom': ['prefix'],
  'help.about.delcom': ['prefix'],
} as const satisfies PhraseParams;

export interface CommandSettings {
  readonly most: number;
}

/** The house, as this feature may use it. */
export type Home = House<typeof phrases, CommandSettings>;
