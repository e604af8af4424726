import { expect, test } from 'vitest';
import { classify, type Fault } from './failures.ts';

test.each<[string, Fault, string]>([
  [
    'OpenAI, no money',
    { status: 429, code: 'insufficient_quota', message: 'You exceeded your current quota' },
    'quota',
  ],
  ['OpenRouter, no money', { status: 402, message: 'Insufficient credits' }, 'quota'],
  ['OpenAI, too fast', { status: 429, code: 'rate_limit_exceeded', message: 'Rate limit reached' }, 'rate_limited'],
  ['OpenAI, too long', { status: 400, code: 'context_length_exceeded', message: 'too long' }, 'context_overflow'],
  [
    'vLLM, too long',
    { status: 400, message: "This model's maximum context length is 4096 tokens." },
    'context_overflow',
  ],
  [
    'llama.cpp, too long',
    { status: 400, type: 'exceed_context_size_error', message: 'the request exceeds the available context size' },
    'context_overflow',
  ],
  [
    'LM Studio, too long',
    {
      status: 500,
      message:
        'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
    },
    'context_overflow',
  ],
  ['Anthropic, too long', { status: 400, message: 'prompt is too long: 210000 tokens > 200000' }, 'context_overflow'],
  ['Ollama, no such model', { status: 404, message: 'model "x" not found, try pulling it first' }, 'model_missing'],
  ['LM Studio, no model', { status: 400, message: 'No models loaded. Please load a model' }, 'model_missing'],
  ['Azure, filtered', { status: 400, code: 'content_filter', message: 'The response was filtered' }, 'filtered'],
  ['OpenRouter, moderated', { status: 403, message: 'Your input was flagged for "hate"' }, 'filtered'],
  ['OpenAI, flagged', { status: 400, code: 'invalid_prompt', message: 'violating our usage policy' }, 'filtered'],
  ['DeepSeek, filtered', { status: 400, message: 'Content Exists Risk' }, 'filtered'],
  ['Qwen, filtered', { status: 400, code: 'data_inspection_failed', message: 'Input data' }, 'filtered'],
  ['Anthropic, filtered', { status: 400, message: 'Output blocked by content filtering policy' }, 'filtered'],
  ['a country that is not served', { status: 403, message: 'Country, region, or territory not supported' }, 'rejected'],
  ['Groq, too large', { status: 413, code: 'rate_limit_exceeded', message: 'Request too large' }, 'context_overflow'],
  ['Ollama, queue full', { status: 503, message: 'server busy' }, 'server'],
  ['Anthropic, overloaded', { status: 529, type: 'overloaded_error', message: 'Overloaded' }, 'server'],
  ['a proxy, forbidden', { status: 403, message: 'Forbidden' }, 'rejected'],
  ['a wrong parameter', { status: 400, message: 'unknown field' }, 'rejected'],
  ['a wrong key', { status: 401, message: 'Incorrect API key' }, 'unauthorized'],
  [
    'Anthropic, no money',
    {
      status: 400,
      type: 'invalid_request_error',
      message: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing',
    },
    'quota',
  ],
  [
    'OpenAI, a hard limit',
    { status: 400, code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached' },
    'quota',
  ],
  [
    'OpenAI, no money, by its message',
    {
      status: 429,
      type: 'insufficient_quota',
      message: 'You exceeded your current quota, please check your plan and billing details.',
    },
    'quota',
  ],
  ['DeepSeek, no money', { status: 402, message: 'Insufficient Balance' }, 'quota'],
  [
    'Moonshot, no money',
    { status: 429, type: 'exceeded_current_quota_error', message: 'Your account is suspended, please check your plan' },
    'quota',
  ],
  [
    'Qwen, in arrears',
    { status: 400, code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' },
    'quota',
  ],
  [
    'SiliconFlow, no money',
    { status: 403, code: 30001, message: 'Sorry, your account balance is insufficient' },
    'quota',
  ],
  [
    'Gemini, a wrong key',
    { status: 400, code: 400, message: 'API key not valid. Please pass a valid API key.' },
    'unauthorized',
  ],
  [
    'Gemini, an expired key',
    { status: 400, code: 400, message: 'API key expired. Please renew the API key.' },
    'unauthorized',
  ],
  [
    'Gemini, a key that leaked',
    { status: 403, message: 'Your API key was reported as leaked. Please use another API key.' },
    'unauthorized',
  ],
  [
    'xAI, a wrong key',
    { status: 400, message: 'Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai.' },
    'unauthorized',
  ],
  ['Cloudflare, a wrong key', { status: 403, code: 10000, message: 'Authentication error' }, 'unauthorized'],
  [
    'Gemini, too many in a minute',
    {
      status: 429,
      code: 429,
      message:
        'You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 10 Please retry in 34.07s.',
    },
    'rate_limited',
  ],
  [
    'a question about keys, moderated',
    { status: 403, message: 'Your input was flagged: what is an invalid API key' },
    'filtered',
  ],
  ['no connection', { message: 'Connection error.' }, 'connection'],
])('%s', (_, fault, kind) => {
  expect(classify(fault, 0).kind).toBe(kind);
});

test('a detail is one short line that names the cause', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const { detail } = classify(
    { message: `No\r\nway ${'x'.repeat(500)}`, cause: new Error('fetch', { cause: refused }) },
    0,
  );
  expect(detail).toMatch(/^No way x+ \(ECONNREFUSED\)$/);
  expect(detail.length).toBeLessThan(230);
});

test('a wait may be said in words', () => {
  const message = 'Quota exceeded for metric. Please retry in 34.07s.';
  expect(classify({ status: 429, message }, 0)).toMatchObject({ kind: 'rate_limited', retryAfterMs: 34_070 });
  expect(classify({ status: 429, message: 'Please retry in 900s.' }, 0)).not.toHaveProperty('retryAfterMs');
});

test('a busy server may say for how long', () => {
  const headers = new Headers({ 'retry-after': '3' });
  expect(classify({ status: 503, message: 'busy', headers }, 0)).toMatchObject({ kind: 'server', retryAfterMs: 3_000 });
});

test('what a server says may be the question: it is apart from the detail, which everybody may read', () => {
  const failure = classify({ status: 400, code: 'invalid_prompt', message: 'Invalid: "my secret question"' }, 0);
  expect(failure).toEqual({
    kind: 'rejected',
    detail: 'rejected: status 400 (invalid_prompt)',
    said: 'Invalid: "my secret question"',
  });
  expect(classify({ status: 500, code: 'my secret question', message: '' }, 0).detail).toBe('server: status 500');
});
