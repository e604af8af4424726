import type { Base } from '../domain/base.ts';
import { type Documents, type OpenDocuments, schemaOf } from '../domain/documents.ts';
import type { Cooldowns, Limits } from '../domain/limits.ts';
import type { Slots } from '../domain/llm.ts';
import type { Part } from '../domain/part.ts';
import type { Storage } from '../domain/storage.ts';
import type { Limiter, Permits } from '../domain/verdict.ts';
import { createLimitsStore } from './limits-store.ts';
import { createRateLimiter } from './rate-limiter.ts';

export interface LimitsRoom extends Part {
  readonly limiter: Limiter;
  readonly slots: Slots;
  /** What moderators see and change. */
  readonly limits: Limits;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface LimitsParts extends Base {
  readonly store: Storage;
  readonly documents: OpenDocuments;
  readonly permits: Permits;
}

const isCooldowns = (value: unknown): value is Cooldowns =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => Number.isFinite(one) && one >= 0);

/** May this go on? Decided here, for every command and every model call. */
export function createLimits(parts: LimitsParts): LimitsRoom {
  const { configuration, settings, store, documents, permits, clock, tell } = parts;
  const cooldowns: Documents<Cooldowns> = documents('cooldowns', schemaOf('seconds by command', isCooldowns), {});
  let bound = () => Number.POSITIVE_INFINITY;
  // A new object for each change: what was worked out from the one before is worked out again.
  const read = () => {
    const { settings, limits } = configuration.current();
    return {
      ...settings.rate_limiting,
      changed: new Map(settings.bot.channels.map((channel) => [channel, cooldowns.read(channel)])),
      get cap() {
        return Math.min(limits.cap, bound());
      },
    };
  };
  let current = read();
  const limiter = createRateLimiter({
    settings: () => current,
    shared: store.scripts ? { scripts: store.scripts, processes: () => settings().storage.processes } : undefined,
    permits,
    clock,
    tell,
  });
  function refresh() {
    current = read();
    limiter.refresh();
  }
  configuration.onChange(refresh);
  cooldowns.onChange(refresh);

  // On Redis the limits outlive the process by themselves.
  const keeper = store.scripts
    ? null
    : createLimitsStore({
        limiter,
        records: store.records,
        cache: store.cache('limits'),
        gather: store.gather,
        clock,
        tell,
      });
  const { admit, refuse, resetViewer } = keeper?.watch(limiter) ?? limiter;

  return {
    name: 'limits',
    limiter: {
      admit,
      refuse,
      resume: limiter.resume,
      written: keeper?.written ?? (async () => {}),
      stop: limiter.stop,
    },
    slots: {
      acquire: limiter.slots.acquire,
      bound(limit) {
        bound = limit;
      },
    },
    limits: {
      inFlight: limiter.inFlight,
      cap: () => configuration.current().limits.cap,
      queue: limiter.line,
      resetViewer,
      cooldowns,
      shared: limiter.shared,
    },
    start: async () => keeper?.start(),
    stop: () => keeper?.stop() ?? limiter.close(),
    health() {
      const shared = limiter.shared();
      return shared && { ...shared, level: shared.state };
    },
  };
}
