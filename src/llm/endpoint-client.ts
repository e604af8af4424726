import type { OpenAI } from 'openai';
import type { Usage } from '../domain/cost.ts';
import type { Tone } from '../domain/llm.ts';
import type { EndpointSettings } from '../domain/settings.ts';
import type { Cache } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { readBounded } from '../lib/read-bounded.ts';
import { addressOf } from './address.ts';
import { type Answer, readAnswer } from './answer.ts';
import { type CallFailure, classify, type Fault } from './failures.ts';
import {
  type Asked,
  afterThoughts,
  createStoredForm,
  type Form,
  guesses,
  namedIn,
  requestIn,
  tokensIn,
} from './form.ts';
import { isLocal, localUrl } from './local-server.ts';
import { withoutMarks } from './prompt.ts';
import { looksStructured, readStructured } from './structured.ts';
import { withoutThoughts } from './thoughts.ts';
import { type CallLimits, createTimeouts, createWatch, type Timeouts, type Watch } from './timeouts.ts';

export type CallResult =
  | {
      readonly kind: 'ok';
      readonly text: string;
      readonly tone?: Tone;
      readonly confidence?: number;
      /** Where the server said. */
      readonly usage?: Usage;
      readonly firstTokenMs: number;
      readonly totalMs: number;
    }
  | CallFailure;

export interface Prompt extends Asked {
  /** The most that `maxTokens` may become as it is sent, and who is asked for more; left out, nobody counts. */
  readonly money?: { readonly maxTokens: number; readonly grow: (maxTokens: number) => Promise<boolean> } | undefined;
}

/** One endpoint. A call ends in time and leaves no upstream request open, whatever the server does. */
export interface EndpointClient {
  readonly timeouts: Timeouts;
  /** What a call would send and ask for now. */
  asks(prompt: Asked): Promise<Pick<Asked, 'messages' | 'maxTokens'>>;
  call(prompt: Prompt, limits: CallLimits, signal: AbortSignal): Promise<CallResult>;
  warm(): Promise<void>;
}

export interface EndpointClientParts {
  readonly endpoint: EndpointSettings;
  readonly key: string | undefined;
  readonly clock: Clock;
  readonly fetch?: typeof fetch | undefined;
  /** Where the form that works is stored; left out, this process finds it out. */
  readonly forms?: Cache | undefined;
}

/** How long a finished answer's connection may take to end by itself, to be used again. */
const lingerMs = 1_000;
const longestMs = 2 ** 31 - 1;
/** One 500 may be passing, and its schema innocent. */
const enoughProofs = 2;
const hasSchema = ({ format, choices }: Prompt) => (format ?? choices) !== undefined;
/** Whose words may name what is wrong with a request; some servers have no 400 for it. */
const namesCauses: ReadonlySet<number | undefined> = new Set([400, 422, 500, 501]);

