import type { Tell } from '../domain/event.ts';
import type { SharedScripts } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import type { Ledger } from './ledger.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import { createRedisLedger } from './redis-ledger.ts';
import { createRedisLink, type LinkState } from './redis-link.ts';
import { createRedisSlots } from './redis-slots.ts';
import { type LimiterSettings, longestMs } from './rules.ts';
import type { SlotPool } from './slot-pool.ts';

/** Limits and the concurrency cap as several processes share them, and as one decides when it is cut off. */
export interface SharedLimits {
  readonly ledger: Ledger;
  readonly slots: SlotPool;
  state(): LinkState;
  close(): Promise<void>;
}

export interface SharedLimitsParts {
  readonly scripts: SharedScripts;
  readonly processes: () => number;
  readonly leaseMs?: number;
  readonly local: MemoryLedger;
  readonly settings: () => LimiterSettings;
  readonly clock: Clock;
  readonly tell: Tell;
}

export function createSharedLimits(parts: SharedLimitsParts): SharedLimits {
  const { scripts, processes, leaseMs, local, settings, clock, tell } = parts;
  const link = createRedisLink({ scripts, clock, tell });
  let known: LimiterSettings | null = null;
  let longest = 0;
  const ledger = createRedisLedger({
    scripts,
    link,
    local,
    clock,
    longestMs() {
      const current = settings();
      if (current !== known) longest = Math.max(3_600_000, longestMs(current));
      known = current;
      return longest;
    },
  });
  const slots = createRedisSlots({ scripts, link, cap: () => settings().cap, processes, clock, leaseMs });
  link.start({
    onAway() {
      ledger.goAlone();
      slots.goAlone();
    },
    catchUp: ledger.catchUp,
    onBack: slots.comeBack,
  });
  return {
    ledger,
    slots,
    state: link.state,
    async close() {
      if (link.up()) await Promise.all([ledger.drained(), slots.close()]);
      link.stop();
    },
  };
}
