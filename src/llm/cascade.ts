import type { Tell } from '../domain/event.ts';
import type { Completion, LlmRequest, PromptMessage } from '../domain/llm.ts';
import type { EndpointSettings } from '../domain/settings.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import type { AdaptiveCap } from './adaptive-cap.ts';
import type { Breakers, Lease, Report } from './breaker.ts';
import type { CostRequest, Costs } from './cost/costs.ts';
import type { CallResult, EndpointClient } from './endpoint-client.ts';
import type { CallFailure, FailureKind } from './failures.ts';
import { createHedge } from './hedge.ts';
import type { CallLimits, TimeoutSettings, Timeouts } from './timeouts.ts';

/** What the room keeps of one endpoint beside its state. */
export interface Desk {
  readonly client: EndpointClient;
  readonly timeouts: Timeouts;
}

export interface CascadeParts {
  readonly tracker: Breakers;
  readonly deskOf: (lease: Lease) => Desk;
  readonly timeoutsOf: (endpoint: EndpointSettings) => TimeoutSettings;
  readonly adaptiveCap: AdaptiveCap;
  /** Puts money aside for a call, or says that a budget does not allow it; left out, nothing is counted. */
  readonly reserve?: Costs['reserve'] | undefined;
  readonly hedge: () => boolean;
  /** Milliseconds from the chat line to the reply line, as configured. */
  readonly replyMs: () => number;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly random: () => number;
}

export interface Cascade {
  run(request: LlmRequest, signal: AbortSignal): Promise<Completion>;
}

/** What stays of a viewer's time when the models are cut off: a phrase must still be chosen, filtered and sent. */
export const marginMs = 250;

const mostAttempts = 3;
/** With less time than this, no model answers. */
const leastMs = 100;
const pollMs = 100;
/** Failures after which the same endpoint may answer in a moment. Where time ran out, trying again has none left. */
const passing: ReadonlySet<FailureKind> = new Set(['connection', 'server', 'bad_body', 'empty']);

/** What one ask has used of what it may. */
interface Ask {
  readonly request: LlmRequest;
  messages: readonly PromptMessage[];
  /** When a model's answer comes too late. */
  readonly cut: number;
  readonly tried: Set<string>;
  calls: number;
  /** It asks an endpoint again, and is counted among those who do. */
  retry: boolean;
}

