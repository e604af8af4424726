import type { Tell } from '../domain/event.ts';
import type { Completion, LlmRequest, PromptMessage } from '../domain/llm.ts';
import type { LlmSettings } from '../domain/settings.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { AdaptiveCap } from './adaptive-cap.ts';
import { type Breakers, type Lease, noMoney, type Report } from './breaker.ts';
import type { Costs } from './cost/costs.ts';
import type { CallResult, EndpointClient } from './endpoint-client.ts';
import type { CallFailure, FailureKind } from './failures.ts';
import { type CallLimits, timeoutsOf } from './timeouts.ts';

export interface CascadeParts {
  readonly breakers: Breakers;
  readonly clientOf: (lease: Lease) => EndpointClient;
  readonly settings: () => LlmSettings;
  readonly adaptiveCap: AdaptiveCap;
  /** Puts money aside for a call, or says that a budget does not allow it; left out, nothing is counted. */
  readonly reserve?: Costs['reserve'] | undefined;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly random: () => number;
}

/** What stays of a viewer's time when the models are cut off: a phrase must still be chosen, filtered and sent. */
export const marginMs = 250;

/** Endpoints that one ask goes to, or goes to again. */
const mostAttempts = 3;
const mostThoughts = 2;
/** With less time than this, no model answers. */
const leastMs = 100;
const pollMs = 100;
/** Failures after which the same endpoint may answer in a moment. Where time ran out, trying again has none left. */
const passing: ReadonlySet<FailureKind> = new Set(['connection', 'server', 'bad_body', 'empty']);
/** Nobody is there who could have heard the call. */
const unheard = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;
/** One call in ten may be hedged, and three in a row. */
const hedgesEarned = 0.1;
const mostHedges = 3;

/** What one ask has used of what it may. */
interface Ask {
  readonly request: LlmRequest;
  messages: readonly PromptMessage[];
  /** When a model's answer comes too late. */
  readonly cut: number;
  readonly tried: Set<string>;
  attempts: number;
  /** It asks an endpoint again, and is counted among those who do. */
  retry: boolean;
}

interface Called {
  readonly result: CallResult;
  /** What it says of the endpoint. */
  readonly report: Report;
}

