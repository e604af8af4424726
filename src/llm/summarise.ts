import type { Llm, Past, PromptMessage } from '../domain/llm.ts';
import type { Clock } from '../lib/clock.ts';
import type { Summarise } from './conversations.ts';

export interface SummariseParts {
  readonly llm: Pick<Llm, 'complete'>;
  readonly prompt: (said: Past) => readonly PromptMessage[];
  readonly clock: Clock;
}

const maxTokens = 200;
const longestMs = 60_000;
const unmetered = { waited() {}, totalMs: 0 };

/** A small model's summary that nobody waits for: every viewer's question comes first. */
export function createSummarise({ llm, prompt, clock }: SummariseParts): Summarise {
  return (channel, said, signal) =>
    llm.complete(
      {
        messages: prompt(said),
        maxTokens,
        channel,
        command: 'summary',
        viewer: null,
        priority: 'background',
        tier: 'light',
        deadline: clock.now() + longestMs,
        meter: unmetered,
      },
      signal,
    );
}
