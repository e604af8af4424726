import { idOf } from '../random.ts';

const mostCounted = 500;

type Finish = 'stop' | 'length' | 'content_filter';

interface Usage {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
  readonly reasoning: number;
}

/** Everything that one completion says, before it is put on the wire whole or in pieces. */
export interface Completed {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly pieces: readonly string[];
  readonly finish: Finish;
  readonly usage: Usage;
  /** Whether this kind of server tells how much of the prompt it had cached. */
  readonly details: boolean;
  /** What is said before the pieces, and where. */
  readonly thoughts?: {
    readonly field: 'reasoning_content' | 'reasoning' | 'content';
    readonly pieces: readonly string[];
  };
}

/** Cuts text as a tokenizer would, roughly; the pieces join to the text again. */
export function piecesOf(text: string): string[] {
  return (text.match(/\s*(?:[\p{L}\p{N}]{1,5}|[^\s\p{L}\p{N}]|$)/gu) ?? []).filter((piece) => piece !== '');
}

export interface ChatMessageIn {
  readonly role: string;
  readonly content: string;
}

/** The prompt as one text, in the order in which a prefix cache compares it. */
export function promptText(messages: readonly ChatMessageIn[]): string {
  return messages.map((message) => `<|${message.role}|>${message.content}\n`).join('');
}

const counted = new Map<string, number>();
/** Instructions and history come again and again. */
function tokensIn(text: string): number {
  const known = counted.get(text);
  if (known !== undefined) return known;
  const tokens = piecesOf(text).length;
  if (counted.size >= mostCounted) counted.clear();
  counted.set(text, tokens);
  return tokens;
}

export function promptTokens(messages: readonly ChatMessageIn[]): number {
  return messages.reduce((sum, message) => sum + tokensIn(message.content) + 4, 3);
}

export const completionId = (seed: string) => `chatcmpl-${idOf(seed, 29)}`;
const label = 'fp_sandbox_stand_in';

function usageOf({ usage, details }: Completed) {
  const totals = {
    prompt_tokens: usage.prompt,
    completion_tokens: usage.completion,
    total_tokens: usage.prompt + usage.completion,
  };
  if (!details) return totals;
  return {
    ...totals,
    prompt_tokens_details: { cached_tokens: usage.cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoning, audio_tokens: 0 },
  };
}

export function wholeBody(done: Completed) {
  const { field = 'content', pieces = [] } = done.thoughts ?? {};
  const content = (field === 'content' ? pieces.join('') : '') + done.pieces.join('');
  const beside = field === 'content' ? {} : { [field]: pieces.join('') };
  const message = { role: 'assistant', content, ...beside, refusal: null, annotations: [] };
  return {
    id: done.id,
    object: 'chat.completion',
    created: done.created,
    model: done.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: done.finish }],
    usage: usageOf(done),
    service_tier: 'default',
    system_fingerprint: label,
  };
}

/** The events of a stream: the role, one per piece, the end, the usage when asked for, and `[DONE]`. */
export function streamEvents(done: Completed, includeUsage: boolean): string[] {
  const base = {
    id: done.id,
    object: 'chat.completion.chunk',
    created: done.created,
    model: done.model,
    service_tier: 'default',
    system_fingerprint: label,
  };
  const chunk = (delta: object, finish: Finish | null) => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    ...(includeUsage ? { usage: null } : {}),
  });
  const events: object[] = [chunk({ role: 'assistant', content: '', refusal: null }, null)];
  const { field = 'content', pieces = [] } = done.thoughts ?? {};
  for (const piece of pieces) events.push(chunk({ [field]: piece }, null));
  for (const piece of done.pieces) events.push(chunk({ content: piece }, null));
  events.push(chunk({}, done.finish));
  if (includeUsage) events.push({ ...base, choices: [], usage: usageOf(done) });
  return [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), 'data: [DONE]\n\n'];
}
