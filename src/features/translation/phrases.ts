import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'trad.usage': ['prefix'],
  'trad.said': ['viewer', 'text'],
  'help.about.trad': ['prefix'],
  'devs.list': ['names'],
  'devs.none': ['prefix'],
  'adddev.done': ['viewer'],
  'deldev.done': ['viewer'],
  'help.about.adddev': ['prefix'],
  'help.about.deldev': ['prefix'],
  'help.about.listdevs': ['prefix'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases>;
