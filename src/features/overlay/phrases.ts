import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'overlay.title': [],
  'overlay.off': [],
  'overlay.state': ['pages', 'theme', 'layout', 'delay', 'approve', 'waiting'],
  'overlay.approve.on': [],
  'overlay.approve.off': [],
  'overlay.nobody': [],
  'overlay.waiting': ['names'],
  'overlay.shown': ['viewer'],
  'overlay.hidden': ['n'],
  'overlay.saved': [],
  'overlay.made': [],
  'overlay.rotated': [],
  'overlay.closed': [],
  'overlay.raid': ['viewers'],
  'overlay.usage': ['prefix', 'themes', 'layouts', 'most'],
  'help.about.overlay': ['prefix'],
} as const satisfies PhraseParams;
