import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { systemClock } from '../lib/clock.ts';
import { type Answer, readAnswer } from './answer.ts';

async function read(text: string, cuts: readonly number[] = []): Promise<{ answer: Answer; progress: number }> {
  const bytes = new TextEncoder().encode(text);
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let i = 1; i < edges.length; i++) {
        const part = bytes.slice(edges[i - 1], edges[i]);
        if (part.length > 0) controller.enqueue(part);
      }
      controller.close();
    },
  });
  let progress = 0;
  return { answer: await readAnswer(stream.getReader(), () => progress++, systemClock), progress };
}

const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const delta = (content: unknown, finish: string | null = null) =>
  event({ choices: [{ delta: { content }, finish_reason: finish }] });
const whole = (message: unknown, finish = 'stop') => JSON.stringify({ choices: [{ message, finish_reason: finish }] });

test.each([
  ['a stream', `${delta('Il ')}${delta('pleut 🌧️.')}${delta('', 'stop')}data: [DONE]\n\n`, 'Il pleut 🌧️.'],
  ['a stream without [DONE]', delta('Il pleut.') + delta('', 'stop'), 'Il pleut.'],
  ['a stream without a finish_reason', `${delta('Il pleut.')}data: [DONE]\n\n`, 'Il pleut.'],
  ['a stream whose last line has no end', `${delta('Il pleut.', 'stop')}data: [DONE]`, 'Il pleut.'],
  ['lines that end in CR LF', delta('Il pleut.', 'stop').replaceAll('\n', '\r\n'), 'Il pleut.'],
  ['no space after data:', delta('Il pleut.', 'stop').replaceAll('data: ', 'data:'), 'Il pleut.'],
  [
    'an event over two lines',
    'data: {"choices":\ndata: [{"delta":{"content":"Oui"},"finish_reason":"stop"}]}\n\n',
    'Oui',
  ],
  ['comments and pings between', `: hello\n\n${delta('Oui')}: ping\n\nevent: ping\n\n${delta('.', 'stop')}`, 'Oui.'],
  ['usage at the end', `${delta('Oui', 'stop')}${event({ choices: [], usage: {} })}data: [DONE]\n\n`, 'Oui'],
  ['one JSON value', whole({ content: 'Il pleut.' }), 'Il pleut.'],
  ['one JSON value after blank lines', `\n\n\n${whole({ content: 'Il pleut.' })}`, 'Il pleut.'],
  ['thoughts between tags', delta('<think>hm, </think>\n') + delta('Oui.', 'stop'), 'Oui.'],
  ['thoughts whose opening tag the template swallowed', whole({ content: 'hm,\n</think>\n\nOui.' }), 'Oui.'],
  ['thoughts beside the content', whole({ content: 'Oui.', reasoning_content: 'hm' }), 'Oui.'],
  [
    'thoughts as a part of the content',
    whole({
      content: [
        { type: 'thinking', thinking: [] },
        { type: 'text', text: 'Oui.' },
      ],
    }),
    'Oui.',
  ],
  ['an answer that reached its longest', whole({ content: 'Il ple' }, 'length'), 'Il ple'],
])('%s is read, wherever the network cuts it', async (_, body, text) => {
  expect((await read(body)).answer).toEqual({ kind: 'answer', text });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(10_000), { maxLength: 30 }), async (cuts) => {
      expect((await read(body, cuts)).answer).toEqual({ kind: 'answer', text });
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['nothing but thoughts', whole({ content: '<think>hm' }, 'length'), 'thoughts'],
  ['thoughts that never end', delta('<think>hm') + delta('hm', 'length'), 'thoughts'],
  ['blanks', whole({ content: ' \n ' }), 'empty'],
  ['a refusal', whole({ content: null, refusal: 'I cannot' }), 'filtered'],
  ['a stream that a filter ended', delta('It is') + delta('', 'content_filter'), 'filtered'],
  ['a line of text', 'Service unavailable', 'bad_body'],
  ['an endless line', `data: ${'a'.repeat(70_000)}`, 'bad_body'],
])('%s is no answer', async (_, body, kind) => {
  expect((await read(body)).answer.kind).toBe(kind);
});

