import { send, sendJson, type Visit } from '../server.ts';
import type { Refusal } from './request.ts';

export type ModelKind = 'openai' | 'lmstudio' | 'llamacpp' | 'ollama';

/** What a server may tell of itself at the moment of asking. */
interface ServerState {
  readonly models: readonly string[];
  readonly loaded: boolean;
  readonly loading: boolean;
  readonly capacity: number;
  readonly running: number;
  readonly waiting: number;
  readonly contextTokens: number;
  readonly startedAt: number;
}

/** In what the four servers differ. */
export interface Kind {
  readonly name: ModelKind;
  readonly capacity: number;
  readonly queue: number;
  readonly contextTokens: number;
  readonly apiKey: string | null;
  /** When the model gets loaded, and what a request meets meanwhile: it waits, or is told 503. */
  readonly load: 'never' | 'at start' | 'on demand';
  /** A prompt too long for the context: refused, cut in silence, or answered with nothing. */
  readonly overflow: 'refuse' | 'cut' | 'nothing';
  /** Whether a generation ends when its client leaves. */
  readonly stopsOnAbort: boolean;
  readonly tellsCache: boolean;
  /** Least length of a prefix that is cached, and the step of its length, in tokens. */
  readonly prefix: { readonly least: number; readonly step: number };
  readonly anyModel: boolean;
  /** Answers what is no chat completion. */
  other(visit: Visit, state: ServerState): void;
  error(refusal: Refusal): unknown;
  full: Refusal;
  missing(model: string): Refusal;
}

const openaiError = ({ message, type, param, code }: Refusal) => ({ error: { message, type, param, code } });
const nowhere = (path: string): Refusal => ({
  status: 404,
  message: `Invalid URL (${path})`,
  type: 'invalid_request_error',
  param: null,
  code: null,
});
const modelList = (state: ServerState, ownedBy: string) => ({
  object: 'list',
  data: state.models.map((id) => ({ id, object: 'model', created: state.startedAt, owned_by: ownedBy })),
});

const openai: Kind = {
  name: 'openai',
  capacity: 64,
  queue: 1000,
  contextTokens: 128_000,
  apiKey: 'sk-sandbox',
  load: 'never',
  overflow: 'refuse',
  stopsOnAbort: true,
  tellsCache: true,
  prefix: { least: 1024, step: 128 },
  anyModel: false,
  error: openaiError,
  full: {
    status: 503,
    message: 'That model is currently overloaded with other requests. You can retry your request.',
    type: 'server_error',
    param: null,
    code: null,
  },
  missing: (model) => ({
    status: 404,
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    param: null,
    code: 'model_not_found',
  }),
  other(visit, state) {
    const path = visit.url.pathname;
    if (visit.method === 'GET' && path === '/v1/models') return sendJson(visit.res, 200, modelList(state, 'sandbox'));
    const id = visit.method === 'GET' ? /^\/v1\/models\/(.+)$/.exec(path)?.[1] : undefined;
    const found = id && modelList(state, 'sandbox').data.find((model) => model.id === decodeURIComponent(id));
    if (found) return sendJson(visit.res, 200, found);
    const refusal = id ? openai.missing(id) : nowhere(`${visit.method} ${path}`);
    sendJson(visit.res, refusal.status, openaiError(refusal));
  },
};

const lmstudio: Kind = {
  ...openai,
  name: 'lmstudio',
  capacity: 4,
  contextTokens: 4096,
  apiKey: null,
  load: 'on demand',
  overflow: 'nothing',
  stopsOnAbort: false,
  tellsCache: false,
  prefix: { least: 1, step: 1 },
  missing: (model) => ({ ...openai.missing(model), message: `Model "${model}" not found` }),
  other(visit, state) {
    const { res, url, method } = visit;
    const path = method === 'GET' ? url.pathname : null;
    if (path === '/v1/models') return sendJson(res, 200, modelList(state, 'organization_owner'));
    if (path === '/api/v0/models') {
      const data = state.models.map((id) => ({
        id,
        object: 'model',
        type: 'llm',
        state: state.loaded ? 'loaded' : 'not-loaded',
        max_context_length: state.contextTokens,
      }));
      return sendJson(res, 200, { object: 'list', data });
    }
    if (path === '/api/v1/models') {
      const config = { context_length: state.contextTokens, parallel: state.capacity, flash_attention: true };
      const models = state.models.map((key) => ({
        type: 'llm',
        publisher: 'sandbox',
        key,
        display_name: key,
        quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
        loaded_instances: state.loaded ? [{ id: key, config }] : [],
        max_context_length: 32_768,
        format: 'gguf',
      }));
      return sendJson(res, 200, { models });
    }
    // Status 200 for what does not exist: a health check that looks at the status alone is fooled.
    sendJson(res, 200, { error: `Unexpected endpoint or method. (${method} ${url.pathname})` });
  },
};

