import { hashOf } from '../random.ts';
import type { Kind } from './kinds.ts';
import { recitalIn } from './recite.ts';
import { type ChatRequest, type Refusal, reasons, truncated } from './request.ts';
import { type ChatMessageIn, type Completed, completionId, piecesOf, promptText, promptTokens } from './wire.ts';

export interface Brain {
  readonly kind: Kind;
  readonly loaded: string;
  readonly contextTokens: number;
  readonly answer: (messages: readonly ChatMessageIn[]) => string;
  readonly cached: (prompt: string) => number;
  readonly obedient: boolean;
  readonly schemas: boolean;
}

// What a model that thinks spends before its first word, by `reasoning_effort`.
const thinking: Readonly<Record<string, number>> = { none: 0, minimal: 0, low: 64, medium: 128, high: 448 };

/** What the model will say to a request, cut and counted; or why the server refuses it. */
export function complete(request: ChatRequest, brain: Brain): Omit<Completed, 'created'> | Refusal {
  const { kind, contextTokens } = brain;
  const total = promptTokens(request.messages);
  const overflow = total > contextTokens;
  if (overflow && kind.overflow === 'refuse')
    return {
      status: 400,
      message: `This model's maximum context length is ${contextTokens} tokens. However, your messages resulted in ${total} tokens. Please reduce the length of the messages.`,
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    };
  const messages = overflow && kind.overflow === 'cut' ? truncated(request.messages, contextTokens) : request.messages;
  const prompt = promptText(messages);
  const order = brain.obedient ? (orderIn(prompt) ?? recitalIn(messages)) : null;
  const text =
    overflow && kind.overflow === 'nothing'
      ? ''
      : (order ?? (request.structured && brain.schemas ? object(brain.answer(messages)) : brain.answer(messages)));
  const reasoning =
    kind.name === 'openai' && reasons(request.model) ? (thinking[request.effort ?? 'medium'] ?? 128) : 0;
  const all = piecesOf(text);
  // An order is answered to the letter, however long.
  const room = order === null && request.maxTokens !== null ? Math.max(0, request.maxTokens - reasoning) : all.length;
  const pieces = order === null ? all.slice(0, room) : [order];
  return {
    id: completionId(String(hashOf(prompt))),
    model: kind.anyModel ? brain.loaded : request.model,
    pieces,
    finish: order === null && all.length > room ? 'length' : 'stop',
    usage: {
      prompt: Math.min(promptTokens(messages), contextTokens),
      cached: brain.cached(prompt),
      completion: pieces.length + (request.maxTokens === null ? reasoning : Math.min(reasoning, request.maxTokens)),
      reasoning: request.maxTokens === null ? reasoning : Math.min(reasoning, request.maxTokens),
    },
    details: kind.tellsCache,
  };
}

/** An answer as a schema wants it. Who says that it does not know is not sure. */
function object(answer: string): string {
  const unsure = /ne sais pas|pas sûr|don't know|not sure/i.test(answer);
  return JSON.stringify({ answer, tone: unsure ? 'sorry' : 'friendly', confidence: unsure ? 0.3 : 0.9 });
}

/** The last order wins: earlier ones are history. */
function orderIn(prompt: string): string | null {
  const last = [...prompt.matchAll(/EMIT<?([A-Za-z0-9+/_-]{4,}={0,2})>?/g)].at(-1)?.[1];
  return last === undefined ? null : Buffer.from(last, 'base64').toString('utf8');
}
