import {
  answer,
  body,
  code,
  delta,
  done,
  event,
  first,
  has,
  hasSystem,
  html,
  isLong,
  isStructured,
  type Row,
  raw,
  says,
  text,
  thinker,
  unless,
} from './wire.ts';

/** What servers for many send. */
export const serving: Readonly<Record<string, readonly Row[]>> = {
  Cloudflare: [
    [
      'a key in a list of errors',
      body(403, { success: false, errors: [{ code: 10000, message: 'Authentication error' }] }),
      'disabled',
    ],
    [
      'an error in a list with status 200',
      first(body(200, { success: false, errors: [{ code: 3040, message: 'Capacity temporarily exceeded' }] })),
      'again',
    ],
    ['one 524 of HTML', first(body(524, '<html><body>error code: 524</body></html>')), 'again'],
    ['HTML with status 200', first(body(200, '<html><body>Just a moment...</body></html>')), 'again'],
    ['a schema that it does not hold', unless(isStructured, code(400, 'Invalid response_format'), says()), 'learned'],
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
  vLLM: [
    [
      'an error at top level in mid-stream, then [DONE]',
      first(
        raw(
          delta({ content: 'Ça' }) +
            event({ object: 'error', message: 'CUDA error: out of memory', type: 'InternalServerError', code: 500 }) +
            done,
        ),
      ),
      'again',
    ],
    [
      '400 at top level, too long',
      unless(
        isLong,
        body(400, {
          object: 'error',
          message: "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
          type: 'BadRequestError',
          param: null,
          code: 400,
        }),
      ),
      'shorter',
    ],
    [
      '404 at top level',
      body(404, {
        object: 'error',
        message: 'The model `x` does not exist.',
        type: 'NotFoundError',
        param: null,
        code: 404,
      }),
      'rests',
    ],
    [
      'reasoning_effort may not be none',
      unless(
        (sent) => sent['reasoning_effort'] === 'none',
        body(400, {
          error: {
            message:
              "1 validation error: {'type': 'literal_error', 'loc': ('body', 'reasoning_effort'), 'msg': \"Input should be 'low', 'medium' or 'high'\"}",
            type: 'BadRequestError',
            code: 400,
          },
        }),
        thinker((sent) => sent['reasoning_effort'] !== 'low'),
      ),
      'learned',
    ],
    [
      'a parser that puts the answer into the thoughts',
      unless((sent) => !JSON.stringify(sent['messages']).includes('/no_think'), says('', { thoughts: answer })),
      'learned',
    ],
    ['thoughts whose opening tag the template wrote', says(`6 x 7\n</think>\n\n${answer}`), 'works'],
    [
      'channels of gpt-oss',
      says(
        `<|channel|>analysis<|message|>6 x 7<|end|><|start|>assistant<|channel|>final<|message|>${answer}<|return|>`,
      ),
      'works',
    ],
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
      'usage with every chunk',
      raw(
        event({
          choices: [{ index: 0, delta: { content: answer }, finish_reason: null }],
          usage: { prompt_tokens: 2, completion_tokens: 3 },
        }) +
          delta({}, 'stop') +
          done,
      ),
      'works',
    ],
    [
      '400 at top level',
      unless(
        isStructured,
        body(400, { object: 'error', message: 'Failed to compile json schema', type: 'BadRequestError', code: 400 }),
      ),
      'learned',
    ],
    ['finish_reason abort', first(raw(delta({ content: '' }) + delta({}, 'abort') + done)), 'again'],
    [
      'matched_stop in the choice',
      raw(
        event({ choices: [{ index: 0, delta: { content: answer }, finish_reason: 'stop', matched_stop: 2 }] }) + done,
      ),
      'works',
    ],
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
};
