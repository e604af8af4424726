import { type Fixture, LLMock } from '@copilotkit/aimock';
import { afterEach, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { anEndpoint, createHouse } from './llm-house.ts';
import { says, startModelServer } from './model-server.ts';

// A stand-in for OpenAI that nobody here wrote: what it sends is what others think a server sends.

const started: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

async function houseOf(response: Fixture['response'], how: Omit<Fixture, 'match' | 'response'> = {}) {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', auth: { apiKeys: ['sk-mock'] } });
  mock.addFixture({ match: { userMessage: /why/ }, response, ...how });
  await mock.start();
  const other = await startModelServer(says('Here.'));
  started.push(mock, { stop: other.close });
  const endpoint = anEndpoint('mock', `${mock.url}/v1`, { api_key_env: 'KEY' });
  const house = createHouse([endpoint, anEndpoint('other', other.url)], { env: { KEY: 'sk-mock' } });
  started.push({ stop: async () => house.llm.stop() });
  await house.llm.warm();
  return { ...house, mock };
}

const answer = 'Parce que le ciel est bleu 🌤️, « tout simplement » :\n\n```js\nconst why = "because";\n```';

test.each<[string, Omit<Fixture, 'match' | 'response'>]>([
  ['at once', {}],
  ['one character at a time', { chunkSize: 1 }],
  ['at the pace of a model', { chunkSize: 3, streamingProfile: { ttft: 30, tps: 500, jitter: 0.3 } }],
])('an answer that comes %s is read as it was written', async (_, how) => {
  const { ask, outcomes, slotsHeld, mock } = await houseOf({ content: answer }, how);
  expect(await ask()).toEqual({ kind: 'text', text: answer, endpoint: 'mock', model: 'mock-model' });
  expect(outcomes()).toEqual(['ok']);
  expect(slotsHeld()).toBe(0);
  expect(mock.getRequests()).toHaveLength(1);
});

test('thoughts that come before the answer are not said', async () => {
  const { ask } = await houseOf({ content: 'Yes.', reasoning: 'They ask why. I shall say yes.' });
  expect(await ask()).toMatchObject({ kind: 'text', text: 'Yes.' });
});

test.each<[string, Fixture['response'], Omit<Fixture, 'match' | 'response'>, string]>([
  ['is cut off in the middle', { content: answer }, { chunkSize: 5, truncateAfterChunks: 3 }, 'connection'],
  ['says 429', { error: { message: 'slow down', code: 'rate_limit_exceeded' }, status: 429 }, {}, 'rate_limited'],
  [
    'has no money left',
    { error: { message: 'You exceeded your current quota', type: 'insufficient_quota' }, status: 429 },
    {},
    'quota',
  ],
  ['says 500', { error: { message: 'The server had an error' }, status: 500 }, {}, 'server'],
  [
    'was asked too much',
    { error: { message: 'maximum context length is 8192 tokens', code: 'context_length_exceeded' }, status: 400 },
    {},
    'context_overflow',
  ],
  ['is cut off by its filter', { content: 'It is', finishReason: 'content_filter' }, {}, 'filtered'],
  ['sends something malformed', { content: answer }, { chaos: { malformedRate: 1 } }, 'bad_body'],
  ['drops the call', { content: answer }, { chaos: { dropRate: 1 } }, 'server'],
  ['breaks the connection', { content: answer }, { chaos: { disconnectRate: 1 } }, 'connection'],
])('a server that %s is told from the others, and nothing stays open', async (_, response, how, kind) => {
  const { ask, outcomes, slotsHeld, bugs } = await houseOf(response, how);
  const end = await ask();
  expect(outcomes()[0]).toBe(kind);
  if (kind === 'filtered') expect(end).toMatchObject({ kind: 'failed', reason: 'filtered' });
  else if (kind !== 'context_overflow') expect(end).toMatchObject({ kind: 'text', endpoint: 'other' });
  expect(slotsHeld()).toBe(0);
  expect(bugs()).toEqual([]);
});

test('a question that it has no answer to is a failure, not an empty line', async () => {
  const { ask, outcomes } = await houseOf({ content: answer });
  expect(await ask({ messages: [{ role: 'user', content: 'how?' }] })).toMatchObject({ endpoint: 'other' });
  expect(outcomes()).toEqual(['model_missing', 'ok']);
});

test('a viewer who goes while it answers leaves no call behind', async () => {
  const slow = { chunkSize: 1, streamingProfile: { ttft: 50, tps: 5 } };
  const { ask, events, slotsHeld, outcomes } = await houseOf({ content: answer }, slow);
  const leaving = new AbortController();
  const end = ask({ signal: leaving.signal });
  await until(() => expect(events.some(({ kind }) => kind === 'llm.started')).toBe(true));
  leaving.abort();
  expect(await end).toEqual({ kind: 'failed', reason: 'cancelled' });
  expect(outcomes()).toEqual(['cancelled']);
  expect(slotsHeld()).toBe(0);
});
