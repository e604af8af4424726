import { AsyncLocalStorage } from 'node:async_hooks';
import type { PromptMessage } from '../../src/domain/llm.ts';
import type { EndpointSettings } from '../../src/domain/settings.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createEndpointClient } from '../../src/llm/endpoint-client.ts';
import type { CallFailure } from '../../src/llm/failures.ts';
import type { Ask } from './load.ts';

/** What `!ask` allows an answer, in tokens. */
export const replyTokens = 220;

interface Parts {
  readonly endpoint: EndpointSettings;
  readonly key: string | undefined;
  readonly clock: Clock;
  readonly sloMs: number;
  /** For the first answer, which may have to wait for the model to be loaded. */
  readonly firstMs: number;
  /** No answer to be had, now or later: said once, in a sentence for the operator. */
  readonly onDead: (sentence: string) => void;
}

export interface Model {
  /** Questions to this model; answers may be cut off at `maxTokens` where that is what is tried. */
  asking(
    questions: (number: number) => readonly PromptMessage[],
    options?: { readonly maxTokens?: number; readonly mayBeCut?: boolean },
  ): Ask;
  /** How many answers were cut off so far. */
  readonly cut: number;
}

const hopeless: Partial<Record<CallFailure['kind'], string>> = {
  unauthorized: 'refuses the key',
  quota: 'says that the account has no credit left',
  model_missing: 'has no such model',
};
/** At the first question. What is late, empty or refused for a moment is measured like any other answer. */
const isBroken: ReadonlySet<CallFailure['kind']> = new Set(['connection', 'server', 'rejected', 'bad_body']);
const mostRefusals = 10;
const mostLessons = 5;

/** The bot's own client, so that what is measured is what viewers get. */
export function createModel({ endpoint, key, clock, sloMs, firstMs, onDead }: Parts): Model {
  const call = new AsyncLocalStorage<{ cut: boolean }>();
  const client = createEndpointClient({ endpoint, key, clock, fetch: noticing(call) });
  // An answer that takes thrice as long as it may is late enough; the server gets a rest.
  const usual = limitsOf(Math.max(3 * sloMs, 2_000));
  let refused = 0;
  let answered = false;
  let cut = 0;

  const die = (what: string) => onDead(`The server of "${endpoint.name}" ${what}.`);
  function suffer({ kind, detail }: CallFailure) {
    const end = hopeless[kind];
    if (end) return die(`${end}: ${detail}`);
    if (kind !== 'connection') refused = 0;
    else if (++refused >= mostRefusals) return die(`does not answer any more: ${detail}`);
    if (!answered && isBroken.has(kind)) die(`gives no answer to the first question (${kind}): ${detail}`);
  }

  return {
    get cut() {
      return cut;
    },
    asking:
      (questions, { maxTokens = replyTokens, mayBeCut = false } = {}) =>
      async (number, signal) => {
        const startedAt = clock.now();
        const mark = { cut: false };
        const limits = answered ? usual : limitsOf(firstMs);
        const prompt = { messages: questions(number), maxTokens };
        let result = await call.run(mark, () => client.call(prompt, limits, signal));
        // It learns how a model is told to think less; what viewers get comes after that.
        for (let i = 0; i < mostLessons && result.kind !== 'ok' && result.again && !signal.aborted; i++) {
          mark.cut = false;
          result = await call.run(mark, () => client.call(prompt, limits, signal));
        }
        const totalMs = clock.now() - startedAt;
        if (result.kind !== 'ok') {
          if (!signal.aborted) suffer(result);
          return { totalMs, firstTokenMs: null, fault: result.kind };
        }
        answered = true;
        refused = 0;
        if (mark.cut) cut++;
        const fault = mark.cut && !mayBeCut ? 'truncated' : null;
        return { totalMs: result.totalMs, firstTokenMs: result.firstTokenMs, fault };
      },
  };
}

const limitsOf = (ms: number) => ({ firstTokenMs: ms, gapMs: ms, totalMs: ms });

/** Looks at the answers that go by for the mark of one that was cut off at its limit. */
function noticing(call: AsyncLocalStorage<{ cut: boolean }>): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const mark = call.getStore();
    if (!mark || !response.ok || !response.body) return response;
    const decoder = new TextDecoder();
    let rest = '';
    const look = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const text = rest + decoder.decode(chunk, { stream: true });
        if (/"finish_reason"\s*:\s*"length"/.test(text)) mark.cut = true;
        rest = text.slice(-40);
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(look), { status: response.status, headers: response.headers });
  };
}
