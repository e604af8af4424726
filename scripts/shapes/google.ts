import {
  answer,
  body,
  busy,
  delta,
  done,
  error,
  event,
  first,
  has,
  isLong,
  type Row,
  raw,
  says,
  thinker,
  unless,
} from './wire.ts';

/** What Gemini, and those who pass on what others send, send. */
export const google: Readonly<Record<string, readonly Row[]>> = {
  Gemini: [
    [
      '400, API key not valid, in a list',
      body(400, [
        {
          error: { code: 400, message: 'API key not valid. Please pass a valid API key.', status: 'INVALID_ARGUMENT' },
        },
      ]),
      'disabled',
    ],
    [
      '403, a key that was leaked',
      body(403, [
        {
          error: {
            code: 403,
            message: 'Your API key was reported as leaked. Please use another API key.',
            status: 'PERMISSION_DENIED',
          },
        },
      ]),
      'disabled',
    ],
    [
      '429, too many in a minute, in a list',
      body(429, [
        {
          error: {
            code: 429,
            message:
              'You exceeded your current quota, please check your plan and billing details. * Quota exceeded for metric: generate_content_free_tier_requests, limit: 10. Please retry in 34.07s.',
            status: 'RESOURCE_EXHAUSTED',
          },
        },
      ]),
      'rests',
    ],
    [
      'one 503, overloaded, in a list',
      busy(503, [
        { error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' } },
      ]),
      'again',
    ],
    [
      'an error as a list in mid-stream',
      first(
        raw(
          delta({ content: 'Ça' }) +
            event([{ error: { code: 500, message: 'An internal error has occurred', status: 'INTERNAL' } }]),
        ),
      ),
      'again',
    ],
    ['thoughts in <thought>', says(`<thought>6 x 7</thought>${answer}`), 'works'],
    ['thoughts that take all tokens', thinker((sent) => sent['reasoning_effort'] !== 'none'), 'learned'],
    ['no [DONE]', raw(delta({ content: answer }) + delta({}, 'stop')), 'works'],
    [
      '400, it only works in thinking mode',
      unless(
        (sent) => sent['reasoning_effort'] === 'none',
        body(400, [
          {
            error: {
              code: 400,
              message: 'Budget 0 is invalid. This model only works in thinking mode.',
              status: 'INVALID_ARGUMENT',
            },
          },
        ]),
        unless((sent) => sent['reasoning_effort'] !== 'low', says('', { finish: 'length', thoughts: 'Hmm' })),
      ),
      'learned',
    ],
    [
      '400, fields of others are unknown',
      unless(
        (sent) => has('chat_template_kwargs')(sent) || has('thinking_budget_tokens')(sent),
        body(400, [
          {
            error: {
              code: 400,
              message:
                'Invalid JSON payload received. Unknown name "chat_template_kwargs": Cannot find field.\nInvalid JSON payload received. Unknown name "thinking_budget_tokens": Cannot find field.',
              status: 'INVALID_ARGUMENT',
            },
          },
        ]),
        unless((sent) => sent['reasoning_effort'] !== 'none', says('', { finish: 'length' })),
      ),
      'learned',
    ],
    [
      '400, no Authorization header',
      body(400, [
        { error: { code: 400, message: 'Missing or invalid Authorization header.', status: 'INVALID_ARGUMENT' } },
      ]),
      'disabled',
    ],
    [
      '403, the service is not enabled',
      body(403, [
        {
          error: {
            code: 403,
            message:
              'Generative Language API has not been used in project 1 before or it is disabled. Enable it by visiting https://console.developers.google.com/ then retry.',
            status: 'PERMISSION_DENIED',
          },
        },
      ]),
      'disabled',
    ],
    [
      '400, a place that is not served',
      body(400, [
        {
          error: {
            code: 400,
            message: 'User location is not supported for the API use.',
            status: 'FAILED_PRECONDITION',
          },
        },
      ]),
      'rests',
    ],
    [
      '429, a day is full',
      body(429, [
        {
          error: {
            code: 429,
            message: 'You exceeded your current quota, please check your plan and billing details.',
            status: 'RESOURCE_EXHAUSTED',
            details: [
              {
                '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
                violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
              },
            ],
          },
        },
      ]),
      'rests',
    ],
    [
      '429 with RetryInfo',
      first(
        body(429, [
          {
            error: {
              code: 429,
              message: 'Resource has been exhausted (e.g. check quota).',
              status: 'RESOURCE_EXHAUSTED',
              details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '0.1s' }],
            },
          },
        ]),
      ),
      'again',
    ],
    [
      '429, prepaid credits are gone',
      body(429, [
        {
          error: {
            code: 429,
            message: 'Your prepayment credits are depleted. Please go to AI Studio to manage your project and billing.',
            status: 'RESOURCE_EXHAUSTED',
          },
        },
      ]),
      'disabled',
    ],
    [
      '400, a field that it does not know',
      unless(
        has('stream_options'),
        body(400, [
          {
            error: {
              code: 400,
              message: 'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.',
              status: 'INVALID_ARGUMENT',
            },
          },
        ]),
      ),
      'learned',
    ],
    [
      '400, a prompt that is too long',
      unless(
        isLong,
        body(400, [
          {
            error: {
              code: 400,
              message: 'The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).',
              status: 'INVALID_ARGUMENT',
            },
          },
        ]),
      ),
      'shorter',
    ],
    [
      '404, models/x is not found',
      body(404, [
        { error: { code: 404, message: 'models/x is not found for API version v1main', status: 'NOT_FOUND' } },
      ]),
      'rests',
    ],
    [
      'one 504',
      first(
        body(504, [
          {
            error: {
              code: 504,
              message: 'Deadline expired before operation could complete.',
              status: 'DEADLINE_EXCEEDED',
            },
          },
        ]),
      ),
      'again',
    ],
  ],
  OpenRouter: [
    [
      'comments between',
      raw(
        `: OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n${delta({ content: answer })}${delta({}, 'stop')}${done}`,
      ),
      'works',
    ],
    [
      '403, moderation',
      error(403, {
        code: 403,
        message: 'openai/gpt-4o requires moderation on OpenAI. Your input was flagged for "harassment".',
        metadata: { reasons: ['harassment'] },
      }),
      'ends',
    ],
    [
      '402, no credits',
      error(402, { code: 402, message: 'Insufficient credits. Add more using https://openrouter.ai/credits' }),
      'disabled',
    ],
    [
      'an error inside the choice',
      first(
        raw(
          delta({ content: 'Ça' }) +
            event({
              choices: [
                {
                  index: 0,
                  delta: { content: '' },
                  finish_reason: 'error',
                  error: { code: 502, message: 'Provider returned error' },
                },
              ],
            }),
        ),
      ),
      'again',
    ],
    [
      'status 200 with an error',
      first(body(200, { error: { code: 502, message: 'Provider returned error' } })),
      'again',
    ],
    [
      'thoughts in field reasoning, with details',
      raw(
        delta({ reasoning: '6 x 7', reasoning_details: [{ type: 'reasoning.text', text: '6 x 7' }] }) +
          delta({ content: answer }) +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
    ['404, no endpoints', error(404, { code: 404, message: 'No endpoints found for x.' }), 'rests'],
    ['one 502', first(error(502, { code: 502, message: 'Bad gateway' })), 'again'],
    ['401, no cookie auth', error(401, { message: 'No auth credentials found', code: 401 }), 'disabled'],
    [
      '403, the key’s limit',
      error(403, {
        message: 'Key limit exceeded (total limit). Manage it using https://openrouter.ai/settings/keys',
        code: 403,
      }),
      'disabled',
    ],
    [
      '402, fewer tokens',
      error(402, {
        message:
          'This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 3201.',
        code: 402,
      }),
      'disabled',
    ],
    [
      '429, free models of a day',
      body(429, {
        error: {
          message:
            'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
          code: 429,
          metadata: { headers: { 'X-RateLimit-Remaining': '0' } },
        },
      }),
      'rests',
    ],
    [
      '429 of the provider behind it',
      body(429, {
        error: {
          message: 'Provider returned error',
          code: 429,
          metadata: { raw: 'x is temporarily rate-limited upstream. Please retry shortly, or add your own key' },
        },
      }),
      'rests',
    ],
    ['400, no such model', error(400, { message: 'x is not a valid model ID', code: 400 }), 'rests'],
    [
      '400, it has to think',
      unless(
        (sent) => sent['reasoning_effort'] === 'none',
        error(400, { message: 'Reasoning is mandatory for this endpoint and cannot be disabled.', code: 400 }),
        unless((sent) => sent['reasoning_effort'] !== 'low', says('', { finish: 'length', thoughts: 'Hmm' })),
      ),
      'learned',
    ],
    [
      '200 with choices of an error',
      first(
        body(200, {
          choices: [
            {
              error: { code: 502, message: 'Upstream error' },
              message: { role: 'assistant', content: 'Ça' },
              finish_reason: 'error',
            },
          ],
        }),
      ),
      'again',
    ],
  ],
};
