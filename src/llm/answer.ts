import type { Usage } from '../domain/cost.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import type { Fault } from './failures.ts';

/** What a body held: an answer, something else, or the server's own account of what went wrong. */
export type Answer =
  | { readonly kind: 'answer'; readonly text: string; readonly usage?: Usage }
  | { readonly kind: 'filtered' | 'empty' | 'bad_body'; readonly detail: string }
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
  onProgress: () => void,
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
      onProgress();
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

/** Gathers what choices say until one of them ends. */
function createGathering() {
  const parts: string[] = [];
  let choices = 0;
  let finish: string | undefined;
  let refused = false;
  let usage: Usage | null = null;
  return {
    isFinished: () => finish !== undefined,
    /** Some servers tell it with every piece; the last one counts. */
    took(body: Bag) {
      usage = usageOf(bag(body['usage'])) ?? usage;
    },
    /** Whether the choice made the answer longer, thoughts included. */
    add(choice: Bag): boolean {
      choices++;
      const said = bag(choice['delta']) ?? bag(choice['message']) ?? {};
      const text = textOf(said['content']);
      parts.push(text);
      if (typeof choice['finish_reason'] === 'string') finish = choice['finish_reason'];
      if (typeof said['refusal'] === 'string' && said['refusal'] !== '') refused = true;
      return [said['content'], said['reasoning_content'], said['reasoning']].some(isSomething);
    },
    answer(complete: boolean): Answer {
      if (choices === 0) return { kind: 'bad_body', detail: 'no choices in it' };
      if (refused || finish === 'content_filter') return { kind: 'filtered', detail: 'the provider refused' };
      if (!complete && finish === undefined) return { kind: 'bad_body', detail: 'cut off before its end' };
      const text = withoutThoughts(parts.join(''));
      return text === ''
        ? { kind: 'empty', detail: `finish_reason ${finish}` }
        : { kind: 'answer', text, ...(usage && { usage }) };
    },
  };
}

function createEvents(onProgress: () => void) {
  const gathering = createGathering();
  let rest = '';
  let data: string[] = [];
  let name = '';

  function line(text: string): Answer | undefined {
    if (text === '') return event();
    const field = /^(data|event|error):/.exec(text)?.[1];
    const value = field && text.slice(field.length + (text[field.length + 1] === ' ' ? 2 : 1));
    if (field === 'event') name = value ?? '';
    else if (field) data.push(value ?? '');
    // llama.cpp has had a field of its own for what went wrong.
    if (field === 'error') name = 'error';
    return undefined;
  }

  function event(): Answer | undefined {
    if (data.length === 0) return undefined;
    const text = data.join('\n');
    const isError = name === 'error';
    data = [];
    name = '';
    if (text === '[DONE]') return gathering.answer(true);
    const value = bag(parse(text));
    const error = value ? errorIn(value) : undefined;
    if (error !== undefined || isError) return { kind: 'fault', fault: faultOf(error ?? value ?? text) };
    if (!value) return { kind: 'bad_body', detail: 'an event that is no JSON object' };
    gathering.took(value);
    const choice = firstChoice(value);
    if (choice && gathering.add(choice)) onProgress();
    return undefined;
  }

  return {
    isFinished: gathering.isFinished,
    feed(text: string): Answer | undefined {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const each of lines) {
        const ended = line(each.endsWith('\r') ? each.slice(0, -1) : each);
        if (ended) return ended;
      }
      return rest.length > maxLine
        ? { kind: 'bad_body', detail: `a line of more than ${maxLine} characters` }
        : undefined;
    },
    end: (): Answer => line(rest) ?? event() ?? gathering.answer(false),
  };
}

function readWhole(text: string): Answer {
  if (/^\s*</.test(text)) return { kind: 'bad_body', detail: 'HTML' };
  const value = parse(text);
  if (value === undefined) return { kind: 'bad_body', detail: 'no JSON, or cut off' };
  const body = bag(value) ?? {};
  const error = errorIn(body);
  if (error !== undefined) return { kind: 'fault', fault: faultOf(error) };
  const gathering = createGathering();
  gathering.took(body);
  const choice = firstChoice(body);
  if (choice) gathering.add(choice);
  return gathering.answer(true);
}

type Bag = Readonly<Record<string, unknown>>;
const bag = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : undefined;
const isSomething = (value: unknown) => (typeof value === 'string' || Array.isArray(value)) && value.length > 0;
const firstChoice = (body: Bag) => (Array.isArray(body['choices']) ? bag(body['choices'][0]) : undefined);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Content is a string, or a list of parts of which those of type `text` are the answer. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
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
 * FastAPI, inside the choice for OpenRouter.
 */
function errorIn(body: Bag): unknown {
  if (body['error'] != null) return body['error'];
  const choice = firstChoice(body);
  if (choice?.['error'] != null) return choice['error'];
  if (choice?.['finish_reason'] === 'error') return 'it ended with an error';
  if (body['object'] === 'error' || body['type'] === 'error') return body;
  if (Array.isArray(body['choices'])) return undefined;
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

/** Cut in one pass: with a lazy pattern, a body full of opening tags would cost the square of its length. */
function withoutThoughts(text: string): string {
  const closed = text.lastIndexOf('</think>');
  const rest = closed === -1 ? text : text.slice(closed + '</think>'.length);
  const open = rest.indexOf('<think>');
  return (open === -1 ? rest : rest.slice(0, open)).trim();
}
