import { resolve } from 'node:path';
import type { Tell } from '../domain/event.ts';
import type { Completion, Llm, LlmRequest, Models, Slots } from '../domain/llm.ts';
import type { Health } from '../domain/part.ts';
import type { EndpointSettings, LimitSettings, LlmSettings, ModelLimits } from '../domain/settings.ts';
import type { Cache, SharedScripts } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { own } from '../lib/own.ts';
import { createAdaptiveCap } from './adaptive-cap.ts';
import { createBreakers, type Lease, modelHealth } from './breaker.ts';
import { createRedisBoard, createSharedEndpoints } from './breaker-sharing.ts';
import { createCascade, marginMs, usedBy } from './cascade.ts';
import type { Costs } from './cost/costs.ts';
import { createDiscretion } from './discretion.ts';
import { createEndpointClient, type EndpointClient } from './endpoint-client.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createLocalServer, fileOf, isLocal, type LocalServer } from './local-server.ts';
import type { Prompts } from './prompt.ts';

export interface SchedulerParts {
  readonly settings: () => { readonly llm: LlmSettings; readonly limits: LimitSettings };
  readonly slots: Pick<Slots, 'acquire'>;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Where the keys are that `api_key_env` names. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly random?: () => number;
  readonly fetch?: typeof fetch;
  /** What calls cost, and whether a budget allows them; left out, nobody counts. */
  readonly costs?: Pick<Costs, 'reserve'>;
  /** The cap, and what an answer should take; left out, there is neither. */
  readonly modelLimits?: () => Pick<ModelLimits, 'cap' | 'responseTimeout'>;
  /** Where it is stored in which form each model takes a call; left out, it is found out again. */
  readonly forms?: Cache;
  /** Where processes share what they know of the endpoints. */
  readonly shared?: SharedScripts | null;
  /** From which paths of `gguf:` endpoints count. */
  readonly folder?: string;
  /** What models are told, and nobody else is; left out, nothing is a secret. */
  readonly prompts?: () => Prompts;
}

export interface Scheduler extends Llm {
  /** What `/ready` says of all endpoints. */
  health(): Health;
  /** Starts the servers of `gguf:` endpoints. */
  start(): void;
  /** Loads what the first call would otherwise wait for. Never rejects. */
  warm(): Promise<void>;
  /** The settings may have changed: what depends on time alone takes them over now. */
  refresh(): void;
  /** Cancels the calls in flight, ends the heartbeat and the servers of `gguf:` endpoints. */
  stop(): Promise<void>;
  readonly attempt: Models['attempt'];
  readonly figures: Models['figures'];
  /** How many calls at once the endpoints have shown to bear, at most the cap of `modelLimits`. */
  adaptiveCap(): number;
}

interface Client {
  readonly identity: string;
  readonly client: EndpointClient;
  /** The server behind it, where the bot runs it. */
  readonly local: LocalServer | undefined;
}

/** What everything below may take to end by itself. */
const graceMs = 250;
/** A model that has to be loaded first takes its time. */
const trialMs = 30_000;
const trialTokens = 64;
/** Where no cap is known; each of them takes memory. */
const mostLocalSlots = 16;

/** Made once: an error takes its stack with it, which costs more than the rest of the end. */
const over = new DOMException('the call has ended', 'AbortError');

