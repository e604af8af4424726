import type { Invocation } from '../../domain/command.ts';
import type { Routed } from '../../domain/knowledge.ts';
import type { Llm, PromptMessage } from '../../domain/llm.ts';
import { priorityOf } from '../../domain/viewer.ts';

export interface UnsureParts {
  readonly llm: Llm;
  readonly prompt: (question: string) => readonly PromptMessage[];
  readonly enabled: () => boolean;
  readonly now: () => number;
}

export type AskRoute = (routed: Routed, question: string, call: Invocation, signal: AbortSignal) => Promise<Routed>;

/** Below it the rules have guessed. */
const unsureBelow = 0.5;
const maxTokens = 30;
/** Whoever asked waits for the answer, not for this. */
const longestMs = 3_000;

/** A small model's opinion where the rules have none; theirs where it has none either. */
export function createAskRoute({ llm, prompt, enabled, now }: UnsureParts): AskRoute {
  return async (routed, question, { message, deadline, meter }, signal) => {
    if (!enabled() || routed.confidence >= unsureBelow) return routed;
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

function opinionIn(text: string, routed: Routed): Routed {
  const [, route, subject = ''] = /^\W*(igdb|wikipedia|model)\b\s*:?\s*([^\n]{0,120})/i.exec(text) ?? [];
  switch (route?.toLowerCase()) {
    case 'model':
      return { ...routed, route: 'model', subject: '', aspect: 'chat', confidence: 0.7 };
    case 'igdb':
    case 'wikipedia': {
      const named = subject.replace(/^["«\s]+|["»\s.]+$/g, '') || routed.subject;
      if (named === '') return routed;
      const aspect = routed.aspect === 'chat' ? 'about' : routed.aspect;
      return { ...routed, route: route.toLowerCase() as 'igdb' | 'wikipedia', subject: named, aspect, confidence: 0.7 };
    }
    default:
      return routed;
  }
}
