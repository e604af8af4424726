import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anEndpoint, createHouse } from '../../test/faults/llm-house.ts';
import type { PromptMessage } from '../domain/llm.ts';
import { systemClock } from '../lib/clock.ts';
import { createSandboxModels, type ModelsOptions } from '../sandbox/models/models.ts';
import type { CostRequest, Costs } from './cost/costs.ts';
import { createEndpointClient } from './endpoint-client.ts';
import { type Form, requestIn } from './form.ts';
import { readStructured } from './structured.ts';

test.each([
  ['{"answer":"Oui.","tone":"joyful","confidence":0.9}', { text: 'Oui.', tone: 'joyful', confidence: 0.9 }],
  ['```json\n{"answer":"Oui."}\n```', { text: 'Oui.' }],
  ['{"answer":"Oui.","tone":"angry","confidence":7}', { text: 'Oui.' }],
  ['{"answer":"Il dit \\"non\\" et', { text: 'Il dit "non" et…' }],
  ['Voici la réponse :\n{"answer":"Oui.","tone":"joyful"}', { text: 'Oui.', tone: 'joyful' }],
  ['Bien sûr ! ```json\n{"answer":"Oui."}\n``` Autre chose ?', { text: 'Oui.' }],
  ['{"answer":"Oui."} J\'espère que ça aide {vraiment}.', { text: 'Oui.' }],
  ['Dans {un} ensemble : {"answer":"Oui."}', { text: 'Oui.' }],
  ['[{"answer":"Oui.","confidence":0.5}]', { text: 'Oui.', confidence: 0.5 }],
  [JSON.stringify('{"answer":"Oui.","tone":"sorry"}'), { text: 'Oui.', tone: 'sorry' }],
  ['{"answer":"{\\"answer\\":\\"Oui.\\",\\"confidence\\":0.5}"}', { text: 'Oui.', confidence: 0.5 }],
  ['{"answer":{"text":"Oui."}}', { text: 'Oui.' }],
  ['{"result":{"answer":"Oui."}}', { text: 'Oui.' }],
  ['{"response":"Oui.","tone":"serious"}', { text: 'Oui.', tone: 'serious' }],
  ["{'answer': 'Oui.', 'tone': 'joyful'}", { text: 'Oui.' }],
  ['{"answer":"Oui.\nOu non.",}', { text: 'Oui.\nOu non.' }],
  ['{"answer":"Il dit "oui" et part.","tone":"joyful"}', { text: 'Il dit "oui" et part.' }],
  ['Réponse : {"answer":"Il part, et', { text: 'Il part, et…' }],
  ['"{\\"answer\\":\\"Il part, et', { text: 'Il part, et…' }],
  [
    '{"tone":"joyful","answer":"Oui.","confidence":0.9}{"answer":"Non."}',
    { text: 'Oui.', tone: 'joyful', confidence: 0.9 },
  ],
])('%s is read', (body, expected) => {
  expect(readStructured(body)).toEqual(expected);
});

test.each(['Oui.', '{}', '{"answer":""}', '[]', '{"tone":"joyful"', '', '{"answer":[]}', '{"answer":"{\\"x\\":1}"}'])(
  '%s is no answer',
  (body) => {
    expect(readStructured(body)).toBeNull();
  },
);

test('whatever a model writes, reading it ends and throws nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}"\\answer:,` \n') }), (body) => void readStructured(body)),
  );
});

