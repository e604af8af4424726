import { faults } from './faults.ts';
import { streams } from './streams.ts';
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
  isLong,
  isStructured,
  type Outcome,
  type Reply,
  type Row,
  raw,
  type Sent,
  says,
  unless,
} from './wire.ts';

/** One shape that a provider is documented or known to send, and what the bot makes of it. */
export interface Case {
  readonly provider: string;
  readonly shape: string;
  readonly reply: Reply;
  readonly expect: Outcome;
}

const object = JSON.stringify({ answer, tone: 'friendly', confidence: 0.9 });
const wantsThoughts = (sent: Sent) =>
  sent['reasoning_effort'] !== 'none' &&
  (sent['chat_template_kwargs'] as { enable_thinking?: boolean } | undefined)?.enable_thinking !== false;
/** A model whose thoughts fill all the room, until it is told to stop that. */
const thinker = (unlessTold: (sent: Sent) => boolean, field = 'reasoning_content'): Reply =>
  unless(unlessTold, says('', { finish: 'length', thoughts: 'Hmm, six times seven...', field }));
const busy = (status: number, value: unknown): Reply => first(body(status, value));

const providers: Readonly<Record<string, readonly Row[]>> = {
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
  ],
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
  ],
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
  ],
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
  ],
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
  ],
  KoboldCpp: [
    [
      '503, busy, in its own words',
      first(body(503, { detail: { msg: 'Server is busy; please try again later.', type: 'service_unavailable' } })),
      'again',
    ],
    ['a body of text', body(200, { choices: [{ index: 0, text: answer, finish_reason: 'stop' }] }), 'works'],
    ['tokens of the template in the answer', says(`${answer}<|eot_id|>`), 'works'],
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
  ],
  'any server': [
    ['one byte at a time', raw(delta({ content: answer }) + delta({}, 'stop') + done, { cut: 1 }), 'works'],
    [
      'lines that end in CR LF',
      raw((delta({ content: answer }) + delta({}, 'stop') + done).replaceAll('\n', '\r\n')),
      'works',
    ],
    [
      'no space behind data:',
      raw((delta({ content: answer }) + delta({}, 'stop') + done).replaceAll('data: ', 'data:')),
      'works',
    ],
    [
      'a connection that stays open behind the last word',
      raw(delta({ content: answer }) + delta({}, 'stop'), { open: true }),
      'works',
    ],
    ['a stream that is cut', first(raw(delta({ content: 'Ça' }), { reset: true })), 'again'],
    ['a stream that ends without an end', first(raw(delta({ content: 'Ça' }))), 'again'],
    [
      'one JSON value where a stream was asked for',
      body(200, { choices: [{ index: 0, message: { role: 'assistant', content: answer }, finish_reason: 'stop' }] }),
      'works',
    ],
    ['words before the object', says(`Voici : ${object}`), 'works'],
    ['a list of one object', says(`[${object}]`), 'works'],
    ['an object that was encoded twice', says(JSON.stringify(object)), 'works'],
    ['an object in a fence', says(`\`\`\`json\n${object}\n\`\`\``), 'works'],
    ['thoughts before the object', says(`<think>6 x 7</think>${object}`), 'works'],
    ['thoughts that never end', thinker(() => true), 'rests'],
    [
      'a refusal without a word',
      unless((sent) => isStructured(sent) || has('stream_options')(sent), body(422, {})),
      'learned',
    ],
    [
      'a tool call',
      raw(
        delta({ tool_calls: [{ index: 0, function: { name: 'sum', arguments: '{}' } }] }) +
          delta({}, 'tool_calls') +
          done,
      ),
      'next',
    ],
  ],
};

const rowsOf = (provider: string) => [
  ...(providers[provider] ?? []),
  ...(faults[provider] ?? []),
  ...(provider === anyServer ? streams : []),
];
const anyServer = 'any server';
const named = new Set([...Object.keys(providers), ...Object.keys(faults)]);
named.delete(anyServer);

export const cases: readonly Case[] = [...named, anyServer].flatMap((provider) =>
  rowsOf(provider).map(([shape, reply, expect]) => ({ provider, shape, reply, expect })),
);
