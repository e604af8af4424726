import {
  answer,
  body,
  code,
  delta,
  done,
  error,
  event,
  first,
  has,
  hasSystem,
  html,
  isLong,
  isStructured,
  object,
  type Row,
  raw,
  says,
  text,
  unless,
  wantsThoughts,
} from './wire.ts';

/** What OpenAI and Azure send. */
export const openai: Readonly<Record<string, readonly Row[]>> = {
  OpenAI: [
    ['a stream', says(), 'works'],
    ['an object by schema', says(object), 'works'],
    [
      'max_tokens refused, max_completion_tokens wanted',
      unless(
        has('max_tokens'),
        code(
          400,
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          { param: 'max_tokens', code: 'unsupported_parameter' },
        ),
      ),
      'learned',
    ],
    [
      'an organization that may not stream',
      unless(
        (sent) => sent['stream'] === true,
        code(400, 'Your organization must be verified to stream this model.', {
          param: 'stream',
          code: 'unsupported_value',
        }),
      ),
      'learned',
    ],
    [
      'thoughts that take all tokens and are not shown',
      unless(wantsThoughts, says('', { finish: 'length' })),
      'learned',
    ],
    [
      '429 for a moment',
      first(code(429, 'Rate limit reached for requests', { type: 'requests', code: 'rate_limit_exceeded' })),
      'rests',
    ],
    [
      '429 insufficient_quota',
      code(429, 'You exceeded your current quota, please check your plan and billing details.', {
        type: 'insufficient_quota',
        code: 'insufficient_quota',
      }),
      'disabled',
    ],
    [
      '400 billing_hard_limit_reached',
      code(400, 'Billing hard limit has been reached', { code: 'billing_hard_limit_reached' }),
      'disabled',
    ],
    ['401 invalid_api_key', code(401, 'Incorrect API key provided: sk-****.', { code: 'invalid_api_key' }), 'disabled'],
    [
      '404 model_not_found',
      code(404, 'The model `x` does not exist or you do not have access to it.', { code: 'model_not_found' }),
      'rests',
    ],
    [
      '400 context_length_exceeded',
      unless(
        isLong,
        code(400, "This model's maximum context length is 4096 tokens.", { code: 'context_length_exceeded' }),
      ),
      'shorter',
    ],
    [
      'one 500',
      first(code(500, 'The server had an error while processing your request.', { type: 'server_error' })),
      'again',
    ],
    [
      'one 503, overloaded',
      first(code(503, 'The engine is currently overloaded, please try again later', { type: 'server_error' })),
      'again',
    ],
    [
      'invalid_prompt, by its usage policy',
      code(400, 'Invalid prompt: your prompt was flagged as potentially violating our usage policy.', {
        code: 'invalid_prompt',
      }),
      'ends',
    ],
    ['finish_reason content_filter', says('Ça', { finish: 'content_filter' }), 'ends'],
    [
      'a refusal in its own field',
      raw(delta({ role: 'assistant', refusal: "I can't help with that." }) + delta({}, 'stop') + done),
      'ends',
    ],
    [
      'a country that is not served',
      code(403, 'Country, region, or territory not supported', { code: 'unsupported_country_region_territory' }),
      'rests',
    ],
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
      'a first chunk without choices, with prompt_filter_results',
      raw(
        event({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] }) +
          delta({ content: answer }) +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
    [
      'content_filter_result in every chunk',
      raw(
        event({
          choices: [{ index: 0, delta: { content: answer }, finish_reason: null, content_filter_results: {} }],
        }) +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
    [
      '400 content_filter',
      code(400, "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.", {
        code: 'content_filter',
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      }),
      'ends',
    ],
    [
      '401, a wrong subscription key',
      error(401, { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' }),
      'disabled',
    ],
    [
      '404 DeploymentNotFound',
      error(404, { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' }),
      'rests',
    ],
    [
      '429 with Retry-After of an hour',
      body(
        429,
        { error: { code: '429', message: 'Requests have exceeded call rate limit.' } },
        { 'retry-after': '3600' },
      ),
      'rests',
    ],
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
};