export function createEndpointClient(parts: EndpointClientParts): EndpointClient {
  const { endpoint, key, clock } = parts;
  const timeouts = createTimeouts();
  let opened: Promise<OpenAI> | undefined;
  // Learned from refusals, by parameter: model names are no guide to it.
  const form = createStoredForm(endpoint, clock, parts.forms);
  /** No form was taken. Until a call is, one refusal is enough. */
  let guessedInVain = false;
  /** Status 500 came to a call with a schema: the next one is without. Twice so, and it is the schema. */
  let isSchemaSuspect = false;
  let proofs = 0;

  // Loading the package takes longer than everything else at start: the first use or `warm` pays for it.
  function open(): Promise<OpenAI> {
    const { base, query, isAzure } = addressOf(isLocal(endpoint.url) ? localUrl : endpoint.url);
    opened ??= import('openai').then(
      ({ OpenAI }) =>
        new OpenAI({
          baseURL: base,
          defaultQuery: { ...query },
          ...(isAzure && key ? { defaultHeaders: { authorization: null, 'api-key': key } } : {}),
          apiKey: key || 'none',
          adminAPIKey: null,
          organization: null,
          project: null,
          maxRetries: 0,
          timeout: longestMs,
          logLevel: 'off',
          fetch: boundErrors(parts.fetch ?? fetch),
        }),
    );
    return opened;
  }

  const failed = (fault: Fault): CallFailure => hideKey(classify(fault, clock.wall()), key);

  /** Sends the call in the form that is known to work, and where it is refused in others. */
  async function send(client: OpenAI, prompt: Prompt, watch: Watch) {
    let guessing: Generator<Partial<Form>> | undefined;
    let guess: Partial<Form> | undefined;
    let paid = prompt.money?.maxTokens ?? Number.POSITIVE_INFINITY;
    for (;;) {
      const sent: Form = { ...form.current(), ...guess, ...(isSchemaSuspect && { structured: false }) };
      const request = requestIn(sent, prompt);
      // Another call may have learned it too, since the money for this one was put aside.
      const most = tokensIn(request);
      if (most > paid && !(await prompt.money?.grow(most))) {
        return { kind: 'budget', detail: 'a budget of the day is spent' } as const;
      }
      paid = Math.max(paid, most);
      watch.sends(sent);
      try {
        // Some of its fields are those of other servers than OpenAI's.
        const body = { model: endpoint.model, ...request } as OpenAI.ChatCompletionCreateParams;
        const response = await client.chat.completions.create(body, { signal: watch.signal }).asResponse();
        if (guess) form.learn(guess);
        guessedInVain = false;
        clearSchema(prompt);
        return { kind: 'sent', sent, response } as const;
      } catch (error) {
        const fault = error as Fault;
        const failure = failed(fault);
        // A prompt that is too long is that, whatever field its refusal speaks of.
        const isNamed = namesCauses.has(fault.status) && failure.kind !== 'context_overflow';
        const named = isNamed && namedIn(fault, sent);
        if (named) {
          form.learn(named);
          continue;
        }
        if (fault.status === 500) isSchemaSuspect = hasSchema(prompt) && sent.structured;
        const isRefusal = fault.status === 400 || fault.status === 422;
        if (!isRefusal || failure.kind !== 'rejected' || guessedInVain) return failure;
        guessing ??= guesses(prompt, sent);
        guess = guessing.next().value;
        guessedInVain = !guess;
        if (!guess) return failure;
      }
    }
  }

  /** A call was taken: without a schema where one with it broke the server, or with it. */
  function clearSchema(prompt: Prompt) {
    if (!hasSchema(prompt)) return;
    proofs = isSchemaSuspect ? proofs + 1 : 0;
    isSchemaSuspect = false;
    if (proofs >= enoughProofs) form.learn({ structured: false });
  }

  async function attempt(client: OpenAI, prompt: Prompt, watch: Watch): Promise<CallResult> {
    const startedAt = clock.now();
    const done = await send(client, prompt, watch);
    if (done.kind !== 'sent') return done;
    const reader = done.response.body?.getReader();
    if (!reader) return { kind: 'bad_body', detail: 'no body' };
    const answer = await readAnswer(reader, watch.progress, clock).catch((error: unknown) => error as Error);
    if (answer instanceof Error) return failed({ message: answer.message, cause: answer.cause });
    if (answer.kind === 'fault') return failed(answer.fault);
    if (answer.kind === 'thoughts') return { ...answer, ...learnFrom(done.sent) };
    if (answer.kind !== 'answer') return answer;
    linger(reader, clock, watch);
    const totalMs = clock.now() - startedAt;
    const timed = { firstTokenMs: watch.firstTokenMs() ?? totalMs, totalMs };
    return { ...said(answer, prompt, done.sent), ...timed };
  }

  /** A model that has thought and said nothing is asked in another way from now on, where there is one. */
  function learnFrom(sent: Form): { readonly again?: true } {
    const next = afterThoughts(sent);
    if (next) form.learn(next);
    return next ? { again: true } : {};
  }

  function said({ text, usage }: Extract<Answer, { kind: 'answer' }>, { format }: Prompt, sent: Form) {
    const took = usage && { usage };
    const isWanted = format !== undefined;
    /** An object is what was asked for. */
    const isHeld = isWanted && sent.structured;
    const isLike = looksStructured(text);
    const structured = isHeld || isLike ? readStructured(text) : null;
    const inside = withoutMarks(withoutThoughts(structured?.text ?? text));
    if (structured && inside !== '') return { kind: 'ok', ...structured, text: inside, ...took } as const;
    // It does not hold its model to anything: asking again would cost tokens and bring nothing.
    if (isHeld) form.learn({ structured: false });
    if (inside === '' || (isWanted && isLike)) {
      return { kind: 'bad_body', detail: 'an object that is no answer', ...took } as const;
    }
    return { kind: 'ok', text: inside, ...took } as const;
  }

  return {
    timeouts,
    async asks(prompt) {
      await form.load();
      const request = requestIn(form.current(), prompt);
      return { messages: request.messages, maxTokens: tokensIn(request) };
    },
    async call(prompt, limits, signal) {
      // Loaded before the clocks start: no endpoint is late because this machine was.
      const [client] = await Promise.all([open(), form.load()]);
      const watch = createWatch(clock, limits, signal);
      let result: CallResult | undefined;
      try {
        result = await Promise.race([watch.cut, attempt(client, prompt, watch)]);
        if (result.kind === 'ok') timeouts.observe(result.firstTokenMs, result.totalMs);
        const isCut = result.kind === 'timeout' || result.kind === 'thoughts';
        const sent = isCut && !('again' in result) ? watch.onlyThought() : null;
        return sent ? { ...result, ...learnFrom(sent) } : result;
      } finally {
        watch.stop();
        if (result?.kind !== 'ok') watch.abort();
      }
    },
    async warm() {
      await Promise.all([open(), form.load()]);
    },
  };
}

