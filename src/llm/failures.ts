import type { Usage } from '../domain/cost.ts';
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
  | 'thoughts'
  | 'server'
  | 'budget'
  | 'cancelled';

export type TimeoutClock = 'first token' | 'gap' | 'total';

/** Why one call to one endpoint gave no answer. */
export interface CallFailure {
  readonly kind: FailureKind;
  readonly detail: string;
  /** The server's own words, which may be the viewer's question said back. */
  readonly said?: string;
  readonly clock?: TimeoutClock;
  /** What it took all the same, where the server said. */
  readonly usage?: Usage;
  /** The same endpoint is asked in another way from now on, by which it may answer. */
  readonly again?: true;
  /** What the server asked for, when it is a wait to be believed. */
  readonly retryAfterMs?: number;
}

/** What the openai package throws, and what a server writes into the middle of a stream. */
export interface Fault {
  readonly status?: number | undefined;
  /** All that the server said of it. */
  readonly error?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly param?: unknown;
  readonly message?: unknown;
  readonly headers?: Headers | undefined;
  readonly cause?: unknown;
}

// One word for it in no two servers: OpenAI and vLLM, llama.cpp, LM Studio, Anthropic, Mistral.
const overflow =
  /context.{0,3}(length|size|window)|maximum context|n_ctx|prompt is too long|maximum prompt length|string too long|(input|prompt).{0,60}too (long|large)|too many (input )?tokens|must have less than \d{1,9} tokens|tokens?.{0,40} (exceeds?|must be <=|longer than)/i;
const missing =
  /model.{0,80}(not found|does not exist|not loaded|decommissioned|no longer (supported|available))|no models? loaded|no such model|invalid model\b|not a valid model/i;
/**
 * What a viewer asked, or the model began to say, is not wanted there. OpenAI and Azure, OpenRouter, DeepSeek, Qwen,
 * Anthropic, Bedrock: nothing of it is the server's fault.
 */
const unwanted =
  /content.{0,3}(filter|policy|management|exists.risk)|flagged|moderation|data_inspection|inappropriate content|prohibited.content|responsible.?ai|guardrail|usage (polic|guideline)|safety.{0,3}(check|filter|system)|(unsafe|sensitive).?(content|information)|new_sensitive|high risk|敏感|违规/i;
/** OpenAI, Anthropic, Gemini, OpenRouter, xAI, DeepSeek, Moonshot, Qwen: only who pays can do something about it. */
const outOfMoney =
  /insufficient.{0,3}(quota|balance|credit|funds)|credit balance|billing_(hard_limit|not_active)|billing.{0,20}(hard limit|not active)|exceeded_current_quota_error|arrear|balance.{0,20}(too low|insufficient|exhausted|not enough)|out of credits|no credits|credits (are|is|have been) (depleted|exhausted|used up)|all available credits|spend(?:ing)? (?:limit|amount)|blocked_api_access|api usage limit|key limit exceeded|payment required|budget.{0,10}exceeded|overdue|欠费|余额不足/i;
/** Gemini, xAI, Azure and others say with 400 or 403 what is a 401. Only the operator can do something about it. */
const badKey =
  /api.?key.{0,30}(not valid|invalid|incorrect|expired|not found|missing|revoked|disabled|blocked|leaked|suspended)|(oauth|access|auth|security|bearer) token.{0,40}(revoked|expired|invalid)|unregistered callers|unable to authenticate|(invalid|incorrect|expired|missing|no|unknown|wrong) (or (missing|expired) )?(api|access|subscription|authentication).?(key|token)|api_key_invalid|invalid_api_key|authentication.{0,3}(error|fail|required)|unauthori[sz]ed|invalid (x-api-key|bearer|authorization)|(account|organization).{0,30}(deactivated|suspended|disabled|terminated|restricted)|has not been used in project|consumer_suspended/i;
/** Of a quota that is full for a moment, in Gemini's words: its money is not gone. */
const passingQuota = /resource_exhausted|quota exceeded for|per.?(minute|day|second)|retry in \d/i;

