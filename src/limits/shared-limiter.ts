import type { Limits } from '../domain/limits.ts';
import type { SharedScripts } from '../domain/storage.ts';
import type { Admission, Gate, Refusal } from '../domain/verdict.ts';
import type { Viewer } from '../domain/viewer.ts';
import { createLink } from '../lib/link.ts';
import { withLight } from './light.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createGates, type Limiting, type RateLimiterParts } from './rate-limiter.ts';
import { createRedisLedger } from './redis-ledger.ts';
import { createRedisSlots } from './redis-slots.ts';

/** The RateLimiter of one of several processes that share limits and the concurrency cap on Redis. */
export interface SharedLimiter extends Limiting, Admission {
  /** Whether limits are shared as they should be. */
  readonly shared: () => NonNullable<ReturnType<Limits['shared']>>;
  /** Resolves when Redis has answered, or is known to be away: until then this process would decide alone. */
  start(): Promise<void>;
  /** After `stop`, when nothing is in flight any more: other processes know of everything. */
  close(): Promise<void>;
}

export interface SharedLimiterParts extends RateLimiterParts {
  readonly scripts: SharedScripts;
  /** How many processes there are. One that is cut off keeps its part of the cap. */
  readonly processes: () => number;
  /** How long the slots of a dead process stay taken. */
  readonly leaseMs?: number;
}

const beatMs = 5_000;
const retryMs = 500;

/** Redis decides, and this process alone while Redis is away: docs/scalability.md. */
export function createSharedLimiter(parts: SharedLimiterParts): SharedLimiter {
  const { scripts, processes, leaseMs, settings, permits, clock, tell } = parts;
  const link = createLink({
    scripts,
    key: 'serdabot:limits:probe',
    clock,
    onFault: (error) => tell({ kind: 'bug', where: 'the link of the limits to Redis', error }),
  });
  const own = createMemoryLedger({ clock });
  const redis = { scripts, link, clock };
  const ledger = createRedisLedger({ ...redis, local: own, settings });
  const pool = createRedisSlots({ ...redis, cap: () => settings().cap, processes, leaseMs });
  const gates = createGates({ ...parts, own, pool, refuse });

  async function refuse(channel: string, viewer: Viewer | null, by: Gate, retryAfterMs: number): Promise<Refusal> {
    const told = viewer !== null && (await ledger.tell(channel, viewer.id, by, retryAfterMs, clock.now()));
    return gates.refusal(by, retryAfterMs, told);
  }

  const begun = link.start({
    renew: link.askTime,
    catchUp: ledger.catchUp,
    onAway(trouble, wasUp) {
      if (wasUp) {
        ledger.goAlone();
        pool.goAlone();
      }
      tell({
        kind: 'warning',
        text: `limits: Redis is away (${trouble}); this process decides alone until it is back`,
        fr: `limites : Redis ne répond pas (${trouble}) ; ce processus décide seul en attendant`,
      });
    },
    onBack(wasAway) {
      if (wasAway) tell({ kind: 'lifecycle', text: 'limits: Redis is back, and knows what was decided without it' });
      pool.comeBack();
    },
    pauseMs: (isUp) => (isUp ? beatMs : retryMs),
  });

  return {
    ...gates.limiting,
    start: () => begun,
    resetViewer(channel, viewerId) {
      gates.resetLight(channel, viewerId);
      ledger.reset(channel, viewerId);
    },
    async admit(request) {
      const asked = clock.now();
      const { answer: first, light } = gates.first(request, asked);
      const answer = first ?? withLight(light, await ledger.admit(request, gates.rulesFor(request), asked));
      const viewer = request.quiet ? null : request.viewer;
      if (!answer.granted) {
        const { by, retryAfterMs, told } = answer;
        if (told === undefined) return refuse(request.channel, viewer, by, retryAfterMs);
        return gates.refusal(by, retryAfterMs, told);
      }
      const permit = gates.last(request, clock.now(), answer);
      if (permit === null) return refuse(request.channel, viewer, 'send', permits.nextMs(request.channel));
      return { kind: 'admitted', settle: answer.settle, permit };
    },
    refuse,
    shared() {
      const detail = link.trouble();
      return detail === null ? { state: 'ok' } : { state: 'degraded', detail };
    },
    async close() {
      if (link.up()) await Promise.all([ledger.drained(), pool.close()]);
      await link.stop();
    },
  };
}
