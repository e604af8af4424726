import type { Tell } from '../domain/event.ts';
import type { EndpointFigures, EndpointReport, EndpointState, EndpointWord } from '../domain/llm.ts';
import type { Health } from '../domain/part.ts';
import type { EndpointSettings, LimitSettings, Tier } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import type { Membership, SharedEndpoints, SharedHealth } from './breaker-sharing.ts';

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
  /** A first failure would open the breaker: the endpoint may be asked once more before that failure counts. */
  readonly forgiving: boolean;
  settle(report: Report): void;
}

export interface BreakerParts {
  readonly backoff: () => Pick<LimitSettings, 'llm_retry_delay' | 'llm_backoff_multiplier' | 'llm_backoff_max'> & {
    readonly failure_threshold: number;
  };
  readonly clock: Clock;
  readonly tell: Tell;
  readonly random: () => number;
  /** Where processes share endpoints: what one of them learns counts for all, and one of them probes. */
  readonly shared?: Pick<SharedEndpoints, 'join'> | undefined;
}

/** Why an endpoint is disabled; otherwise it is for its key. */
export const noMoney = 'no money left: add some, then start the bot again';
const quietMs = 300_000;
const quiet = 'quiet for five minutes';
/** While another process probes, this one looks again for its verdict. */
const verdictMs = 500;

type Breaker = ReturnType<typeof createBreaker>;

