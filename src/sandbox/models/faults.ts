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
} as const;

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
