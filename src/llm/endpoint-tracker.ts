import type { Tell } from '../domain/event.ts';
import type { EndpointState } from '../domain/llm.ts';
import type { EndpointSettings, LimitSettings, Tier } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';

/** What one call said about its endpoint. `unproven`: nothing, as it was not given a fair chance. */
export type Report =
  | { readonly kind: 'answered' }
  | { readonly kind: 'failed'; readonly detail: string; readonly retryAfterMs?: number | undefined }
  | { readonly kind: 'disabled'; readonly detail: string }
  | { readonly kind: 'unproven' };

/** The right to make one call. Whoever holds it settles it, once: an open probe keeps everybody else away. */
export interface Lease {
  readonly endpoint: EndpointSettings;
  readonly key: string | undefined;
  settle(report: Report): void;
}

export type BackoffSettings = Pick<LimitSettings, 'llm_retry_delay' | 'llm_backoff_multiplier' | 'llm_backoff_max'> & {
  readonly failure_threshold: number;
};

export interface EndpointTracker {
  /** Takes over what is configured now. An endpoint whose address, model and key are as before keeps its state. */
  sync(endpoints: readonly EndpointSettings[], keyOf: (endpoint: EndpointSettings) => string | undefined): void;
  /** Whether an endpoint may be called, now or when one of its calls has ended. */
  available(except?: ReadonlySet<string>): boolean;
  /** The first endpoint, those of the tier before the others, that may be called and has a place free. */
  lease(
    except?: ReadonlySet<string>,
    wanted?: { readonly tier?: Tier | undefined; readonly healthy?: true },
  ): Promise<Lease | null>;
  /** Whether an endpoint that may be called has no place free. */
  full(except?: ReadonlySet<string>): boolean;
  /** Calls back at the end of every call; the returned function ends that. */
  onFreed(callback: () => void): () => void;
  /** Milliseconds until a waiting endpoint may be probed; null when none waits. */
  soonest(): number | null;
  /** A heartbeat's verdict. What it took down it may bring up again; what calls took down, only a call does. */
  down(name: string, detail: string): void;
  up(name: string): void;
  states(): readonly { readonly name: string; readonly state: EndpointState }[];
}

export interface TrackerParts {
  readonly backoff: () => BackoffSettings;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly random?: () => number;
  /** Where processes share endpoints, one of them gets the probe. */
  readonly probeLock?: (endpoint: string) => Promise<boolean>;
}

interface Health {
  settings: EndpointSettings;
  readonly key: string | undefined;
  state: EndpointState;
  /** Calls that are under way. */
  active: number;
  failures: number;
  /** 0 until the first failure that opened. */
  stepMs: number;
  /** When the wait ends, or the last failure was. */
  since: number;
  /** Rises with every change of state: a report from before the change is old news. */
  generation: number;
  byHeartbeat: boolean;
}

const quietMs = 300_000;

