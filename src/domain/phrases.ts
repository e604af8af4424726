import type { EndpointState } from './llm.ts';
import type { FailureReason } from './outcome.ts';
import type { Gate } from './verdict.ts';

/** Every sentence that a viewer can see. config/phrases/{fr,en}.yaml has each of them, checked at start. */
export const phraseParams = {
  'refused.level': [],
  'refused.in_flight': [],
  'refused.cooldown': ['wait'],
  'refused.hourly': ['wait'],
  'refused.channel': ['wait'],
  'refused.send': [],
  'refused.slot': ['wait'],
  'refused.stopping': [],
  'refused.several': ['names', 'wait'],
  'failed.fun': [],
  'failed.minimal': [],
  'ask.usage': ['prefix'],
  'mention.empty': ['prefix'],
  'help.list': ['commands', 'prefix'],
  'help.unknown': ['prefix'],
  'help.about.ask': ['prefix'],
  'help.about.mention': ['bot'],
  'help.about.help': ['prefix'],
  'help.about.ping': ['prefix'],
  'help.about.botstatus': ['prefix'],
  'ping.pong': ['uptime'],
  'botstatus.line': ['chat', 'model', 'inFlight', 'cap', 'waiting', 'uptime'],
  'botstatus.model.none': [],
  'botstatus.chat.joined': ['channels'],
  'endpoint.healthy': [],
  'endpoint.backing off': [],
  'endpoint.probing': [],
  'endpoint.disabled': [],
  'why.none': ['viewer'],
  'why.quiet': [],
  'why.answered': ['viewer', 'command', 'ago', 'source'],
  'why.refused': ['viewer', 'command', 'ago', 'gate'],
  'why.refused.wait': ['viewer', 'command', 'ago', 'gate', 'wait'],
  'why.failed': ['viewer', 'command', 'ago', 'reason'],
  'why.lost': ['viewer', 'command', 'ago', 'reason'],
  'why.ignored': ['viewer', 'command', 'ago'],
  'gate.level': [],
  'gate.in_flight': [],
  'gate.cooldown': [],
  'gate.hourly': [],
  'gate.channel': [],
  'gate.send': [],
  'gate.slot': [],
  'gate.stopping': [],
  'failure.no_endpoint': [],
  'failure.deadline': [],
  'failure.upstream': [],
  'failure.filtered': [],
  'failure.cancelled': [],
  'failure.bug': [],
  'resetlimit.usage': ['prefix'],
  'resetlimit.done': ['viewer'],
  'resetlimit.unknown': ['viewer'],
  'ignore.usage': ['prefix', 'command'],
  'ignore.list': ['names'],
  'ignore.done': ['viewer'],
  'unignore.done': ['viewer'],
  'kept.not': [],
  'help.about.ignore': ['prefix'],
  'help.about.unignore': ['prefix'],
  'cooldown.all': ['all', 'hour'],
  'cooldown.command': ['command', 'own', 'all'],
  'cooldown.none': [],
  'cooldown.usage': ['prefix'],
  'help.about.cooldown': ['prefix'],
  'help.about.why': ['prefix'],
  'help.about.resetlimit': ['prefix'],
  'duration.seconds': ['n'],
  'duration.minutes': ['n'],
  'duration.hours': ['h', 'm'],
  'duration.days': ['d', 'h'],
} as const satisfies Record<string, readonly string[]> &
  Record<
    `refused.${Gate}` | `gate.${Gate}` | `failure.${FailureReason}` | `endpoint.${EndpointState}`,
    readonly string[]
  >;

export type PhraseKey = keyof typeof phraseParams;
type Params<K extends PhraseKey> = (typeof phraseParams)[K][number];

/** A sentence in the bot's language. One of several wordings is chosen where the file has several. */
export type Say = <K extends PhraseKey>(
  key: K,
  ...params: Params<K> extends never ? [] : [Readonly<Record<Params<K>, string | number>>]
) => string;
