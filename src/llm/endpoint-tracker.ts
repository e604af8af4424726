import type { Tell } from '../domain/event.ts';
import type { EndpointReport } from '../domain/llm.ts';
import type { EndpointSettings, Tier } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { type BackoffSettings, createEndpointHealth, type EndpointHealth, type Lease } from './endpoint-health.ts';
import type { SharedEndpoints } from './shared-endpoints.ts';

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
  /** A heartbeat's verdicts. */
  down(name: string, detail: string): void;
  up(name: string): void;
  states(): readonly EndpointReport[];
}

export interface TrackerParts {
  readonly backoff: () => BackoffSettings;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly random?: () => number;
  /** Where processes share endpoints: what one of them learns counts for all, and one of them probes. */
  readonly shared?: Pick<SharedEndpoints, 'join'> | undefined;
}

export function createEndpointTracker({ shared, ...parts }: TrackerParts): EndpointTracker {
  const { tell, random = Math.random } = parts;
  const freed = new Set<() => void>();
  let healths: EndpointHealth[] = [];

  const onFreed = () => {
    for (const callback of freed) callback();
  };
  const nameOf = (health: EndpointHealth) => health.settings().name;
  const find = (name: string) => healths.find((health) => nameOf(health) === name);

  return {
    sync(endpoints, keyOf) {
      const before = new Set(healths);
      healths = endpoints.map((endpoint) => {
        const key = keyOf(endpoint);
        const known = find(endpoint.name);
        const { url, model } = known?.settings() ?? {};
        if (known && url === endpoint.url && model === endpoint.model && known.key === key) {
          known.configure(endpoint);
          before.delete(known);
          return known;
        }
        const join = shared && ((health: EndpointHealth) => shared.join({ ...endpoint, key }, health));
        return createEndpointHealth({ ...parts, endpoint, key, random, onFreed, join });
      });
      for (const gone of before) {
        gone.retire();
        if (find(nameOf(gone))) continue;
        tell({ kind: 'endpoint.state', endpoint: nameOf(gone), state: 'disabled', detail: 'no longer configured' });
      }
    },

    available: (except) => healths.some((health) => !except?.has(nameOf(health)) && health.callable()),

    async lease(except, { tier, healthy } = {}) {
      // Stable: within a tier the operator's order stands.
      const first = (health: EndpointHealth) => Number(health.settings().tier !== tier);
      for (const health of tier ? healths.toSorted((a, b) => first(a) - first(b)) : healths) {
        if (except?.has(nameOf(health)) || !health.callable() || !health.hasRoom()) continue;
        if (health.state() === 'healthy') return health.lease();
        if (healthy) continue;
        const probe = await health.probe();
        if (probe) return probe;
      }
      return null;
    },

    full: (except) => healths.some((health) => !except?.has(nameOf(health)) && health.callable() && !health.hasRoom()),

    onFreed(callback) {
      freed.add(callback);
      return () => freed.delete(callback);
    },

    soonest() {
      const waits = healths.filter((health) => health.state() === 'backing off').map((health) => health.waitMs());
      return waits.length === 0 ? null : Math.min(...waits);
    },

    down: (name, detail) => find(name)?.down(detail),
    up: (name) => find(name)?.up(),

    states: () =>
      healths.map((health) => {
        const state = health.state();
        const word = health.word();
        const detail = state === 'disabled' && { detail: health.detail() };
        return { name: nameOf(health), state, ...(word && { word }), ...detail };
      }),
  };
}
