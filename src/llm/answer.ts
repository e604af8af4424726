import type { Usage } from '../domain/cost.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import type { Fault } from './failures.ts';
import { isObject } from './structured.ts';
import { withoutThoughts } from './thoughts.ts';

/** What a body held: an answer, something else, or the server's own words for what went wrong. */
export type Answer =
  | { readonly kind: 'answer'; readonly text: string; readonly usage?: Usage }
  /** `thoughts`: tokens were made, and none of them was said. */
  | { readonly kind: 'thoughts' | 'empty'; readonly detail: string; readonly usage?: Usage }
  | { readonly kind: 'filtered' | 'bad_body'; readonly detail: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

const maxBytes = 1_000_000;
const maxLine = 64_000;
/** After its last word a stream may still tell what it took; servers that leave the connection open tell nothing. */
const afterwordMs = 500;

/**
 * Reads the body of a chat completion, a stream of events or, from servers that ignore `stream`, one JSON value.
 * `onProgress` hears of generated content only: keep-alive comments, pings and blank lines are no progress.
 */
export async function readAnswer(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  onProgress: (isThought: boolean) => void,
  clock: Clock,
): Promise<Answer> {
  const decoder = new TextDecoder();
  const events = createEvents(onProgress);
  const whole: string[] = [];
  let mode: 'unknown' | 'events' | 'whole' = 'unknown';
  let bytes = 0;
  for (;;) {
    const read = reader.read();
    const chunk = await (events.isFinished() ? orAfter(read, afterwordMs, clock) : read);
    if (!chunk) return events.end();
    const { done, value } = chunk;
    const text = done ? decoder.decode() : decoder.decode(value, { stream: true });
    bytes += value?.length ?? 0;
    if (bytes > maxBytes) return { kind: 'bad_body', detail: `more than ${maxBytes} bytes` };
    // The first letter tells: content types lie, and a stream's lines begin with `:`, data, event, id or retry.
    if (mode === 'unknown' && text.trim() !== '') mode = /^\s*[:deir]/.test(text) ? 'events' : 'whole';
    if (mode === 'whole') {
      whole.push(text);
      onProgress(false);
    } else if (mode === 'events') {
      const ended = events.feed(text);
      if (ended) return ended;
    }
    if (done) return mode === 'whole' ? readWhole(whole.join('')) : events.end();
  }
}

/** Null when it fails or takes longer. */
async function orAfter<T>(promise: Promise<T>, ms: number, clock: Clock): Promise<T | null> {
  const over = new AbortController();
  try {
    return await Promise.race([promise.catch(() => null), sleep(clock, ms, over.signal).then(() => null)]);
  } finally {
    over.abort();
  }
}

/** Gathers what bodies say until a choice ends. */
function createGathering(onProgress: (isThought: boolean) => void) {
  let said = '';
  let choices = 0;
  let finish: string | undefined;
  let refused = false;
  let thought = false;
  let spoke = false;
  let usage: Usage | null = null;

  /** Whether all that was said until now are thoughts: looked at anew only where a mark may have ended. */
  function isThinking(content: unknown): boolean {
    spoke ||= !/^\s{0,8}(?:$|[<[◁])/.test(said);
    if (!spoke && /[>\]▷]/.test(String(content))) spoke = withoutThoughts(said) !== '';
    return !spoke;
  }

  return {
    isFinished: () => finish !== undefined,
    add(body: Bag): Fault | undefined {
      const list = body['choices'];
      const choice: Bag | undefined = Array.isArray(list) ? (list[0] ?? undefined) : undefined;
      const isPlain =
        choice &&
        body['object'] !== 'error' &&
        choice['finish_reason'] == null &&
        choice['error'] == null &&
        body['error'] == null;
      const error = isPlain ? undefined : errorIn(body, choice);
      if (error !== undefined) return faultOf(error);
      // Some servers tell it with every piece; the last one counts.
      if (body['usage'] != null) usage = usageOf(bag(body['usage'])) ?? usage;
      if (!choice) return undefined;
      choices++;
      const piece = (choice['delta'] ?? choice['message'] ?? choice) as Bag;
      const content = piece['content'] ?? choice['text'];
      if (typeof content === 'string') said += content;
      else if (content != null) said += textOf(content);
      if (typeof choice['finish_reason'] === 'string') finish = choice['finish_reason'];
      if (typeof piece['refusal'] === 'string' && piece['refusal'] !== '') refused = true;
      const aloud = piece['reasoning_content'] ?? piece['reasoning'];
      if (aloud !== undefined && isSomething(aloud)) {
        thought = true;
        onProgress(true);
      } else if (isSomething(content)) onProgress(!spoke && isThinking(content));
      return undefined;
    },
    answer(complete: boolean): Answer {
      if (choices === 0) return { kind: 'bad_body', detail: 'no choices in it' };
      if (refused || finish === 'content_filter') return { kind: 'filtered', detail: 'the provider refused' };
      if (!complete && finish === undefined) return { kind: 'bad_body', detail: 'cut off before its end' };
      const text = isObject(said) ? said : withoutThoughts(said);
      const took = usage && { usage };
      if (text !== '') return { kind: 'answer', text, ...took };
      const isLong = finish === 'length' && usage?.completionTokens !== 0;
      const kind = thought || said.trim() !== '' || isLong ? 'thoughts' : 'empty';
      return { kind, detail: `finish_reason ${finish}`, ...took };
    },
  };
}

function createEvents(onProgress: (isThought: boolean) => void) {
  const gathering = createGathering(onProgress);
  let rest = '';
  let data: string | undefined;
  let name = '';

  function line(text: string): Answer | undefined {
    if (text === '') return event();
    const colon = text.indexOf(':');
    const field = text.slice(0, colon);
    if (field !== 'data' && field !== 'event' && field !== 'error') return undefined;
    const value = text.slice(colon + (text[colon + 1] === ' ' ? 2 : 1));
    if (field === 'event') name = value;
    else data = data === undefined ? value : `${data}\n${value}`;
    // llama.cpp has had a field of its own for what went wrong.
    if (field === 'error') name = 'error';
    return undefined;
  }

  function event(): Answer | undefined {
    if (data === undefined) return undefined;
    const text = data;
    const isError = name === 'error';
    data = undefined;
    name = '';
    if (text === '[DONE]') return gathering.answer(true);
    const value = bodyIn(text);
    if (!value && !isError) return { kind: 'bad_body', detail: 'an event that is no JSON object' };
    const fault = value && gathering.add(value);
    if (fault) return { kind: 'fault', fault };
    return isError ? { kind: 'fault', fault: faultOf(value ?? text) } : undefined;
  }

  return {
    isFinished: gathering.isFinished,
    feed(text: string): Answer | undefined {
      rest += text;
      let from = 0;
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', from)) {
        const to = rest[end - 1] === '\r' ? end - 1 : end;
        const ended = to === from ? event() : line(rest.slice(from, to));
        from = end + 1;
        if (ended) return ended;
      }
      rest = rest.slice(from);
      return rest.length > maxLine
        ? { kind: 'bad_body', detail: `a line of more than ${maxLine} characters` }
        : undefined;
    },
    end: (): Answer => line(rest) ?? event() ?? gathering.answer(false),
  };
}

