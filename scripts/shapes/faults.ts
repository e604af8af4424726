import {
  body,
  code,
  delta,
  done,
  error,
  first,
  has,
  isLong,
  isStructured,
  type Row,
  raw,
  type Sent,
  says,
  unless,
} from './wire.ts';

const text = (status: number, words: string, headers?: Readonly<Record<string, string>>) =>
  body(status, words, headers);
const html = '<!DOCTYPE html><html><head><title>Error</title></head><body>x</body></html>';
const hasSystem = (sent: Sent) =>
  (sent['messages'] as readonly { role: string }[]).some(({ role }) => role === 'system');
const anthropic = (status: number, type: string, message: string) =>
  body(status, { type: 'error', error: { type, message }, request_id: 'req_1' });

/** More of what providers say went wrong, in their own words. */
export const faults: Readonly<Record<string, readonly Row[]>> = {
  OpenAI: [
    [
      'max_tokens refused without a word for the other',
      unless(has('max_tokens'), code(400, "Unsupported parameter: 'max_tokens'.", { code: 'unsupported_parameter' })),
      'learned',
    ],
    [
      'a system message refused',
      unless(
        hasSystem,
        code(400, "Unsupported value: 'messages[0].role' does not support 'system' with this model.", {
          param: 'messages[0].role',
          code: 'unsupported_value',
        }),
      ),
      'learned',
    ],
    [
      'a schema refused',
      unless(
        isStructured,
        code(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.", {
          param: null,
        }),
      ),
      'learned',
    ],
    [
      'stream_options refused',
      unless(has('stream_options'), code(400, 'Unrecognized request argument supplied: stream_options')),
      'learned',
    ],
    [
      '429 billing_not_active',
      code(429, 'Your account is not active, please check your billing details on our website.', {
        type: 'billing_not_active',
        code: 'billing_not_active',
      }),
      'disabled',
    ],
    [
      '429 with Retry-After of a tenth of a second',
      first(
        body(429, { error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } }, { 'retry-after': '0.1' }),
      ),
      'again',
    ],
    [
      '429 with retry-after-ms',
      first(
        body(
          429,
          { error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } },
          { 'retry-after-ms': '100' },
        ),
      ),
      'again',
    ],
    [
      '429, try again in 120ms',
      first(
        code(
          429,
          'Rate limit reached for gpt-4o-mini on tokens per min (TPM): Limit 200000. Please try again in 120ms.',
          { type: 'tokens', code: 'rate_limit_exceeded' },
        ),
      ),
      'again',
    ],
    [
      '401, the account is deactivated',
      code(401, 'The OpenAI account associated with this API key has been deactivated.', {
        code: 'account_deactivated',
      }),
      'disabled',
    ],
    ['401 as HTML', text(401, html), 'disabled'],
    ['403 as HTML', text(403, html), 'rests'],
    [
      '403 as HTML that speaks of its usage policy',
      text(403, '<html><body>Blocked. See our usage policy.</body></html>'),
      'rests',
    ],
    [
      '429 whose reason stands far behind',
      code(429, `${'Too many. '.repeat(40)} You have no credits: insufficient quota.`),
      'disabled',
    ],
    ['one 502 as HTML', first(text(502, html)), 'again'],
    ['one 500 without a body', first(text(500, '')), 'again'],
    ['one 408', first(code(408, 'Request timeout')), 'again'],
    ['one 409', first(code(409, 'Request was aborted: lock timeout')), 'again'],
    ['405', text(405, 'Method Not Allowed'), 'rests'],
    ['404 of a wrong address', text(404, '404 page not found'), 'rests'],
  ],
  Azure: [
    [
      '429, please retry after 1 second',
      first(
        error(429, {
          code: '429',
          message:
            'Requests to the ChatCompletions_Create Operation under Azure OpenAI API have exceeded token rate limit. Please retry after 0.1 seconds.',
        }),
      ),
      'again',
    ],
    [
      'a last chunk of offsets alone',
      raw(
        delta({ content: 'Ça fait 42.' }) +
          `data: ${JSON.stringify({ choices: [{ index: 0, content_filter_offsets: { check_offset: 4 }, content_filter_results: { error: { code: 'content_filter_error', message: 'The contents are not filtered' } }, finish_reason: null }] })}\n\n` +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
    [
      'an error as statusCode and message',
      body(401, {
        statusCode: 401,
        message: 'Unauthorized. Access token is missing, invalid, audience is incorrect, or have expired.',
      }),
      'disabled',
    ],
    [
      '400 of its own filter with innererror',
      error(400, {
        message: 'The prompt was filtered',
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: {
          code: 'ResponsibleAIPolicyViolation',
          content_filter_result: { jailbreak: { filtered: true, detected: true } },
        },
      }),
      'ends',
    ],
    ['one 424', first(error(424, { code: 'failed_dependency', message: 'upstream' })), 'again'],
  ],
  Anthropic: [
    [
      '400, usage limits are reached',
      anthropic(
        400,
        'invalid_request_error',
        'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
      ),
      'disabled',
    ],
    [
      '429 rate_limit_error',
      anthropic(
        429,
        'rate_limit_error',
        "This request would exceed your organization's rate limit of 50 requests per minute.",
      ),
      'rests',
    ],
    [
      '403 permission_error',
      anthropic(403, 'permission_error', 'Your API key does not have permission to use the specified resource.'),
      'rests',
    ],
    ['404 not_found_error', anthropic(404, 'not_found_error', 'model: claude-x'), 'rests'],
    ['one 500 api_error', first(anthropic(500, 'api_error', 'Internal server error')), 'again'],
    [
      '413 request_too_large',
      unless(isLong, anthropic(413, 'request_too_large', 'Request exceeds the maximum size')),
      'shorter',
    ],
    [
      'stream_options forbidden',
      unless(
        has('stream_options'),
        anthropic(400, 'invalid_request_error', 'stream_options: Extra inputs are not permitted'),
      ),
      'learned',
    ],
  ],
  Mistral: [
    [
      '400, a model that is none',
      body(400, { object: 'error', message: 'Invalid model: x', type: 'invalid_model', param: null, code: '1500' }),
      'rests',
    ],
    [
      '429, over the capacity of its tier',
      body(429, {
        object: 'error',
        message: 'Service tier capacity exceeded for this model.',
        type: 'service_tier_capacity_exceeded',
        param: null,
        code: '3505',
      }),
      'rests',
    ],
    [
      '400, a prompt that is too long',
      unless(
        isLong,
        body(400, {
          object: 'error',
          message:
            'Prompt contains 40010 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
          type: 'invalid_request_prompt',
          code: '3051',
        }),
      ),
      'shorter',
    ],
    [
      '422 of response_format',
      unless(
        isStructured,
        body(422, {
          detail: [
            {
              type: 'literal_error',
              loc: ['body', 'response_format', 'type'],
              msg: "Input should be 'text' or 'json_object'",
            },
          ],
        }),
      ),
      'learned',
    ],
  ],
  Groq: [
    [
      'one 498, flex capacity, by its status',
      first(error(498, { message: 'Flex tier capacity exceeded', type: 'flex_capacity_exceeded' })),
      'again',
    ],
    [
      '400, a model that is gone',
      code(400, 'The model `llama3-8b-8192` has been decommissioned and is no longer supported.', {
        code: 'model_decommissioned',
      }),
      'rests',
    ],
    [
      '429, try again in 0.1s, and where to pay',
      first(
        error(429, {
          message:
            'Rate limit reached for model `x` on tokens per minute (TPM). Please try again in 0.1s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing',
          type: 'tokens',
          code: 'rate_limit_exceeded',
        }),
      ),
      'again',
    ],
    [
      '400, the organization is restricted',
      code(400, 'Organization has been restricted. Please reach out to support if you believe this was in error.', {
        code: 'organization_restricted',
      }),
      'disabled',
    ],
    [
      '400, no json_schema with this model',
      unless(
        isStructured,
        code(
          400,
          'This model does not support response format `json_schema`. See supported models at https://console.groq.com/docs/structured-outputs',
        ),
      ),
      'learned',
    ],
  ],
  Gemini: [
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
  DeepSeek: [
    [
      '400, roles in turn',
      unless(
        hasSystem,
        code(
          400,
          'deepseek-reasoner does not support successive user or assistant messages (messages[1] and messages[2] in your input).',
        ),
      ),
      'learned',
    ],
    [
      '400, no such response_format',
      unless(isStructured, code(400, 'This response_format type is unavailable now')),
      'learned',
    ],
    [
      '401, its own words',
      code(401, 'Authentication Fails (no such user)', { type: 'authentication_error' }),
      'disabled',
    ],
    ['429', body(429, { error: { message: 'Rate limit reached', type: 'rate_limit_reached_error' } }), 'rests'],
  ],
  Cloudflare: [
    [
      '429, the neurons of the day',
      body(429, {
        errors: [
          {
            message:
              'AiError: AiError: you have used up your daily free allocation of 10,000 neurons, please upgrade to Cloudflare’s Workers Paid plan',
            code: 4006,
          },
        ],
        success: false,
        result: {},
        messages: [],
      }),
      'rests',
    ],
    [
      '400, no such model',
      body(400, { errors: [{ message: 'AiError: No such model @cf/x or task', code: 5007 }], success: false }),
      'rests',
    ],
    ['one 503 as HTML', first(text(503, html)), 'again'],
    ['one 521', first(text(521, html)), 'again'],
    [
      '403, a challenge',
      text(403, '<html><title>Just a moment...</title></html>', { 'cf-mitigated': 'challenge' }),
      'rests',
    ],
  ],
  'llama.cpp': [
    [
      '500, roles in turn by its template',
      unless(
        hasSystem,
        error(500, {
          code: 500,
          message: 'Jinja Exception: Conversation roles must alternate user/assistant/user/assistant/...',
          type: 'server_error',
        }),
      ),
      'learned',
    ],
    [
      '500, System role not supported',
      unless(hasSystem, error(500, { code: 500, message: 'System role not supported', type: 'server_error' })),
      'learned',
    ],
    [
      '500 of a grammar that it cannot read',
      unless(isStructured, error(500, { code: 500, message: 'Failed to parse grammar', type: 'server_error' })),
      'learned',
    ],
    [
      '501',
      error(501, { code: 501, message: 'This server does not support chat completions', type: 'not_supported_error' }),
      'rests',
    ],
  ],
  Ollama: [
    [
      '400, it does not think',
      unless(
        has('reasoning_effort'),
        error(400, {
          message: '"x" does not support thinking',
          type: 'invalid_request_error',
          param: null,
          code: null,
        }),
        unless(
          (sent) => !JSON.stringify(sent['messages']).includes('/no_think'),
          says('', { finish: 'length', thoughts: 'Hmm', field: 'reasoning' }),
        ),
      ),
      'learned',
    ],
    [
      'a format that it cannot hold',
      unless(
        isStructured,
        error(500, { message: 'failed to load model vocabulary required for format', type: 'api_error' }),
      ),
      'learned',
    ],
    ['401 of its cloud', body(401, { error: 'unauthorized' }), 'disabled'],
  ],
  'LM Studio': [
    [
      '400, roles in turn by its template',
      unless(
        hasSystem,
        body(400, {
          error: 'Error rendering prompt with jinja template: "Error: Only user and assistant roles are supported!"',
        }),
      ),
      'learned',
    ],
    [
      '400, response_format.type',
      unless(isStructured, body(400, { error: "'response_format.type' must be 'text'" })),
      'learned',
    ],
    ['one 400, the model was unloaded', body(400, { error: 'Model unloaded.' }), 'rests'],
    [
      '400, it cannot load',
      error(400, {
        message: 'Failed to load model "x". Error: Model loading was stopped due to insufficient system resources.',
        type: 'invalid_request_error',
        code: 'model_load_failed',
      }),
      'rests',
    ],
  ],
  vLLM: [
    [
      '400, System role not supported',
      unless(
        hasSystem,
        body(400, {
          object: 'error',
          message: 'System role not supported',
          type: 'BadRequestError',
          param: null,
          code: 400,
        }),
      ),
      'learned',
    ],
    [
      '400, a field of thoughts forbidden',
      unless(
        (sent) => has('thinking')(sent) || has('enable_thinking')(sent),
        body(400, {
          error: {
            message:
              "[{'type': 'extra_forbidden', 'loc': ('body', 'thinking'), 'msg': 'Extra inputs are not permitted'}, {'type': 'extra_forbidden', 'loc': ('body', 'enable_thinking'), 'msg': 'Extra inputs are not permitted'}]",
            type: 'BadRequestError',
            code: 400,
          },
        }),
        unless((sent) => !has('chat_template_kwargs')(sent), says('', { finish: 'length', thoughts: 'Hmm' })),
      ),
      'learned',
    ],
    [
      '500 of a grammar',
      unless(
        isStructured,
        body(500, {
          error: { message: 'xgrammar: grammar compilation failed', type: 'InternalServerError', code: 500 },
        }),
      ),
      'learned',
    ],
    ['one 500 in words', first(text(500, 'Internal Server Error')), 'again'],
    ['401', body(401, { error: 'Unauthorized' }), 'disabled'],
  ],
  SGLang: [
    [
      '400, longer than its context',
      unless(
        isLong,
        body(400, {
          object: 'error',
          message: "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
          type: 'BadRequestError',
          param: null,
          code: 400,
        }),
      ),
      'shorter',
    ],
    [
      '503, its queue is full',
      first(
        body(503, { object: 'error', message: 'The request queue is full.', type: 'ServiceUnavailable', code: 503 }),
      ),
      'again',
    ],
  ],
  'text-generation-inference': [
    [
      '422, too many tokens',
      unless(
        isLong,
        body(422, {
          error:
            'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 2048. Given: 5000 `inputs` tokens and 100 `max_new_tokens`',
          error_type: 'validation',
        }),
      ),
      'shorter',
    ],
    [
      'one 424',
      first(
        body(424, { error: 'Request failed during generation: Server error: CUDA error', error_type: 'generation' }),
      ),
      'again',
    ],
    ['429, overloaded', body(429, { error: 'Model is overloaded', error_type: 'overloaded' }), 'rests'],
  ],
  TabbyAPI: [
    ['401', body(401, { detail: 'Please provide an API key' }), 'disabled'],
    [
      'a schema without its package',
      unless(isStructured, body(500, { detail: 'json_schema needs formatron' })),
      'learned',
    ],
  ],
  KoboldCpp: [
    ['one 500 of its own', first(body(500, { detail: { msg: 'Generation failed', type: 'server_error' } })), 'again'],
  ],
  xAI: [
    [
      '403, no credits',
      body(403, {
        code: 'The caller does not have permission to execute the specified operation',
        error:
          'Your team x has either used all available credits or reached its monthly spending limit. To continue making API requests, please purchase more credits or raise your spending limit.',
      }),
      'disabled',
    ],
    [
      '403, usage guidelines',
      body(403, {
        code: 'The caller does not have permission to execute the specified operation',
        error: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO',
      }),
      'ends',
    ],
    [
      '400, a wrong key',
      body(400, {
        code: 'Client specified an invalid argument',
        error: 'Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai.',
      }),
      'disabled',
    ],
  ],
  'any server': [
    [
      'one 429 with Retry-After as a date',
      (response, sent, nth) =>
        first(
          body(429, { error: { message: 'slow down' } }, { 'retry-after': new Date(Date.now() + 1_000).toUTCString() }),
        )(response, sent, nth),
      'again',
    ],
    [
      '429 with Retry-After of a word',
      body(429, { error: { message: 'slow down' } }, { 'retry-after': 'soon' }),
      'rests',
    ],
    [
      '429 with Retry-After below zero',
      body(429, { error: { message: 'slow down' } }, { 'retry-after': '-5' }),
      'rests',
    ],
    ['one 503 with Retry-After', first(body(503, { error: { message: 'busy' } }, { 'retry-after': '0' })), 'again'],
    [
      '422 without a word to stream',
      unless((sent) => sent['stream'] === true, body(422, { detail: 'invalid request' })),
      'learned',
    ],
    [
      '400 without a word to max_tokens',
      unless(has('max_tokens'), body(400, { error: { message: 'Bad request' } })),
      'learned',
    ],
    ['a proxy that answers HTML with status 200 for ever', text(200, html), 'rests'],
    ['404 for ever', text(404, 'Not Found'), 'rests'],
    ['418', text(418, 'I am a teapot'), 'rests'],
  ],
};
