import type { Clock } from '../../lib/clock.ts';
import { sleep } from '../../lib/clock.ts';
import { type Fault, type Good, play, until } from '../faults.ts';
import { send, type Visit } from '../server.ts';
import { type Completed, streamEvents, wholeBody } from './wire.ts';

export type ModelFault =
  | Fault
  | 'stall-json' // headers and half of the body, then silence
  | 'stall-sse' // some of the words, then silence
  | 'keepalive-only' // comments for ever, never a word
  | 'error-midway' // some of the words, an error at top level as vLLM and Mistral write it, and `[DONE]`
  | 'left-open' // the whole answer, and a connection that nobody ends
  | 'content-filter'
  | 'empty-answer';

/** The errors that OpenAI is known to answer, ready to be played. */
export const errors = {
  rateLimited: (headers: Readonly<Record<string, string>> = { 'retry-after': '1' }) =>
    error(429, 'Rate limit reached for requests', 'requests', 'rate_limit_exceeded', headers),
  insufficientQuota: () =>
    error(
      429,
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'insufficient_quota',
    ),
  serverError: () =>
    error(500, 'The server had an error while processing your request. Sorry about that!', 'server_error', null),
  unavailable: () => error(503, 'The engine is currently overloaded, please try again later', 'server_error', null),
  badKey: () => error(401, 'Incorrect API key provided: sk-****.', 'invalid_request_error', 'invalid_api_key'),
  modelMissing: () =>
    error(404, 'The model does not exist or you do not have access to it.', 'invalid_request_error', 'model_not_found'),
  contextTooLong: () =>
    error(
      400,
      "This model's maximum context length is 4096 tokens. Please reduce the length of the messages.",
      'invalid_request_error',
      'context_length_exceeded',
    ),
  /** OpenRouter, of a prompt that the provider's moderation does not let through. */
  moderation: () => ({
    status: 403,
    headers: {},
    body: {
      error: {
        code: 403,
        message: 'openai/gpt-4o requires moderation on OpenAI. Your input was flagged for "harassment".',
        metadata: { reasons: ['harassment'], flagged_input: '...', provider_name: 'OpenAI' },
      },
    },
  }),
} as const;

/** What a server answers to a request that it does not take as it is; null: it does. */
export type Refuse = (request: Readonly<Record<string, unknown>>) => { status: number; body: unknown } | null;

/** Requests that servers are known to refuse, in their words. */
export const refusals = {
  /** llama.cpp, where a grammar of its own does not compile: nothing says that the schema is to blame. */
  grammar: (request) =>
    request['response_format'] === undefined
      ? null
      : {
          status: 400,
          body: {
            error: {
              code: 400,
              message: 'Failed to initialize samplers: std::exception',
              type: 'invalid_request_error',
            },
          },
        },
  /** Mistral, and others whose fields are read strictly. */
  extraForbidden: (request) =>
    request['stream_options'] === undefined
      ? null
      : {
          status: 422,
          body: {
            detail: [
              {
                type: 'extra_forbidden',
                loc: ['body', 'stream_options', 'include_usage'],
                msg: 'Extra inputs are not permitted',
                input: true,
              },
            ],
          },
        },
  /** A proxy that takes neither of the optional fields and says nothing of it. */
  speechless: (request) =>
    request['stream_options'] === undefined && request['response_format'] === undefined
      ? null
      : { status: 422, body: {} },
  /** OpenAI, for organizations that it does not know. */
  unverified: (request) =>
    request['stream'] === true
      ? {
          status: 400,
          body: {
            error: {
              message:
                'Your organization must be verified to stream this model. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.',
              type: 'invalid_request_error',
              param: 'stream',
              code: 'unsupported_value',
            },
          },
        }
      : null,
  /** Groq, of a prompt that is longer than what it takes in a minute. */
  tooLarge: (request) =>
    Array.isArray(request['messages']) && request['messages'].length > 2
      ? {
          status: 413,
          body: {
            error: {
              message:
                'Request too large for model `llama-3.1-8b-instant` on tokens per minute (TPM): Limit 6000, Requested 7012, please reduce your message size and try again.',
              type: 'tokens',
              code: 'rate_limit_exceeded',
            },
          },
        }
      : null,
} as const satisfies Readonly<Record<string, Refuse>>;

function error(
  status: number,
  message: string,
  type: string,
  code: string | null,
  headers: Readonly<Record<string, string>> = {},
) {
  return { status, headers, body: { error: { message, type, param: null, code } } };
}

function goodAnswer(done: Completed, stream: boolean, includeUsage: boolean): Good {
  return stream
    ? { contentType: 'text/event-stream; charset=utf-8', body: streamEvents(done, includeUsage).join('') }
    : { contentType: 'application/json', body: JSON.stringify(wholeBody(done)) };
}

export async function playModelFault(
  fault: ModelFault,
  visit: Visit,
  done: Completed,
  wants: { readonly stream: boolean; readonly includeUsage: boolean },
  clock: Clock,
  dripMs: number,
): Promise<void> {
  const { res, signal } = visit;
  const good = goodAnswer(done, wants.stream, wants.includeUsage);
  const nothing = (finish: Completed['finish']): Good =>
    goodAnswer(
      { ...done, pieces: [], finish, usage: { ...done.usage, completion: 0 } },
      wants.stream,
      wants.includeUsage,
    );
  switch (fault) {
    case 'stall-json':
    case 'stall-sse': {
      // The stall comes inside the words, past the head that a client may already take for an answer.
      const words = good.body.indexOf('"content":"', good.body.indexOf('"content":""') + 1);
      res.writeHead(200, { 'content-type': good.contentType });
      res.write(fault === 'stall-sse' ? firstEvents(good.body, 3) : good.body.slice(0, Math.max(20, words + 12)));
      return until(signal);
    }
    case 'error-midway': {
      const wrong = { object: 'error', message: 'CUDA error: out of memory', type: 'InternalServerError', code: 500 };
      const body = `${firstEvents(good.body, 3)}data: ${JSON.stringify(wrong)}\n\ndata: [DONE]\n\n`;
      return send(res, 200, { 'content-type': good.contentType }, wants.stream ? body : JSON.stringify(wrong));
    }
    case 'left-open':
      res.writeHead(200, { 'content-type': good.contentType });
      res.write(good.body.replace('data: [DONE]\n\n', ''));
      return until(signal);
    case 'keepalive-only':
      res.writeHead(200, { 'content-type': good.contentType });
      while (!signal.aborted) {
        res.write(wants.stream ? ': keep-alive\n\n' : '\n');
        await sleep(clock, dripMs, signal);
      }
      return;
    case 'content-filter':
    case 'empty-answer': {
      const { contentType, body } = nothing(fault === 'content-filter' ? 'content_filter' : 'stop');
      return send(res, 200, { 'content-type': contentType }, body);
    }
    default:
      return play(fault, visit, good, clock, dripMs);
  }
}

const firstEvents = (stream: string, count: number) => `${stream.split('\n\n').slice(0, count).join('\n\n')}\n\n`;