export function createCascade(parts: CascadeParts): Cascade {
  const { tracker, clock, tell, adaptiveCap } = parts;
  const hedge = createHedge({ tracker, clock, enabled: parts.hedge });
  let active = 0;
  let retrying = 0;

  async function run(request: LlmRequest, signal: AbortSignal): Promise<Completion> {
    const cut = request.deadline - marginMs;
    const tried = new Set<string>();
    const asking: Ask = { request, messages: request.messages, cut, tried, calls: 0, retry: false };
    let last: CallFailure | undefined;

    /** An endpoint that was not tried yet; where those that are left have no place free, in a while. */
    async function another(): Promise<Lease | null> {
      for (;;) {
        const lease = await tracker.lease(tried, { tier: request.tier });
        const leftMs = cut - leastMs - clock.now();
        if (lease || leftMs <= 0 || signal.aborted || !tracker.full(tried)) return lease;
        const freed = new AbortController();
        const forget = tracker.onFreed(() => freed.abort());
        await sleep(clock, leftMs, AbortSignal.any([signal, freed.signal]));
        forget();
      }
    }

    /** An endpoint that was tried already, in a little while. */
    async function again(failure: CallFailure): Promise<Lease | null> {
      if (failure.retryAfterMs === undefined && !passing.has(failure.kind)) return null;
      if (!mayRetry(asking)) return null;
      let pauseMs = pause();
      for (;;) {
        if (failure.retryAfterMs !== undefined) pauseMs = Math.max(pauseMs, tracker.soonest() ?? 0);
        if (clock.now() + pauseMs > cut - leastMs) return null;
        await sleep(clock, pauseMs, signal);
        if (signal.aborted) return null;
        const lease = await tracker.lease(undefined, { tier: request.tier });
        // Of several who waited for the same endpoint one has the probe; the others look for its verdict.
        if (lease || failure.retryAfterMs === undefined) return lease;
      }
    }

    try {
      while (asking.calls < mostAttempts) {
        const fresh = await another();
        const chosen = fresh ?? (last ? await again(last) : null);
        if (!chosen) break;
        // LM Studio answers nothing to a prompt that is too long for it.
        if (!fresh && last?.kind === 'empty') asking.messages = withoutHistory(asking.messages);
        tried.add(chosen.endpoint.name);
        const { lease, result } = await hedge(
          {
            lease: chosen,
            tried,
            tier: request.tier,
            usualMs: parts.deskOf(chosen).timeouts.usualMs,
            call: (one, until) => call(one, asking, until),
          },
          signal,
        );
        if (result.kind === 'ok') {
          const { text, tone, confidence } = result;
          return {
            kind: 'text',
            text,
            endpoint: lease.endpoint.name,
            model: lease.endpoint.model,
            ...(tone && { tone }),
            ...(confidence !== undefined && { confidence }),
          };
        }
        last = result;
        if (result.kind === 'cancelled' || result.kind === 'filtered') break;
        if (result.kind === 'context_overflow') {
          const shorter = withoutHistory(asking.messages);
          // It is not for want of a shorter prompt: another endpoint may take a longer one.
          if (shorter.length === asking.messages.length) continue;
          asking.messages = shorter;
          tried.delete(lease.endpoint.name);
        }
      }
    } finally {
      if (asking.retry) retrying--;
    }
    return ending(last, signal, clock.now() >= cut - leastMs);
  }

  const pause = () => pollMs * (0.5 + parts.random());

  /** Of many who fail together only a few try again. */
  function mayRetry(asking: Ask): boolean {
    if (!asking.retry && retrying >= Math.max(3, 0.2 * active)) return false;
    if (!asking.retry) retrying++;
    asking.retry = true;
    return true;
  }

  /** One endpoint's part of an ask. What passes in a moment is given that moment before it counts against it. */
  async function call(lease: Lease, asking: Ask, signal: AbortSignal): Promise<CallResult> {
    let report: Report = { kind: 'unproven' };
    try {
      let called = await callOnce(lease, asking, signal);
      report = called.report;
      const pauseMs = pause();
      if (isWorthAnother(called, lease, asking) && clock.now() + pauseMs <= asking.cut - leastMs && mayRetry(asking)) {
        await sleep(clock, pauseMs, signal);
        if (signal.aborted) return called.result;
        called = await callOnce(lease, asking, signal);
        // Nobody was asked again: what is known is what the first call showed.
        if (called.report.kind !== 'unproven') report = called.report;
      }
      return called.result;
    } finally {
      lease.settle(report);
    }
  }

  function isWorthAnother({ result, report }: Called, lease: Lease, { calls, tried }: Ask): boolean {
    if (report.kind !== 'failed' || report.retryAfterMs !== undefined) return false;
    if (result.kind === 'ok' || !passing.has(result.kind)) return false;
    // Where there is another endpoint, that one is the second chance.
    return calls < mostAttempts && lease.forgiving && !tracker.available(tried);
  }

  /** Money that is not put aside in time is not spent: the call is not made, and what comes late is given back. */
  async function reserve(endpoint: EndpointSettings, request: CostRequest, cut: number, signal: AbortSignal) {
    const asked = parts.reserve?.(endpoint, request);
    const over = new AbortController();
    const late = sleep(clock, cut - leastMs - clock.now(), AbortSignal.any([signal, over.signal])).then(() => null);
    try {
      const first = await Promise.race([asked, late]);
      if (first === null) asked?.then((reservation) => reservation?.settle('unbilled')).catch(() => {});
      return first;
    } finally {
      over.abort();
    }
  }

  async function callOnce(lease: Lease, asking: Ask, signal: AbortSignal): Promise<Called> {
    const { name } = lease.endpoint;
    const { request, messages, cut, tried } = asking;
    const remaining = cut - clock.now();
    if (remaining < leastMs) {
      const result = { kind: 'timeout', clock: 'total', detail: 'no time was left to ask' } as const;
      return { result, report: { kind: 'unproven' } };
    }
    const { channel, viewer, maxTokens, format } = request;
    const desk = parts.deskOf(lease);
    const prompted = { messages, maxTokens, format };
    const asks = parts.reserve && (await desk.client.asks(prompted));
    const whose = { channel, viewerId: viewer?.id ?? null };
    const reservation = asks && (await reserve(lease.endpoint, { ...whose, ...asks }, cut, signal));
    if (reservation === null) {
      return { result: { kind: 'budget', detail: 'no budget allows it' }, report: { kind: 'unproven' } };
    }
    asking.calls++;
    const own = desk.timeouts.limits(parts.timeoutsOf(lease.endpoint));
    const limits = within(own, remaining, tracker.available(tried));
    const startedAt = clock.now();
    let result: CallResult | undefined;
    tell({ kind: 'llm.started', endpoint: name });
    adaptiveCap.began();
    try {
      const money = asks && reservation && { maxTokens: asks.maxTokens, grow: reservation.grow };
      result = await desk.client.call({ ...prompted, money }, limits, signal);
      // What no budget has room for was not asked: the next endpoint may be one that costs nothing.
      if (result.kind === 'budget') asking.calls--;
      const fair = clock.now() - startedAt >= Math.min(own.firstTokenMs, parts.replyMs() / 4);
      return { result, report: reportOf(result, lease, fair) };
    } finally {
      const ms = clock.now() - startedAt;
      if (result?.kind === 'ok') desk.timeouts.observe(result.firstTokenMs, result.totalMs);
      reservation?.settle(usedBy(result));
      adaptiveCap.ended(result?.kind ?? 'cancelled', ms);
      tell({ kind: 'llm.ended', endpoint: name, outcome: result?.kind ?? 'bug', ms, ...detailOf(result) });
    }
  }

  return {
    async run(request, signal) {
      active++;
      try {
        return await run(request, signal);
      } finally {
        active--;
      }
    },
  };
}

