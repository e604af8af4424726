import {
  answer,
  body,
  delta,
  done,
  error,
  event,
  first,
  has,
  isLong,
  isStructured,
  type Row,
  raw,
  text,
  unless,
} from './wire.ts';

const piece = (more: object) => event({ object: 'chat.completion.chunk', choices: [{ index: 0, ...more }] });
const minimax = (number: number, words: string) =>
  body(200, { id: '', choices: null, base_resp: { status_code: number, status_msg: words } });

/** What other makers of models, and programs between the bot and a model, send. */
export const gateways: Readonly<Record<string, readonly Row[]>> = {
  Moonshot: [
    [
      '400, high risk',
      error(400, { message: 'The request was rejected because it was considered high risk', type: 'content_filter' }),
      'ends',
    ],
    [
      'one 500, overloaded',
      first(
        error(500, { message: 'The engine is currently overloaded, please try again later', type: 'server_error' }),
      ),
      'again',
    ],
  ],
  Zhipu: [
    [
      '400, sensitive words, in Chinese',
      error(400, {
        code: '1301',
        message: '系统检测到输入或生成内容可能包含不安全或敏感内容，请您避免输入易产生敏感内容的提示语',
      }),
      'ends',
    ],
    [
      '429, in arrears, in Chinese',
      error(429, { code: '1113', message: '您的账户已欠费，请充值后重试。' }),
      'disabled',
    ],
    [
      '429, too many at once, in Chinese',
      error(429, { code: '1302', message: '您当前使用该API的并发数过高' }),
      'rests',
    ],
  ],
  MiniMax: [
    [
      'a base_resp of 0',
      body(200, {
        choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
        base_resp: { status_code: 0, status_msg: '' },
      }),
      'works',
    ],
    ['200, no balance', minimax(1008, 'insufficient balance'), 'disabled'],
    ['200, a wrong key', minimax(2049, 'invalid api key'), 'disabled'],
    ['200, sensitive words', minimax(1026, 'input new_sensitive'), 'ends'],
    ['one 200, a moment of its own', first(minimax(1000, 'unknown error')), 'again'],
    ['200, too many in a minute', minimax(1002, 'rate limit exceeded(RPM)'), 'rests'],
  ],
  Volcengine: [
    [
      '400 SensitiveContentDetected',
      error(400, {
        code: 'SensitiveContentDetected',
        message: 'The request failed because the input text may contain sensitive information.',
        type: 'BadRequest',
      }),
      'ends',
    ],
    [
      '403 AccountOverdueError',
      error(403, {
        code: 'AccountOverdueError',
        message: 'The request failed because your account has an overdue balance.',
        type: 'Forbidden',
      }),
      'disabled',
    ],
  ],
  Perplexity: [
    [
      'the whole message beside each piece, and citations',
      raw(
        event({
          citations: ['https://example.com'],
          choices: [
            {
              index: 0,
              message: { role: 'assistant', content: 'Ça fait' },
              delta: { content: 'Ça fait' },
              finish_reason: null,
            },
          ],
        }) +
          event({
            citations: ['https://example.com'],
            choices: [{ index: 0, message: { content: answer }, delta: { content: ' 42.' }, finish_reason: 'stop' }],
          }),
      ),
      'works',
    ],
  ],
  Together: [
    [
      'a text beside each piece',
      raw(
        piece({ text: 'Ça fait', delta: { content: 'Ça fait' }, logprobs: null, seed: 1 }) +
          piece({ text: ' 42.', delta: { content: ' 42.' } }) +
          delta({}, 'eos') +
          done,
      ),
      'works',
    ],
    [
      '422, inputs and max_new_tokens',
      unless(
        isLong,
        error(422, {
          message:
            'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 8500 `inputs` tokens',
          type: 'invalid_request_error',
        }),
      ),
      'shorter',
    ],
    ['one 503, overloaded', first(error(503, { message: 'Service Unavailable', type: 'server_overloaded' })), 'again'],
  ],
  'Hugging Face': [
    [
      '402, its monthly credits',
      body(402, { error: 'You have exceeded your monthly included credits for Inference Providers.' }),
      'disabled',
    ],
    ['one 503, it loads', first(body(503, { error: 'Model x is currently loading', estimated_time: 20.0 })), 'again'],
  ],
  LiteLLM: [
    [
      '400, its own budget',
      error(400, {
        message: 'Budget has been exceeded! Current cost: 1.2, Max budget: 1.0',
        type: 'budget_exceeded',
        param: null,
        code: '400',
      }),
      'disabled',
    ],
    [
      '401, its own key',
      error(401, {
        message: 'Authentication Error, Invalid proxy server token passed',
        type: 'auth_error',
        code: '401',
      }),
      'disabled',
    ],
    [
      '429, no deployment, try again in a second',
      first(
        error(429, { message: 'No deployments available for selected model, Try again in 1 seconds.', code: '429' }),
      ),
      'again',
    ],
    [
      '400, what a provider behind it said',
      unless(
        isStructured,
        error(400, {
          message:
            "litellm.BadRequestError: OpenAIException - Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
          code: '400',
        }),
      ),
      'learned',
    ],
  ],
  'Open WebUI': [
    ['401', body(401, { detail: 'Not authenticated' }), 'disabled'],
    ['400, no such model', body(400, { detail: 'Model not found' }), 'rests'],
  ],
  LocalAI: [
    [
      'one 500, its backend is gone',
      first(error(500, { code: 500, message: 'rpc error: code = Unavailable desc = error reading from server: EOF' })),
      'again',
    ],
  ],
  'any server': [
    [
      'problem details that name a field',
      unless(
        has('stream_options'),
        body(400, {
          type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
          title: 'One or more validation errors occurred.',
          status: 400,
          errors: { stream_options: ['The field stream_options is unknown.'] },
        }),
      ),
      'learned',
    ],
    ['403 as XML', text(403, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), 'rests'],
    ['one 500 as a word of JSON', first(text(500, '"Internal error"')), 'again'],
    ['one 204', first((response) => response.writeHead(204).end()), 'again'],
    [
      'two choices, the second one first',
      raw(
        event({
          choices: [
            { index: 1, delta: { content: 'Non.' }, finish_reason: null },
            { index: 0, delta: { content: answer }, finish_reason: null },
          ],
        }) +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
    ['an error as a list of words', first(body(500, { error: ['the model crashed'] })), 'again'],
    ['426', text(426, 'Upgrade Required'), 'rests'],
  ],
};