test('only what a model generates is progress', async () => {
  expect((await read(`: ping\n\n${event({ choices: [] })}${delta('')}${delta(null)}`)).progress).toBe(0);
  expect((await read(event({ choices: [{ delta: { role: 'assistant' } }] }))).progress).toBe(0);
  expect((await read(delta('Oui'))).progress).toBe(1);
  expect((await read(event({ choices: [{ delta: { reasoning_content: 'hm' } }] }))).progress).toBe(1);
  expect((await read('\n \n')).progress).toBe(0);
});

test("a server's own account of a failure is handed on with its code", async () => {
  const error = { code: 400, type: 'exceed_context_size_error', message: 'too long' };
  const { answer } = await read(delta('It is') + event({ error }));
  expect(answer).toEqual({ kind: 'fault', fault: { status: 400, ...error } });
  expect((await read('event: error\ndata: {"error":"crashed"}\n\n')).answer).toMatchObject({
    kind: 'fault',
    fault: { status: 500, message: 'crashed' },
  });
});

test.each([
  ['at top level, as vLLM says it', event({ object: 'error', message: 'out of memory', code: 500 }), 'out of memory'],
  ['at top level, by its type', event({ type: 'error', message: 'crashed' }), 'crashed'],
  ['as FastAPI says it', event({ detail: 'crashed' }), 'crashed'],
  [
    'inside the choice, as OpenRouter says it',
    event({ choices: [{ delta: { content: '' }, error: { code: 502, message: 'gone' } }] }),
    'gone',
  ],
  ['as a reason to finish', event({ choices: [{ delta: {}, finish_reason: 'error' }] }), 'it ended with error'],
  ['in a field of its own, as llama.cpp did', 'error: {"code":500,"message":"slot gone"}\n\n', 'slot gone'],
  ['in plain words', 'event: error\ndata: upstream timed out\n\n', 'upstream timed out'],
])('half an answer is none when an error comes %s, whatever follows', async (_, error, message) => {
  const body = `${delta('Il pleu')}${error}${delta('', 'stop')}data: [DONE]\n\n`;
  expect((await read(body)).answer).toMatchObject({ kind: 'fault', fault: { message } });
});

test.each<[string, (controller: ReadableStreamDefaultController) => void]>([
  ['stays open', () => {}],
  ['breaks', (controller) => controller.error(new Error('reset'))],
])('an answer that has said why it ended is whole, though its connection %s', async (_, after) => {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(delta('Oui') + delta('.', 'stop'))),
    pull: (controller) => after(controller),
  });
  const clock = createVirtualClock();
  const end = readAnswer(stream.getReader(), () => {}, clock);
  await clock.advance(500);
  expect(await end).toEqual({ kind: 'answer', text: 'Oui.' });
  expect(clock.pending).toBe(0);
});

test('a body full of opening tags costs no more than its length', async () => {
  const { answer } = await read(whole({ content: '<think>'.repeat(100_000) }));
  expect(answer.kind).toBe('thoughts');
});

test.each([
  [
    'OpenAI',
    { prompt_tokens: 100, completion_tokens: 20, prompt_tokens_details: { cached_tokens: 64 } },
    { promptTokens: 100, cachedTokens: 64, writtenTokens: 0, completionTokens: 20 },
  ],
  [
    'others',
    { input_tokens: 100, output_tokens: 20, cache_read_input_tokens: 30, cache_creation_input_tokens: 40 },
    { promptTokens: 100, cachedTokens: 30, writtenTokens: 40, completionTokens: 20 },
  ],
])('what a call took is read in the words of %s, in a stream and in one piece', async (_, told, usage) => {
  const chunk = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
  const streamed = [
    chunk({ choices: [{ delta: { content: 'Oui.' }, finish_reason: 'stop' }] }),
    chunk({ choices: [], usage: told }),
    'data: [DONE]\n\n',
  ].join('');
  expect((await read(streamed)).answer).toEqual({ kind: 'answer', text: 'Oui.', usage });
  const inOnePiece = JSON.stringify({
    choices: [{ message: { content: 'Oui.' }, finish_reason: 'stop' }],
    usage: told,
  });
  expect((await read(inOnePiece)).answer).toEqual({ kind: 'answer', text: 'Oui.', usage });
});
