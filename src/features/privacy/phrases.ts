import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'forgetme.done': ['prefix'],
  'forgetme.pending': [],
  'forgetme.unsaved': [],
  'help.about.forgetme': ['prefix'],
  'remember.done': ['prefix'],
  'remember.already': ['prefix'],
  'remember.unsaved': [],
  'help.about.remember': ['prefix'],
  'memory.some': ['count', 'ago', 'question', 'wait', 'prefix'],
  'memory.summed': ['count', 'ago', 'question', 'wait', 'prefix'],
  'memory.none': [],
  'memory.out': ['prefix'],
  'memory.unknown': [],
  'help.about.memory': ['prefix'],
  'forget.done': [],
  'forget.failed': [],
  'help.about.forget': ['prefix'],
  'privacy.kept': [],
  'privacy.heard': ['endpoints'],
  'privacy.heard.none': [],
  'privacy.endpoint.near': ['name'],
  'privacy.endpoint.far': ['name', 'host'],
  'privacy.rights': ['prefix'],
  'help.about.privacy': ['prefix'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases>;
