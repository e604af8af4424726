import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'undo.added': ['what'],
  'undo.changed': ['what'],
  'undo.deleted': ['what'],
  'undo.nothing': [],
  'undo.since': ['what', 'by'],
  'help.about.undo': ['prefix'],
} as const satisfies PhraseParams;
