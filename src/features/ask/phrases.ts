import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'ask.usage': ['prefix'],
  'mention.empty': ['prefix'],
  'knowledge.unsure': [],
  'answer.doubt': [],
  'answer.only.first': [],
  'answer.only.second': [],
  'tone.joyful': [],
  'tone.friendly': [],
  'tone.serious': [],
  'tone.sorry': [],
  'help.about.ask': ['prefix'],
  'help.about.mention': ['bot'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases>;
