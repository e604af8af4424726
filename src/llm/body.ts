import type { Usage } from '../domain/cost.ts';
import type { Fault } from './failures.ts';

/** Untrusted JSON. */
export type Bag = Readonly<Record<string, unknown>>;

const bag = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : undefined;
const isSomething = (value: unknown) => (typeof value === 'string' || Array.isArray(value)) && value.length > 0;

/** An object; Gemini puts errors into a list of one. */
export function bodyIn(text: string): Bag | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return bag(Array.isArray(value) ? value[0] : value);
  } catch {
    return undefined;
  }
}

/** What one body, a whole one or an event of a stream, adds to an answer. */
export interface Piece {
  readonly text: string;
  readonly thought: boolean;
  readonly refused: boolean;
}

export const choiceIn = (body: Bag): Bag | undefined => {
  const list = body['choices'];
  if (!Array.isArray(list)) return undefined;
  const first = list.length > 1 ? (list.find((choice) => bag(choice)?.['index'] === 0) ?? list[0]) : list[0];
  return first ?? undefined;
};

/** A piece of an answer that has nothing else in it. */
export function wordIn(choice: Bag): string | undefined {
  const { content, refusal } = (choice['delta'] ?? choice) as Bag;
  return typeof content === 'string' && content !== '' && refusal == null ? content : undefined;
}

export function pieceIn(choice: Bag): Piece {
  const told = (choice['delta'] ?? choice['message'] ?? choice) as Bag;
  const content = told['content'] ?? choice['text'];
  const text = typeof content === 'string' ? content : content == null ? '' : textOf(content);
  return {
    text,
    // A list without text has thoughts in it.
    thought: text === '' && (isSomething(content) || thoughtFields.some((field) => isSomething(told[field]))),
    refused: isSomething(told['refusal']),
  };
}

/** Where servers put what a model thinks. */
const thoughtFields = [
  'reasoning_content',
  'reasoning',
  'thinking',
  'reasoning_text',
  'thought',
  'reasoning_details',
  'thinking_blocks',
];

/** Content may be a list of parts, of which those of text are the answer. */
function textOf(content: unknown): string {
  if (!Array.isArray(content)) return bag(content) ? textOf([content]) : '';
  return content
    .map((part) => {
      if (typeof part === 'string') return part;
      const { type, text } = bag(part) ?? {};
      return (type === undefined || type === 'text' || type === 'output_text') && typeof text === 'string' ? text : '';
    })
    .join('');
}

/** Null while the answer goes on: some servers write the word null, or nothing. */
export function finishIn(choice: Bag): string | null {
  const told = choice['finish_reason'];
  if (told == null || told === '' || told === 'null') return null;
  if (typeof told === 'string') return told;
  const { type } = bag(told) ?? {};
  return typeof type === 'string' ? type : null;
}

const brokeOff = /error|abort|cancel|insufficient_system_resource|interrupt/i;
const kept =
  /filter|safety|sensitive|prohibited|recitation|blocklist|refus|moderat|guardrail|spii|content.?(?:policy|blocked)/i;
const full = /length|max.?tokens/i;

export const isKept = (finish: string | undefined) => finish !== undefined && kept.test(finish);
export const isFull = (finish: string | undefined) => finish !== undefined && full.test(finish);

export interface Took {
  readonly usage: Usage;
  readonly hasThoughts: boolean;
}

/** What an answer took: beside the choices, in the first one (Moonshot), or in a field of Groq's. */
export function tookIn(body: Bag, choice: Bag | undefined): Took | null {
  const told = bag(body['usage']) ?? bag(choice?.['usage']) ?? bag(bag(body['x_groq'])?.['usage']);
  const usage = usageOf(told);
  const details = bag(told?.['completion_tokens_details']) ?? bag(told?.['output_tokens_details']);
  return usage && { usage, hasThoughts: Number(details?.['reasoning_tokens'] ?? told?.['reasoning_tokens']) > 0 };
}

/** In the words of OpenAI, or of Anthropic's compatible endpoint and others that follow it. */
function usageOf(told: Bag | undefined): Usage | null {
  if (!told) return null;
  const count = (...values: unknown[]) => Number(values.find((value) => Number(value) >= 0) ?? 0);
  const promptTokens = count(told['prompt_tokens'], told['input_tokens']);
  const completionTokens = count(told['completion_tokens'], told['output_tokens']);
  if (promptTokens + completionTokens === 0) return null;
  const details = bag(told['prompt_tokens_details']);
  const cached = count(details?.['cached_tokens'], told['cache_read_input_tokens'], told['prompt_cache_hit_tokens']);
  const cachedTokens = Math.min(cached, promptTokens);
  const writtenTokens = Math.min(count(told['cache_creation_input_tokens']), promptTokens - cachedTokens);
  return { promptTokens, cachedTokens, writtenTokens, completionTokens };
}

const isTold = (value: unknown) => value != null && value !== '' && value !== false;

/**
 * What a body says went wrong: under `error` for most servers, at top level for Mistral, vLLM and what is written with
 * FastAPI, in a list for Cloudflare, inside the choice for OpenRouter, in a field of its own for Groq
 * and MiniMax.
 */
export function errorIn(body: Bag, choice: Bag | undefined): unknown {
  if (isTold(body['error'])) return body['error'];
  if (isTold(choice?.['error'])) return choice?.['error'];
  const groq = bag(body['x_groq']);
  if (isTold(groq?.['error'])) return groq?.['error'];
  const minimax = bag(body['base_resp']);
  if (Number(minimax?.['status_code']) > 0) {
    return { message: minimax?.['status_msg'], type: minimax?.['status_msg'] };
  }
  const finish = choice && finishIn(choice);
  if (finish && brokeOff.test(finish)) return `it ended with ${finish}`;
  if (body['object'] === 'error' || body['type'] === 'error') return body;
  if (Array.isArray(body['choices'])) return undefined;
  const errors = body['errors'];
  if (Array.isArray(errors) && errors.length > 0) return errors[0];
  return wordsIn(body) === undefined ? undefined : { ...body, message: wordsIn(body) };
}

/** How a server's own words are called. */
export const wordsIn = (told: Bag): unknown =>
  [told['message'], told['detail'], told['msg'], told['error_msg'], told['error_message'], told['title']].find(isTold);

/** Codes in words, as statuses; the first that fits. */
const statuses: readonly (readonly [RegExp, number])[] = [
  [/invalid.api.key|authenticat|unauthori[sz]ed|api_key_invalid/i, 401],
  [/quota|rate.?limit|too_many_requests|resource_exhausted|throttl/i, 429],
  [/credit|balance|billing|payment_required/i, 402],
  [/content_filter|invalid_prompt|context_length/i, 400],
  [/permission/i, 403],
  [/model_not_found/i, 404],
];

/** A status of 200 was sent already: the error's own code is what is left to tell the kind. */
export function faultOf(error: unknown): Fault {
  const told = bag(error);
  if (!told) return { status: 500, message: error };
  const code = Number(told['code'] ?? told['status'] ?? told['status_code']);
  const named = `${String(told['code'] ?? '')} ${String(told['type'] ?? '')} ${String(told['status'] ?? '')}`;
  const status = code >= 400 && code < 600 ? code : (statuses.find(([words]) => words.test(named))?.[1] ?? 500);
  return { status, code: told['code'], type: told['type'], message: wordsIn(told) };
}
