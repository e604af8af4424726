import type { Usage } from '../domain/cost.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import {
  type Bag,
  bodyIn,
  choiceIn,
  errorIn,
  faultOf,
  finishIn,
  isFull,
  isKept,
  pieceIn,
  type Took,
  tookIn,
  wordIn,
} from './body.ts';
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
/** Some servers send signatures of thoughts along. */
const maxLine = 256_000;
/** The longest event that is a word and no object. */
const longestWord = 12;
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
  let until: number | undefined;
  for (;;) {
    const read = reader.read();
    // Counted from the last word: keep-alives go on.
    if (events.isFinished()) until ??= clock.now() + afterwordMs;
    const chunk = await (until === undefined
      ? read
      : within(
          clock,
          until - clock.now(),
          read.catch(() => null),
        ));
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

/** Gathers what bodies say until a choice ends. */
function createGathering(onProgress: (isThought: boolean) => void) {
  let said = '';
  let choices = 0;
  let finish: string | undefined;
  let refused = false;
  let thought = false;
  let spoke = false;
  let took: Took | null = null;

  /** Whether all that was said until now are thoughts: looked at anew only where a mark may have ended. */
  function isThinking(more: string): boolean {
    spoke ||= !/^\s{0,8}(?:$|[<[◁])/.test(said);
    if (!spoke && /[>\]▷]/.test(more)) spoke = withoutThoughts(said) !== '';
    return !spoke;
  }

  return {
    isFinished: () => finish !== undefined,
    add(body: Bag): Fault | undefined {
      const choice = choiceIn(body);
      const isPlain =
        choice &&
        body['object'] !== 'error' &&
        choice['finish_reason'] == null &&
        choice['error'] == null &&
        body['x_groq'] == null &&
        body['error'] == null;
      const error = isPlain ? undefined : errorIn(body, choice);
      if (error !== undefined) return faultOf(error);
      // Some servers tell it with every piece; the last one counts.
      if (body['usage'] != null || !isPlain) took = tookIn(body, choice) ?? took;
      if (!choice) return undefined;
      choices++;
      // Nearly all there is of a stream.
      const word = isPlain ? wordIn(choice) : undefined;
      if (word !== undefined) {
        said += word;
        onProgress(!spoke && isThinking(word));
        return undefined;
      }
      const piece = pieceIn(choice);
      said += piece.text;
      finish = finishIn(choice) ?? finish;
      refused ||= piece.refused;
      thought ||= piece.thought;
      if (piece.thought) onProgress(true);
      else if (piece.text !== '') onProgress(!spoke && isThinking(piece.text));
      return undefined;
    },
    answer(complete: boolean): Answer {
      const used = took && { usage: took.usage };
      // Gemini, where it wants to say nothing of a prompt.
      if (choices === 0 && used) return { kind: 'empty', detail: 'no choices in it', ...used };
      if (choices === 0) return { kind: 'bad_body', detail: 'no choices in it' };
      if (refused || isKept(finish)) return { kind: 'filtered', detail: 'the provider refused' };
      if (!complete && finish === undefined) return { kind: 'bad_body', detail: 'cut off before its end' };
      const text = isObject(said) ? said : withoutThoughts(said);
      if (text !== '') return { kind: 'answer', text, ...used };
      const isLong = isFull(finish) && took?.usage.completionTokens !== 0;
      const kind = thought || took?.hasThoughts || said.trim() !== '' || isLong ? 'thoughts' : 'empty';
      return { kind, detail: `finish_reason ${finish}`, ...used };
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
    // What breaks in mid-stream may forget to be an event.
    if (text[0] === '{') return add(text, false);
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
    return add(text, isError);
  }

  function add(text: string, isError: boolean): Answer | undefined {
    if (text.length < longestWord) {
      const word = text.trim();
      if (word === '[DONE]') return gathering.answer(true);
      // A keep-alive.
      if (!isError && word[0] !== '{') return undefined;
    }
    const value = bodyIn(text);
    if (!value && text.includes('\n')) return eachOf(text, isError);
    if (!value && !isError) return { kind: 'bad_body', detail: 'an event that is no JSON object' };
    const fault = value && gathering.add(value);
    if (fault) return { kind: 'fault', fault };
    return isError ? { kind: 'fault', fault: faultOf(value ?? text) } : undefined;
  }

  /** Events with no blank line between them. */
  function eachOf(text: string, isError: boolean): Answer | undefined {
    for (const one of text.split('\n')) {
      const ended = add(one, isError);
      if (ended) return ended;
    }
    return undefined;
  }

  return {
    isFinished: gathering.isFinished,
    feed(text: string): Answer | undefined {
      rest += text;
      // A CR at the end may be the first half of CR LF.
      if (rest.includes('\r')) rest = rest.replace(/\r(?:\n|(?!$))/g, '\n');
      let from = 0;
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', from)) {
        const ended = end === from ? event() : line(rest.slice(from, end));
        from = end + 1;
        if (ended) return ended;
      }
      rest = rest.slice(from);
      return rest.length > maxLine
        ? { kind: 'bad_body', detail: `a line of more than ${maxLine} characters` }
        : undefined;
    },
    end: (): Answer => line(rest.trimEnd()) ?? event() ?? gathering.answer(false),
  };
}

function readWhole(text: string): Answer {
  if (/^\s*</.test(text)) return { kind: 'bad_body', detail: 'HTML' };
  const gathering = createGathering(() => {});
  const whole = bodyIn(text);
  // A value on each line is a stream without the rest of one.
  const bodies = whole
    ? [whole]
    : text
        .split('\n')
        .filter((line) => !/^\s*(?:\[DONE\]\s*)?$/.test(line))
        .map(bodyIn);
  for (const body of bodies) {
    if (!body) return { kind: 'bad_body', detail: 'no JSON, or cut off' };
    const fault = gathering.add(body);
    if (fault) return { kind: 'fault', fault };
  }
  return gathering.answer(whole !== undefined);
}
