import type { Fact } from './knowledge.ts';
import type { EndpointState, EndpointWord } from './llm.ts';
import type { PhraseReason } from './outcome.ts';
import type { Language } from './settings.ts';
import type { Gate } from './verdict.ts';
import type { Priority } from './viewer.ts';

/** A catalog: the keys of some phrases, each with the names of what is filled in. */
export type PhraseParams = Readonly<Record<string, readonly string[]>>;

/** What rooms say, and what several features do. `phrases.{fr,en}.yaml` beside this file has the words. */
export const housePhrases = {
  'refused.level': [],
  'refused.in_flight': [],
  'refused.cooldown': ['wait'],
  'refused.hourly': ['wait'],
  'refused.channel': ['wait'],
  'refused.send': [],
  'refused.slot': ['wait'],
  'refused.newcomers': ['wait'],
  'refused.held_back': ['wait'],
  'refused.stopping': [],
  'refused.paused': [],
  'refused.several': ['names', 'wait'],
  'failed.fun': [],
  held_back: [],
  'failed.minimal': [],
  'gate.level': [],
  'gate.in_flight': [],
  'gate.cooldown': [],
  'gate.hourly': [],
  'gate.channel': [],
  'gate.send': [],
  'gate.slot': [],
  'gate.newcomers': [],
  'gate.held_back': [],
  'gate.stopping': [],
  'gate.paused': [],
  'pause.begins': [],
  'pause.ends': [],
  'failure.no_endpoint': [],
  'failure.deadline': [],
  'failure.upstream': [],
  'failure.filtered': [],
  'failure.budget': [],
  'failure.cancelled': [],
  'failure.held_back': [],
  'failure.unknown': [],
  'failure.unreachable': [],
  'failure.bug': [],
  'lost.handed': [],
  'lost.stale': [],
  'lost.deadly': [],
  'endpoint.healthy': [],
  'endpoint.backing off': [],
  'endpoint.probing': [],
  'logins.usage': ['prefix', 'command'],
  'logins.full': ['most'],
  'logins.not': [],
  'logins.absent': ['viewer'],
  'stored.not': [],
  'template.unclosed': ['at'],
  'template.nameless': ['at'],
  'template.deep': ['at'],
  'template.unknown': ['name', 'at'],
  'template.meant': ['name', 'at', 'meant'],
  'template.argument': ['name', 'at', 'example'],
  'template.twice': ['name', 'at'],
  'template.asks': [],
  'endpoint.disabled': [],
  'endpoint.not tried yet': [],
  'endpoint.failing': [],
  'endpoint.off': [],
  'endpoint.no money': [],
  'endpoint.key refused': [],
  'priority.broadcaster': [],
  'priority.moderator': [],
  'priority.vip': [],
  'priority.subscriber': [],
  'priority.viewer': [],
  'priority.background': [],
  'source.wikipedia': [],
  'source.igdb': [],
  'source.wikidata': [],
  'source.openmeteo': [],
  'source.frankfurter': [],
  'source.bot': [],
  'source.channel': [],
  'knowledge.which': ['choices'],
  'knowledge.meant': ['choice'],
  'knowledge.nothing': [],
  'knowledge.failed': [],
  'help.unknown': ['prefix'],
  'duration.seconds': ['n'],
  'duration.minutes': ['n'],
  'duration.hours': ['h', 'm'],
  'duration.hours.whole': ['h'],
  'duration.days': ['d', 'h'],
  'duration.days.whole': ['d'],
} as const satisfies PhraseParams &
  Record<
    | `refused.${Gate}`
    | `gate.${Gate}`
    | `failure.${PhraseReason}`
    | `endpoint.${EndpointState | EndpointWord}`
    | `priority.${Priority}`
    | `source.${Fact['source']}`,
    readonly string[]
  >;

type HousePhrases = typeof housePhrases;
type Known<P extends PhraseParams> = HousePhrases & P;
type Names<P extends PhraseParams, K> = K extends keyof P
  ? P[K][number]
  : K extends keyof HousePhrases
    ? HousePhrases[K][number]
    : never;
export type PhraseValues = Readonly<Record<string, string | number>>;
type Values<Name extends string> = [Name] extends [never] ? [] : [Readonly<Record<Name, string | number>>];

/**
 * A phrase in the bot's language: of the house, or of the catalog P. One of several wordings is chosen where there are
 * several.
 */
export interface Say<P extends PhraseParams = Record<never, never>> {
  <K extends keyof Known<P> & string>(key: K, ...values: Values<Names<P, K>>): string;
  /** Never there: without it, TypeScript takes a `Say` of too few phrases for this one. */
  readonly catalog?: Known<P>;
}

/** Says any phrase of all catalogs, unchecked: each part is handed it as a `Say` of its own catalog. */
export type SayAny = (key: string, values?: PhraseValues) => string;

/** Whatever `run` says is in that language: for somebody who reads it elsewhere than in chat. */
export type SpeakIn = <T>(language: Language, run: () => Promise<T>) => Promise<T>;

export interface Speech {
  readonly say: SayAny;
  /** Left out, the dashboard is told things in the bot's language alone. */
  readonly speakIn?: SpeakIn;
}
