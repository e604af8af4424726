import type { Tell } from '../domain/event.ts';
import type { EndpointState, EndpointWord } from '../domain/llm.ts';
import type { EndpointSettings, LimitSettings } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import type { Membership, SharedHealth } from './shared-endpoints.ts';

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
  /** A first failure would put the endpoint to rest: it may be asked once more before that failure counts. */
  readonly forgiving: boolean;
  settle(report: Report): void;
}

export type BackoffSettings = Pick<LimitSettings, 'llm_retry_delay' | 'llm_backoff_multiplier' | 'llm_backoff_max'> & {
  readonly failure_threshold: number;
};

/** One endpoint's state machine. */
export interface EndpointHealth {
  readonly key: string | undefined;
  settings(): EndpointSettings;
  /** A reload that changed neither address, model nor key. */
  configure(settings: EndpointSettings): void;
  state(): EndpointState;
  /** What it is called where its state would say too much. */
  word(): EndpointWord | undefined;
  /** Why it is as it is. */
  detail(): string;
  /** Whether it may be called, now or when one of its calls has ended. */
  callable(): boolean;
  hasRoom(): boolean;
  lease(): Lease;
  /** The one call that tries it after its wait; null where somebody else makes that call. */
  probe(): Promise<Lease | null>;
  /** Milliseconds until it may be probed. */
  waitMs(): number;
  /** A heartbeat's verdict. What it took down it may bring up again; what calls took down, only a call does. */
  down(detail: string): void;
  up(): void;
  /** No longer configured: what is left of its calls changes nothing. */
  retire(): void;
  view(): SharedHealth | null;
  /** Another process knows better. */
  adopt(seen: SharedHealth): void;
}

export interface HealthParts {
  readonly endpoint: EndpointSettings;
  readonly key: string | undefined;
  readonly backoff: () => BackoffSettings;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly random: () => number;
  readonly onFreed: () => void;
  /** Where processes share endpoints. */
  readonly join?: ((health: EndpointHealth) => Membership) | undefined;
}

const quietMs = 300_000;
const quiet = 'quiet for five minutes';
/** While another process probes, this one looks again for its verdict. */
const verdictMs = 500;

export function createEndpointHealth({ key, clock, tell, random, ...parts }: HealthParts): EndpointHealth {
  let settings = parts.endpoint;
  let state: EndpointState = 'healthy';
  let detail = '';
  /** Calls that are under way. */
  let active = 0;
  let failures = 0;
  /** 0 until the first failure that opened. */
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
    if (state === 'disabled' && lacksKey()) return 'off';
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

  /** Five minutes in which nobody called count from the end of the wait, or a long wait would forget itself. */
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
    // A server that names its wait is taken at its word once; when it refuses again, the steps hold as well.
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
        parts.onFreed();
      },
    };
  }

  function callable(): boolean {
    forget();
    return state === 'healthy' || (state === 'backing off' && !askingToProbe && clock.now() >= since);
  }

  const health: EndpointHealth = {
    key,
    settings: () => settings,
    configure(next) {
      settings = next;
    },
    state() {
      forget();
      return state;
    },
    word() {
      forget();
      return word();
    },
    detail: () => detail,
    callable,
    hasRoom: () => active < (settings.max_concurrency ?? Number.POSITIVE_INFINITY),
    lease,
    async probe() {
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
    waitMs: () => Math.max(0, since - clock.now()),
    down(why) {
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
    retire() {
      retired = true;
      membership?.leave();
    },
    view: () =>
      state === 'probing' ? null : { state, failures, stepMs, waitMs: Math.round(since - clock.now()), detail },
    adopt(seen) {
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
  const membership = parts.join?.(health);
  if (lacksKey()) become('disabled', `${settings.api_key_env} is not set`);
  else become('healthy', 'configured');
  return health;
}