/** More than the room of a minute: waiting brings nothing. */
const tooLarge = /request (?:is )?too large/i;
/** LM Studio says with 400 that its model has fallen over. */
const fallenOver = /model has crashed|channel error/i;

/** Too late, in conflict with another call, failed behind it (Azure), too early, no capacity (Groq), given up. */
const passes: ReadonlySet<number> = new Set([408, 409, 424, 425, 498, 499]);

const longestWaitMs = 60_000;
const longestSaid = 200;
const longestRead = 2_000;

export function classify(fault: Fault, wall: number): CallFailure {
  const said = saidBy(fault);
  const { status } = fault;
  if (status === undefined) {
    // Nobody answered: the words are this machine's.
    const root = rootCause(fault.cause);
    return { kind: 'connection', detail: root ? `${said} (${root})` : said };
  }
  const kind = kindOf(status, `${String(fault.code ?? '')} ${String(fault.type ?? '')} ${wordsOf(fault)}`);
  const wait = (fault.headers && retryAfterMs(fault.headers, wall)) ?? waitIn(fault);
  return {
    kind,
    detail: `${kind.replaceAll('_', ' ')}: status ${status}${codeOf(fault)}`,
    said,
    ...(wait !== undefined && (kind === 'rate_limited' || kind === 'server') && { retryAfterMs: wait }),
  };
}

function kindOf(status: number, words: string): FailureKind {
  if (status === 402) return 'quota';
  // What a server fails at says nothing of who pays it.
  const isRefusal = status < 500;
  if (isRefusal && outOfMoney.test(words) && !(status === 429 && passingQuota.test(words))) return 'quota';
  if (status === 401) return 'unauthorized';
  if (status === 429) return tooLarge.test(words) ? 'context_overflow' : 'rate_limited';
  if (status === 413 || overflow.test(words)) return 'context_overflow';
  if (unwanted.test(words)) return 'filtered';
  if (isRefusal && badKey.test(words)) return 'unauthorized';
  if (status === 404 || missing.test(words)) return 'model_missing';
  return status >= 500 || passes.has(status) || fallenOver.test(words) ? 'server' : 'rejected';
}

/** In words, "Please retry in 34.07s" or "after 26 seconds", or among the details of Gemini's errors. */
function waitIn({ message, error }: Fault): number | undefined {
  const found =
    (typeof message === 'string' ? inWords.exec(message) : null) ?? inDetails.exec(JSON.stringify(error ?? '')) ?? [];
  const [, figure, unit] = found;
  const ms = Number(figure) * (unit === 'ms' ? 1 : 1_000);
  return ms <= longestWaitMs ? ms : undefined;
}

const inWords = /(?:retry|try again) (?:in|after) (\d{1,6}(?:\.\d{1,9})?) ?(ms|s)/i;
const inDetails = /"retryDelay":"(\d{1,6}(?:\.\d{1,9})?)(s)"/;

/** A word of a program, not a sentence that may hold what somebody typed. */
function codeOf({ code, type }: Fault): string {
  const word = [code, type].find((one) => typeof one === 'string' && /^[a-z][a-z_]{2,39}$/.test(one));
  return word === undefined ? '' : ` (${word})`;
}

/** A server's words may be as long as it likes. */
const saidBy = (fault: Fault) => textOf(fault).slice(0, longestSaid);

/** What tells the kind. A page is what a proxy says, and its words are about other things. */
function wordsOf(fault: Fault): string {
  const text = textOf(fault);
  return /^(?:\d{3} )?</.test(text) ? '' : text.slice(0, longestRead);
}

function textOf({ message }: Fault): string {
  const text = typeof message === 'string' ? message : JSON.stringify(message ?? '');
  return text.slice(0, 2 * longestRead).replace(/[\p{Cc}\s]+/gu, ' ');
}

/** A program's word for it, or else what was said first. */
function rootCause(cause: unknown): string | undefined {
  let code: string | undefined;
  let message: string | undefined;
  for (let at = cause, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') code = at.code;
    message = at.message;
  }
  return code ?? message?.slice(0, longestSaid);
}
