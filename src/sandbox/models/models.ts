import { type Clock, systemClock } from '../../lib/clock.ts';
import { keep } from '../bounded.ts';
import { firstSentenceOf } from '../corpus.ts';
import { createFaultScript } from '../faults.ts';
import { idOf } from '../random.ts';
import { createLocalServer, sendJson, type Visit } from '../server.ts';
import { createAnswerer, type Lookup } from './answerer.ts';
import { complete, type Thinks } from './complete.ts';
import { type ModelFault, playModelFault, type Refuse } from './faults.ts';
import { generate } from './generate.ts';
import { kinds, type ModelKind } from './kinds.ts';
import { createLoader } from './loader.ts';
import { createPacer, type Service } from './pace.ts';
import { createPrefixCache } from './prefix.ts';
import { createRecords, type ModelRequest } from './records.ts';
import { type Refusal, readRequest } from './request.ts';
import { createGenerationSlots } from './slots.ts';

export interface ModelsOptions {
  readonly kind?: ModelKind;
  /** The first is the one that is loaded. */
  readonly models?: readonly string[];
  /** `null`: everyone may ask. By default only the kind `openai` wants a key: `sk-sandbox`. */
  readonly apiKey?: string | null;
  /** Generations at once; the others wait, at most `queue` of them. */
  readonly capacity?: number;
  readonly queue?: number;
  readonly contextTokens?: number;
  readonly loadMs?: number;
  readonly service?: Service;
  readonly seed?: number;
  /** Answers what `EMIT<base64>` (or `UNPACK`, deflated before) in the prompt says, or recites its instructions at `RECITE-way`: every injection succeeds. */
  readonly obedient?: boolean;
  /** What the server does with a JSON schema: hold the model to it, refuse the request, or take no notice. */
  readonly schemas?: 'held' | 'refused' | 'ignored';
  /** Its model thinks before it speaks; by default only OpenAI's `gpt-5` and `o3` do. */
  readonly thinks?: Thinks;
  /** Requests that it does not take, beside those that its kind never takes. */
  readonly refuses?: Refuse;
  readonly lookup?: Lookup;
  /** Between two bytes of a slow answer, and between the comments of one that never comes. */
  readonly dripMs?: number;
  readonly keepAliveMs?: number;
  readonly clock?: Clock;
}

/** A model server on this machine whose answers are a stand-in's: deterministic, and labelled so. */
export interface SandboxModels {
  /** What goes into `llm.endpoints[].url`. */
  readonly url: string;
  readonly origin: string;
  readonly kind: ModelKind;
  readonly models: readonly string[];
  readonly apiKey: string | null;
  readonly capacity: number;
  /** The last requests, oldest first. */
  readonly requests: readonly ModelRequest[];
  readonly completions: number;
  /** Tokens of everything that was answered or begun, as a provider would put them on a bill. */
  readonly billed: Bill;
  /** Completions that are asked for and neither answered nor given up. */
  readonly inFlight: number;
  readonly maxInFlight: number;
  readonly running: number;
  readonly waiting: number;
  /** Requests whose client still waits for the end of the answer. */
  readonly open: number;
  readonly loads: number;
  readonly breaches: readonly string[];
  /** From now on, or for the next `times` completions. `null` heals. */
  fault(fault: ModelFault | null, times?: number): Promise<void>;
  script(faults: readonly (ModelFault | null)[]): void;
  /** Changes how long generations take, from the next one on. */
  pace(service: Service): void;
  unload(): void;
  /** Forgets records and maxima. */
  reset(): void;
  stop(): Promise<void>;
}

/** `cached` of `prompt`. */
export interface Bill {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
}

