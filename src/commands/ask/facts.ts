import type { Aspect, Fact, Knowledge, Routed } from '../../domain/knowledge.ts';
import type { Language } from '../../domain/settings.ts';
import type { Choices } from '../choices.ts';
import { findGame } from '../find-game.ts';
import { told } from '../found.ts';
import type { Say } from '../phrases.ts';
import { routeOnAir } from './on-air.ts';
import { isAbout } from './relevant.ts';
import type { Asking, Looked, Rung } from './rung.ts';
import type { AskRoute } from './unsure.ts';

export interface FactParts {
  readonly askRoute: AskRoute;
  readonly now: () => number;
  readonly knowledge: Knowledge;
  readonly say: Say;
  readonly language: () => Language;
  /** What moderators of the channel taught; null where nobody did. */
  readonly taught: (channel: string, subject: string) => Fact | null;
  /** What viewers were asked to choose from. */
  readonly choices?: Choices;
  /** The game that is being streamed; null when none is, or when Twitch does not say. */
  readonly streamed?: (channel: string, signal: AbortSignal) => Promise<string | null>;
}

type Question = Pick<Asking, 'question' | 'past' | 'call' | 'signal'>;

const longestMs = 3_500;
/** A question that is surely no talk. Below it a source is asked too, but a model may answer when that has nothing. */
const sure = 0.6;
/** What a small model would make up rather than say that it does not know. */
const exact: ReadonlySet<Aspect> = new Set([
  'release',
  'studio',
  'platforms',
  'genre',
  'rating',
  'who',
  'when',
  'where',
  'howmany',
]);

/** Sends a question to its best source. */
export async function lookUp(parts: FactParts, { question, past, call, signal }: Question): Promise<Looked> {
  const { knowledge, language, taught, choices, streamed = async () => null, now, askRoute } = parts;
  const { message, deadline, meter } = call;
  const { channel, viewer } = message;
  const { route } = knowledge;
  const ruled = route(question, language());
  const own = taught(channel, question);
  if (own) return { routed: ruled, found: { kind: 'fact', fact: own } };
  const choice = choices?.taken(channel, viewer.id, question) ?? null;
  const routed: Routed =
    choice !== null
      ? { route: 'wikipedia', subject: choice, aspect: 'about', confidence: 1, tier: 'light' }
      : ((await routeOnAir({ route, streamed }, { question, past, ruled, channel }, language(), signal)) ??
        (await askRoute(ruled, question, call, signal)));
  if (routed.route === 'model' || routed.subject === '') return { routed, found: null };
  const { subject, aspect } = routed;
  // Sources that are slow must leave the time that a model needs.
  const half = now() + (deadline - now()) / 2;
  const within = (longestMs: number) => Math.min(half, now() + longestMs);
  const lookup = { channel, subject, aspect, language: language(), meter };
  if (routed.route === 'igdb') {
    const found = await findGame(parts, { ...lookup, deadline: within(2 * longestMs) }, [subject], signal);
    return { routed, found };
  }
  const found = await knowledge.wikipedia({ ...lookup, deadline: within(longestMs) }, signal);
  if (found.kind === 'ambiguous') choices?.offer(channel, viewer.id, found.choices);
  const isOther = found.kind === 'fact' && !isAbout(subject, found.fact.grounding);
  return { routed, found: isOther ? { kind: 'nothing' } : found };
}

/** What a source answers by itself, or that none does where a model would only guess. */
export function createFactRung({ say }: FactParts): Rung {
  return async ({ looked }) => {
    const { routed, found } = await looked();
    switch (found?.kind) {
      case 'fact':
        return found.fact.direct ? told(found, say) : null;
      case 'ambiguous':
        return told(found, say);
      case 'nothing':
      case 'failed':
        if (routed.confidence < sure || !exact.has(routed.aspect)) return null;
        return {
          kind: 'reply',
          source: 'phrase',
          phrase: found.kind === 'failed' ? 'unreachable' : 'unknown',
          text: say('knowledge.unsure'),
        };
      default:
        return null;
    }
  };
}

/** When no model answers, what the source says is better than a phrase. */
export function createKnowledgeRung({ say }: FactParts): Rung {
  return async ({ looked }, fallen) => {
    if (fallen?.kind !== 'failed' || fallen.reason === 'cancelled') return null;
    const { found } = await looked();
    return found?.kind === 'fact' ? told(found, say) : null;
  };
}

/** For a model that answers from a fact: its text, and whose it is. */
export function groundingOf({ found }: Looked, say: Say): { readonly source: string; readonly text: string } | null {
  if (found?.kind !== 'fact') return null;
  const { source, grounding } = found.fact;
  return { source: say(`source.${source}`), text: grounding };
}
