import type { OpenAI } from 'openai';
import type { Usage } from '../domain/cost.ts';
import type { PromptMessage, Tone } from '../domain/llm.ts';
import type { EndpointSettings } from '../domain/settings.ts';
import type { Cache } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { readBounded } from '../lib/read-bounded.ts';
import { readAnswer } from './answer.ts';
import { type CallFailure, classify, type Fault } from './failures.ts';
import { createKeptForm, type Form } from './form.ts';
import { answerFormat, formatTokens, readStructured } from './structured.ts';
import type { CallLimits } from './timeouts.ts';
import { createWatch, type Watch } from './watch.ts';

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

export interface Prompt {
  readonly messages: readonly PromptMessage[];
  readonly maxTokens: number;
  /** How the model is told to give tone and confidence too. */
  readonly format?: string | undefined;
  /** The most that `maxTokens` may become as it is sent, and who is asked for more; left out, nobody counts. */
  readonly money?: { readonly maxTokens: number; readonly grow: (maxTokens: number) => Promise<boolean> } | undefined;
}

/** One endpoint. A call ends in time and leaves no upstream request open, whatever the server does. */
export interface EndpointClient {
  /** What a call would send and ask for now. */
  asks(prompt: Prompt): Promise<Pick<Prompt, 'messages' | 'maxTokens'>>;
  call(prompt: Prompt, limits: CallLimits, signal: AbortSignal): Promise<CallResult>;
  warm(): Promise<void>;
}

export interface EndpointClientParts {
  readonly endpoint: EndpointSettings;
  readonly key: string | undefined;
  readonly clock: Clock;
  readonly fetch?: typeof fetch | undefined;
  /** Where the form that works is kept; left out, this process finds it out. */
  readonly forms?: Cache | undefined;
}

/**
 * What a model that thinks may spend on its thoughts. Those that do want `max_completion_tokens`, which the thoughts
 * count for; where `max_tokens` is sent nothing is added, and nothing put aside.
 */
export const thoughtTokens = 1_000;
/** How long a finished answer's connection may take to end by itself, to be used again. */
const spent: CallFailure = { kind: 'budget', detail: 'a budget of the day is spent' };
const lingerMs = 1_000;
const longestMs = 2 ** 31 - 1;

