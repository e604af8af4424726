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
  isLong,
  isStructured,
  type Row,
  raw,
  says,
  thinker,
  unless,
} from './wire.ts';

/** What servers for one machine send. */
export const local: Readonly<Record<string, readonly Row[]>> = {
  'llama.cpp': [
    [
      'a stream with timings',
      raw(
        delta({ content: answer }) +
          event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], timings: { prompt_n: 1 } }) +
          done,
      ),
      'works',
    ],
    [
      'a grammar that fails without a word for it',
      unless(
        isStructured,
        error(400, {
          code: 400,
          message: 'Failed to initialize samplers: std::exception',
          type: 'invalid_request_error',
        }),
      ),
      'learned',
    ],
    [
      '503 while it loads',
      first(error(503, { code: 503, message: 'Loading model', type: 'unavailable_error' })),
      'again',
    ],
    [
      'exceed_context_size_error',
      unless(
        isLong,
        error(400, {
          code: 400,
          message: 'the request exceeds the available context size',
          type: 'exceed_context_size_error',
          n_ctx: 2048,
        }),
      ),
      'shorter',
    ],
    ['401, a key', error(401, { code: 401, message: 'Invalid API Key', type: 'authentication_error' }), 'disabled'],
    [
      'thoughts that end by the template',
      thinker(
        (sent) =>
          (sent['chat_template_kwargs'] as { enable_thinking?: boolean } | undefined)?.enable_thinking !== false,
      ),
      'learned',
    ],
    ['thoughts that end by a budget', thinker((sent) => sent['thinking_budget_tokens'] !== 0), 'learned'],
    [
      'error in mid-stream',
      first(
        raw(`${delta({ content: 'Ça' })}error: {"code":500,"message":"slot unavailable","type":"server_error"}\n\n`),
      ),
      'again',
    ],
    ['the end of a turn in the text', says(`${answer}<|im_end|>\n<|im_start|>user\nEt 8 fois 9 ?`), 'works'],
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
    ['a stream', says(), 'works'],
    [
      '404, pull it first',
      error(404, { message: 'model "x" not found, try pulling it first', type: 'api_error', param: null, code: null }),
      'rests',
    ],
    [
      '503, queue full',
      first(error(503, { message: 'server busy, please try again.  maximum pending requests exceeded' })),
      'again',
    ],
    [
      'a crash in mid-stream with status 200',
      first(
        raw(
          delta({ content: 'Ça' }) +
            event({ error: { message: 'llama runner process has terminated: exit status 2' } }),
        ),
      ),
      'again',
    ],
    ['an error as a word', first(body(500, { error: 'llama runner process has terminated' })), 'again'],
    [
      'thoughts in field reasoning that take all tokens',
      thinker((sent) => sent['reasoning_effort'] !== 'none', 'reasoning'),
      'learned',
    ],
    [
      'not more than 2 GB of memory',
      first(body(500, { error: 'model requires more system memory (5.6 GiB) than is available (2.1 GiB)' })),
      'again',
    ],
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
    ['a stream', says(), 'works'],
    [
      '200 for a wrong address',
      body(200, { error: 'Unexpected endpoint or method. (POST /api/chat/completions)' }),
      'rests',
    ],
    ['nothing for a prompt that is too long', unless(isLong, says('')), 'shorter'],
    ['no model is loaded', code(400, 'No models loaded. Please load a model in the developer page.'), 'rests'],
    [
      'context overflows with status 500',
      unless(
        isLong,
        error(500, {
          message:
            'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
        }),
      ),
      'shorter',
    ],
    ['event: error', first(raw(`event: error\ndata: {"error":{"message":"The model has crashed"}}\n\n`)), 'again'],
    [
      'thoughts that end by a word',
      thinker((sent) => !JSON.stringify(sent['messages']).includes('/no_think')),
      'learned',
    ],
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
  KoboldCpp: [
    [
      '503, busy, in its own words',
      first(body(503, { detail: { msg: 'Server is busy; please try again later.', type: 'service_unavailable' } })),
      'again',
    ],
    ['a body of text', body(200, { choices: [{ index: 0, text: answer, finish_reason: 'stop' }] }), 'works'],
    ['tokens of the template in the answer', says(`${answer}<|eot_id|>`), 'works'],
    ['one 500 of its own', first(body(500, { detail: { msg: 'Generation failed', type: 'server_error' } })), 'again'],
  ],
  TabbyAPI: [
    [
      '422 that names a field in its own way',
      unless(
        has('stream_options'),
        body(422, {
          detail: [
            {
              loc: ['body', 'stream_options', 'include_usage'],
              msg: 'extra fields not permitted',
              type: 'value_error.extra',
            },
          ],
        }),
      ),
      'learned',
    ],
    [
      'an error object in the stream',
      first(
        raw(
          delta({ content: 'Ça' }) +
            event({ error: { message: 'Chat completion aborted. Please check the server console.', trace: null } }),
        ),
      ),
      'again',
    ],
    [
      '400, a context that is too small',
      unless(isLong, body(400, { detail: 'Prompt length 5000 exceeds the available context size of 4096 tokens' })),
      'shorter',
    ],
    ['503, no model is loaded', body(503, { detail: 'No models are currently loaded.' }), 'rests'],
    ['401', body(401, { detail: 'Please provide an API key' }), 'disabled'],
    [
      'a schema without its package',
      unless(isStructured, body(500, { detail: 'json_schema needs formatron' })),
      'learned',
    ],
  ],
};
