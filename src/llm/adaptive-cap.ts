import type { Tell } from '../domain/event.ts';
import type { FailureKind } from './failures.ts';

/** How many model calls at once the endpoints have shown to bear: additive increase, multiplicative decrease. */
export interface AdaptiveCap {
  /** At least 1, at most the configured cap. */
  limit(): number;
  began(): void;
  ended(kind: 'ok' | FailureKind, ms: number): void;
}

export interface AdaptiveCapParts {
  readonly cap: () => number;
  /** What an answer should take at most; null: only calls that are cut or turned away count as too much. */
  readonly objectiveMs: () => number | null;
  readonly tell: Tell;
}

const tooMuch: ReadonlySet<string> = new Set<FailureKind>(['timeout', 'rate_limited', 'server']);
const noEvidence: ReadonlySet<string> = new Set<FailureKind>(['cancelled', 'connection', 'unauthorized', 'quota']);

export function createAdaptiveCap({ cap, objectiveMs, tell }: AdaptiveCapParts): AdaptiveCap {
  // Infinity while nothing speaks against the cap, so that a raised cap counts at once.
  let level = Number.POSITIVE_INFINITY;
  let inFlight = 0;
  let told: number | undefined;
  const limit = () => Math.max(1, Math.floor(Math.min(level, cap())));

  function look() {
    if (limit() === told || !Number.isFinite(limit())) return;
    told = limit();
    tell({ kind: 'llm.limit', limit: told, cap: cap() });
  }
  look();

  return {
    limit,
    began() {
      inFlight++;
    },
    ended(kind, ms) {
      const busy = 2 * inFlight >= limit();
      inFlight--;
      if (noEvidence.has(kind)) return;
      const slow = tooMuch.has(kind) || ms > (objectiveMs() ?? Number.POSITIVE_INFINITY);
      if (slow) level = Math.max(1, Math.min(level, cap()) * 0.9);
      else if (busy) level = level + 1 >= cap() ? Number.POSITIVE_INFINITY : level + 1;
      look();
    },
  };
}
