import type { House } from '../../domain/feature.ts';
import type { PhraseParams } from '../../domain/phrases.ts';

export const phrases = {
  'ping.pong': ['uptime'],
  'help.about.ping': ['prefix'],
  'botstatus.line': ['chat', 'model', 'slots', 'waiting', 'uptime'],
  'botstatus.slots': ['inFlight', 'cap'],
  'botstatus.slots.lowered': ['inFlight', 'limit', 'cap'],
  'botstatus.waiting.none': [],
  'botstatus.model.none': [],
  'botstatus.chat.joined': ['channels'],
  'help.about.botstatus': ['prefix'],
  'why.none': ['viewer'],
  'why.quiet': [],
  'why.answered': ['viewer', 'command', 'ago', 'source'],
  'why.phrase': ['viewer', 'command', 'ago', 'reason'],
  'why.held_back': ['viewer', 'command', 'ago', 'rule'],
  'why.refused': ['viewer', 'command', 'ago', 'gate'],
  'why.refused.wait': ['viewer', 'command', 'ago', 'gate', 'wait'],
  'why.failed': ['viewer', 'command', 'ago', 'reason'],
  'why.lost': ['viewer', 'command', 'ago', 'reason'],
  'why.ignored': ['viewer', 'command', 'ago'],
  'help.about.why': ['prefix'],
} as const satisfies PhraseParams;

/** The house, as this feature may use it. */
export type Home = House<typeof phrases>;
