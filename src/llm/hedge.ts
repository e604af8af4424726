import type { Tier } from '../domain/settings.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import type { Breakers, Lease } from './breaker.ts';
import type { CallResult } from './endpoint-client.ts';

export interface Asked {
  readonly lease: Lease;
  readonly result: CallResult;
}

export interface HedgedAsk {
  readonly lease: Lease;
  /** Endpoints that this ask has used; a second one is added. */
  readonly tried: Set<string>;
  readonly tier: Tier | undefined;
  /** When an answer of this endpoint is late; null: nobody knows yet. */
  readonly usualMs: () => number | null;
  call(lease: Lease, signal: AbortSignal): Promise<CallResult>;
}

export type Hedge = (ask: HedgedAsk, signal: AbortSignal) => Promise<Asked>;

/** One call in ten may be made twice, and three in a row. */
const earned = 0.1;
const mostTokens = 3;

/** Makes a call, and where it is later than usual a second one to another endpoint: the first answer counts. */
export function createHedge(parts: { tracker: Breakers; clock: Clock; enabled: () => boolean }): Hedge {
  const { tracker, clock, enabled } = parts;
  let tokens = 1;

  return async ({ lease, tried, tier, usualMs, call }, signal) => {
    const lateMs = enabled() ? usualMs() : null;
    if (lateMs === null) return { lease, result: await call(lease, signal) };
    tokens = Math.min(mostTokens, tokens + earned);
    const decided = new AbortController();
    const either = AbortSignal.any([signal, decided.signal]);
    const ask = async (of: Lease): Promise<Asked> => ({ lease: of, result: await call(of, either) });
    try {
      const first = ask(lease);
      const early = await Promise.race([first, sleep(clock, lateMs, either)]);
      if (early || signal.aborted || tokens < 1) return early ?? (await first);
      const other = await tracker.lease(tried, { tier, healthy: true });
      if (!other) return await first;
      tokens--;
      tried.add(other.endpoint.name);
      const second = ask(other);
      const ended = await Promise.race([first, second]);
      if (ended.result.kind === 'ok') return ended;
      return await (ended.lease === lease ? second : first);
    } finally {
      decided.abort();
    }
  };
}