/** One endpoint's state machine: healthy until it fails, backing off, then probed by one call. */
function createBreaker(parts: BreakerParts, endpoint: EndpointSettings, key: string | undefined, onFreed: () => void) {
  const { clock, tell, random } = parts;
  let settings = endpoint;
  let state: EndpointState = 'healthy';
  let detail = '';
  /** Calls that are under way. */
  let active = 0;
  let failures = 0;
  /** 0 until the first failure that opened the breaker. */
  let stepMs = 0;
  /** When the wait ends, or the last failure was. */
  let since = clock.now();
  /** Rises with every change of state: a report from before the change is old news. */
  let generation = 0;
  let byHeartbeat = false;
  /** Something has answered there, and nothing speaks against it since. */
  let proven = false;
  let askingToProbe = false;
  let retired = false;
  let membership: Membership | undefined;

  function become(next: EndpointState, why: string, from = '') {
    state = next;
    detail = why;
    generation++;
    announce(from);
  }

  function announce(from = '') {
    tell({ kind: 'endpoint.state', endpoint: settings.name, state, word: word(), detail: from + detail });
  }

  /** The key is named in the settings and set nowhere: asking without it would only be refused. */
  const lacksKey = () => settings.api_key_env !== null && key === undefined;

  function word(): EndpointWord | undefined {
    if (state === 'disabled') return lacksKey() ? 'off' : detail === noMoney ? 'no money' : 'key refused';
    if (state !== 'healthy' || proven) return undefined;
    return failures > 0 ? 'failing' : 'not tried yet';
  }

  function heal(why: string, from?: string) {
    const news = !proven;
    failures = 0;
    stepMs = 0;
    byHeartbeat = false;
    proven = why !== quiet;
    if (state !== 'healthy') become('healthy', why, from);
    else if (news && proven) {
      detail = why;
      announce(from);
    }
  }

  /** The quiet minutes count from the end of the wait, or a long wait would forget itself. */
  function forget() {
    const waiting = state === 'healthy' || state === 'backing off';
    if (!waiting || failures === 0 || clock.now() - since < quietMs) return;
    heal(quiet);
    membership?.changed();
  }

  function wait(ms: number, why: string) {
    since = clock.now() + ms;
    become('backing off', `${why}; next try in ${Math.ceil(ms / 1000)} s`);
  }

  const jittered = (ms: number) => ms * (1 + random() / 4);

  function open(why: string, retryAfterMs?: number) {
    const { llm_retry_delay, llm_backoff_multiplier, llm_backoff_max } = parts.backoff();
    const first = stepMs === 0;
    byHeartbeat = false;
    const step = first ? llm_retry_delay * 1000 : stepMs * llm_backoff_multiplier;
    stepMs = Math.min(step, llm_backoff_max * 1000);
    // The first time only the wait that the server names counts; when it fails again, the step is waited at least.
    const own = first && retryAfterMs !== undefined ? 0 : jittered(stepMs);
    wait(Math.max(own, jittered(retryAfterMs ?? 0)), why);
  }

  function settle(then: number, report: Report) {
    if (retired || state === 'disabled') return;
    if (report.kind === 'disabled') return become('disabled', report.detail);
    if (generation !== then) return;
    const probe = state === 'probing';
    if (report.kind === 'answered') return heal('answered');
    if (report.kind === 'unproven') {
      if (probe) wait(jittered(stepMs), 'the probe was not finished');
      return;
    }
    failures++;
    proven = false;
    since = clock.now();
    if (probe || failures >= parts.backoff().failure_threshold || report.retryAfterMs !== undefined) {
      open(report.detail, report.retryAfterMs);
    }
  }

  function lease(): Lease {
    const then = generation;
    let settled = false;
    active++;
    return {
      endpoint: settings,
      key,
      forgiving: state === 'healthy' && failures === 0 && parts.backoff().failure_threshold === 1,
      settle(report) {
        if (settled) return;
        settled = true;
        active--;
        settle(then, report);
        membership?.changed();
        onFreed();
      },
    };
  }

  /** Whether it may be called, now or when one of its calls has ended. */
  function callable(): boolean {
    forget();
    return state === 'healthy' || (state === 'backing off' && !askingToProbe && clock.now() >= since);
  }

  const breaker = {
    name: endpoint.name,
    isOf: (other: EndpointSettings, otherKey: string | undefined) =>
      settings.url === other.url && settings.model === other.model && key === otherKey,
    tier: () => settings.tier,
    /** A reload that changed neither address, model nor key. */
    configure(next: EndpointSettings) {
      settings = next;
    },
    callable,
    hasRoom: () => active < (settings.max_concurrency ?? Number.POSITIVE_INFINITY),
    isHealthy: () => state === 'healthy',
    lease,
    /** The one call that tries it after its wait; null where somebody else makes that call. */
    async probe(): Promise<Lease | null> {
      if (membership) {
        askingToProbe = true;
        const granted = await membership.mayProbe();
        askingToProbe = false;
        if (!callable() || state === 'healthy' || retired) {
          // Another process has given its verdict meanwhile.
          if (granted) membership.changed();
          return state === 'healthy' ? lease() : null;
        }
        if (!granted) {
          since = clock.now() + verdictMs;
          return null;
        }
      }
      become('probing', 'one call tries it');
      return lease();
    },
    /** Milliseconds until it may be probed; null when it is not waiting. */
    waitMs() {
      forget();
      return state === 'backing off' ? Math.max(0, since - clock.now()) : null;
    },
    /** A heartbeat's verdict. What it took down it may bring up again; what calls took down, only a call does. */
    down(why: string) {
      if (state !== 'healthy') return;
      failures++;
      proven = false;
      open(why);
      byHeartbeat = true;
      membership?.changed();
    },
    up() {
      if (state === 'healthy' && failures === 0) return heal('it lists its models');
      if (state !== 'backing off' || !byHeartbeat) return;
      heal('the heartbeat is back');
      membership?.changed();
    },
    /** No longer configured: what is left of its calls changes nothing. */
    retire() {
      retired = true;
      membership?.leave();
    },
    report(): EndpointReport {
      forget();
      const named = word();
      return { name: settings.name, state, ...(named && { word: named }), ...(state === 'disabled' && { detail }) };
    },
    figures(): Omit<EndpointFigures, 'latency'> {
      const retryMs = breaker.waitMs();
      return { name: settings.name, active, most: settings.max_concurrency ?? null, failures, retryMs };
    },
    /** The same for the operator, with the reason for a wait. */
    described: (): EndpointReport => ({ ...breaker.report(), ...(state === 'backing off' && { detail }) }),
    view: (): SharedHealth | null =>
      state === 'probing' ? null : { state, failures, stepMs, waitMs: Math.round(since - clock.now()), detail },
    /** Another process knows better. */
    adopt(seen: SharedHealth) {
      const from = 'another process: ';
      if (seen.state === 'healthy' && seen.failures === 0) return heal(seen.detail, from);
      failures = seen.failures;
      stepMs = seen.stepMs;
      byHeartbeat = false;
      proven = false;
      since = clock.now() + seen.waitMs;
      if (seen.state !== state) become(seen.state, seen.detail, from);
    },
  };
  membership = parts.shared?.join({ url: endpoint.url, model: endpoint.model, key }, breaker);
  if (lacksKey()) become('disabled', `${settings.api_key_env} is not set`);
  else become('healthy', 'configured');
  return breaker;
}