const llamaError = (code: number, message: string, type: string) => ({ error: { code, message, type } });
const llamacpp: Kind = {
  ...openai,
  name: 'llamacpp',
  capacity: 4,
  contextTokens: 4096,
  apiKey: null,
  load: 'at start',
  prefix: { least: 1, step: 1 },
  anyModel: true,
  error: ({ status, message, type, code }) => ({
    error: { code: status, message, type: code === 'context_length_exceeded' ? 'exceed_context_size_error' : type },
  }),
  other(visit, state) {
    const { res, url, method } = visit;
    const path = method === 'GET' ? url.pathname : null;
    if (state.loading) return sendJson(res, 503, llamaError(503, 'Loading model', 'unavailable_error'));
    if (path === '/health' || path === '/v1/health') return sendJson(res, 200, { status: 'ok' });
    if (path === '/v1/models' || path === '/models') return sendJson(res, 200, modelList(state, 'llamacpp'));
    if (path === '/props') {
      const settings = { n_ctx: state.contextTokens };
      return sendJson(res, 200, {
        default_generation_settings: settings,
        total_slots: state.capacity,
        model_path: state.models[0],
        build_info: 'b0-sandbox',
      });
    }
    if (path === '/slots') {
      if (url.searchParams.get('fail_on_no_slot') === '1' && state.running >= state.capacity)
        return sendJson(res, 503, llamaError(503, 'no slot available', 'unavailable_error'));
      const slot = (id: number) => ({ id, n_ctx: state.contextTokens, is_processing: id < state.running });
      return sendJson(
        res,
        200,
        Array.from({ length: state.capacity }, (_, id) => slot(id)),
      );
    }
    if (path === '/metrics') {
      const text = `llamacpp:requests_processing ${state.running}\nllamacpp:requests_deferred ${state.waiting}\n`;
      return send(res, 200, { 'content-type': 'text/plain; version=0.0.4' }, text);
    }
    sendJson(res, 404, llamaError(404, 'File Not Found', 'not_found_error'));
  },
};

const ollama: Kind = {
  ...openai,
  name: 'ollama',
  capacity: 1,
  queue: 512,
  contextTokens: 4096,
  apiKey: null,
  load: 'on demand',
  overflow: 'cut',
  tellsCache: false,
  prefix: { least: 1, step: 1 },
  full: {
    status: 503,
    message: 'server busy, please try again.  maximum pending requests exceeded',
    type: 'api_error',
    param: null,
    code: null,
  },
  missing: (model) => ({
    status: 404,
    message: `model "${model}" not found, try pulling it first`,
    type: 'not_found_error',
    param: null,
    code: null,
  }),
  other(visit, state) {
    const { res, url, method } = visit;
    const path = method === 'GET' ? url.pathname : null;
    const entry = (name: string) => ({ name, model: name, size: 2_019_393_189, details: { family: 'sandbox' } });
    if (path === '/') return send(res, 200, { 'content-type': 'text/plain' }, 'Ollama is running');
    if (path === '/api/version') return sendJson(res, 200, { version: '0.12.3' });
    if (path === '/api/tags') return sendJson(res, 200, { models: state.models.map(entry) });
    if (path === '/api/ps') return sendJson(res, 200, { models: state.loaded ? state.models.map(entry) : [] });
    if (path === '/v1/models') return sendJson(res, 200, modelList(state, 'library'));
    send(res, 404, { 'content-type': 'text/plain' }, '404 page not found');
  },
};

export const kinds: Readonly<Record<ModelKind, Kind>> = { openai, lmstudio, llamacpp, ollama };
