import { expect, test } from 'vitest';
import { aCall, noKnowledge } from '../../test/support/fakes.ts';
import type { Routed } from '../domain/knowledge.ts';
import type { LlmRequest } from '../domain/llm.ts';
import { createAskRoute } from './errands.ts';

const guess: Routed = { ...noKnowledge.route('x', 'fr'), confidence: 0.3 };
const call = aCall({ name: 'ask', aliases: [], level: 'viewer', run: async () => ({ kind: 'ignored' }) }, 'x');

async function asked(text: string | null, routed = guess, enabled = true) {
  const requests: LlmRequest[] = [];
  const askRoute = createAskRoute({
    llm: {
      async complete(request) {
        requests.push(request);
        return text === null
          ? { kind: 'failed', reason: 'upstream' }
          : { kind: 'text', text, endpoint: 'local', model: 'm' };
      },
      states: () => [],
    },
    prompt: (question) => [{ role: 'user', content: question }],
    enabled: () => enabled,
    now: () => 0,
  });
  return { routed: await askRoute(routed, 'stray sur quoi', call, new AbortController().signal), requests };
}

test.each([
  ['igdb: Stray', { route: 'igdb', subject: 'Stray', aspect: 'about' }],
  ['Wikipedia : « Tour Eiffel ».', { route: 'wikipedia', subject: 'Tour Eiffel' }],
  ['model', { route: 'model', subject: '' }],
  ['Je pense que…', guess],
  ['igdb:', { route: 'igdb', subject: 'x' }],
  ['igdb: Stray | light | 0.9', { route: 'igdb', subject: 'Stray', tier: 'light', confidence: 0.9 }],
  ['model | heavy | 1', { route: 'model', tier: 'heavy', confidence: 1 }],
  ['model | Light', { route: 'model', tier: 'light', confidence: 0.7 }],
  ['wikipedia: Tour Eiffel', { tier: 'heavy', confidence: 0.7 }],
  ['wikipedia: Tour Eiffel | light | 0.1', { ...guess, tier: 'light' }],
  ['model\nlight', { route: 'model', tier: 'heavy' }],
  [null, guess],
])('the small model says %s', async (text, expected) => {
  const { routed, requests } = await asked(text);
  expect(routed).toMatchObject(expected);
  expect(requests[0]).toMatchObject({ tier: 'light', maxTokens: 40 });
});

test('rules that are sure, or a streamer who does not want it, cost no call', async () => {
  expect((await asked('igdb: Stray', { ...guess, confidence: 0.62 })).requests).toEqual([]);
  expect((await asked('igdb: Stray', guess, false)).requests).toEqual([]);
});

test('of two likely routes the small model chooses one, held to them by a schema', async () => {
  const second = { route: 'wikipedia', subject: 'stray', aspect: 'what' } as const;
  const unsure: Routed = { ...guess, route: 'igdb', subject: 'Stray', aspect: 'platforms', second };
  const chosen = await asked('wikipedia', unsure);
  expect(chosen.requests[0]?.choices).toEqual(['igdb', 'wikipedia']);
  expect(chosen.routed).toMatchObject({ ...second, confidence: 0.7 });
  expect((await asked('igdb', unsure)).routed).toMatchObject({ route: 'igdb', subject: 'Stray', aspect: 'platforms' });
});