export async function createSandboxModels(options: ModelsOptions = {}): Promise<SandboxModels> {
  const kind = kinds[options.kind ?? 'openai'];
  const clock = options.clock ?? systemClock;
  const models = options.models ?? [kind.name === 'openai' ? 'gpt-5-mini' : 'qwen2.5-3b-instruct'];
  const apiKey = options.apiKey === undefined ? kind.apiKey : options.apiKey;
  const capacity = options.capacity ?? kind.capacity;
  if (!(Number.isInteger(capacity) && capacity >= 1))
    throw new RangeError(`capacity: expected an integer >= 1, got ${capacity}`);
  const contextTokens = options.contextTokens ?? kind.contextTokens;
  const slots = createGenerationSlots(capacity, options.queue ?? kind.queue);
  const loader = createLoader(kind, options.loadMs ?? 0, clock);
  const answer = createAnswerer(options.lookup ?? firstSentenceOf);
  const cached = createPrefixCache(kind.prefix.least, kind.prefix.step);
  const seed = options.seed ?? 1;
  const obedient = options.obedient ?? false;
  const brain = {
    kind,
    loaded: models[0] ?? 'stand-in',
    contextTokens,
    answer,
    cached,
    obedient,
    schemas: options.schemas !== 'ignored',
    thinks: options.thinks ?? null,
  };
  const pacer = (service: Service) => createPacer(service, seed, clock, () => slots.running - 1);
  let pace = pacer(options.service ?? {});
  const dripMs = options.dripMs ?? 1000;
  const keepAliveMs = options.keepAliveMs ?? 30_000;
  const faults = createFaultScript<ModelFault>();
  const records = createRecords(clock);
  const breaches: string[] = [];
  const startedAt = Math.floor(clock.wall() / 1000);
  let billed: Bill = { prompt: 0, cached: 0, completion: 0 };

  const label = (): Record<string, string> => ({
    'x-sandbox': 'deterministic stand-in',
    'x-request-id': `req_${idOf(`request ${records.requests.length} ${records.completions}`, 32)}`,
    ...(kind.name === 'openai'
      ? {
          'openai-version': '2020-10-01',
          'openai-processing-ms': '1',
          'x-ratelimit-limit-requests': '500',
          'x-ratelimit-remaining-requests': String(Math.max(0, 500 - records.inFlight)),
          'x-ratelimit-reset-requests': '120ms',
        }
      : {}),
  });
  const refuse = (visit: Visit, refusal: Refusal) => {
    sendJson(visit.res, refusal.status, kind.error(refusal));
  };

  async function handle(visit: Visit): Promise<void> {
    const chat = visit.method === 'POST' && visit.url.pathname === '/v1/chat/completions';
    const fault = chat ? faults.take() : null;
    records.note(visit, fault);
    for (const [key, value] of Object.entries(label())) visit.res.setHeader(key, value);
    if (!chat) {
      const { running, waiting } = slots;
      const about = { models, capacity, running, waiting, contextTokens, startedAt };
      if (kind.name === 'openai' && !authorised(visit)) return;
      return kind.other(visit, { ...about, loaded: loader.state === 'loaded', loading: loader.state === 'loading' });
    }
    await records.during(() => completion(visit, fault));
  }

  async function completion(visit: Visit, fault: ModelFault | null): Promise<void> {
    const request = readRequest(visit.body, kind.name === 'openai', options.schemas !== 'refused');
    if ('status' in request) {
      // What a model supports is learned by asking; everything else could be known before.
      if (request.code !== 'unsupported_parameter' && request.code !== 'unsupported_value')
        keep(breaches, `malformed request: ${request.message}`);
      return refuse(visit, request);
    }
    if (!authorised(visit)) return;
    const refused = options.refuses?.(JSON.parse(visit.body) as Record<string, unknown>);
    if (refused) return sendJson(visit.res, refused.status, refused.body);
    if (!kind.anyModel && !models.includes(request.model)) {
      keep(breaches, `no such model: ${request.model}`);
      return refuse(visit, kind.missing(request.model));
    }
    const made = complete(request, brain);
    if ('status' in made) return refuse(visit, made);
    const done = { ...made, created: Math.floor(clock.wall() / 1000) };
    if (fault !== null) return playModelFault(fault, visit, done, request, clock, dripMs);
    if (kind.load === 'at start' && loader.state === 'loading')
      return refuse(visit, { ...kind.full, message: 'Loading model', type: 'unavailable_error' });
    await loader.need(visit.signal);
    const place = await slots.take(visit.signal);
    if (place === 'full') return refuse(visit, kind.full);
    if (place === 'gone') return;
    billed = plus(billed, done.usage);
    try {
      await generate({ visit, request, done, pace, kind, clock, keepAliveMs });
    } finally {
      slots.release();
    }
  }

  function authorised(visit: Visit): boolean {
    if (apiKey === null) return true;
    const given = visit.headers.authorization;
    if (given === `Bearer ${apiKey}`) return true;
    keep(breaches, given ? 'wrong API key' : 'no API key');
    refuse(visit, {
      status: 401,
      message: given ? 'Incorrect API key provided: ****.' : "You didn't provide an API key.",
      type: 'invalid_request_error',
      param: null,
      code: given ? 'invalid_api_key' : null,
    });
    return false;
  }

  const server = await createLocalServer(handle);
  return {
    url: `${server.url}/v1`,
    origin: server.url,
    kind: kind.name,
    models,
    apiKey,
    capacity,
    requests: records.requests,
    breaches,
    get completions() {
      return records.completions;
    },
    get billed() {
      return billed;
    },
    get inFlight() {
      return records.inFlight;
    },
    get maxInFlight() {
      return records.maxInFlight;
    },
    get running() {
      return slots.running;
    },
    get waiting() {
      return slots.waiting;
    },
    get open() {
      return server.open;
    },
    get loads() {
      return loader.loads;
    },
    async fault(fault, count) {
      faults.set(fault, count);
      await (fault === 'refuse' ? server.refuse() : server.accept());
    },
    script: (list) => faults.script(list),
    pace(service) {
      pace = pacer(service);
    },
    unload: () => loader.unload(),
    reset() {
      records.reset();
      breaches.length = 0;
    },
    async stop() {
      loader.stop();
      await server.stop();
    },
  };
}

const plus = (a: Bill, b: Bill): Bill => ({
  prompt: a.prompt + b.prompt,
  cached: a.cached + b.cached,
  completion: a.completion + b.completion,
});
