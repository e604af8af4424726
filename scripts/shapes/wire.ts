import type { ServerResponse } from 'node:http';

/** What a bot sends, as far as a server's answer hangs on it. */
export type Sent = Readonly<Record<string, unknown>>;

/** One reply of a server: `nth` counts its calls from 1. */
export type Reply = (response: ServerResponse, sent: Sent, nth: number) => void;

/** What becomes of an ask, and of the endpoint. */
export const outcomes = {
  works: 'answered',
  learned: 'answered; asked in another form, which is remembered',
  again: 'answered; asked again at once',
  shorter: 'answered; asked again without the history',
  next: 'the next endpoint answers, this one stays in use',
  rests: 'the next endpoint answers, this one rests',
  disabled: 'the next endpoint answers, this one is disabled with the reason',
  ends: 'the ask ends with a phrase, the endpoint stays in use',
} as const;
export type Outcome = keyof typeof outcomes;

/** A shape that a provider is documented or known to send, and what the bot makes of it. */
export type Row = readonly [shape: string, reply: Reply, expect: Outcome];

export const answer = 'Ça fait 42.';

const write = (
  response: ServerResponse,
  status: number,
  type: string,
  headers: Readonly<Record<string, string>> = {},
) => response.writeHead(status, { 'content-type': type, ...headers });

/** A body in one piece. */
export const body =
  (status: number, value: unknown, headers?: Readonly<Record<string, string>>): Reply =>
  (response) => {
    write(response, status, 'application/json', headers);
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  };

/** OpenAI's way to put an error. */
export const error = (status: number, error: unknown, headers?: Readonly<Record<string, string>>) =>
  body(status, { error }, headers);

export const event = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
export const delta = (delta: object, finish: string | null = null) =>
  event({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] });
export const done = event('[DONE]');

/**
 * A stream as it is written, cut into pieces of `cut` bytes. `open` leaves the connection open, and writes `after` again
 * and again; `reset` breaks it.
 */
export const raw =
  (text: string, { cut = 0, open = false, after = '', reset = false } = {}): Reply =>
  async (response) => {
    write(response, 200, 'text/event-stream');
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += cut || bytes.length) {
      response.write(bytes.subarray(at, at + (cut || bytes.length)));
      if (cut) await new Promise((resolve) => setImmediate(resolve));
    }
    if (reset) response.write('', () => response.destroy());
    else if (!open) response.end();
    else if (after !== '') {
      const timer = setInterval(() => response.write(after), 100);
      response.on('close', () => clearInterval(timer));
    }
  };

/** A stream that is compressed, or says so. */
export const packed =
  (encoding: string, bytes: Buffer): Reply =>
  (response) => {
    write(response, 200, 'text/event-stream', { 'content-encoding': encoding });
    response.end(bytes);
  };

const pieces = (text: string) => text.match(/.{1,4}/gsu) ?? [];

/** What a model says, as a stream or in one piece, as it was asked. */
export const says =
  (
    text: string = answer,
    { finish = 'stop', before = {} as object, thoughts = '', field = 'reasoning_content' } = {},
  ): Reply =>
  (response, sent, nth) => {
    const usage = { prompt_tokens: 20, completion_tokens: 8 + thoughts.length, total_tokens: 28 };
    if (sent['stream'] !== true) {
      const message = { role: 'assistant', content: text, ...(thoughts && { [field]: thoughts }) };
      const whole = {
        id: 'c1',
        object: 'chat.completion',
        ...before,
        choices: [{ index: 0, message, finish_reason: finish }],
        usage,
      };
      return body(200, whole)(response, sent, nth);
    }
    const parts = [
      delta({ role: 'assistant', content: '' }),
      ...pieces(thoughts).map((part) => delta({ [field]: part })),
      ...pieces(text).map((part) => delta({ content: part })),
      delta({}, finish),
      ...(sent['stream_options'] ? [event({ choices: [], usage })] : []),
      done,
    ];
    raw(parts.join(''))(response, sent, nth);
  };

/** Refuses a request as long as it is so; says its answer otherwise. */
export const unless =
  (refuses: (sent: Sent) => boolean, refusal: Reply, then: Reply = says()): Reply =>
  (response, sent, nth) =>
    (refuses(sent) ? refusal : then)(response, sent, nth);

/** One reply, then another for good. */
export const first =
  (reply: Reply, then: Reply = says()): Reply =>
  (response, sent, nth) =>
    (nth === 1 ? reply : then)(response, sent, nth);

export const has = (field: string) => (sent: Sent) => sent[field] !== undefined;
export const isStructured = (sent: Sent) => has('response_format')(sent);
export const isLong = ({ messages }: Sent) => Array.isArray(messages) && messages.length > 2;
/** As OpenAI words a refusal. */
export const code = (status: number, message: string, more: object = {}) =>
  error(status, { message, type: 'invalid_request_error', param: null, code: null, ...more });

export const text = (status: number, words: string, headers?: Readonly<Record<string, string>>) =>
  body(status, words, headers);
export const html = '<!DOCTYPE html><html><head><title>Error</title></head><body>x</body></html>';
export const hasSystem = (sent: Sent) =>
  (sent['messages'] as readonly { role: string }[]).some(({ role }) => role === 'system');

export const object = JSON.stringify({ answer, tone: 'friendly', confidence: 0.9 });
export const wantsThoughts = (sent: Sent) =>
  sent['reasoning_effort'] !== 'none' &&
  (sent['chat_template_kwargs'] as { enable_thinking?: boolean } | undefined)?.enable_thinking !== false;
/** A model whose thoughts fill all the room, until it is told to stop that. */
export const thinker = (unlessTold: (sent: Sent) => boolean, field = 'reasoning_content'): Reply =>
  unless(unlessTold, says('', { finish: 'length', thoughts: 'Hmm, six times seven...', field }));
export const busy = (status: number, value: unknown): Reply => first(body(status, value));
