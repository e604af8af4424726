import {
  answer,
  body,
  code,
  delta,
  done,
  error,
  event,
  first,
  hasSystem,
  isLong,
  isStructured,
  type Row,
  raw,
  says,
  text,
  thinker,
  unless,
} from './wire.ts';

const cloudflare = (status: number, number: number, message: string) =>
  body(status, { result: {}, success: false, errors: [{ code: number, message }], messages: [] });
const vllm = (status: number, type: string, message: string, param: string | null = null) =>
  body(status, { error: { message, type, param, code: status } });

/** What servers for one machine and for many send on bad days. */
export const seldomLocal: Readonly<Record<string, readonly Row[]>> = {
  'llama.cpp': [
    [
      'its context is full in mid-stream',
      unless(
        isLong,
        raw(
          delta({ content: 'Ça' }) +
            event({ error: { code: 500, message: 'Context size has been exceeded.', type: 'server_error' } }),
        ),
      ),
      'shorter',
    ],
    [
      'the progress of the prompt',
      raw(
        event({
          choices: [{ index: 0, delta: { role: 'assistant', content: null }, finish_reason: null }],
          prompt_progress: { total: 90, cache: 0, processed: 45, time_ms: 12 },
        }) +
          delta({ content: answer }) +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
    [
      '400, System role not supported by its template',
      unless(
        hasSystem,
        error(400, {
          code: 400,
          message: 'Unable to generate parser for this template. Error: Jinja Exception: System role not supported',
          type: 'invalid_request_error',
        }),
      ),
      'learned',
    ],
    [
      '400, a model that its router does not have',
      error(400, { code: 400, message: "model 'x' not found", type: 'invalid_request_error' }),
      'rests',
    ],
    [
      'one 500, a model that its router could not load',
      first(error(500, { code: 500, message: 'model name=x failed to load', type: 'server_error' })),
      'again',
    ],
  ],
  Ollama: [
    [
      '400, a think value',
      unless(
        (sent) => sent['reasoning_effort'] === 'none',
        error(400, {
          message: 'invalid think value: "none" (must be "high", "medium", "low", true, or false)',
          type: 'invalid_request_error',
        }),
        thinker((sent) => sent['reasoning_effort'] !== 'low', 'reasoning'),
      ),
      'learned',
    ],
    ['400, no chat', error(400, { message: '"x" does not support chat', type: 'invalid_request_error' }), 'rests'],
    [
      '403 of its cloud, a subscription',
      error(403, { message: 'this model requires a subscription, upgrade for access: https://ollama.com/upgrade' }),
      'rests',
    ],
    [
      'one 500, an end that was not expected',
      first(error(500, { message: 'an error was encountered while running the model: unexpected EOF' })),
      'again',
    ],
  ],
  'LM Studio': [
    [
      '400, more to keep than its context holds',
      unless(
        isLong,
        body(400, {
          error:
            'The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input',
        }),
      ),
      'shorter',
    ],
    [
      '400, n_keep',
      unless(isLong, body(400, { error: 'Cannot truncate prompt with n_keep (5000) >= n_ctx (4096)' })),
      'shorter',
    ],
    [
      '401, a token of its own',
      code(401, 'An LM Studio API token is required to make requests to this server.', { code: 'invalid_api_key' }),
      'disabled',
    ],
    [
      'one 400, a crash',
      first(
        body(400, { error: 'The model has crashed without additional information. (Exit code: 18446744072635812000)' }),
      ),
      'again',
    ],
    ['one 400, Channel Error', first(body(400, { error: 'Error in channel handler: Channel Error' })), 'again'],
  ],
  KoboldCpp: [
    [
      '500, an input that it cannot read',
      body(500, { detail: { msg: 'Error parsing input.', type: 'bad_input' } }),
      'rests',
    ],
  ],
  TabbyAPI: [
    [
      '422, a schema in its own words',
      unless(
        isStructured,
        body(422, {
          detail: [{ type: 'enum', loc: ['body', 'response_format', 'type'], msg: "Input should be 'text' or 'json'" }],
        }),
      ),
      'learned',
    ],
  ],
  Cloudflare: [
    [
      '400, 5021, its context window',
      unless(
        isLong,
        cloudflare(
          400,
          5021,
          'AiError: The estimated number of input and maximum output tokens (9000) exceeded this model context window limit (8000).',
        ),
      ),
      'shorter',
    ],
    ['413, 3006, too large', unless(isLong, cloudflare(413, 3006, 'AiError: Request is too large')), 'shorter'],
    ['429, 3040, its capacity', cloudflare(429, 3040, 'Capacity temporarily exceeded, please try again.'), 'rests'],
    ['400, 10001, nobody it knows', cloudflare(400, 10_001, 'Unable to authenticate request'), 'disabled'],
    [
      '401 of its gateway, in a list named error',
      body(401, { success: false, result: [], messages: [], error: [{ code: 2009, message: 'Unauthorized' }] }),
      'disabled',
    ],
    [
      'the answer of another address',
      body(200, { result: { response: answer }, success: true, errors: [], messages: [] }),
      'rests',
    ],
    ['one 530 as HTML', first(text(530, '<html><title>1016: Origin DNS error</title></html>')), 'again'],
  ],
  vLLM: [
    [
      '400, max_tokens or max_completion_tokens is too large',
      unless(
        isLong,
        vllm(
          400,
          'BadRequestError',
          "'max_tokens' or 'max_completion_tokens' is too large: 300. This model's maximum context length is 4096 tokens and your request has 4000 input tokens (300 > 4096 - 4000).",
          'max_tokens',
        ),
        unless((sent) => sent['max_tokens'] === undefined, vllm(400, 'BadRequestError', 'max_tokens is missing')),
      ),
      'shorter',
    ],
    [
      '400, roles in turn',
      unless(
        hasSystem,
        vllm(400, 'BadRequestError', 'Conversation roles must alternate user/assistant/user/assistant/...'),
      ),
      'learned',
    ],
    [
      '400, no template',
      vllm(
        400,
        'BadRequestError',
        'As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template if the tokenizer does not define one.',
      ),
      'rests',
    ],
    [
      'an engine that is dead',
      vllm(500, 'InternalServerError', 'EngineCore encountered an issue. See stack trace (above) for the root cause.'),
      'rests',
    ],
  ],
  SGLang: [
    [
      '400, a count of tokens',
      unless(
        isLong,
        body(400, {
          object: 'error',
          message:
            "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens.",
          type: 'BadRequestError',
          code: 400,
        }),
      ),
      'shorter',
    ],
  ],
  'text-generation-inference': [
    [
      '422, a template without a system',
      unless(
        hasSystem,
        body(422, {
          error: 'Template error: invalid operation: System role not supported (in <string>:1)',
          error_type: 'template_error',
        }),
      ),
      'learned',
    ],
    [
      'an error in mid-stream, without a space behind data:',
      first(
        raw(
          `${delta({ content: 'Ça' })}data:{"error":"Request failed during generation: CUDA error","error_type":"generation"}\n\n`,
        ),
      ),
      'again',
    ],
  ],
  'GitHub Models': [
    [
      '413 tokens_limit_reached',
      unless(
        isLong,
        error(413, {
          code: 'tokens_limit_reached',
          message: 'Request body too large for gpt-4o model. Max size: 8000 tokens.',
        }),
      ),
      'shorter',
    ],
    [
      '429, a day',
      error(429, {
        code: 'RateLimitReached',
        message:
          'Rate limit of 150 per 86400s exceeded for UserByModelByDay. Please wait 40000 seconds before retrying.',
      }),
      'rests',
    ],
    ['401, Bad credentials', error(401, { code: 'unauthorized', message: 'Bad credentials' }), 'disabled'],
  ],
  'NVIDIA NIM': [
    [
      '402, credits that expired',
      body(402, { status: 402, title: 'Payment Required', detail: "Account 'x': Cloud credits expired" }),
      'disabled',
    ],
    [
      '404, no such function',
      body(404, { status: 404, title: 'Not Found', detail: "Function 'x': Not found for account 'y'" }),
      'rests',
    ],
  ],
  Fireworks: [
    [
      '412, an account that is suspended',
      error(412, {
        message:
          'Account x is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.',
      }),
      'disabled',
    ],
  ],
  Cerebras: [
    [
      '429, its queue',
      body(429, {
        message: "We're experiencing high traffic right now! Please try again soon.",
        type: 'too_many_requests_error',
        param: 'queue',
        code: 'queue_exceeded',
      }),
      'rests',
    ],
    [
      '429, the tokens of a day',
      body(429, {
        message: 'Tokens per day limit exceeded - too many tokens processed.',
        type: 'too_many_tokens_error',
        param: 'quota',
        code: 'token_quota_exceeded',
      }),
      'rests',
    ],
  ],
  Bedrock: [
    [
      '403, a token that expired',
      body(403, { message: 'The security token included in the request is expired' }),
      'disabled',
    ],
    [
      '400, an input that is too long',
      unless(isLong, body(400, { message: 'Input is too long for requested model.' })),
      'shorter',
    ],
    [
      'one 503 ServiceUnavailableException',
      first(body(503, { message: 'Bedrock is unable to process your request.' })),
      'again',
    ],
  ],
  'any server': [
    [
      'whole, content as parts',
      body(200, {
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: [{ type: 'text', text: answer }] },
            finish_reason: 'stop',
          },
        ],
      }),
      'works',
    ],
    ['event: done with {}', raw(`${delta({ content: answer })}${delta({}, 'stop')}event: done\ndata: {}\n\n`), 'works'],
    ['the beginning of a turn in the text', says(`<|im_start|>assistant\n${answer}<|im_end|>`), 'works'],
    ['451', body(451, { error: { message: 'Unavailable For Legal Reasons' } }), 'rests'],
  ],
};
