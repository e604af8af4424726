import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createSandboxModels, type ModelsOptions, type SandboxModels } from '../../src/sandbox/models/models.ts';
import { anEndpoint } from '../../test/support/fakes.ts';
import { meet } from './about.ts';

let server: SandboxModels;
afterEach(() => server.stop());
let loading = 0;

async function met(options: ModelsOptions, model = 'qwen2.5-3b-instruct') {
  server = await createSandboxModels({ models: ['qwen2.5-3b-instruct'], ...options });
  loading = 0;
  const endpoint = anEndpoint('local', server.url, { model });
  const { signal } = new AbortController();
  const key = server.apiKey ? 'wrong' : undefined;
  return meet({ endpoint, key, clock: systemClock, signal, patienceMs: 5_000, onLoading: () => loading++ });
}

test('LM Studio tells how many it does at once, its context and how the model is quantised', async () => {
  expect(await met({ kind: 'lmstudio', capacity: 3 })).toEqual({
    ok: true,
    about: { kind: 'LM Studio', version: null, parallel: 3, context: 4096, quantisation: 'Q4_K_M' },
  });
});

test('llama.cpp is waited for while it loads its model', async () => {
  expect(await met({ kind: 'llamacpp', capacity: 2, loadMs: 300 })).toMatchObject({
    ok: true,
    about: { kind: 'llama.cpp', parallel: 2, context: 4096, version: 'b0-sandbox' },
  });
  expect(loading).toBe(1);
});

test('Ollama tells its version, and nothing of how many', async () => {
  expect(await met({ kind: 'ollama' })).toMatchObject({
    about: { kind: 'Ollama', version: '0.12.3', parallel: null },
  });
});

test('any other server is what it says that it speaks', async () => {
  expect(await met({ kind: 'openai', apiKey: null })).toMatchObject({ about: { kind: 'OpenAI-compatible' } });
});

test('a key that is refused and a model that is not there are told in a sentence', async () => {
  expect(await met({ kind: 'openai' })).toEqual({
    ok: false,
    sentence: `The server at ${server.url} refuses the key of "local".`,
  });
  await server.stop();
  expect(await met({ kind: 'openai', apiKey: null }, 'gpt-5')).toEqual({
    ok: false,
    sentence: `The server at ${server.url} has no model "gpt-5". It has: qwen2.5-3b-instruct.`,
  });
});