function readWhole(text: string): Answer {
  if (/^\s*</.test(text)) return { kind: 'bad_body', detail: 'HTML' };
  const body = bodyIn(text);
  if (!body) return { kind: 'bad_body', detail: 'no JSON, or cut off' };
  const gathering = createGathering(() => {});
  const fault = gathering.add(body);
  return fault ? { kind: 'fault', fault } : gathering.answer(true);
}

type Bag = Readonly<Record<string, unknown>>;
const bag = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : undefined;
const isSomething = (value: unknown) => (typeof value === 'string' || Array.isArray(value)) && value.length > 0;

/** An object; Gemini puts errors into a list of one. */
function bodyIn(text: string): Bag | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return bag(Array.isArray(value) ? value[0] : value);
  } catch {
    return undefined;
  }
}

/** Content may be a list of parts, of which those of type `text` are the answer. */
function textOf(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content.map((part) => (bag(part)?.['type'] === 'text' ? String(bag(part)?.['text'] ?? '') : '')).join('');
}

/** In the words of OpenAI, or of Anthropic's compatible endpoint and others that follow it. */
function usageOf(told: Bag | undefined): Usage | null {
  if (!told) return null;
  const count = (...values: unknown[]) => values.find((value): value is number => Number(value) >= 0) ?? 0;
  const promptTokens = count(told['prompt_tokens'], told['input_tokens']);
  const completionTokens = count(told['completion_tokens'], told['output_tokens']);
  if (promptTokens + completionTokens === 0) return null;
  const details = bag(told['prompt_tokens_details']);
  const cached = count(details?.['cached_tokens'], told['cache_read_input_tokens'], told['prompt_cache_hit_tokens']);
  const cachedTokens = Math.min(cached, promptTokens);
  const writtenTokens = Math.min(count(told['cache_creation_input_tokens']), promptTokens - cachedTokens);
  return { promptTokens, cachedTokens, writtenTokens, completionTokens };
}

/**
 * What a body says went wrong: under `error` for most servers, at top level for Mistral, vLLM and what is written with
 * FastAPI, in a list for Cloudflare, inside the choice for OpenRouter.
 */
function errorIn(body: Bag, choice: Bag | undefined): unknown {
  if (body['error'] != null) return body['error'];
  if (choice?.['error'] != null) return choice['error'];
  if (choice?.['finish_reason'] === 'error') return 'it ended with an error';
  if (body['object'] === 'error' || body['type'] === 'error') return body;
  if (Array.isArray(body['choices'])) return undefined;
  const errors = body['errors'];
  if (Array.isArray(errors) && errors.length > 0) return errors[0];
  return body['message'] ?? body['detail'] ?? undefined;
}

/** A status of 200 was sent already: the error's own code is what is left to tell the kind. */
function faultOf(error: unknown): Fault {
  const told = bag(error);
  if (!told) return { status: 500, message: error };
  const code = Number(told['code'] ?? told['status']);
  return {
    status: code >= 400 && code < 600 ? code : 500,
    code: told['code'],
    type: told['type'],
    message: told['message'],
  };
}
