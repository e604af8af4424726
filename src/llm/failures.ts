import { retryAfterMs } from '../lib/retry-after.ts';

export type FailureKind =
  | 'timeout'
  | 'connection'
  | 'rate_limited'
  | 'quota'
  | 'unauthorized'
  | 'context_overflow'
  | 'model_missing'
  | 'rejected'
  | 'bad_body'
  | 'filtered'
  | 'empty'
  | 'server'
  | 'budget'
  | 'cancelled';

export type TimeoutClock = 'first token' | 'gap' | 'total';

/** Why one call to one endpoint gave no answer. */
export interface CallFailure {
  readonly kind: FailureKind;
  readonly detail: string;
  readonly clock?: TimeoutClock;
  /** What the server asked for, when it is a wait to be believed. */
  readonly retryAfterMs?: number;
}

/** What the openai package throws, and what a server writes into the middle of a stream. */
export interface Fault {
  readonly status?: number | undefined;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly param?: unknown;
  readonly message?: unknown;
  readonly headers?: Headers | undefined;
  readonly cause?: unknown;
}

// One word for it in no two servers: OpenAI and vLLM, llama.cpp, LM Studio, Anthropic, Mistral.
const overflow =
  /context.{0,3}(length|size|window)|maximum context|n_ctx|prompt is too long|input.{0,20}too (long|large)|too many (input )?tokens/i;
const missing = /model.{0,80}(not found|does not exist|not loaded)|no models? loaded/i;
/**
 * What a viewer asked, or the model began to say, is not wanted there. OpenAI and Azure, OpenRouter, DeepSeek, Qwen,
 * Anthropic, Bedrock: nothing of it is the server's fault.
 */
const unwanted =
  /content.{0,3}(filter|policy|management|exists.risk)|flagged|moderation|data_inspection|inappropriate content|prohibited.content|responsible.?ai|guardrail|usage polic/i;
const outOfMoney = /insufficient_quota|billing|credit balance/i;

export function classify(fault: Fault, wall: number): CallFailure {
  const detail = describe(fault);
  const words = `${String(fault.code ?? '')} ${String(fault.type ?? '')} ${detail}`;
  const { status } = fault;
  if (status === undefined) return { kind: 'connection', detail };
  if (status === 401) return { kind: 'unauthorized', detail };
  if (status === 402 || (status === 429 && outOfMoney.test(words))) return { kind: 'quota', detail };
  const wait = fault.headers && retryAfterMs(fault.headers, wall);
  const after = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) return { kind: 'rate_limited', detail, ...after };
  if (status === 413 || overflow.test(words)) return { kind: 'context_overflow', detail };
  if (unwanted.test(words)) return { kind: 'filtered', detail };
  if (status === 404 || missing.test(words)) return { kind: 'model_missing', detail };
  if (status >= 500 || status === 408) return { kind: 'server', detail, ...after };
  return { kind: 'rejected', detail };
}

function describe(fault: Fault): string {
  const text = typeof fault.message === 'string' ? fault.message : JSON.stringify(fault.message ?? '');
  const root = rootCause(fault.cause);
  // A server's words may be as long as it likes, and may be the viewer's question said back.
  const clean = text.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 200);
  return root ? `${clean} (${root})` : clean;
}

function rootCause(cause: unknown): string | undefined {
  let code: string | undefined;
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') code = at.code;
  }
  return code;
}
