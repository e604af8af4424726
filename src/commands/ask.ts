import type { Command, Invocation } from '../domain/command.ts';
import type { Conversations } from '../domain/llm.ts';
import type { Outcome } from '../domain/outcome.ts';
import { createFactRung, createKnowledgeRung, type FactParts, lookUp } from './ask/facts.ts';
import { createKeptRung, createModelRung, type ModelParts } from './ask/model.ts';
import { createPhraseRung, type PhraseParts } from './ask/phrase.ts';
import { climbDown, type Looked, type Rung } from './ask/rung.ts';

export interface AskParts extends ModelParts, PhraseParts, FactParts {
  readonly conversations: Conversations;
  readonly prefix: () => string;
}

/** `!ask` and a mention of the bot differ in what the model is told and in what an empty line gets. */
export function createAsk(parts: AskParts): Command {
  const answer = createAnswer('ask', parts);
  return {
    name: 'ask',
    aliases: ['question'],
    level: 'viewer',
    run: (call, signal) =>
      call.args === '' ? reply(parts.say('ask.usage', { prefix: parts.prefix() })) : answer(call, signal),
  };
}

export function createMention(parts: AskParts): Command {
  const answer = createAnswer('mention', parts);
  return {
    name: 'mention',
    aliases: [],
    level: 'viewer',
    run: (call, signal) =>
      call.args === '' ? reply(parts.say('mention.empty', { prefix: parts.prefix() })) : answer(call, signal),
  };
}

async function reply(text: string): Promise<Outcome> {
  return { kind: 'reply', source: 'bot', text };
}

/** Down the cascade, best source first. What was said by anything but a phrase is remembered. */
function createAnswer(kind: 'ask' | 'mention', parts: AskParts) {
  const { conversations } = parts;
  const rungs: readonly Rung[] = [
    createFactRung(parts),
    createModelRung(parts),
    createKeptRung(parts),
    createKnowledgeRung(parts),
    createPhraseRung(parts),
  ];

  return async (call: Invocation, signal: AbortSignal): Promise<Outcome> => {
    const { channel, viewer } = call.message;
    const question = call.args;
    const past = await conversations.recall(channel, viewer.id);
    let looking: Promise<Looked> | null = null;
    const looked = () => {
      looking ??= lookUp(parts, { question, past, call, signal });
      return looking;
    };
    const outcome = await climbDown(rungs, { kind, question, call, past, looked, signal });
    if (outcome.kind !== 'reply' || outcome.source === 'phrase') return outcome;
    const exchange = { question, answer: outcome.text };
    return { ...outcome, onHanded: (said) => void conversations.remember(channel, viewer.id, exchange, said) };
  };
}
