import type { Command, Invocation } from '../domain/command.ts';
import type { Conversations, Exchange, Llm, PromptMessage } from '../domain/llm.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Say } from '../domain/phrases.ts';
import type { FallbackMode } from '../domain/settings.ts';
import { priorityOf } from '../domain/viewer.ts';

export interface AskParts {
  readonly llm: Llm;
  readonly conversations: Conversations;
  readonly say: Say;
  readonly prefix: () => string;
  readonly fallbackMode: () => FallbackMode;
  /** Builds what the model is asked: the house's rules, what was said before, the question. */
  readonly prompt: (
    kind: 'ask' | 'mention',
    call: { readonly channel: string; readonly question: string; readonly history: readonly Exchange[] },
  ) => readonly PromptMessage[];
}

const maxTokens = 220;

/** `!ask` and a mention of the bot differ in what the model is told and in what an empty line gets. */
export function createAsk(parts: AskParts): Command {
  return {
    name: 'ask',
    aliases: ['question'],
    level: 'viewer',
    run: (call, signal) =>
      call.args === '' ? reply(parts.say('ask.usage', { prefix: parts.prefix() })) : answer('ask', call, signal, parts),
  };
}

export function createMention(parts: AskParts): Command {
  return {
    name: 'mention',
    aliases: [],
    level: 'viewer',
    run: (call, signal) =>
      call.args === ''
        ? reply(parts.say('mention.empty', { prefix: parts.prefix() }))
        : answer('mention', call, signal, parts),
  };
}

async function reply(text: string): Promise<Outcome> {
  return { kind: 'reply', source: 'bot', text };
}

/** Down the cascade: the model's endpoints, then a phrase. */
async function answer(
  kind: 'ask' | 'mention',
  { args, message, deadline, meter }: Invocation,
  signal: AbortSignal,
  { llm, conversations, say, fallbackMode, prompt }: AskParts,
): Promise<Outcome> {
  const { channel, viewer } = message;
  const history = await conversations.recall(channel, viewer.id);
  const completion = await llm.complete(
    {
      messages: prompt(kind, { channel, question: args, history }),
      maxTokens,
      channel,
      viewer,
      priority: priorityOf(viewer.roles),
      deadline,
      meter,
    },
    signal,
  );
  switch (completion.kind) {
    case 'text':
      await conversations.remember(channel, viewer.id, { question: args, answer: completion.text });
      return { kind: 'reply', source: `endpoint:${completion.endpoint}`, text: completion.text };
    case 'refused':
      return { kind: 'refused', verdict: completion.verdict };
    case 'failed': {
      const mode = fallbackMode();
      if (mode === 'silent') return { kind: 'failed', reason: completion.reason, cause: completion.cause };
      return { kind: 'reply', source: 'phrase', text: say(`failed.${mode}`) };
    }
  }
}