export function createEndpointTracker(parts: TrackerParts): EndpointTracker {
  const { clock, tell, random = Math.random, probeLock = async () => true } = parts;
  const freed = new Set<() => void>();
  let healths: Health[] = [];

  function become(health: Health, state: EndpointState, detail: string) {
    health.state = state;
    health.generation++;
    tell({ kind: 'endpoint.state', endpoint: health.settings.name, state, detail });
  }

  function heal(health: Health, detail: string) {
    health.failures = 0;
    health.stepMs = 0;
    health.byHeartbeat = false;
    if (health.state !== 'healthy') become(health, 'healthy', detail);
  }

  /** Five minutes in which nobody called count from the end of the wait, or a long wait would forget itself. */
  function forget(health: Health) {
    const waiting = health.state === 'healthy' || health.state === 'backing off';
    if (waiting && health.failures > 0 && clock.now() - health.since >= quietMs) heal(health, 'quiet for five minutes');
  }

  function wait(health: Health, ms: number, detail: string) {
    health.since = clock.now() + ms;
    become(health, 'backing off', `${detail}; next try in ${Math.ceil(ms / 1000)} s`);
  }

  const jittered = (ms: number) => ms * (1 + random() / 4);

  function open(health: Health, detail: string, retryAfterMs?: number) {
    const { llm_retry_delay, llm_backoff_multiplier, llm_backoff_max } = parts.backoff();
    const first = health.stepMs === 0;
    health.byHeartbeat = false;
    const step = first ? llm_retry_delay * 1000 : health.stepMs * llm_backoff_multiplier;
    health.stepMs = Math.min(step, llm_backoff_max * 1000);
    // A server that names its wait is taken at its word once; when it refuses again, the steps hold as well.
    const own = first && retryAfterMs !== undefined ? 0 : jittered(health.stepMs);
    wait(health, Math.max(own, jittered(retryAfterMs ?? 0)), detail);
  }

  function settle(health: Health, generation: number, report: Report) {
    if (!healths.includes(health) || health.state === 'disabled') return;
    if (report.kind === 'disabled') return become(health, 'disabled', report.detail);
    if (health.generation !== generation) return;
    const probe = health.state === 'probing';
    if (report.kind === 'answered') return heal(health, 'answered');
    if (report.kind === 'unproven') {
      if (probe) wait(health, jittered(health.stepMs), 'the probe was not finished');
      return;
    }
    health.failures++;
    health.since = clock.now();
    const { failure_threshold } = parts.backoff();
    if (probe || health.failures >= failure_threshold || report.retryAfterMs !== undefined) {
      open(health, report.detail, report.retryAfterMs);
    }
  }

  function callable(health: Health): boolean {
    forget(health);
    return health.state === 'healthy' || (health.state === 'backing off' && clock.now() >= health.since);
  }

  const hasRoom = ({ active, settings }: Health) => active < (settings.max_concurrency ?? Number.POSITIVE_INFINITY);

  function leaseOf(health: Health): Lease {
    const { generation } = health;
    let settled = false;
    health.active++;
    return {
      endpoint: health.settings,
      key: health.key,
      settle(report) {
        if (settled) return;
        settled = true;
        health.active--;
        settle(health, generation, report);
        for (const callback of freed) callback();
      },
    };
  }

  return {
    sync(endpoints, keyOf) {
      const before = healths;
      healths = endpoints.map((settings) => {
        const key = keyOf(settings);
        const known = before.find((each) => each.settings.name === settings.name);
        if (known?.settings.url === settings.url && known.settings.model === settings.model && known.key === key) {
          known.settings = settings;
          return known;
        }
        const fresh: Health = {
          settings,
          key,
          state: 'healthy',
          active: 0,
          failures: 0,
          stepMs: 0,
          since: clock.now(),
          generation: 0,
          byHeartbeat: false,
        };
        become(fresh, 'healthy', 'configured');
        return fresh;
      });
      for (const { settings } of before) {
        if (endpoints.some((each) => each.name === settings.name)) continue;
        tell({ kind: 'endpoint.state', endpoint: settings.name, state: 'disabled', detail: 'no longer configured' });
      }
    },

    available: (except) => healths.some((health) => !except?.has(health.settings.name) && callable(health)),

    async lease(except, { tier, healthy } = {}) {
      // Stable: within a tier the operator's order stands.
      const first = ({ settings }: Health) => Number(settings.tier !== tier);
      for (const health of tier ? healths.toSorted((a, b) => first(a) - first(b)) : healths) {
        if (except?.has(health.settings.name) || !callable(health) || !hasRoom(health)) continue;
        if (health.state === 'healthy') return leaseOf(health);
        if (healthy) continue;
        become(health, 'probing', 'one call tries it');
        const lease = leaseOf(health);
        if (await probeLock(health.settings.name)) return lease;
        lease.settle({ kind: 'unproven' });
      }
      return null;
    },

    full: (except) =>
      healths.some((health) => !except?.has(health.settings.name) && callable(health) && !hasRoom(health)),

    onFreed(callback) {
      freed.add(callback);
      return () => freed.delete(callback);
    },

    soonest() {
      const waits = healths
        .filter((health) => health.state === 'backing off')
        .map((health) => health.since - clock.now());
      return waits.length === 0 ? null : Math.max(0, Math.min(...waits));
    },

    down(name, detail) {
      const health = healths.find((each) => each.settings.name === name);
      if (health?.state !== 'healthy') return;
      health.failures++;
      open(health, detail);
      health.byHeartbeat = true;
    },

    up(name) {
      const health = healths.find((each) => each.settings.name === name);
      if (health?.state === 'backing off' && health.byHeartbeat) heal(health, 'the heartbeat is back');
    },

    states() {
      healths.forEach(forget);
      return healths.map(({ settings, state }) => ({ name: settings.name, state }));
    },
  };
}
