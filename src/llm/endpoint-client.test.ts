import { expect, test } from 'vitest';
import { anEndpoint, question } from '../../test/faults/llm-house.ts';
import type { Body } from '../../test/faults/model-server.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Cache } from '../domain/storage.ts';
import { createEndpointClient } from './endpoint-client.ts';

const limits = { firstTokenMs: 1_000, gapMs: 1_000, totalMs: 5_000 };
const prompt = { messages: question, maxTokens: 100 };

function setUp(answer: (body: Body) => Response, key?: string, forms?: Cache, url = 'http://stand-in/base/v1') {
  const bodies: Body[] = [];
  const urls: string[] = [];
  const headers: Headers[] = [];
  const clock = createVirtualClock();
  const client = createEndpointClient({
    endpoint: anEndpoint('one', url),
    key,
    clock,
    forms,
    async fetch(input, init) {
      urls.push(String(input));
      const body = JSON.parse(String(init?.body)) as Body;
      bodies.push(body);
      headers.push(new Headers(init?.headers));
      return answer(body);
    },
  });
  const call = (more: object = {}) => client.call({ ...prompt, ...more }, limits, new AbortController().signal);
  return { bodies, urls, headers, clock, call };
}

const yes = () => Response.json({ choices: [{ message: { content: 'Yes.' } }] });
const no = (error: object) => Response.json({ error }, { status: 400 });

test('a model that knows another word for the longest answer is asked with that word from then on', async () => {
  const { call, bodies } = setUp((body) =>
    body.max_tokens === undefined
      ? yes()
      : no({ code: 'unsupported_parameter', param: 'max_tokens', message: "Use 'max_completion_tokens' instead." }),
  );
  expect(await call()).toMatchObject({ kind: 'ok', text: 'Yes.' });
  expect(await call()).toMatchObject({ kind: 'ok' });
  expect(bodies.map((body) => [body.max_tokens, body.max_completion_tokens, body.reasoning_effort])).toEqual([
    [100, undefined, undefined],
    [undefined, 1_100, 'low'],
    [undefined, 1_100, 'low'],
  ]);
});

test('the words that work outlive the process, for the same model at the same address, and for a week', async () => {
  const kept = new Map<string, { value: unknown; ttlMs: number }>();
  const forms: Cache = {
    get: async (key) => ({ ok: true, value: kept.get(key)?.value }),
    async set(key, value, ttlMs) {
      kept.set(key, { value, ttlMs });
      return { ok: true, value: null };
    },
    delete: async () => ({ ok: true, value: null }),
    count: async () => ({ ok: true, value: kept.size }),
  };
  const thinking = (body: Body) => (body.max_tokens === undefined ? yes() : no({ param: 'max_tokens', message: '' }));
  const first = setUp(thinking, undefined, forms);
  await first.call();
  expect(first.bodies).toHaveLength(2);
  const second = setUp(thinking, undefined, forms);
  await second.call();
  expect(second.bodies).toMatchObject([{ max_completion_tokens: 1_100 }]);
  expect([...kept.values()].map(({ ttlMs }) => ttlMs)).toEqual([7 * 86_400_000]);
  expect([...kept.keys()].join()).not.toMatch(/stand-in|one/);
});

test('a store that is away, or has something else there, only means to find out again', async () => {
  const away = { ok: false, reason: 'late', detail: 'no answer' } as const;
  const found = [away, { ok: true, value: 'x' }, { ok: true, value: { newTokenLimit: 'yes', more: true } }] as const;
  for (const answer of found) {
    const forms: Cache = {
      get: async () => answer,
      set: async () => away,
      delete: async () => away,
      count: async () => away,
    };
    const { call, bodies } = setUp(yes, undefined, forms);
    expect(await call()).toMatchObject({ kind: 'ok' });
    expect(bodies).toMatchObject([{ max_tokens: 100 }]);
  }
});

test('of calls that are refused together every one is sent again in the new words', async () => {
  const { call } = setUp((body) =>
    body.max_tokens === undefined ? yes() : no({ param: 'max_tokens', message: 'unsupported' }),
  );
  const results = await Promise.all(Array.from({ length: 5 }, call));
  expect(results.map(({ kind }) => kind)).toEqual(Array(5).fill('ok'));
});

test('a model that refuses to be told how much to think is no longer told', async () => {
  const { call, bodies } = setUp((body) => {
    if (body.max_tokens !== undefined) return no({ param: 'max_tokens', message: 'unsupported' });
    if (body.reasoning_effort !== undefined) return no({ param: 'reasoning_effort', message: 'unsupported' });
    return yes();
  });
  expect(await call()).toMatchObject({ kind: 'ok' });
  expect(bodies).toHaveLength(3);
});

