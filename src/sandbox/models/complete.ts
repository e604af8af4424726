import { inflateRawSync } from 'node:zlib';
import { hashOf } from '../random.ts';
import type { Kind } from './kinds.ts';
import { recitalIn } from './recite.ts';
import { type ChatRequest, type Refusal, reasons, truncated } from './request.ts';
import { type ChatMessageIn, type Completed, completionId, piecesOf, promptText, promptTokens } from './wire.ts';

/** A model that thinks before it speaks. */
export interface Thinks {
  readonly tokens: number;
  /** By which words in a request it thinks less, or not at all. */
  readonly heeds?: readonly ('reasoning_effort' | 'chat_template_kwargs' | 'thinking_budget_tokens' | '/no_think')[];
  /** Where its thoughts are: in a field beside the content, in the content between marks, or nowhere. */
  readonly aloud?: 'reasoning_content' | 'reasoning' | readonly [begin: string, end: string];
}

export interface Brain {
  readonly kind: Kind;
  readonly loaded: string;
  readonly contextTokens: number;
  readonly answer: (messages: readonly ChatMessageIn[]) => string;
  readonly cached: (prompt: string) => number;
  readonly obedient: boolean;
  readonly schemas: boolean;
  readonly thinks: Thinks | null;
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
  const reasoning = brain.thinks
    ? thoughtsOf(brain.thinks, request)
    : kind.name === 'openai' && reasons(request.model)
      ? (thinking[request.effort ?? 'medium'] ?? 128)
      : 0;
  const all = piecesOf(text);
  // An order is answered to the letter, however long.
  const room = order === null && request.maxTokens !== null ? Math.max(0, request.maxTokens - reasoning) : all.length;
  const pieces = order === null ? all.slice(0, room) : [order];
  const thought = request.maxTokens === null ? reasoning : Math.min(reasoning, request.maxTokens);
  return {
    id: completionId(String(hashOf(prompt))),
    model: kind.anyModel ? brain.loaded : request.model,
    pieces,
    finish: order === null && all.length > room ? 'length' : 'stop',
    usage: {
      prompt: Math.min(promptTokens(messages), contextTokens),
      cached: brain.cached(prompt),
      completion: pieces.length + thought,
      reasoning: thought,
    },
    ...(brain.thinks?.aloud && thought > 0 && { thoughts: aloud(brain.thinks.aloud, thought, thought < reasoning) }),
    details: kind.tellsCache,
  };
}

function thoughtsOf({ tokens, heeds = [] }: Thinks, { effort, body, messages }: ChatRequest): number {
  const template = body['chat_template_kwargs'] as { enable_thinking?: unknown } | undefined;
  const asked = {
    reasoning_effort: effort === 'none',
    chat_template_kwargs: template?.enable_thinking === false,
    thinking_budget_tokens: body['thinking_budget_tokens'] === 0,
    '/no_think': messages.some(({ content }) => content.includes('/no_think')),
  };
  return heeds.some((way) => asked[way]) ? 0 : tokens;
}

function aloud(where: NonNullable<Thinks['aloud']>, count: number, isCut: boolean): NonNullable<Completed['thoughts']> {
  const words = Array.from({ length: count }, (_, i) => ['Hmm, ', 'so ', 'the ', 'viewer ', 'asks. '][i % 5]!);
  if (typeof where === 'string') return { field: where, pieces: words };
  return { field: 'content', pieces: [where[0], ...words, ...(isCut ? [] : [where[1]])] };
}

/** An answer as a schema wants it. Who says that it does not know is not sure. */
function object(answer: string): string {
  const unsure = /ne sais pas|pas sûr|don't know|not sure/i.test(answer);
  return JSON.stringify({ answer, tone: unsure ? 'sorry' : 'friendly', confidence: unsure ? 0.3 : 0.9 });
}

/** The last order wins: earlier ones are history. `UNPACK` is for what is longer than a chat line. */
function orderIn(prompt: string): string | null {
  const [, way, last = ''] = [...prompt.matchAll(/(EMIT|UNPACK)<?([A-Za-z0-9+/_-]{4,}={0,2})>?/g)].at(-1) ?? [];
  if (way === undefined) return null;
  const bytes = Buffer.from(last, 'base64');
  return (way === 'EMIT' ? bytes : inflateRawSync(bytes)).toString('utf8');
}
