import type { Invocation } from '../../domain/command.ts';
import type { Aspect, Fact, Knowledge, Lookup } from '../../domain/knowledge.ts';
import type { Say } from '../../domain/phrases.ts';
import type { Language } from '../../domain/settings.ts';
import { told } from '../found.ts';
import type { Looked, Rung } from './rung.ts';
import type { AskRoute } from './unsure.ts';

export interface FactParts {
  readonly askRoute: AskRoute;
  readonly now: () => number;
  readonly knowledge: Knowledge;
  readonly say: Say;
  readonly language: () => Language;
  /** What moderators of the channel taught; null where nobody did. */
  readonly taught: (channel: string, subject: string) => Fact | null;
}

const longestMs = 3_500;
/** A question that is surely no talk. Below it a source is asked too, but a model may answer when that has nothing. */
const sure = 0.6;
/** What a small model would make up rather than say that it does not know. */
const exact: ReadonlySet<Aspect> = new Set(['release', 'studio', 'platforms', 'rating', 'who', 'when', 'howmany']);

/** Sends a question to its best source. */
export async function lookUp(
  { knowledge, language, taught, now, askRoute }: FactParts,
  question: string,
  call: Invocation,
  signal: AbortSignal,
): Promise<Looked> {
  const { message, deadline, meter } = call;
  const { channel } = message;
  const ruled = knowledge.route(question, language());
  const own = taught(channel, question);
  if (own) return { routed: ruled, found: { kind: 'fact', fact: own } };
  const routed = await askRoute(ruled, question, call, signal);
  if (routed.route === 'model' || routed.subject === '') return { routed, found: null };
  // A source that is slow must leave the time that a model needs.
  const lookup: Lookup = {
    channel,
    subject: routed.subject,
    aspect: routed.aspect,
    language: language(),
    deadline: Math.min(deadline, now() + longestMs),
    meter,
  };
  if (routed.route === 'wikipedia') return { routed, found: await knowledge.wikipedia(lookup, signal) };
  const game = await knowledge.igdb(lookup, signal);
  if (game.kind === 'fact') return { routed, found: game };
  const article = await knowledge.wikipedia(lookup, signal);
  return { routed, found: article.kind === 'fact' ? article : game };
}

/** What a source answers by itself, or that none does where a model would only guess. */
export function createFactRung({ say }: FactParts): Rung {
  return async ({ looked }) => {
    const { routed, found } = await looked();
    switch (found?.kind) {
      case 'fact':
        return found.fact.direct ? told(found, say, routed.subject) : null;
      case 'ambiguous':
        return told(found, say, routed.subject);
      case 'nothing':
      case 'failed':
        if (routed.confidence < sure || !exact.has(routed.aspect)) return null;
        return {
          kind: 'reply',
          source: 'phrase',
          text: say('knowledge.unsure', { subject: routed.subject.slice(0, 60) }),
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
    const { routed, found } = await looked();
    return found?.kind === 'fact' ? told(found, say, routed.subject) : null;
  };
}

/** For a model that answers from a fact: its text, and whose it is. */
export function groundingOf({ found }: Looked, say: Say): { readonly source: string; readonly text: string } | null {
  if (found?.kind !== 'fact') return null;
  const { source, grounding } = found.fact;
  return { source: say(`source.${source}`), text: grounding };
}
