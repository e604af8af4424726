import type { EndpointSettings, LimitSettings } from '../domain/settings.ts';
import type { Clock } from '../lib/clock.ts';
import { readBounded } from '../lib/read-bounded.ts';
import { addressOf, keyHeaders, modelsUrl } from './address.ts';
import type { Breakers } from './breaker.ts';

export interface HeartbeatParts {
  readonly settings: () => LimitSettings;
  readonly endpoints: () => readonly EndpointSettings[];
  readonly keyOf: (endpoint: EndpointSettings) => string | undefined;
  readonly breakers: Breakers;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

export interface Heartbeat {
  /** The settings may have changed: a check that was turned on begins now, and an interval counts from the last one. */
  refresh(): void;
  stop(): void;
}

/** Asks each endpoint for its models now and then, when the operator wants that. Turned on and off while running. */
export function createHeartbeat(parts: HeartbeatParts): Heartbeat {
  const { clock, breakers } = parts;
  const misses = new Map<string, number>();
  const stopping = new AbortController();
  let cancel = () => {};
  let enabled = parts.settings().health_check_enabled;
  let beating = false;
  let beatAt = clock.now();

  function schedule() {
    cancel();
    const dueAt = beatAt + parts.settings().health_check_interval * 1000;
    cancel = clock.after(dueAt - clock.now(), () => void beat());
  }

  async function beat() {
    beating = true;
    cancel();
    enabled = parts.settings().health_check_enabled;
    const { health_check_enabled, health_check_timeout, health_check_failures_threshold } = parts.settings();
    const endpoints = health_check_enabled ? parts.endpoints() : [];
    await Promise.all(
      endpoints.map(async (endpoint) => {
        const fault = await ask(endpoint, health_check_timeout * 1000);
        const missed = fault === undefined ? 0 : (misses.get(endpoint.name) ?? 0) + 1;
        misses.set(endpoint.name, missed);
        if (missed === 0) breakers.up(endpoint.name);
        else if (missed >= health_check_failures_threshold) breakers.down(endpoint.name, `heartbeat: ${fault}`);
      }),
    );
    for (const name of misses.keys()) if (!endpoints.some((each) => each.name === name)) misses.delete(name);
    beating = false;
    beatAt = clock.now();
    if (!stopping.signal.aborted) schedule();
  }

  /** What speaks against the endpoint, if anything. */
  async function ask(endpoint: EndpointSettings, timeoutMs: number): Promise<string | undefined> {
    const { promise: late, resolve } = Promise.withResolvers<string>();
    const request = new AbortController();
    const end = () => {
      resolve(`no answer within ${timeoutMs} ms`);
      request.abort();
    };
    const cancelTimeout = clock.after(timeoutMs, end);
    stopping.signal.addEventListener('abort', end, { once: true });
    try {
      return await Promise.race([late, look(endpoint, request.signal)]);
    } finally {
      cancelTimeout();
      stopping.signal.removeEventListener('abort', end);
      request.abort();
    }
  }

  async function look(endpoint: EndpointSettings, signal: AbortSignal): Promise<string | undefined> {
    try {
      const key = parts.keyOf(endpoint);
      const address = addressOf(endpoint.url);
      const response = await parts.fetch(modelsUrl(address), { signal, headers: keyHeaders(address, key) });
      // LM Studio answers 200 to anything: only a list of models is a sign of life.
      const body = await readBounded(response);
      if (!response.ok) return `status ${response.status}`;
      return listsModels(body) ? undefined : 'no list of models';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  schedule();
  return {
    refresh() {
      if (beating || stopping.signal.aborted) return;
      if (parts.settings().health_check_enabled && !enabled) void beat();
      else schedule();
      enabled = parts.settings().health_check_enabled;
    },
    stop() {
      cancel();
      stopping.abort();
    },
  };
}

function listsModels(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data);
  } catch {
    return false;
  }
}