export type Breakers = ReturnType<typeof createBreakers>;

/** The configured endpoints, in the operator's order, each behind its breaker. */
export function createBreakers(parts: BreakerParts) {
  const freed = new Set<() => void>();
  let breakers: Breaker[] = [];

  const onFreed = () => {
    for (const callback of freed) callback();
  };
  const find = (name: string) => breakers.find((breaker) => breaker.name === name);
  const callable = (except?: ReadonlySet<string>) =>
    breakers.filter((breaker) => !except?.has(breaker.name) && breaker.callable());

  return {
    /** Takes over what is configured now. An endpoint whose address, model and key are as before keeps its state. */
    sync(endpoints: readonly EndpointSettings[], keyOf: (endpoint: EndpointSettings) => string | undefined) {
      const before = new Set(breakers);
      breakers = endpoints.map((endpoint) => {
        const key = keyOf(endpoint);
        const known = find(endpoint.name);
        if (!known?.isOf(endpoint, key)) return createBreaker(parts, endpoint, key, onFreed);
        known.configure(endpoint);
        before.delete(known);
        return known;
      });
      for (const gone of before) {
        gone.retire();
        if (find(gone.name)) continue;
        parts.tell({ kind: 'endpoint.state', endpoint: gone.name, state: 'disabled', detail: 'no longer configured' });
      }
    },

    /** Whether an endpoint may be called, now or when one of its calls has ended. */
    available: (except?: ReadonlySet<string>) => callable(except).length > 0,

    /** Whether an endpoint that may be called takes no more calls at once. */
    full: (except: ReadonlySet<string>) => callable(except).some((breaker) => !breaker.hasRoom()),

    /** The first endpoint, those of the tier before the others, that may be called and takes a call. */
    async lease(
      except?: ReadonlySet<string>,
      { tier, healthy }: { readonly tier?: Tier | undefined; readonly healthy?: true } = {},
    ): Promise<Lease | null> {
      // Stable: within a tier the operator's order stands.
      const first = (breaker: Breaker) => Number(breaker.tier() !== tier);
      for (const breaker of tier ? breakers.toSorted((a, b) => first(a) - first(b)) : breakers) {
        if (except?.has(breaker.name) || !breaker.callable() || !breaker.hasRoom()) continue;
        if (breaker.isHealthy()) return breaker.lease();
        const probe = healthy ? null : await breaker.probe();
        if (probe) return probe;
      }
      return null;
    },

    /** Calls back at the end of every call; the returned function ends that. */
    onFreed(callback: () => void) {
      freed.add(callback);
      return () => freed.delete(callback);
    },

    /** Milliseconds until a waiting endpoint may be probed; null when none waits. */
    soonest(): number | null {
      const waits = breakers.map((breaker) => breaker.waitMs()).filter((ms) => ms !== null);
      return waits.length === 0 ? null : Math.min(...waits);
    },

    down: (name: string, detail: string) => find(name)?.down(detail),
    up: (name: string) => find(name)?.up(),
    figures: () => breakers.map((breaker) => breaker.figures()),
    states: (): readonly EndpointReport[] => breakers.map((breaker) => breaker.report()),
    health: (): Health => modelHealth(breakers.map((breaker) => breaker.described())),
  };
}

/** Healthy is what has answered; what nobody has tried may be. */
export function modelHealth(endpoints: readonly EndpointReport[]): Health {
  if (endpoints.length === 0) return { state: 'off', level: 'ok' };
  const good = endpoints.filter(({ state, word }) => state === 'healthy' && !word).length;
  const untried = endpoints.filter(({ word }) => word === 'not tried yet').length;
  const detail = endpoints.map(describe).join(', ');
  if (good + untried < endpoints.length) {
    return { state: good + untried > 0 ? 'partly' : 'down', detail, level: 'degraded' };
  }
  return { state: good > 0 ? 'healthy' : 'not tried yet', detail, level: 'ok' };
}

function describe({ name, state, word, detail }: EndpointReport): string {
  if (word === undefined || (state === 'disabled' && word !== 'off')) {
    return `${name}: ${state}${detail ? ` (${detail})` : ''}`;
  }
  return [name, word, ...(detail ? [detail] : [])].join(': ');
}
