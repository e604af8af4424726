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
  thinker,
  unless,
} from './wire.ts';

const gemini = (status: number, word: string, message: string) =>
  body(status, [{ error: { code: status, message, status: word } }]);
const mistral = (status: number, type: string, message: string, number: string) =>
  body(status, { object: 'error', message, type, param: null, code: number });
const anthropic = (status: number, type: string, message: string) =>
  body(status, { type: 'error', error: { type, message }, request_id: 'req_1' });
const wantsEffort = (word: string) => thinker((sent) => sent['reasoning_effort'] !== word);
const isNoEffort = (sent: Readonly<Record<string, unknown>>) => sent['reasoning_effort'] === 'none';

/** What makers of models, and those who pass on what others send, send on bad days. */
export const seldom: Readonly<Record<string, readonly Row[]>> = {
  OpenAI: [
    [
      '429, a request that is larger than a minute has room for',
      unless(
        isLong,
        code(
          429,
          'Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 40122. The input or output tokens must be reduced in order to run successfully.',
          { type: 'tokens', code: 'rate_limit_exceeded' },
        ),
      ),
      'shorter',
    ],
    [
      '400 string_above_max_length',
      unless(
        isLong,
        code(
          400,
          "Invalid 'messages[1].content': string too long. Expected a string with maximum length 1048576, but got a string with length 1200000 instead.",
          { param: 'messages[1].content', code: 'string_above_max_length' },
        ),
      ),
      'shorter',
    ],
    [
      '404, no chat model',
      code(
        404,
        'This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?',
        { param: 'model' },
      ),
      'rests',
    ],
    [
      '400, an effort of none that the model does not know',
      unless(
        isNoEffort,
        code(400, "Unsupported value: 'none'. Supported values are: 'minimal', 'low', 'medium', and 'high'.", {
          param: 'reasoning_effort',
          code: 'unsupported_value',
        }),
        wantsEffort('low'),
      ),
      'learned',
    ],
    [
      '403, a model that the project may not use',
      code(403, 'Project `proj_x` does not have access to model `gpt-x`', { code: 'model_not_found' }),
      'rests',
    ],
    [
      '401, an address that is not allowed',
      code(401, 'Your IP 192.0.2.1 is not authorized to use this API key.', { code: 'ip_not_authorized' }),
      'disabled',
    ],
    [
      '400, a schema that it finds invalid',
      unless(
        isStructured,
        code(
          400,
          "Invalid schema for response_format 'answer': In context=(), 'required' is required to be supplied.",
          {
            param: 'response_format',
            code: null,
          },
        ),
      ),
      'learned',
    ],
  ],
  Azure: [
    [
      '400, a version that is too old for schemas',
      unless(
        isStructured,
        error(400, {
          code: 'BadRequest',
          message: 'response_format value as json_schema is enabled only for api versions 2024-08-01-preview and later',
        }),
      ),
      'learned',
    ],
    [
      '400 OperationNotSupported',
      error(400, {
        code: 'OperationNotSupported',
        message:
          'The chatCompletion operation does not work with the specified model, x. Please choose different model.',
      }),
      'rests',
    ],
    [
      '403, its firewall',
      error(403, { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' }),
      'rests',
    ],
    ['404, no such resource', error(404, { code: '404', message: 'Resource not found' }), 'rests'],
  ],
  Anthropic: [
    [
      '400, input and max_tokens exceed its context limit',
      unless(
        isLong,
        anthropic(
          400,
          'invalid_request_error',
          'input length and `max_tokens` exceed context limit: 199900 + 1000 > 200000, decrease input length or `max_tokens` and try again',
        ),
      ),
      'shorter',
    ],
    [
      '403, a token that was revoked',
      anthropic(403, 'permission_error', 'OAuth token has been revoked. Please obtain a new token.'),
      'disabled',
    ],
    [
      '400, the organization is disabled',
      anthropic(400, 'invalid_request_error', 'This organization has been disabled.'),
      'disabled',
    ],
    ['one 504 timeout_error', first(anthropic(504, 'timeout_error', 'The request timed out')), 'again'],
    [
      '400, roles in turn',
      unless(
        hasSystem,
        anthropic(
          400,
          'invalid_request_error',
          'messages: roles must alternate between "user" and "assistant", but found multiple "user" roles in a row',
        ),
      ),
      'learned',
    ],
  ],
  Mistral: [
    ['401, no subscription', body(401, { detail: 'Inactive subscription or usage limit reached' }), 'disabled'],
    ['one 500 of code 3000', first(mistral(500, 'internal_server_error', 'Service unavailable.', '3000')), 'again'],
    [
      '400, an order of roles',
      unless(
        hasSystem,
        mistral(400, 'invalid_request_message_order', "Unexpected role 'system' after role 'user'", '3230'),
      ),
      'learned',
    ],
    [
      'thoughts as a part that is closed, and a reference',
      raw(
        delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: '6 x 7' }], closed: true }] }) +
          delta({ content: 'Ça fait ' }) +
          delta({ content: [{ type: 'reference', reference_ids: [1] }] }) +
          delta({ content: '42.' }) +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
  ],
  Groq: [
    [
      'an error in x_groq, then [DONE]',
      first(
        raw(
          delta({ content: 'Ça' }) +
            event({ choices: [{ index: 0, delta: {}, finish_reason: null }], x_groq: { error: 'over capacity' } }) +
            done,
        ),
      ),
      'again',
    ],
    [
      '400, one field of others at a time',
      unless(
        has('chat_template_kwargs'),
        code(400, "property 'chat_template_kwargs' is unsupported"),
        unless(
          has('thinking_budget_tokens'),
          code(400, "property 'thinking_budget_tokens' is unsupported"),
          unless(
            has('thinking'),
            code(400, "property 'thinking' is unsupported"),
            unless(has('enable_thinking'), code(400, "property 'enable_thinking' is unsupported"), wantsEffort('none')),
          ),
        ),
      ),
      'learned',
    ],
    [
      '400, an effort of none or default',
      unless(
        (sent) => has('reasoning_effort')(sent) && !isNoEffort(sent),
        code(400, '`reasoning_effort` must be one of `none` or `default`'),
        wantsEffort('none'),
      ),
      'learned',
    ],
    [
      '400, what may be spent in a month',
      code(400, 'Organization has reached the maximum monthly spend amount.', { code: 'blocked_api_access' }),
      'disabled',
    ],
    [
      'one 503, over capacity',
      busy(503, { error: { message: 'x is currently over capacity. Please try again and back off exponentially.' } }),
      'again',
    ],
    ['403, its network', error(403, { message: 'Access denied. Please check your network settings.' }), 'rests'],
  ],
  DeepSeek: [
    [
      '422, a variant that it does not know',
      unless(
        isStructured,
        code(
          422,
          'Failed to deserialize the JSON body into the target type: response_format.type: unknown variant `json_schema`, expected `text` or `json_object` at line 1 column 900',
        ),
      ),
      'learned',
    ],
    [
      '400, longer than its context',
      unless(
        isLong,
        code(
          400,
          "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens (139000 in the messages, 1000 in the completion).",
        ),
      ),
      'shorter',
    ],
  ],
  xAI: [
    [
      '400, longer than its prompts may be',
      unless(
        isLong,
        body(400, {
          code: 'Client specified an invalid argument',
          error: "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
        }),
      ),
      'shorter',
    ],
    [
      '403, a key that is blocked',
      body(403, {
        code: 'The caller does not have permission to execute the specified operation',
        error: 'Your API key xa***z is currently blocked.',
      }),
      'disabled',
    ],
    [
      '404, no such model',
      body(404, {
        code: 'Some requested entity was not found',
        error: 'The model x does not exist or your team y does not have access to it.',
      }),
      'rests',
    ],
    [
      '429',
      body(429, { code: 'Some resource has been exhausted', error: 'Too many requests for team y and model x.' }),
      'rests',
    ],
  ],
  Gemini: [
    [
      '403, nobody is registered',
      gemini(
        403,
        'PERMISSION_DENIED',
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
      ),
      'disabled',
    ],
    ['one 500, INTERNAL', first(gemini(500, 'INTERNAL', 'An internal error has occurred. Please retry.')), 'again'],
    [
      '400, a budget of thoughts',
      unless(
        isNoEffort,
        gemini(
          400,
          'INVALID_ARGUMENT',
          'The thinking budget 0 is invalid. Please choose a value between 128 and 32768.',
        ),
        wantsEffort('low'),
      ),
      'learned',
    ],
  ],
  OpenRouter: [
    [
      'the provider is gone in mid-stream',
      first(
        raw(
          delta({ content: 'Ça' }) +
            event({
              object: 'chat.completion.chunk',
              provider: 'x',
              error: { code: 'server_error', message: 'Provider disconnected unexpectedly' },
              choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
            }),
        ),
      ),
      'again',
    ],
    [
      '404, a data policy',
      error(404, {
        code: 404,
        message: 'No endpoints found matching your data policy. Configure: https://openrouter.ai/settings/privacy',
      }),
      'rests',
    ],
    [
      "400, longer than the endpoint's context",
      unless(
        isLong,
        error(400, {
          code: 400,
          message: "This endpoint's maximum context length is 32768 tokens. However, you requested about 40000 tokens.",
        }),
      ),
      'shorter',
    ],
    [
      'native_finish_reason beside its own',
      raw(
        delta({ content: answer }) +
          event({
            choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop', native_finish_reason: 'STOP' }],
          }) +
          done,
      ),
      'works',
    ],
    ['403, a region', error(403, { code: 403, message: 'This model is not available in your region.' }), 'rests'],
  ],
};
