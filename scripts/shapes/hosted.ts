import {
  answer,
  body,
  busy,
  code,
  delta,
  done,
  error,
  event,
  first,
  has,
  hasSystem,
  isLong,
  isStructured,
  type Row,
  raw,
  says,
  thinker,
  unless,
} from './wire.ts';

const anthropic = (status: number, type: string, message: string) =>
  body(status, { type: 'error', error: { type, message }, request_id: 'req_1' });

/** What makers of models send. */
export const hosted: Readonly<Record<string, readonly Row[]>> = {
  Anthropic: [
    ['a stream of the compatible endpoint', says(answer, { before: { model: 'claude' } }), 'works'],
    [
      'usage in its own words',
      raw(
        delta({ content: answer }) +
          event({
            choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
            usage: { input_tokens: 20, output_tokens: 8 },
          }) +
          done,
      ),
      'works',
    ],
    [
      '400, credit balance is too low',
      body(400, {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing.',
        },
      }),
      'disabled',
    ],
    [
      '401 authentication_error',
      body(401, { type: 'error', error: { type: 'authentication_error', message: 'invalid x-api-key' } }),
      'disabled',
    ],
    [
      'one 529, overloaded',
      first(body(529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })),
      'again',
    ],
    [
      'overloaded in mid-stream',
      first(
        raw(
          `${delta({ content: 'Ça' })}event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n`,
        ),
      ),
      'again',
    ],
    [
      '400, prompt is too long',
      unless(
        isLong,
        body(400, {
          type: 'error',
          error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
        }),
      ),
      'shorter',
    ],
    [
      '400, blocked by content filtering',
      body(400, {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'Output blocked by content filtering policy' },
      }),
      'ends',
    ],
    ['thoughts in its tags', says(`<thinking>6 x 7</thinking>\n\n${answer}`), 'works'],
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
      '422 extra_forbidden for stream_options',
      unless(
        has('stream_options'),
        body(422, {
          object: 'error',
          message: {
            detail: [
              {
                type: 'extra_forbidden',
                loc: ['body', 'stream_options', 'include_usage'],
                msg: 'Extra inputs are not permitted',
              },
            ],
          },
          type: 'invalid_request_error',
        }),
      ),
      'learned',
    ],
    [
      '422 in FastAPI’s words',
      unless(
        has('stream_options'),
        body(422, {
          detail: [{ type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' }],
        }),
      ),
      'learned',
    ],
    [
      'thoughts as parts of the content',
      raw(
        delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: '6 x 7' }] }] }) +
          delta({ content: [{ type: 'text', text: answer }] }) +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
    ['thoughts as [THINK]', says(`[THINK]6 x 7[/THINK]${answer}`), 'works'],
    ['401 at top level', body(401, { message: 'Unauthorized', request_id: 'r1' }), 'disabled'],
    [
      '429 at top level',
      body(429, { object: 'error', message: 'Requests rate limit exceeded', type: 'rate_limited', code: '1300' }),
      'rests',
    ],
    [
      'one 503 at top level',
      busy(503, { object: 'error', message: 'Service unavailable.', type: 'internal_server_error' }),
      'again',
    ],
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
      '413, over its tokens per minute',
      unless(
        isLong,
        body(413, {
          error: {
            message:
              'Request too large for model `llama-3.1-8b-instant` on tokens per minute (TPM): Limit 6000, Requested 7012',
            type: 'tokens',
            code: 'rate_limit_exceeded',
          },
        }),
      ),
      'shorter',
    ],
    ['thoughts in field reasoning', says(answer, { thoughts: '6 x 7', field: 'reasoning' }), 'works'],
    ['thoughts that take all tokens', thinker((sent) => sent['reasoning_effort'] !== 'none', 'reasoning'), 'learned'],
    [
      '400 json_validate_failed',
      unless(
        isStructured,
        code(400, 'Failed to generate JSON. Please adjust your prompt.', { code: 'json_validate_failed' }),
      ),
      'learned',
    ],
    [
      'one 498, flex capacity',
      busy(503, { error: { message: 'Flex tier capacity exceeded', type: 'flex_capacity_exceeded' } }),
      'again',
    ],
    [
      'x_groq in the last chunk',
      raw(
        delta({ content: answer }) +
          event({
            choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
            x_groq: { usage: { prompt_tokens: 2, completion_tokens: 3 } },
          }) +
          done,
      ),
      'works',
    ],
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
  DeepSeek: [
    [
      'keep-alive comments and blank lines',
      raw(`: keep-alive\n\n\n\n: keep-alive\n\n${delta({ content: answer })}${delta({}, 'stop')}${done}`),
      'works',
    ],
    ['thoughts in reasoning_content', says(answer, { thoughts: '6 x 7' }), 'works'],
    [
      'thoughts that end with `thinking` disabled',
      thinker((sent) => (sent['thinking'] as { type?: string } | undefined)?.type !== 'disabled'),
      'learned',
    ],
    [
      '402, Insufficient Balance',
      error(402, {
        message: 'Insufficient Balance',
        type: 'unknown_error',
        param: null,
        code: 'invalid_request_error',
      }),
      'disabled',
    ],
    ['400, Content Exists Risk', code(400, 'Content Exists Risk'), 'ends'],
    [
      'finish_reason insufficient_system_resource',
      first(raw(delta({ content: '' }) + delta({}, 'insufficient_system_resource') + done)),
      'again',
    ],
    ['one 503', first(code(503, 'Service is too busy')), 'again'],
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
};