describe.each(['held', 'refused', 'ignored'] as const)('where a schema is %s', (schemas) => {
  test('the answer comes, and the server is asked in the way that works from then on', async () => {
    await using models = await serving({ kind: 'llamacpp', schemas });
    const client = createEndpointClient({
      endpoint: anEndpoint('one', models.url, { model: models.models[0]! }),
      key: undefined,
      clock: systemClock,
    });
    const limits = { firstTokenMs: 5_000, gapMs: 5_000, totalMs: 5_000 };
    const ask = (content: string) =>
      client.call(
        {
          messages: [
            { role: 'system', content: 'Réponds.' },
            { role: 'user', content },
          ],
          maxTokens: 100,
          format: 'En JSON.',
        },
        limits,
        new AbortController().signal,
      );
    const first = await ask('combien font 2 + 2 ?');
    expect(first).toMatchObject({ kind: 'ok', text: expect.stringMatching(/^[^{]*4/) });
    const before = models.completions;
    const second = await ask('combien font 3 + 3 ?');
    const held = schemas === 'held';
    expect(second).toMatchObject({
      kind: 'ok',
      text: expect.stringMatching(/^[^{]*6/),
      ...(held && { confidence: 0.9 }),
    });
    expect(models.completions - before).toBe(1);
    const body = models.requests.at(-1)!.body as { messages: { content: string }[] };
    expect('response_format' in body).toBe(held);
    expect(body.messages[0]?.content).toBe(held ? 'Réponds.\n\nEn JSON.' : 'Réponds.');
    expect(models.breaches).toEqual([]);
  });
});

test.each([
  ['in words', 'Voici : {"answer":"Ça fait 42.","tone":"joyful","confidence":1}'],
  ['that is no object of ours', '{"réponse_finale":{"valeur":42}}'],
  ['with thoughts in it', '{"answer":"<think>6 x 7</think>Ça fait 42.","tone":"joyful","confidence":1}'],
])('no object leaves in the place of an answer: one %s', async (_, content) => {
  const { ask } = createHouse([anEndpoint('one', 'http://stand-in/v1')], {
    async fetch(_, init) {
      const said = String(init?.body).includes('response_format') ? content : 'Ça fait 42.';
      return Response.json({ choices: [{ message: { content: said }, finish_reason: 'stop' }] });
    },
  });
  expect(await ask({ format: 'En JSON.' })).toMatchObject({ kind: 'text', text: 'Ça fait 42.' });
});

test('the money put aside for a call is for all that is sent, what is said of the form included', async () => {
  await using models = await serving({ kind: 'openai', apiKey: null, models: ['gpt-5-mini'] });
  const reserved: CostRequest[] = [];
  const grown: number[] = [];
  const costs: Pick<Costs, 'reserve'> = {
    async reserve(_endpoint, request) {
      reserved.push(request);
      return {
        settle() {},
        grow: async (maxTokens) => {
          grown.push(maxTokens);
          return true;
        },
      };
    },
  };
  const { ask } = createHouse([anEndpoint('one', models.url, { model: 'gpt-5-mini' })], { costs });
  expect(await ask({ format: 'En JSON.' })).toMatchObject({ kind: 'text' });
  const sent = models.requests.at(-1)!.body as { messages: PromptMessage[]; max_completion_tokens: number };
  expect(reserved[0]?.messages).toEqual(sent.messages);
  // It said only when it was asked that it thinks; the next one is known to.
  expect(reserved[0]?.maxTokens).toBeLessThan(sent.max_completion_tokens);
  expect(grown).toEqual([sent.max_completion_tokens]);
  expect(await ask({ format: 'En JSON.' })).toMatchObject({ kind: 'text' });
  expect(reserved[1]?.maxTokens).toBe(sent.max_completion_tokens);
  expect(grown).toHaveLength(1);
});

test('for a model that does not think nothing is put aside for thoughts', async () => {
  await using models = await serving({ kind: 'llamacpp' });
  const reserved: CostRequest[] = [];
  const costs: Pick<Costs, 'reserve'> = {
    async reserve(_endpoint, request) {
      reserved.push(request);
      return { settle() {}, grow: async () => false };
    },
  };
  const { ask } = createHouse([anEndpoint('one', models.url, { model: models.models[0]! })], { costs });
  expect(await ask()).toMatchObject({ kind: 'text' });
  expect(reserved.map(({ maxTokens }) => maxTokens)).toEqual([100]);
  expect(models.requests.at(-1)!.body).toMatchObject({ max_tokens: 100 });
});

test('a model that thinks is not asked where no budget has room for its thoughts, and its endpoint stays in use', async () => {
  await using models = await serving({ kind: 'openai', apiKey: null, models: ['gpt-5-mini'] });
  const settled: unknown[] = [];
  const costs: Pick<Costs, 'reserve'> = {
    reserve: async () => ({ settle: (used) => void settled.push(used), grow: async () => false }),
  };
  const { ask, llm } = createHouse([anEndpoint('one', models.url, { model: 'gpt-5-mini' })], { costs });
  expect(await ask()).toMatchObject({ kind: 'failed', reason: 'budget' });
  expect(models.billed).toMatchObject({ prompt: 0, completion: 0 });
  expect(settled).toEqual(['unbilled']);
  expect(llm.states()).toEqual([{ name: 'one', state: 'healthy', word: 'not tried yet' }]);
});

async function serving(options: ModelsOptions) {
  const models = await createSandboxModels(options);
  return Object.assign(models, { [Symbol.asyncDispose]: () => models.stop() });
}

test('a choice is held to its words where the server can, and asked for plainly where it cannot', () => {
  const prompt = { messages: [], maxTokens: 10, choices: ['igdb', 'model'] };
  const form = { structured: true, stream: false, newTokenLimit: false, lessThinking: 0 } as Form;
  expect(requestIn(form, prompt)).toMatchObject({
    response_format: { json_schema: { schema: { properties: { answer: { enum: ['igdb', 'model'] } } } } },
  });
  expect(requestIn({ ...form, structured: false }, prompt)).not.toHaveProperty('response_format');
  expect(readStructured('{"answer":"igdb"}')?.text).toBe('igdb');
});