/** A slot, then the cascade: one completion for each request, in time whatever hangs below. */
export function createScheduler(parts: SchedulerParts): Scheduler {
  const { settings, slots, clock, tell, env, random = Math.random } = parts;
  const shared = parts.shared ? createSharedEndpoints({ board: createRedisBoard(parts.shared), clock }) : undefined;
  const breakers = createBreakers({
    backoff: () => ({ ...settings().limits, failure_threshold: settings().llm.failure_threshold }),
    clock,
    tell,
    random,
    shared,
  });
  const discretion = parts.prompts && createDiscretion(parts.prompts);
  const clients = new Map<string, Client>();
  /** Servers of endpoints that are no longer configured, until they have ended. */
  const leaving = new Set<Promise<void>>();
  const calls = new Set<AbortController>();
  let configured: readonly EndpointSettings[] | undefined;
  let keys = '';
  let stopped = false;

  const keyOf = ({ api_key_env }: EndpointSettings) =>
    api_key_env === null ? undefined : own(env, api_key_env) || undefined;

  /** Before every use: a reload may have changed the endpoints, or a key have come. */
  function sync(): boolean {
    const { enabled, endpoints } = settings().llm;
    const keysNow = endpoints.map(keyOf).join('\n');
    if (endpoints !== configured || keysNow !== keys) {
      if (enabled === true && endpoints.length === 0) {
        tell({
          kind: 'warning',
          text: 'llm.enabled is true, but llm.endpoints is empty: no model will be asked',
          fr: 'llm.enabled est true, mais llm.endpoints est vide : aucun modèle ne sera interrogé',
        });
      }
      configured = endpoints;
      keys = keysNow;
      breakers.sync(endpoints, keyOf);
      for (const name of clients.keys()) if (!endpoints.some((each) => each.name === name)) drop(name);
    }
    return enabled !== false && !stopped;
  }

  function drop(name: string) {
    const ending = clients.get(name)?.local?.stop();
    clients.delete(name);
    if (ending) leaving.add(ending.finally(() => leaving.delete(ending)));
  }

  function open({ endpoint, key }: Pick<Lease, 'endpoint' | 'key'>): Client {
    const { name, url, model } = endpoint;
    const identity = JSON.stringify([url, model, key]);
    const known = clients.get(name);
    if (known?.identity === identity) return known;
    drop(name);
    const local = isLocal(url) ? openLocal(endpoint) : undefined;
    const client = createEndpointClient({
      endpoint,
      key,
      clock,
      fetch: local?.fetch ?? parts.fetch,
      forms: parts.forms,
    });
    const opened = { identity, client, local };
    clients.set(name, opened);
    return opened;
  }

  const openLocal = ({ name, url, model, max_concurrency }: EndpointSettings) =>
    createLocalServer({
      name,
      model,
      file: resolve(parts.folder ?? '', fileOf(url)),
      settings: () => settings().llm,
      slots: () => max_concurrency ?? Math.min(modelLimits().cap, mostLocalSlots),
      clock,
      tell,
    });

  const modelLimits = parts.modelLimits ?? (() => ({ cap: Number.POSITIVE_INFINITY, responseTimeout: null }));
  const adaptiveCap = createAdaptiveCap({
    cap: () => modelLimits().cap,
    objectiveMs() {
      const { responseTimeout } = modelLimits();
      return responseTimeout === null ? null : responseTimeout * 1000;
    },
    tell,
  });

  const cascade = createCascade({
    breakers,
    clientOf: (lease) => open(lease).client,
    settings: () => settings().llm,
    adaptiveCap,
    reserve: parts.costs?.reserve,
    clock,
    tell,
    random,
  });

  /** Null a moment after the deadline, or after the caller has left: whatever hangs below, the caller hears of it. */
  function lateFor(deadline: number, signal: AbortSignal): { readonly late: Promise<null>; forget(): void } {
    let cancel = () => {};
    let leave = () => {};
    const late = new Promise<null>((resolve) => {
      leave = () => {
        cancel();
        cancel = clock.after(graceMs, () => resolve(null));
      };
    });
    if (signal.aborted) leave();
    else {
      cancel = clock.after(deadline + graceMs - clock.now(), leave);
      signal.addEventListener('abort', leave, { once: true });
    }
    return {
      late,
      forget() {
        cancel();
        signal.removeEventListener('abort', leave);
      },
    };
  }

  async function withSlot(request: LlmRequest, signal: AbortSignal): Promise<Completion> {
    const askedAt = clock.now();
    const { channel, command, viewer, priority, meter } = request;
    const { late, forget } = lateFor(request.deadline, signal);
    const ended = (): Completion => ({ kind: 'failed', reason: signal.aborted ? 'cancelled' : 'deadline' });
    try {
      const deadline = request.deadline - marginMs;
      const asked = slots.acquire({ channel, command, viewer, priority, deadline }, signal);
      const granted = await Promise.race([asked, late]);
      if (!granted) {
        asked.then((late) => late.kind === 'slot' && late.slot.release()).catch(() => {});
        return ended();
      }
      const grantedAt = clock.now();
      meter.waited('slot', grantedAt - askedAt);
      if (granted.kind === 'refused') return { kind: 'refused', verdict: granted };
      if (granted.kind === 'cancelled') return { kind: 'failed', reason: 'cancelled' };
      try {
        return (await Promise.race([cascade.run(request, signal), late])) ?? ended();
      } finally {
        granted.slot.release();
        meter.waited('upstream', clock.now() - grantedAt);
      }
    } finally {
      forget();
    }
  }

  async function attempt(name: string, channel: string, signal: AbortSignal) {
    const startedAt = clock.now();
    const no = (detail: string) => ({ ok: false, detail, ms: clock.now() - startedAt }) as const;
    const endpoint = settings().llm.endpoints.find((each) => each.name === name);
    if (!sync() || !endpoint) return no('it is not in use');
    const { client } = open({ endpoint, key: keyOf(endpoint) });
    const prompt = {
      messages: [{ role: 'user', content: 'Answer with one word: pong' }],
      maxTokens: trialTokens,
    } as const;
    const asks = await client.asks(prompt);
    const reservation = (await parts.costs?.reserve(endpoint, { channel, viewerId: null, ...asks })) ?? null;
    if (parts.costs && !reservation) return no('no budget allows it');
    const own = AbortSignal.any([signal, AbortSignal.timeout(trialMs)]);
    const money = reservation && { maxTokens: asks.maxTokens, grow: reservation.grow };
    const limits = { firstTokenMs: trialMs, gapMs: trialMs, totalMs: trialMs };
    const result = await client.call({ ...prompt, ...(money && { money }) }, limits, own);
    reservation?.settle(usedBy(result));
    if (result.kind === 'ok') return { ok: true, text: result.text.slice(0, 200), ms: result.totalMs } as const;
    return no(result.detail);
  }

  const heartbeat = createHeartbeat({
    settings: () => settings().limits,
    // A server of the bot's own is watched by who has started it.
    endpoints: () => (sync() ? settings().llm.endpoints.filter(({ url }) => !isLocal(url)) : []),
    keyOf,
    breakers,
    clock,
    fetch: parts.fetch ?? fetch,
  });
  sync();

  return {
    async complete(request, signal) {
      const call = new AbortController();
      const cancel = () => call.abort();
      try {
        if (!sync() || !breakers.available()) return { kind: 'failed', reason: 'no_endpoint' };
        if (signal.aborted) return { kind: 'failed', reason: 'cancelled' };
        if (request.deadline - marginMs <= clock.now()) return { kind: 'failed', reason: 'deadline' };
        calls.add(call);
        signal.addEventListener('abort', cancel, { once: true });
        if (!discretion) return await withSlot(request, call.signal);
        const completion = await withSlot({ ...request, messages: discretion.marked(request.messages) }, call.signal);
        if (completion.kind !== 'text' || !discretion.tells(completion.text)) return completion;
        tell({
          kind: 'warning',
          text: `${completion.endpoint}: an answer that recites its instructions was held back`,
          fr: `${completion.endpoint} : une réponse qui récite ses consignes a été retenue`,
        });
        return { kind: 'failed', reason: 'held_back' };
      } catch (error) {
        tell({ kind: 'bug', where: 'llm', error });
        return { kind: 'failed', reason: 'upstream', cause: error };
      } finally {
        signal.removeEventListener('abort', cancel);
        calls.delete(call);
        // What hangs below is let go of.
        call.abort(over);
      }
    },
    attempt,
    adaptiveCap: adaptiveCap.limit,
    states: () => (sync() ? breakers.states() : []),
    figures() {
      if (!sync()) return [];
      const latencyOf = (name: string) => clients.get(name)?.client.timeouts.latency() ?? null;
      return breakers.figures().map((each) => ({ ...each, latency: latencyOf(each.name) }));
    },
    health: () => (sync() ? breakers.health() : modelHealth([])),
    start() {
      if (sync())
        for (const endpoint of settings().llm.endpoints) open({ endpoint, key: keyOf(endpoint) }).local?.start();
    },
    async warm() {
      if (!sync()) return;
      const all = settings().llm.endpoints.map((endpoint) => open({ endpoint, key: keyOf(endpoint) }));
      const loads = await Promise.allSettled(all.map(({ client }) => client.warm()));
      const failed = loads.find((load) => load.status === 'rejected');
      if (failed) tell({ kind: 'bug', where: 'llm', error: failed.reason });
    },
    refresh() {
      sync();
      heartbeat.refresh();
    },
    async stop() {
      stopped = true;
      heartbeat.stop();
      shared?.stop();
      for (const call of calls) call.abort();
      for (const name of clients.keys()) drop(name);
      await Promise.allSettled(leaving);
    },
  };
}
