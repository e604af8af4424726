import { afterEach, describe, expect, test } from 'vitest';
import type { SchedulerParts } from '../../src/llm/scheduler.ts';
import { errors, refusals } from '../../src/sandbox/models/faults.ts';
import { createSandboxModels, type ModelsOptions, type SandboxModels } from '../../src/sandbox/models/models.ts';
import { until } from '../support/until.ts';
import { anEndpoint, createHouse } from './llm-house.ts';
import { chunk, event, openStream, says, startModelServer } from './model-server.ts';

// The servers that people run, each with its own ways, through the sandbox's stand-ins for them.

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

type Over = NonNullable<Parameters<typeof createHouse>[1]>;

async function houseOf(options: ModelsOptions, over: Over = {}, others: ReturnType<typeof anEndpoint>[] = []) {
  const models = await createSandboxModels(options);
  started.push(models);
  const house = createHouse([endpointOf(models), ...others], { env: { KEY: models.apiKey ?? undefined }, ...over });
  started.push({ stop: async () => house.llm.stop() });
  // What the first call loads must not eat the time of calls that have little.
  await house.llm.warm();
  return { ...house, models };
}

const endpointOf = (models: SandboxModels, url = models.url) =>
  anEndpoint(models.kind, url, { model: models.models[0]!, api_key_env: models.apiKey ? 'KEY' : null });

async function another() {
  const server = await startModelServer(says('Here.'));
  started.push({ stop: server.close });
  return anEndpoint('other', server.url);
}

const sum = [{ role: 'user', content: 'combien font 6 fois 7 ?' }] as const;
const talk = (words: number) =>
  [
    { role: 'system', content: 'be brief' },
    { role: 'user', content: 'blah '.repeat(words) },
    { role: 'assistant', content: 'yes' },
    ...sum,
  ] as const;

describe.each(['lmstudio', 'llamacpp', 'ollama', 'openai'] as const)('%s', (kind) => {
  test('answers, is asked in its own words, and leaves nothing open', async () => {
    const { ask, models, slotsHeld, llm } = await houseOf({ kind });
    for (let i = 0; i < 2; i++)
      expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
    expect(models.breaches).toEqual([]);
    expect(llm.states()).toEqual([{ name: kind, state: 'healthy' }]);
    expect(slotsHeld()).toBe(0);
    await until(() => expect(models.open).toBe(0));
  });

  test('of ten asks at once every one is answered', async () => {
    const { ask, models } = await houseOf({ kind, service: { firstTokenMs: 10 } });
    const ends = await Promise.all(Array.from({ length: 10 }, () => ask({ messages: sum })));
    expect(ends.map((end) => end.kind)).toEqual(Array(10).fill('text'));
    expect(models.breaches).toEqual([]);
  });

  test('that does not know the model says so, and the next endpoint answers', async () => {
    if (kind === 'llamacpp') return; // It answers with the one that it has, whatever is asked for.
    const models = await createSandboxModels({ kind });
    started.push(models);
    const env = { KEY: models.apiKey ?? undefined };
    const wrong = { ...endpointOf(models), model: 'nothing-of-the-kind' };
    const { ask, outcomes } = createHouse([wrong, await another()], { env });
    expect(await ask()).toMatchObject({ kind: 'text', endpoint: 'other' });
    expect(outcomes()).toEqual(['model_missing', 'ok']);
  });
});

