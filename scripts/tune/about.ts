import type { EndpointSettings } from '../../src/domain/settings.ts';
import { type Clock, sleep } from '../../src/lib/clock.ts';
import { readBounded } from '../../src/lib/read-bounded.ts';
import { addressOf, keyHeaders, modelsUrl } from '../../src/llm/address.ts';

/** What a server tells about itself. Null is what it does not tell. */
export interface About {
  readonly kind: 'LM Studio' | 'llama.cpp' | 'Ollama' | 'OpenAI-compatible';
  readonly version: string | null;
  readonly parallel: number | null;
  readonly context: number | null;
  readonly quantisation: string | null;
}

export type Met = { readonly ok: true; readonly about: About } | { readonly ok: false; readonly sentence: string };

interface Visit {
  readonly endpoint: EndpointSettings;
  readonly key: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long a server that loads its model is waited for. */
  readonly patienceMs: number;
  readonly onLoading: () => void;
}

const answerMs = 5_000;
const mostBytes = 1_000_000;
const lookMs = 500;

type Bag = Readonly<Record<string, unknown>>;
const bag = (value: unknown): Bag => (typeof value === 'object' && value !== null ? (value as Bag) : {});
const list = (value: unknown): readonly Bag[] => (Array.isArray(value) ? value.map(bag) : []);
const count = (value: unknown) => (typeof value === 'number' && value > 0 ? Math.floor(value) : null);
const word = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 100) : null);

/** Asks the server what it is. Statuses alone tell nothing: LM Studio says 200 to any path. */
export async function meet({ endpoint, key, clock, signal, patienceMs, onLoading }: Visit): Promise<Met> {
  const address = addressOf(endpoint.url);
  const root = address.base.replace(/\/v1$/, '');
  const headers = keyHeaders(address, key);
  let reached = false;
  let trouble = '';

  async function get(url: string): Promise<{ readonly status: number; readonly body: Bag }> {
    try {
      const cut = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
      const response = await fetch(url, { headers, signal: cut });
      reached = true;
      const text = await readBounded(response, mostBytes);
      try {
        return { status: response.status, body: bag(JSON.parse(text)) };
      } catch {
        return { status: response.status, body: {} };
      }
    } catch (error) {
      const cause = (error as Error).cause as { code?: string } | undefined;
      trouble = cause?.code ?? (error as Error).name;
      return { status: 0, body: {} };
    }
  }

  const until = clock.now() + patienceMs;
  let models = await get(modelsUrl(address));
  // llama.cpp answers before it can.
  for (let told = false; models.status === 503 && !signal.aborted && clock.now() < until; ) {
    if (!told) onLoading();
    told = true;
    await sleep(clock, lookMs, signal);
    models = await get(modelsUrl(address));
  }
  if (!reached) {
    const what = `No model server answers at ${shown(endpoint.url)} (${trouble})`;
    return { ok: false, sentence: `${what}: start it, or correct the url of "${endpoint.name}" in llm.endpoints.` };
  }
  if (models.status === 401 || models.status === 403) {
    return { ok: false, sentence: `The server at ${shown(endpoint.url)} refuses the key of "${endpoint.name}".` };
  }
  if (models.status === 503) {
    return { ok: false, sentence: `The server at ${shown(endpoint.url)} is still loading its model; try again later.` };
  }

  const names = list(models.body['data']).map(({ id }) => id);
  const lmStudio = list((await get(`${root}/api/v1/models`)).body['models']);
  const own = lmStudio.find((model) => model['key'] === endpoint.model) ?? lmStudio[0];
  if (own && 'loaded_instances' in own) {
    const config = bag(list(own['loaded_instances'])[0]?.['config']);
    const quantisation = word(bag(own['quantization'])['name']);
    const told = { parallel: count(config['parallel']), context: count(config['context_length']), quantisation };
    return { ok: true, about: { kind: 'LM Studio', version: null, ...told } };
  }
  const props = (await get(`${root}/props`)).body;
  if (count(props['total_slots']) !== null) {
    const settings = bag(props['default_generation_settings']);
    // The file's name is where it says how the model was quantised.
    const file = /[.-]((?:I?Q\d\w*|F16|F32|BF16))(?:\.gguf)?$/i.exec(word(props['model_path']) ?? '')?.[1] ?? null;
    const told = { parallel: count(props['total_slots']), context: count(settings['n_ctx']), quantisation: file };
    return { ok: true, about: { kind: 'llama.cpp', version: word(props['build_info']), ...told } };
  }
  const version = word((await get(`${root}/api/version`)).body['version']);
  const tags = version === null ? null : (await get(`${root}/api/tags`)).body['models'];
  if (Array.isArray(tags)) {
    const model = list(tags).find(({ name }) => name === endpoint.model || name === `${endpoint.model}:latest`);
    const quantisation = word(bag(model?.['details'])['quantization_level']);
    return { ok: true, about: { kind: 'Ollama', version, parallel: null, context: null, quantisation } };
  }
  if (names.length > 0 && !names.includes(endpoint.model)) {
    const has = names.slice(0, 8).join(', ');
    const sentence = `The server at ${shown(endpoint.url)} has no model "${endpoint.model}". It has: ${has}.`;
    return { ok: false, sentence };
  }
  const nothing = { version: null, parallel: null, context: null, quantisation: null };
  return { ok: true, about: { kind: 'OpenAI-compatible', ...nothing } };
}

/** Without what may be a secret. */
export function shown(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.origin}${parsed.pathname}` : url;
}