test('a server that refuses every form of the call is asked six times at most, and the next time once', async () => {
  const { call, bodies } = setUp(() =>
    no({ param: 'max_tokens', message: 'max_tokens max_completion_tokens reasoning_effort' }),
  );
  expect(await call()).toMatchObject({ kind: 'rejected' });
  expect(bodies).toHaveLength(6);
  expect(await call()).toMatchObject({ kind: 'rejected' });
  expect(bodies).toHaveLength(7);
});

test('a key that a server says back is not told', async () => {
  const { call, headers } = setUp(() => no({ message: 'not with sk-secret' }), 'sk-secret');
  expect(await call()).toMatchObject({
    kind: 'rejected',
    detail: 'rejected: status 400',
    said: '400 not with ***',
  });
  expect(headers[0]?.get('authorization')).toBe('Bearer sk-secret');
});

test('a call that was cancelled before it began sends nothing', async () => {
  const { bodies, clock } = setUp(yes);
  const client = createEndpointClient({ endpoint: anEndpoint('one', 'http://stand-in/v1'), key: undefined, clock });
  expect(await client.call(prompt, limits, AbortSignal.abort())).toMatchObject({ kind: 'cancelled' });
  expect(bodies).toEqual([]);
  expect(clock.pending).toBe(0);
});

test('a call ends by its clock even when what it waits for hears no signal', async () => {
  const clock = createVirtualClock();
  const client = createEndpointClient({
    endpoint: anEndpoint('one', 'http://stand-in/v1'),
    key: undefined,
    clock,
    fetch: () => new Promise<Response>(() => {}),
  });
  await client.warm();
  const call = client.call(prompt, limits, new AbortController().signal);
  await clock.advance(1_000);
  expect(await call).toMatchObject({ kind: 'timeout', clock: 'first token' });
  expect(clock.pending).toBe(0);
});

test('an answer says how long its first word and its whole took', async () => {
  const clock = createVirtualClock();
  const text = new TextEncoder();
  const event = (content: string, finish: string | null) =>
    text.encode(`data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`);
  const client = createEndpointClient({
    endpoint: anEndpoint('one', 'http://stand-in/v1'),
    key: undefined,
    clock,
    fetch: async () =>
      new Response(
        new ReadableStream({
          start(controller) {
            clock.after(300, () => controller.enqueue(event('Yes', null)));
            clock.after(1_200, () => controller.enqueue(event(', it', null)));
            clock.after(2_100, () => controller.enqueue(event(' is.', 'stop')));
            clock.after(2_200, () => controller.close());
          },
        }),
      ),
  });
  await client.warm();
  const call = client.call(prompt, limits, new AbortController().signal);
  await clock.advance(2_200);
  expect(await call).toEqual({ kind: 'ok', text: 'Yes, it is.', firstTokenMs: 300, totalMs: 2_200 });
});

test.each([
  ['http://stand-in/v1/', 'http://stand-in/v1/chat/completions', 'Bearer sk-1', null],
  [
    'http://stand-in/openai/deployments/x?api-version=2024-10-21',
    'http://stand-in/openai/deployments/x/chat/completions?api-version=2024-10-21',
    null,
    'sk-1',
  ],
  ['http://stand-in/v1?tenant=a', 'http://stand-in/v1/chat/completions?tenant=a', 'Bearer sk-1', null],
])('%s is asked at %s', async (url, asked, authorization, apiKey) => {
  const { call, urls, headers } = setUp(yes, 'sk-1', undefined, url);
  expect(await call()).toMatchObject({ kind: 'ok' });
  expect(urls).toEqual([asked]);
  expect([headers[0]!.get('authorization'), headers[0]!.get('api-key')]).toEqual([authorization, apiKey]);
});

test('a schema that breaks a server twice, and only a schema, is no longer sent', async () => {
  const { call, bodies } = setUp((body) =>
    body.response_format ? Response.json({ error: { message: 'oops' } }, { status: 500 }) : yes(),
  );
  const asked = async () => {
    const { kind } = await call({ format: 'En JSON.' });
    return `${kind} ${bodies.at(-1)!.response_format ? 'with' : 'without'}`;
  };
  // One 500 may have been the server's own.
  for (const end of ['server with', 'ok without', 'server with', 'ok without', 'ok without']) {
    expect(await asked()).toBe(end);
  }
});