/** Asks one endpoint after the other until one answers, within the deadline and the number of attempts. */
export function createCascade(parts: CascadeParts) {
  const { breakers, clientOf, settings, adaptiveCap, clock, tell } = parts;
  let active = 0;
  let retrying = 0;
  let hedges = 1;
  /** Of endpoints that have answered, how often in a row they have only thought since: once may be the question's doing. */
  const thoughtSince = new Map<string, number>();

  const pause = () => pollMs * (0.5 + parts.random());
  const isTimeFor = (ms: number, { cut }: Ask) => clock.now() + ms <= cut - leastMs;

  async function run(request: LlmRequest, signal: AbortSignal): Promise<Completion> {
    const cut = request.deadline - marginMs;
    const asking: Ask = { request, messages: request.messages, cut, tried: new Set(), attempts: 0, retry: false };
    let last: CallFailure | undefined;
    active++;
    try {
      while (asking.attempts < mostAttempts) {
        const fresh = await another(asking, signal);
        const chosen = fresh ?? (last ? await again(last, asking, signal) : null);
        if (!chosen) break;
        // LM Studio answers nothing to a prompt that is too long for it.
        if (!fresh && last?.kind === 'empty') asking.messages = withoutHistory(asking.messages);
        asking.tried.add(chosen.endpoint.name);
        const { endpoint, result } = await hedged(chosen, asking, signal);
        if (result.kind === 'ok') {
          const { text, tone, confidence } = result;
          const more = { ...(tone && { tone }), ...(confidence !== undefined && { confidence }) };
          return { kind: 'text', text, endpoint: endpoint.name, model: endpoint.model, ...more };
        }
        last = result;
        if (result.kind === 'cancelled' || result.kind === 'filtered') break;
        if (result.kind === 'context_overflow') {
          const shorter = withoutHistory(asking.messages);
          // It is not for want of a shorter prompt: another endpoint may take a longer one.
          if (shorter.length === asking.messages.length) continue;
          asking.messages = shorter;
          asking.tried.delete(endpoint.name);
        }
      }
    } finally {
      active--;
      if (asking.retry) retrying--;
    }
    return ending(last, signal, clock.now() >= cut - leastMs);
  }

  /** An endpoint that was not tried yet; where those that are left take no more calls at once, in a while. */
  async function another({ request, tried, cut }: Ask, signal: AbortSignal): Promise<Lease | null> {
    for (;;) {
      const lease = await breakers.lease(tried, { tier: request.tier });
      const leftMs = cut - leastMs - clock.now();
      if (lease || leftMs <= 0 || signal.aborted || !breakers.full(tried)) return lease;
      const freed = new AbortController();
      const forget = breakers.onFreed(() => freed.abort());
      await sleep(clock, leftMs, AbortSignal.any([signal, freed.signal]));
      forget();
    }
  }

  /** An endpoint that was tried already, in a little while. */
  async function again({ kind, retryAfterMs }: CallFailure, asking: Ask, signal: AbortSignal): Promise<Lease | null> {
    if (retryAfterMs === undefined && !passing.has(kind)) return null;
    if (!mayRetry(asking)) return null;
    let pauseMs = pause();
    for (;;) {
      if (retryAfterMs !== undefined) pauseMs = Math.max(pauseMs, breakers.soonest() ?? 0);
      if (!isTimeFor(pauseMs, asking)) return null;
      await sleep(clock, pauseMs, signal);
      if (signal.aborted) return null;
      const lease = await breakers.lease(undefined, { tier: asking.request.tier });
      // Of several who waited for the same endpoint one has the probe; the others look for its verdict.
      if (lease || retryAfterMs === undefined) return lease;
    }
  }

  /** Of many who fail together only a few try again. */
  function mayRetry(asking: Ask): boolean {
    if (!asking.retry && retrying >= Math.max(3, 0.2 * active)) return false;
    if (!asking.retry) retrying++;
    asking.retry = true;
    return true;
  }

  /** Where an answer is later than usual a second endpoint is asked too, if the operator wants that: the first counts. */
  async function hedged(lease: Lease, asking: Ask, signal: AbortSignal) {
    const ask = async (of: Lease, until: AbortSignal) => ({
      endpoint: of.endpoint,
      result: await call(of, asking, until),
    });
    const lateMs = settings().hedge ? clientOf(lease).timeouts.usualMs() : null;
    if (lateMs === null) return ask(lease, signal);
    hedges = Math.min(mostHedges, hedges + hedgesEarned);
    const decided = new AbortController();
    const either = AbortSignal.any([signal, decided.signal]);
    try {
      const first = ask(lease, either);
      const early = await Promise.race([first, sleep(clock, lateMs, either)]);
      if (early || signal.aborted || hedges < 1) return early ?? (await first);
      const other = await breakers.lease(asking.tried, { tier: asking.request.tier, healthy: true });
      if (!other) return await first;
      hedges--;
      asking.tried.add(other.endpoint.name);
      const second = ask(other, either);
      const ended = await Promise.race([first, second]);
      if (ended.result.kind === 'ok') return ended;
      return await (ended.endpoint === lease.endpoint ? second : first);
    } finally {
      decided.abort();
    }
  }

  /** One endpoint's part of an ask. What passes in a moment is given that moment before it counts against it. */
  async function call(lease: Lease, asking: Ask, signal: AbortSignal): Promise<CallResult> {
    let report: Report = { kind: 'unproven' };
    const startedAt = clock.now();
    asking.attempts++;
    try {
      let called = await callOnce(lease, asking, signal);
      // It has only thought, and is asked for less of that at once.
      while (isAgain(called.result) && isTimeFor(0, asking) && !signal.aborted) {
        called = await callOnce(lease, asking, signal);
      }
      // What no budget has room for was not asked: the next endpoint may be one that costs nothing.
      if (called.result.kind === 'budget') asking.attempts--;
      report = called.report;
      const pauseMs = pause();
      // As long again here, and as long at the next one.
      const neededMs = pauseMs + (breakers.available(asking.tried) ? 2 * (clock.now() - startedAt) : 0);
      if (isWorthAnother(called, lease, asking) && isTimeFor(neededMs, asking) && mayRetry(asking)) {
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

  function isWorthAnother({ result, report }: Called, lease: Lease, { tried }: Ask): boolean {
    if (report.kind !== 'failed' || report.retryAfterMs !== undefined || !lease.forgiving) return false;
    if (result.kind === 'ok' || !passing.has(result.kind)) return false;
    return !unheard.test(result.detail) || !breakers.available(tried);
  }

  async function callOnce(lease: Lease, asking: Ask, signal: AbortSignal): Promise<Called> {
    const { endpoint } = lease;
    const { request, messages, cut, tried } = asking;
    const remaining = cut - clock.now();
    if (remaining < leastMs) {
      const result = { kind: 'timeout', clock: 'total', detail: 'no time was left to ask' } as const;
      return { result, report: { kind: 'unproven' } };
    }
    const client = clientOf(lease);
    const { maxTokens, format, choices } = request;
    const prompt = { messages, maxTokens, format, choices };
    const asks = parts.reserve && (await client.asks(prompt));
    const reservation = asks && (await reserve(lease, asking, asks, signal));
    if (reservation === null) {
      return { result: { kind: 'budget', detail: 'no budget allows it' }, report: { kind: 'unproven' } };
    }
    const own = client.timeouts.limits(timeoutsOf(endpoint, settings()));
    const startedAt = clock.now();
    let result: CallResult | undefined;
    tell({ kind: 'llm.started', endpoint: endpoint.name });
    adaptiveCap.began();
    try {
      const money = asks && reservation && { maxTokens: asks.maxTokens, grow: reservation.grow };
      result = await client.call({ ...prompt, money }, cutTo(own, remaining, breakers.available(tried)), signal);
      if (result.kind === 'ok') thoughtSince.set(endpoint.name, 0);
      const thought = thoughtSince.get(endpoint.name);
      if (result.kind === 'thoughts' && !isAgain(result) && thought !== undefined && thought < mostThoughts) {
        thoughtSince.set(endpoint.name, thought + 1);
        return { result, report: { kind: 'answered' } };
      }
      const fairMs = Math.min(own.firstTokenMs, (settings().reply_deadline * 1000) / 4);
      return { result, report: reportOf(result, lease, clock.now() - startedAt >= fairMs) };
    } finally {
      const ms = clock.now() - startedAt;
      reservation?.settle(usedBy(result));
      adaptiveCap.ended(result?.kind ?? 'cancelled', ms);
      const outcome = result?.kind ?? 'bug';
      const { name, model } = endpoint;
      request.meter.step?.({
        kind: 'called',
        endpoint: name,
        model,
        outcome,
        ms,
        detail: detailOf(result).detail ?? null,
      });
      tell({ kind: 'llm.ended', endpoint: name, outcome, ms, ...detailOf(result) });
    }
  }

  /** Money that is not put aside in time is not spent: the call is not made, and what comes late is given back. */
  async function reserve(
    { endpoint }: Lease,
    { request: { channel, command, viewer, meter }, cut }: Ask,
    asks: Awaited<ReturnType<EndpointClient['asks']>>,
    signal: AbortSignal,
  ) {
    const viewerId = viewer?.id ?? null;
    const asked = parts.reserve?.(endpoint, { channel, command, viewerId, spent: meter.spent, ...asks });
    if (!asked) return undefined;
    const first = await within(clock, cut - leastMs - clock.now(), asked, signal);
    if (first === null) asked.then((reservation) => reservation?.settle('unbilled')).catch(() => {});
    return first;
  }

  return { run };
}

/** An endpoint's own clocks are for those who can go elsewhere in time; the last one may use all the time there is. */
function cutTo(own: CallLimits, remaining: number, elsewhere: boolean): CallLimits {
  if (!elsewhere) return { firstTokenMs: remaining, gapMs: own.gapMs, totalMs: remaining };
  const firstTokenMs = Math.min(own.firstTokenMs, remaining / 2);
  return { firstTokenMs, gapMs: own.gapMs, totalMs: Math.min(own.totalMs, remaining) };
}

const isAgain = (result: CallResult) => result.kind === 'thoughts' && result.again === true;

/** What was refused before a word of it was made is not billed. Of what was cut off nobody knows. */
export function usedBy(result: CallResult | undefined) {
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
      return unheard.test(result.detail) ? 'unbilled' : 'unknown';
    case undefined:
      return 'unknown';
    default:
      return result?.usage ? { usage: result.usage, answer: '' } : 'unknown';
  }
}

/** An answer has no detail, and a call that nobody wants any more is no news. */
function detailOf(result: CallResult | undefined): { readonly detail?: string; readonly said?: string } {
  if (!result || result.kind === 'ok' || result.kind === 'cancelled') return {};
  return { detail: result.detail, ...(result.said !== undefined && { said: result.said }) };
}

/** `fair`: the endpoint had time enough for a timeout to be its own. */
function reportOf(result: CallResult, { endpoint }: Lease, fair: boolean): Report {
  switch (result.kind) {
    case 'ok':
    case 'filtered':
    case 'empty':
    case 'context_overflow':
      return { kind: 'answered' };
    case 'cancelled':
    case 'budget':
      return { kind: 'unproven' };
    case 'thoughts':
      return result.again ? { kind: 'answered' } : { kind: 'failed', detail: 'it thinks and says nothing' };
    case 'timeout':
      return fair && !result.again ? { kind: 'failed', detail: result.detail } : { kind: 'unproven' };
    case 'quota':
      return { kind: 'disabled', detail: noMoney };
    case 'unauthorized': {
      const variable = endpoint.api_key_env;
      const why = variable === null ? 'it asks for a key: set api_key_env' : `the key in ${variable} was refused`;
      return { kind: 'disabled', detail: why };
    }
    default:
      return { kind: 'failed', detail: result.detail, retryAfterMs: result.retryAfterMs };
  }
}

/** The rules and the question. There is one second chance, so all of the history goes at once. */
function withoutHistory(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  const question = messages.findLastIndex((message) => message.role === 'user');
  return messages.filter((message, index) => message.role === 'system' || index === question);
}

function ending(last: CallFailure | undefined, signal: AbortSignal, late: boolean): Completion {
  if (signal.aborted || last?.kind === 'cancelled') return { kind: 'failed', reason: 'cancelled' };
  if (!last) return { kind: 'failed', reason: late ? 'deadline' : 'no_endpoint' };
  const own = last.kind === 'budget' || last.kind === 'filtered';
  return { kind: 'failed', reason: own ? last.kind : late ? 'deadline' : 'upstream', cause: last };
}