interface Called {
  readonly result: CallResult;
  /** What it says of the endpoint. */
  readonly report: Report;
}

/** An endpoint's own clocks are for those who can go elsewhere in time; the last one may use all the time there is. */
function within(own: CallLimits, remaining: number, elsewhere: boolean): CallLimits {
  return elsewhere
    ? {
        firstTokenMs: Math.min(own.firstTokenMs, remaining / 2),
        gapMs: own.gapMs,
        totalMs: Math.min(own.totalMs, remaining),
      }
    : { firstTokenMs: remaining, gapMs: own.gapMs, totalMs: remaining };
}

/** What was refused before a word of it was made is not billed. Of what was cut off nobody knows. */
function usedBy(result: CallResult | undefined) {
  switch (result?.kind) {
    case 'ok':
      return { usage: result.usage ?? null, answer: result.text };
    case 'rate_limited':
    case 'quota':
    case 'unauthorized':
    case 'context_overflow':
    case 'model_missing':
    case 'rejected':
    case 'budget':
      return 'unbilled';
    case 'connection':
      return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(result.detail) ? 'unbilled' : 'unknown';
    default:
      return 'unknown';
  }
}

/** An answer has no detail, and a call that nobody wants any more is no news. */
function detailOf(result: CallResult | undefined) {
  return result && result.kind !== 'ok' && result.kind !== 'cancelled'
    ? { detail: result.detail, ...('said' in result && { said: result.said }) }
    : {};
}

function reportOf(result: CallResult, lease: Lease, fair: boolean): Report {
  switch (result.kind) {
    case 'ok':
    case 'filtered':
    case 'empty':
    case 'context_overflow':
      return { kind: 'answered' };
    case 'cancelled':
    case 'budget':
      return { kind: 'unproven' };
    case 'timeout':
      return fair ? { kind: 'failed', detail: result.detail } : { kind: 'unproven' };
    case 'quota':
      return { kind: 'disabled', detail: 'no money left: add some, then start the bot again' };
    case 'unauthorized':
      return { kind: 'disabled', detail: refusedKey(lease) };
    default:
      return { kind: 'failed', detail: result.detail, retryAfterMs: result.retryAfterMs };
  }
}

function refusedKey({ endpoint }: Lease): string {
  const variable = endpoint.api_key_env;
  return variable === null ? 'it asks for a key: set api_key_env' : `the key in ${variable} was refused`;
}

/** The rules and the question. There is one second chance, so all of the history goes at once. */
function withoutHistory(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  const question = messages.findLastIndex((message) => message.role === 'user');
  return messages.filter((message, index) => message.role === 'system' || index === question);
}

function ending(last: CallFailure | undefined, signal: AbortSignal, late: boolean): Completion {
  if (signal.aborted || last?.kind === 'cancelled') return { kind: 'failed', reason: 'cancelled' };
  if (!last) return { kind: 'failed', reason: late ? 'deadline' : 'no_endpoint' };
  const reason =
    last.kind === 'budget' ? 'budget' : last.kind === 'filtered' ? 'filtered' : late ? 'deadline' : 'upstream';
  return { kind: 'failed', reason, cause: last };
}
