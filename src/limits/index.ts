import type { Base } from '../domain/base.ts';
import { type Documents, type OpenDocuments, schemaOf } from '../domain/documents.ts';
import type { Cooldowns, Limits, Priorities } from '../domain/limits.ts';
import type { Slots } from '../domain/llm.ts';
import type { Part } from '../domain/part.ts';
import type { Cache, Storage } from '../domain/storage.ts';
import type { AdmissionRequest, Limiter, Permits } from '../domain/verdict.ts';
import { createLightStore } from './light-store.ts';
import { createLimitsStore } from './limits-store.ts';
import { createModelCalls } from './model-calls.ts';
import { createRateLimiter } from './rate-limiter.ts';
import type { LimiterSettings } from './rules.ts';
import { createSharedLimiter } from './shared-limiter.ts';

export interface LimitsRoom extends Part {
  readonly limiter: Limiter;
  readonly slots: Slots;
  /** What moderators see and change. */
  readonly limits: Limits;
  /** Channels that another process served. */
  tookOver(channels: readonly string[]): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface LimitsParts extends Base {
  readonly store: Storage;
  readonly documents: OpenDocuments;
  readonly permits: Permits;
  /** How long a viewer's model answers pause. */
  readonly pausedMs: (channel: string, viewerId: string) => number;
  /** When viewers were seen first; not of those who want nothing stored. */
  readonly seen: Cache;
}

const isCooldowns = (value: unknown): value is Cooldowns =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => Number.isFinite(one) && one >= 0);

const areSeconds = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(Number.isFinite);
const isPriorities = (value: unknown): value is Priorities => {
  const { head_start, commands } = (value ?? {}) as Partial<Priorities>;
  return areSeconds(head_start) && areSeconds(commands);
};

/** May this go on? Decided here, for every command and every model call. */
export function createLimits(parts: LimitsParts): LimitsRoom {
  const { configuration, documents } = parts;
  const cooldowns: Documents<Cooldowns> = documents('cooldowns', schemaOf('seconds by command', isCooldowns), {});
  const noPriorities: Priorities = { head_start: {}, commands: {} };
  const priorities = documents('priorities', schemaOf('seconds by role and command', isPriorities), noPriorities);
  let bound = () => Number.POSITIVE_INFINITY;
  // A new object for each change: what was worked out from the one before is worked out again.
  const read = (): LimiterSettings => {
    const { settings, limits } = configuration.current();
    return {
      ...settings.rate_limiting,
      changed: new Map(settings.bot.channels.map((channel) => [channel, cooldowns.read(channel)])),
      priorities: new Map(settings.bot.channels.map((channel) => [channel, priorities.read(channel)])),
      get cap() {
        return Math.min(limits.cap, bound());
      },
    };
  };
  let current = read();
  const { admit, refuse, resume, written, stop, ...limiter } = createLimiter(parts, () => current);
  function refresh() {
    current = read();
    limiter.refresh();
  }
  configuration.onChange(refresh);
  cooldowns.onChange(refresh);
  priorities.onChange(refresh);

  const isLasting = parts.store.state().backend !== 'memory';
  const lightStore = isLasting
    ? createLightStore({ light: limiter.light, store: parts.store, clock: parts.clock })
    : null;

  const modelCalls = createModelCalls({
    acquire: limiter.slots.acquire,
    refuse,
    newcomers: () => parts.settings().rate_limiting.newcomers_per_hour,
    pausedMs: parts.pausedMs,
    cache: parts.seen,
    clock: parts.clock,
  });

  return {
    name: 'limits',
    limiter: {
      admit(request) {
        const deciding = admit(request);
        if (request.asks && parts.store.scripts) modelCalls.readAhead(request.viewer);
        return deciding;
      },
      ...{ refuse, resume, written, stop },
    },
    slots: {
      acquire: modelCalls.acquire,
      bound(limit) {
        bound = limit;
      },
    },
    limits: {
      inFlight: limiter.inFlight,
      cap: () => configuration.current().limits.cap,
      queue: limiter.queue,
      waiting: limiter.waiting,
      priorities,
      resetViewer: limiter.resetViewer,
      cooldowns,
      shared: limiter.shared,
    },
    async start() {
      await Promise.all([limiter.start(), lightStore?.start()]);
    },
    tookOver: (channels) => void lightStore?.tookOver(channels),
    stop: limiter.close,
    async forget(viewerId) {
      modelCalls.forget(viewerId);
      return { ok: true, value: null };
    },
    health() {
      const shared = limiter.shared();
      return shared && { ...shared, level: shared.state };
    },
  };
}

/** On Redis the limits outlive the process by themselves; in memory nothing does. */
function createLimiter(
  { store, permits, settings: configured, clock, tell }: LimitsParts,
  settings: () => LimiterSettings,
) {
  const nothing = async () => {};
  const common = { settings, permits, clock, tell };
  if (store.scripts) {
    const processes = () => configured().storage.processes;
    const limiter = createSharedLimiter({ ...common, scripts: store.scripts, processes });
    return { ...limiter, written: nothing };
  }
  const limiter = createRateLimiter(common);
  const own = {
    ...limiter,
    admit: async (request: AdmissionRequest) => limiter.admit(request),
    refuse: async (...refused: Parameters<typeof limiter.refuse>) => limiter.refuse(...refused),
    shared: () => null,
  };
  if (store.state().backend === 'memory') return { ...own, written: nothing, start: nothing, close: nothing };
  const stored = createLimitsStore({ limiter, store, clock, tell });
  return {
    ...own,
    admit: async (request: AdmissionRequest) => stored.noted(request, limiter.admit(request)),
    resetViewer(channel: string, viewerId: string) {
      limiter.resetViewer(channel, viewerId);
      stored.write();
    },
    written: stored.written,
    start: stored.start,
    close: stored.stop,
  };
}
