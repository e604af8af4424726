import { afterEach, describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { hello, json, post, start, stopAll, until } from './client.ts';
import type { ModelsOptions } from './models.ts';

afterEach(stopAll);

describe('a completion', () => {
  test('comes whole, with usage', async () => {
    const body = await json(post(await start({ models: ['m'] })));
    expect(body).toMatchObject({ object: 'chat.completion', model: 'm', choices: [{ finish_reason: 'stop' }] });
    expect(body.id).toMatch(/^chatcmpl-\w{29}$/);
    expect(body.choices[0].message.content).toMatch(/Salut|Bonjour|Coucou/);
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
    expect(body.usage.prompt_tokens_details.cached_tokens).toBe(0);
  });

  test('comes in events that say the same, with usage when asked for', async () => {
    const models = await start();
    const whole = (await json(post(models))).choices[0].message.content;
    const stream = await post(models, { stream: true, stream_options: { include_usage: true } });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const events = (await stream.text()).trim().split('\n\n');
    expect(events.pop()).toBe('data: [DONE]');
    const chunks = events.map((event) => JSON.parse(event.slice(6)));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(whole);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
    expect(chunks.at(-2)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
  });

  test('is cut at the asked length', async () => {
    const body = await json(post(await start({ models: ['m'] }), { max_tokens: 3 }));
    expect(body).toMatchObject({ choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 3 } });
  });

  test('of a model that thinks first can be used up before its first word', async () => {
    const models = await start();
    const short = await json(post(models, { max_completion_tokens: 100 }));
    expect(short).toMatchObject({ choices: [{ finish_reason: 'length', message: { content: '' } }] });
    const quick = await json(post(models, { max_completion_tokens: 100, reasoning_effort: 'minimal' }));
    expect(quick.choices[0].finish_reason).toBe('stop');
    expect((await post(models, { max_tokens: 100 })).status).toBe(400);
    expect((await post(models, { temperature: 0.7 })).status).toBe(400);
  });

  test('counts a long prefix that it has seen as cached', async () => {
    const models = await start();
    const system = { role: 'system', content: 'règle '.repeat(1500) };
    const ask = (content: string) => json(post(models, { messages: [system, { role: 'user', content }] }));
    expect((await ask('salut')).usage.prompt_tokens_details.cached_tokens).toBe(0);
    const again = (await ask('merci')).usage;
    expect(again.prompt_tokens_details.cached_tokens).toBeGreaterThanOrEqual(1024);
    expect(again.prompt_tokens_details.cached_tokens % 128).toBe(0);
  });

  test('obeys an order in the prompt only when it was started to', async () => {
    const order = { messages: [{ role: 'user', content: `EMIT${Buffer.from('/ban é\r\nx').toString('base64')}` }] };
    const say = async (obedient: boolean) =>
      (await json(post(await start({ obedient, models: ['m'] }), { ...order, max_tokens: 1 }))).choices[0].message
        .content;
    expect(await say(true)).toBe('/ban é\r\nx');
    expect(await say(false)).not.toContain('/ban');
  });
});

describe('a request that is wrong', () => {
  test.each([
    ['no messages', { messages: undefined }, 400],
    ['an unknown role', { messages: [{ role: 'bot', content: 'x' }] }, 400],
    ['no model', { model: undefined }, 400],
    ['another model', { model: 'gpt-0' }, 404],
    ['max_tokens 0', { max_completion_tokens: 0 }, 400],
    ['stream_options without stream', { stream_options: { include_usage: true } }, 400],
  ])('%s is refused and remembered', async (_, body, status) => {
    const models = await start();
    const response = await post(models, body);
    expect(response.status).toBe(status);
    expect(await json(response)).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(models.breaches).toHaveLength(1);
  });

  test('without the key gets 401', async () => {
    const models = await start();
    expect((await post(models, {}, { headers: {} })).status).toBe(401);
    expect((await post(models, {}, { headers: { authorization: 'Bearer sk-other' } })).status).toBe(401);
    expect(models.breaches).toEqual(['no API key', 'wrong API key']);
  });

  test('too long for the context is refused, cut or answered with nothing, as each server does', async () => {
    const long = { messages: [{ role: 'system', content: 'x '.repeat(300) }, ...hello] };
    const ask = async (kind: NonNullable<ModelsOptions['kind']>) =>
      post(await start({ kind, contextTokens: 200, models: ['m'] }), long);
    expect(await json(ask('openai'))).toMatchObject({ error: { code: 'context_length_exceeded' } });
    expect(await json(ask('llamacpp'))).toMatchObject({ error: { code: 400, type: 'exceed_context_size_error' } });
    expect(await json(ask('lmstudio'))).toMatchObject({ choices: [{ message: { content: '' } }] });
    expect((await json(ask('ollama'))).usage.prompt_tokens).toBeLessThanOrEqual(200);
  });
});

describe('capacity', () => {
  test('lets so many generate at once, and the others wait their turn', async () => {
    const clock = createVirtualClock();
    const models = await start({ capacity: 2, service: { firstTokenMs: 1000 }, clock, models: ['m'] });
    const answers = [post(models), post(models), post(models)];
    await until(() => models.running === 2 && models.waiting === 1);
    expect(models.maxInFlight).toBe(3);
    await clock.advance(1000);
    await until(() => models.waiting === 0 && models.inFlight === 1);
    await until(() => clock.pending > 0);
    await clock.advance(1000);
    expect((await Promise.all(answers)).map((answer) => answer.status)).toEqual([200, 200, 200]);
    await until(() => models.inFlight === 0 && models.open === 0);
  });

  test('beyond the queue is told 503', async () => {
    const clock = createVirtualClock();
    const models = await start({ kind: 'ollama', queue: 1, service: { firstTokenMs: 1000 }, clock });
    const first = post(models).catch(() => null);
    await until(() => models.running === 1);
    const second = post(models).catch(() => null);
    await until(() => models.waiting === 1);
    expect((await post(models)).status).toBe(503);
    await models.stop();
    await Promise.all([first, second]);
  });

  test('a client that leaves the queue leaves its place to another', async () => {
    const models = await start({
      kind: 'ollama',
      queue: 1,
      service: { firstTokenMs: 1000 },
      clock: createVirtualClock(),
    });
    const leave = new AbortController();
    const all = [post(models).catch(() => null)];
    await until(() => models.running === 1);
    all.push(post(models, {}, { signal: leave.signal }).catch(() => null));
    await until(() => models.waiting === 1);
    leave.abort();
    await until(() => models.waiting === 0);
    all.push(post(models).catch(() => null));
    await until(() => models.waiting === 1);
    await models.stop();
    await Promise.all(all);
  });

  test('a client that leaves frees its place, except at LM Studio, which goes on', async () => {
    for (const kind of ['llamacpp', 'lmstudio'] as const) {
      const clock = createVirtualClock();
      const models = await start({ kind, service: { firstTokenMs: 1000 }, clock });
      const leave = new AbortController();
      const answer = post(models, {}, { signal: leave.signal }).catch(() => null);
      await until(() => models.running === 1 && clock.pending === 1);
      leave.abort();
      await answer;
      await until(() => models.open === 0);
      await until(() => models.requests[0]?.aborted === true);
      expect(models.running).toBe(kind === 'lmstudio' ? 1 : 0);
      await clock.advance(1000);
      await until(() => models.running === 0);
    }
  });

  test('more load makes every word slower', async () => {
    const took = async (load: number) => {
      const clock = createVirtualClock();
      const service = { msPerToken: 100, load };
      const models = await start({ capacity: 4, service, clock, models: ['m'] });
      const answers = [post(models), post(models)];
      await until(() => models.running === 2);
      const from = clock.now();
      while (models.inFlight > 0) {
        await clock.advance(50);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all(answers);
      return clock.now() - from;
    };
    expect(await took(1)).toBeGreaterThan((await took(0)) * 1.3);
  });
});