export function createEndpointClient(parts: EndpointClientParts): EndpointClient {
  const { endpoint, key, clock } = parts;
  let opened: Promise<OpenAI> | undefined;
  // Learned from refusals, by parameter: model names are no guide to it.
  const form = createKeptForm(endpoint, clock, parts.forms);

  // Loading the package takes longer than everything else at start: the first use or `warm` pays for it.
  function open(): Promise<OpenAI> {
    opened ??= import('openai').then(
      ({ OpenAI }) =>
        new OpenAI({
          baseURL: endpoint.url,
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

  function inForm({ messages, maxTokens, format }: Prompt, form: Form) {
    const held = form.structured ? format : undefined;
    return {
      messages: held === undefined ? [...messages] : withFormat(messages, held),
      maxTokens: maxTokens + (held === undefined ? 0 : formatTokens) + (form.newTokenLimit ? thoughtTokens : 0),
      held: held !== undefined,
    };
  }

  function post(client: OpenAI, prompt: Prompt, form: Form, signal: AbortSignal) {
    const { messages, maxTokens, held } = inForm(prompt, form);
    return client.chat.completions
      .create(
        {
          model: endpoint.model,
          messages,
          ...(held ? { response_format: answerFormat } : {}),
          stream: form.stream,
          ...(form.stream && form.usage ? { stream_options: { include_usage: true } } : {}),
          ...(form.newTokenLimit
            ? { max_completion_tokens: maxTokens, ...(form.effort ? { reasoning_effort: 'low' } : {}) }
            : { max_tokens: maxTokens }),
        },
        { signal },
      )
      .asResponse();
  }

  /**
   * Whether the same call is worth sending in another form. Of calls that were sent together each is refused: those
   * that hear it later use what the first one learned.
   */
  function learn(fault: Fault, sent: Form): boolean {
    if (!isRefusal(fault)) return false;
    const words = `${String(fault.param ?? '')} ${String(fault.message ?? '')}`;
    if (!sent.newTokenLimit && /max_completion_tokens|^max_tokens /.test(words)) {
      form.learn({ newTokenLimit: true });
    } else if (sent.newTokenLimit && sent.effort && words.includes('reasoning_effort')) {
      form.learn({ effort: false });
    } else if (sent.usage && words.includes('stream_options')) {
      form.learn({ usage: false });
    } else if (sent.stream && /^stream |\bto stream\b|streaming/.test(words)) {
      form.learn({ stream: false });
    } else if (sent.structured && /response_format|json_?schema|grammar|structured/i.test(words)) {
      form.learn({ structured: false });
    } else return false;
    return true;
  }

  /**
   * What a refusal that names nothing may be about. A server whose grammar fails, or that reads its fields strictly,
   * says so in words of its own.
   */
  function* guesses(prompt: Prompt, sent: Form): Generator<Partial<Form>> {
    const optional: Partial<Form>[] = [];
    if (sent.structured && prompt.format !== undefined) optional.push({ structured: false });
    if (sent.stream && sent.usage) optional.push({ usage: false });
    if (sent.newTokenLimit && sent.effort) optional.push({ effort: false });
    yield* optional;
    if (optional.length > 1) yield Object.assign({}, ...optional);
  }

  async function attempt(client: OpenAI, prompt: Prompt, watch: Watch): Promise<CallResult> {
    const startedAt = clock.now();
    const failed = (fault: Fault): CallFailure => hideKey(classify(fault, clock.wall()), key);
    let response: Response | undefined;
    let sent = form.current();
    let guessing: Generator<Partial<Form>> | undefined;
    let guess: Partial<Form> | undefined;
    let paid = prompt.money?.maxTokens ?? Number.POSITIVE_INFINITY;
    while (!response) {
      sent = { ...form.current(), ...guess };
      // Another call may have learned it too, since the money for this one was put aside.
      const { maxTokens } = inForm(prompt, sent);
      if (maxTokens > paid && !(await prompt.money?.grow(maxTokens))) return spent;
      paid = Math.max(paid, maxTokens);
      if (!sent.stream) watch.awaitWhole();
      try {
        response = await post(client, prompt, sent, watch.signal);
      } catch (error) {
        const fault = error as Fault;
        if (learn(fault, sent)) continue;
        if (!isRefusal(fault) || failed(fault).kind !== 'rejected') return failed(fault);
        guessing ??= guesses(prompt, sent);
        guess = guessing.next().value;
        if (!guess) return failed(fault);
      }
    }
    if (guess) form.learn(guess);
    const reader = response.body?.getReader();
    if (!reader) return { kind: 'bad_body', detail: 'no body' };
    const answer = await readAnswer(reader, watch.progress, clock).catch((error: unknown) => error as Error);
    if (answer instanceof Error) return failed({ message: answer.message, cause: answer.cause });
    if (answer.kind === 'fault') return failed(answer.fault);
    if (answer.kind !== 'answer') return answer;
    linger(reader, clock, watch);
    const totalMs = clock.now() - startedAt;
    const took = answer.usage && { usage: answer.usage };
    const timed = { ...took, firstTokenMs: watch.firstTokenMs() ?? totalMs, totalMs };
    if (prompt.format === undefined || !sent.structured) return { kind: 'ok', text: answer.text, ...timed };
    const structured = readStructured(answer.text);
    if (structured) return { kind: 'ok', ...structured, ...timed };
    // It does not hold its model to anything: asking again would cost tokens and bring nothing.
    form.learn({ structured: false });
    if (/^\s*\{/.test(answer.text)) return { kind: 'bad_body', detail: 'an object that is no answer' };
    return { kind: 'ok', text: answer.text, ...timed };
  }

  return {
    async asks(prompt) {
      await form.load();
      const { messages, maxTokens } = inForm(prompt, form.current());
      return { messages, maxTokens };
    },
    async call(prompt, limits, signal) {
      // Loaded before the clocks start: no endpoint is late because this machine was.
      const [client] = await Promise.all([open(), form.load()]);
      const watch = createWatch(clock, limits, signal);
      let result: CallResult | undefined;
      try {
        result = await Promise.race([watch.cut, attempt(client, prompt, watch)]);
        return result;
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

/** The request was read and not taken. */
const isRefusal = ({ status }: Fault) => status === 400 || status === 422;

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

/** Gemini answers a list of one, Mistral and vLLM the error itself, FastAPI its `detail`. */
function inOneShape(body: string): string {
  try {
    const value: unknown = JSON.parse(body);
    const told: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof told !== 'object' || told === null) return body;
    if ('error' in told && typeof told.error === 'object') return JSON.stringify(told);
    const { error, message, detail, ...rest } = told as Record<string, unknown>;
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

/** Told by the house, so it goes with the house's words, and at their end: what comes before stays the same prefix. */
export function withFormat(messages: readonly PromptMessage[], format: string): PromptMessage[] {
  return messages.map((message, index) =>
    index === 0 && message.role === 'system' ? { ...message, content: `${message.content}\n\n${format}` } : message,
  );
}

function hideKey(failure: CallFailure, key: string | undefined): CallFailure {
  if (!key) return failure;
  const { detail, said } = failure;
  const hidden = (text: string) => text.replaceAll(key, '***');
  return { ...failure, detail: hidden(detail), ...(said !== undefined && { said: hidden(said) }) };
}
