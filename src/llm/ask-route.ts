import type { Invocation } from '../domain/command.ts';
import type { Routed } from '../domain/knowledge.ts';
import type { Llm, PromptMessage } from '../domain/llm.ts';
import type { Tier } from '../domain/settings.ts';
import { priorityOf } from '../domain/viewer.ts';

export interface UnsureParts {
  readonly llm: Llm;
  readonly prompt: (question: string) => readonly PromptMessage[];
  readonly enabled: () => boolean;
  readonly now: () => number;
}

export type AskRoute = (routed: Routed, question: string, call: Invocation, signal: AbortSignal) => Promise<Routed>;

/** No surer than this, the rules have guessed. */
const unsureUpTo = 0.6;
/** Of a model that does not say how sure it is. */
const usuallySure = 0.7;
const maxTokens = 40;
/** Whoever asked waits for the answer, not for this. */
const longestMs = 3_000;

/** A small model's opinion where the rules have none; theirs where it has none either. */
export function createAskRoute({ llm, prompt, enabled, now }: UnsureParts): AskRoute {
  return async (routed, question, { message, deadline, meter }, signal) => {
    if (!enabled() || routed.confidence > unsureUpTo) return routed;
    const { channel, viewer } = message;
    const completion = await llm.complete(
      {
        messages: prompt(question),
        maxTokens,
        channel,
        command: 'route',
        viewer,
        priority: priorityOf(viewer.roles),
        tier: 'light',
        deadline: Math.min(deadline, now() + longestMs),
        meter,
      },
      signal,
    );
    return completion.kind === 'text' ? opinionIn(completion.text, routed) : routed;
  };
}

/** `ROUTE: SUBJECT | light or heavy | confidence`; whatever a small model leaves out is as the rules had it. */
function opinionIn(text: string, ruled: Routed): Routed {
  const [line = ''] = text.trim().split('\n', 1);
  const [intent = '', ...more] = line.slice(0, 200).split('|');
  const [, route, subject = ''] = /^\W*(igdb|wikipedia|model)\b\s*:?\s*(.{0,120})/i.exec(intent) ?? [];
  const tier = /\b(light|heavy)\b/i.exec(more.join(' '))?.[1]?.toLowerCase() as Tier | undefined;
  const said = /\b(?:0?\.\d+|[01](?:\.\d+)?)\b/.exec(more.join(' '))?.[0];
  const confidence = Math.min(1, said === undefined ? usuallySure : Number(said));
  // How much a question takes is asked of the same model, and the rules have no better guess.
  const routed = { ...ruled, tier: tier ?? ruled.tier };
  if (confidence < ruled.confidence) return routed;
  switch (route?.toLowerCase()) {
    case 'model':
      return { ...routed, route: 'model', subject: '', aspect: 'chat', confidence };
    case 'igdb':
    case 'wikipedia': {
      const named = subject.replace(/^["«\s]+|(?<!["»\s.])["»\s.]+$/g, '') || routed.subject;
      if (named === '') return routed;
      const aspect = routed.aspect === 'chat' ? 'about' : routed.aspect;
      return { ...routed, route: route.toLowerCase() as 'igdb' | 'wikipedia', subject: named, aspect, confidence };
    }
    default:
      return routed;
  }
}