/**
 * The package reads the bodies of errors to their end; a server that has no end must not be read so. And it reads what
 * OpenAI writes only: what others say went wrong is put where it looks.
 */
function boundErrors(send: typeof fetch): typeof fetch {
  const most = 64_000;
  return async (input, init) => {
    const response = await send(input, init);
    if (response.ok || !response.body) return response;
    const { status, headers } = response;
    return new Response(inOneShape(await readBounded(response, most)), { status, headers });
  };
}

/** Gemini answers a list of one, Mistral and vLLM the error itself, FastAPI its `detail`, Cloudflare a list of errors. */
function inOneShape(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const told: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof told !== 'object' || told === null) return body;
    if ('error' in told && typeof told.error === 'object') return JSON.stringify(told);
    const { error, errors, message, detail, ...rest } = told as Record<string, unknown>;
    if (Array.isArray(errors) && errors.length > 0) return JSON.stringify({ error: errors[0] });
    const said = error ?? message ?? detail;
    if (said === undefined) return body;
    return JSON.stringify({ error: { ...rest, message: typeof said === 'string' ? said : JSON.stringify(said) } });
  } catch {
    return body;
  }
}

/** Lets the connection end by itself, so that the next call finds it open; not for long. */
function linger(reader: ReadableStreamDefaultReader<Uint8Array>, clock: Clock, watch: Watch): void {
  const cancel = clock.after(lingerMs, watch.abort);
  const drain = async () => {
    while (!(await reader.read()).done);
  };
  drain().then(cancel, cancel);
}

function hideKey(failure: CallFailure, key: string | undefined): CallFailure {
  if (!key) return failure;
  const { detail, said } = failure;
  const hidden = (text: string) => text.replaceAll(key, '***');
  return { ...failure, detail: hidden(detail), ...(said !== undefined && { said: hidden(said) }) };
}