describe('LM Studio', () => {
  test('answers 200 to a wrong address: no answer, a failure, and the heartbeat is not fooled', async () => {
    const models = await createSandboxModels({ kind: 'lmstudio' });
    started.push(models);
    const wrong = endpointOf(models, `${models.origin}/api`);
    const { ask, outcomes, bugs } = createHouse([wrong, await another()]);
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', endpoint: 'other' });
    expect(outcomes()).toEqual(['server', 'server', 'ok']);
    expect(bugs()).toEqual([]);

    const limits = { health_check_enabled: true, health_check_interval: 0.02, health_check_failures_threshold: 2 };
    const checked = createHouse([wrong], { limits });
    started.push({ stop: async () => checked.llm.stop() });
    await until(() => expect(checked.llm.states()).toEqual([{ name: 'lmstudio', state: 'backing off' }]));
    expect(checked.slotsAsked()).toBe(0);
  });

  test('loads the model at the first question, which is answered when it is there', async () => {
    const { ask, models } = await houseOf({ kind: 'lmstudio', loadMs: 150 });
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text' });
    expect(models.loads).toBe(1);
  });

  test('answers nothing to a prompt that is too long: it is asked again without the history', async () => {
    const { ask, models, outcomes } = await houseOf({ kind: 'lmstudio', contextTokens: 200 });
    expect(await ask({ messages: talk(300) })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
    expect(outcomes()).toEqual(['empty', 'ok']);
    expect(models.completions).toBe(2);
  });

  test('goes on generating for nobody; the slot here is free all the same', async () => {
    const { ask, models, slotsHeld } = await houseOf({ kind: 'lmstudio', service: { firstTokenMs: 300 } });
    const leaving = new AbortController();
    const end = ask({ signal: leaving.signal });
    await until(() => expect(models.running).toBe(1));
    leaving.abort();
    expect(await end).toEqual({ kind: 'failed', reason: 'cancelled' });
    expect(slotsHeld()).toBe(0);
    await until(() => expect(models.open).toBe(0));
  });
});

describe('llama.cpp', () => {
  test('is 503 while it loads: the next endpoint answers, and it is back when it was probed', async () => {
    const loading: Over = { limits: { llm_retry_delay: 0.2 } };
    const { ask, llm, outcomes } = await houseOf({ kind: 'llamacpp', loadMs: 1_000 }, loading, [await another()]);
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', endpoint: 'other' });
    expect(llm.states()[0]).toEqual({ name: 'llamacpp', state: 'backing off' });
    await until(async () => expect(await ask({ messages: sum })).toMatchObject({ endpoint: 'llamacpp' }));
    expect(outcomes()[0]).toBe('server');
    expect(llm.states()[0]).toEqual({ name: 'llamacpp', state: 'healthy' });
  });

  test('pings while it thinks: pings are no words, and words that come in time are an answer', async () => {
    const options = { kind: 'llamacpp', keepAliveMs: 10, service: { firstTokenMs: 200 } } as const;
    const patient = await houseOf(options);
    expect(await patient.ask({ messages: sum })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
    const briefly = { first_token: 0.08, total: 2, gap: 1 };
    const hasty = await houseOf(options, { llm: { timeouts: { light: briefly, heavy: briefly } } }, [await another()]);
    expect(await hasty.ask({ messages: sum })).toMatchObject({ kind: 'text', endpoint: 'other' });
    expect(hasty.outcomes()).toEqual(['timeout', 'ok']);
    await until(() => expect(hasty.models.open).toBe(0));
  });

  test('refuses a prompt that is too long: it is asked again without the history', async () => {
    const { ask, outcomes, llm } = await houseOf({ kind: 'llamacpp', contextTokens: 200 });
    expect(await ask({ messages: talk(300) })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
    expect(outcomes()).toEqual(['context_overflow', 'ok']);
    expect(llm.states()).toEqual([{ name: 'llamacpp', state: 'healthy' }]);
  });
});

describe('Ollama', () => {
  test('with a full queue says 503: the next endpoint answers', async () => {
    const busy = { kind: 'ollama', capacity: 1, queue: 0, service: { firstTokenMs: 300 } } as const;
    const { ask, models } = await houseOf(busy, {}, [await another()]);
    const first = ask({ messages: sum });
    await until(() => expect(models.running).toBe(1));
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', endpoint: 'other' });
    expect(await first).toMatchObject({ kind: 'text', endpoint: 'ollama' });
  });

  test('with room for one call gets one at a time, and its queue stays empty', async () => {
    const { ask, models, live } = await houseOf({ kind: 'ollama', queue: 0, service: { firstTokenMs: 20 } });
    live.llm = { ...live.llm, endpoints: live.llm.endpoints.map((each) => ({ ...each, max_concurrency: 1 })) };
    const ends = await Promise.all(Array.from({ length: 6 }, () => ask({ messages: sum })));
    expect(ends.map((end) => end.kind)).toEqual(Array(6).fill('text'));
    expect(models.maxInFlight).toBe(1);
  });

  test('breaks in the middle of a stream with status 200: half an answer is none', async () => {
    const server = await startModelServer((response) => {
      openStream(response);
      response.end(chunk('It is') + event({ error: { message: 'llama runner process has terminated' } }));
    });
    started.push({ stop: server.close });
    const { ask, outcomes } = createHouse([anEndpoint('ollama', server.url), await another()]);
    expect(await ask()).toMatchObject({ kind: 'text', text: 'Here.' });
    expect(outcomes()).toEqual(['server', 'server', 'ok']);
  });

  test('cuts a prompt that is too long and says nothing: the question is still answered', async () => {
    const { ask, models } = await houseOf({ kind: 'ollama', contextTokens: 200 });
    expect(await ask({ messages: talk(300) })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
    expect(models.completions).toBe(1);
  });

  test('gives a load up when nobody waits for it any more, and loads again for the next', async () => {
    const { ask } = await houseOf({ kind: 'ollama', loadMs: 150 });
    expect(await ask({ ms: 350, messages: sum })).toMatchObject({ kind: 'failed' });
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text' });
  });
});

describe('OpenAI', () => {
  test('that has no money left is disabled at once, and never asked again', async () => {
    const { ask, models, llm, outcomes } = await houseOf({ kind: 'openai', models: ['gpt-4o-mini'] }, {}, [
      await another(),
    ]);
    await models.fault(errors.insufficientQuota());
    for (let i = 0; i < 3; i++) expect(await ask()).toMatchObject({ kind: 'text', endpoint: 'other' });
    expect(models.completions).toBe(1);
    expect(outcomes()).toEqual(['quota', 'ok', 'ok', 'ok']);
    const detail = 'no money left: add some, then start the bot again';
    expect(llm.states()[0]).toEqual({ name: 'openai', state: 'disabled', word: 'no money', detail });
  });

  test('wants other words for gpt-5: they are learned from its refusal, once', async () => {
    const { ask, models } = await houseOf({ kind: 'openai', models: ['gpt-5-mini'] });
    for (let i = 0; i < 3; i++) expect(await ask({ messages: sum })).toMatchObject({ kind: 'text' });
    const asked = models.requests.map(({ body }) => JSON.stringify(body));
    expect(asked.map((body) => body.includes('max_completion_tokens'))).toEqual([false, true, true, true]);
    expect(models.breaches).toEqual([]);
  });

  test('with a wrong key is disabled, and the key is in no event', async () => {
    const models = await createSandboxModels({ kind: 'openai' });
    started.push(models);
    const { ask, llm, events } = createHouse([endpointOf(models)], { env: { KEY: 'sk-wrong' } });
    expect(await ask()).toMatchObject({ kind: 'failed', reason: 'upstream' });
    expect(llm.states()).toEqual([
      { name: 'openai', state: 'disabled', word: 'key refused', detail: 'the key in KEY was refused' },
    ]);
    expect(JSON.stringify(events)).not.toContain('sk-wrong');
  });

  test('that is rate-limited for a moment is waited for', async () => {
    const { ask, models } = await houseOf({ kind: 'openai' });
    await models.fault(errors.rateLimited({ 'retry-after-ms': '60' }), 1);
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
  });
});

test.each([
  [
    'Anthropic has no credit',
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message:
          'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      },
    },
    'no money',
  ],
  [
    'Gemini knows no such key',
    [{ error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' } }],
    'key refused',
  ],
])('where %s the endpoint is disabled, which its state says, and the next one answers', async (_, body, word) => {
  const { ask, models, llm } = await houseOf({ kind: 'openai', models: ['gpt-4o-mini'] }, {}, [await another()]);
  await models.fault({ status: 400, body });
  for (let i = 0; i < 3; i++)
    expect(await ask({ format: 'En JSON.' })).toMatchObject({ kind: 'text', endpoint: 'other' });
  expect(models.completions).toBe(1);
  expect(llm.states()[0]).toMatchObject({ name: 'openai', state: 'disabled', word });
});

describe('a server that does not take a request as it is', () => {
  const format = 'Answer as JSON.';
  const fieldsOf = ({ body }: { body: unknown }) =>
    ['response_format', 'stream_options'].filter((field) => JSON.stringify(body).includes(`"${field}"`));

  test.each([
    ['and does not say that its grammar failed', refusals.grammar, ['stream_options']],
    ['and calls a field extra, with status 422', refusals.extraForbidden, ['response_format']],
    ['and says nothing at all', refusals.speechless, []],
  ] as const)('%s is asked without what it cannot, then and from then on', async (_, refuses, fields) => {
    const { ask, models, llm, outcomes } = await houseOf({ kind: 'llamacpp', refuses });
    for (let i = 0; i < 2; i++) expect(await ask({ messages: sum, format })).toMatchObject({ kind: 'text' });
    expect(fieldsOf(models.requests.at(-1)!)).toEqual(fields);
    expect(fieldsOf(models.requests.at(-2)!)).toEqual(fields);
    expect(models.completions).toBeLessThanOrEqual(5);
    expect(outcomes()).toEqual(['ok', 'ok']);
    expect(llm.states()).toEqual([{ name: 'llamacpp', state: 'healthy' }]);
  });

  test('whatever it is asked fails, and nothing is learned from that', async () => {
    const { ask, models } = await houseOf({ kind: 'llamacpp' });
    await models.fault({ status: 400, body: { error: { message: 'no' } } }, 7);
    expect(await ask({ messages: sum, format })).toMatchObject({ kind: 'failed', reason: 'upstream' });
    expect(models.requests.map(fieldsOf)).toEqual([
      ['response_format', 'stream_options'],
      ['stream_options'],
      ['response_format'],
      [],
      // Not as a stream, with the other limit, in turns.
      [],
      [],
      [],
    ]);
  });

  test('that may not be streamed is asked for the whole, and waited for as long as it takes', async () => {
    const { ask, models, outcomes } = await houseOf(
      { kind: 'openai', models: ['gpt-4o-mini'], refuses: refusals.unverified, service: { firstTokenMs: 900 } },
      {
        llm: {
          timeouts: {
            light: { first_token: 0.4, total: 5, gap: 0.4 },
            heavy: { first_token: 0.4, total: 5, gap: 0.4 },
          },
        },
      },
      [await another()],
    );
    for (let i = 0; i < 2; i++) {
      expect(await ask({ messages: sum })).toMatchObject({ endpoint: 'openai', text: expect.stringMatching(/42/) });
    }
    expect(models.requests.map(({ body }) => (body as { stream: boolean }).stream)).toEqual([true, false, false]);
    expect(outcomes()).toEqual(['ok', 'ok']);
  });

  test('as it is too large is asked again without the history', async () => {
    const { ask, llm } = await houseOf({ kind: 'openai', models: ['gpt-4o-mini'], refuses: refusals.tooLarge });
    expect(await ask({ messages: talk(10) })).toMatchObject({ text: expect.stringMatching(/42/) });
    expect(llm.states()).toEqual([{ name: 'openai', state: 'healthy' }]);
  });
});

describe('a model that thinks', () => {
  const think = ['<think>', '</think>'] as const;

  test.each([
    ['hears reasoning_effort', 'reasoning_effort', 'reasoning_content'],
    ['hears its template', 'chat_template_kwargs', 'reasoning_content'],
    ['hears a budget', 'thinking_budget_tokens', 'reasoning'],
    ['hears the template, and thinks in the content', 'chat_template_kwargs', think],
    ['hears the template, and says nothing of its thoughts', 'chat_template_kwargs', undefined],
    ['hears words', '/no_think', think],
  ] as const)('for ever and %s answers the first ask, and the next without a detour', async (_, way, aloud) => {
    const thinks = { tokens: 5_000, heeds: [way], ...(aloud && { aloud }) };
    const { ask, models, llm, outcomes } = await houseOf({ kind: 'llamacpp', thinks });
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
    const calls = models.completions;
    expect(calls).toBeLessThanOrEqual(3);
    for (let i = 0; i < 3; i++) expect(await ask({ messages: sum })).toMatchObject({ kind: 'text' });
    expect(models.completions).toBe(calls + 3);
    expect(outcomes().filter((outcome) => outcome !== 'thoughts')).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(llm.states()).toEqual([{ name: 'llamacpp', state: 'healthy' }]);
    // Each call was another one than those that had failed.
    const sent = models.requests.slice(0, calls).map(({ body }) => JSON.stringify(body));
    expect(new Set(sent).size).toBe(calls);
  });

  test.each([600, 3_000])('%i tokens whatever it is told is given room for them', async (tokens) => {
    const { ask, models } = await houseOf({ kind: 'llamacpp', thinks: { tokens, aloud: 'reasoning_content' } });
    for (let i = 0; i < 2; i++)
      expect(await ask({ messages: sum })).toMatchObject({ text: expect.stringMatching(/42/) });
    const room = models.requests.map(({ body }) => (body as { max_tokens: number }).max_tokens);
    expect(room.at(-1)).toBe(room.at(-2));
    expect(room.at(-1)).toBeGreaterThan(tokens);
  });

  test('at a server that refuses each field it does not know is asked without those', async () => {
    const strict = (body: Readonly<Record<string, unknown>>) => {
      const known = ['model', 'messages', 'stream', 'stream_options', 'max_tokens', 'reasoning_effort'];
      const param = Object.keys(body).find((name) => !known.includes(name));
      const effort = body['reasoning_effort'] === 'none' ? 'reasoning_effort' : undefined;
      const wrong = param ?? effort;
      if (wrong === undefined) return null;
      const message = `Unsupported value: '${wrong}' is not supported with this model.`;
      return { status: 400, body: { error: { message, type: 'invalid_request_error', param: wrong, code: null } } };
    };
    const thinks = { tokens: 900, aloud: 'reasoning_content' } as const;
    const { ask, models } = await houseOf({ kind: 'llamacpp', thinks, refuses: strict });
    for (let i = 0; i < 2; i++) expect(await ask({ messages: sum })).toMatchObject({ kind: 'text' });
    expect(models.requests.at(-1)!.body).toMatchObject({ reasoning_effort: 'low' });
    expect(models.requests.at(-1)!.body).not.toHaveProperty('chat_template_kwargs');
    expect(models.requests.length).toBeLessThanOrEqual(12);
  });

  test('and never ends is not asked for ever: the endpoint rests, another one answers', async () => {
    const thinks = { tokens: 100_000, aloud: 'reasoning_content' } as const;
    const { ask, models, llm } = await houseOf({ kind: 'llamacpp', thinks }, {}, [await another()]);
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', endpoint: 'other' });
    expect(llm.states()[0]).toEqual({ name: 'llamacpp', state: 'backing off' });
    const calls = models.completions;
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', endpoint: 'other' });
    expect(models.completions).toBe(calls);
  });

  test('is paid for its thoughts, and asked again only where a budget has room', async () => {
    const settled: unknown[] = [];
    let reserved = 0;
    const costs: SchedulerParts['costs'] = {
      reserve: async () =>
        ++reserved > 1 ? null : { settle: (used) => void settled.push(used), grow: async () => false },
    };
    const thinks = { tokens: 5_000, heeds: ['chat_template_kwargs'], aloud: 'reasoning_content' } as const;
    const { ask, models } = await houseOf({ kind: 'llamacpp', thinks }, { costs });
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'failed', reason: 'budget' });
    expect(models.completions).toBe(1);
    expect(settled).toMatchObject([{ usage: { completionTokens: 100 }, answer: '' }]);
  });

  test('for too long is asked for less while there is time for an answer', async () => {
    const thinks = { tokens: 5_000, heeds: ['chat_template_kwargs'], aloud: 'reasoning_content' } as const;
    const { ask, outcomes } = await houseOf({ kind: 'llamacpp', thinks, service: { msPerToken: 30 } });
    expect(await ask({ ms: 2_500, messages: sum })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
    expect(outcomes()).toEqual(['thoughts', 'ok']);
  });

  test('past the deadline is asked for less from then on, and stays in use', async () => {
    const thinks = { tokens: 5_000, heeds: ['chat_template_kwargs'], aloud: 'reasoning_content' } as const;
    const { ask, llm } = await houseOf({
      kind: 'llamacpp',
      thinks,
      service: { firstTokenMs: 500, msPerToken: 10 },
    });
    expect(await ask({ ms: 900, messages: sum })).toMatchObject({ kind: 'failed', reason: 'deadline' });
    expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', text: expect.stringMatching(/42/) });
    expect(llm.states()).toEqual([{ name: 'llamacpp', state: 'healthy' }]);
  });
});

test('what a viewer typed puts no endpoint to rest: a moderation is the end of the question, and of nothing else', async () => {
  const { ask, models, llm } = await houseOf({ kind: 'openai', models: ['gpt-4o-mini'] }, {}, [await another()]);
  await models.fault(errors.moderation(), 1);
  expect(await ask({ messages: sum })).toMatchObject({ kind: 'failed', reason: 'filtered' });
  expect(await ask({ messages: sum })).toMatchObject({ kind: 'text', endpoint: 'openai' });
  expect(llm.states()[0]).toEqual({ name: 'openai', state: 'healthy' });
});

test('half an answer is not said: an error in mid-stream, at top level, is one, and the next call answers', async () => {
  const { ask, models, outcomes } = await houseOf({ kind: 'llamacpp' });
  await models.fault('error-midway', 1);
  expect(await ask({ messages: sum })).toMatchObject({ text: expect.stringMatching(/42/) });
  expect(outcomes()).toEqual(['server', 'ok']);
});

test('an answer that is complete is taken, though its connection stays open', async () => {
  const { ask, models, outcomes } = await houseOf({ kind: 'llamacpp' });
  await models.fault('left-open', 1);
  const since = performance.now();
  expect(await ask({ messages: sum })).toMatchObject({ text: expect.stringMatching(/42/) });
  expect(performance.now() - since).toBeLessThan(9_000);
  expect(outcomes()).toEqual(['ok']);
  await until(() => expect(models.open).toBe(0));
});

test.each([500, 503, 524, 529])('one passing %i is asked again within the ask, which is answered', async (status) => {
  const { ask, models, llm } = await houseOf({ kind: 'llamacpp' });
  await models.fault({ status, body: { error: { message: 'in a moment' } } }, 1);
  expect(await ask({ messages: sum })).toMatchObject({ kind: 'text' });
  expect(llm.states()).toEqual([{ name: 'llamacpp', state: 'healthy' }]);
});
