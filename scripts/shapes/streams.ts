import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { answer, body, delta, done, event, first, object, packed, type Row, raw, says } from './wire.ts';

const half = delta({ role: 'assistant', content: 'Ça fait' });
const said = delta({ role: 'assistant', content: answer });
const stop = delta({}, 'stop');
const whole = said + stop + done;
const choice = (more: object) => event({ id: 'c1', object: 'chat.completion.chunk', choices: [{ index: 0, ...more }] });

/** How a stream may be written, whoever writes it. */
export const streams: readonly Row[] = [
  ['a byte order mark', raw(`\uFEFF${whole}`), 'works'],
  ['lines that end in CR', raw(whole.replaceAll('\n', '\r')), 'works'],
  ['lines that end in CR LF, seven bytes at a time', raw(whole.replaceAll('\n', '\r\n'), { cut: 7 }), 'works'],
  ['events without a blank line between', raw(whole.replaceAll('\n\n', '\n')), 'works'],
  ['a line of JSON each, without data:', raw(whole.replaceAll('data: ', '').replaceAll('\n\n', '\n')), 'works'],
  [
    'ids, retry and the names of events',
    raw(`retry: 3000\n\n${whole.replaceAll('data: ', 'id: 7\nevent: message\ndata: ')}`),
    'works',
  ],
  ['an event over several lines of data', raw(said.replace('"choices"', '\ndata: "choices"') + stop + done), 'works'],
  ['[DONE] with spaces around', raw(`${said}${stop}data:  [DONE] \n\n`), 'works'],
  ['[DONE] and no finish_reason', raw(said + done), 'works'],
  ['neither [DONE] nor a blank line at the end', raw((said + stop).trimEnd()), 'works'],
  ['keep-alives as empty data', raw(`data:\n\n${half}data: \n\n${delta({ content: ' 42.' })}${stop}${done}`), 'works'],
  [
    'keep-alives as null, {} and ping',
    raw(`data: null\n\ndata: {}\n\nevent: ping\ndata: {"type":"ping"}\n\nevent: ping\ndata: ping\n\n${whole}`),
    'works',
  ],
  ['comments that go on behind the last word', raw(said + stop, { open: true, after: ': keep-alive\n\n' }), 'works'],
  ['the connection reset behind the last word', raw(said + stop, { reset: true }), 'works'],
  [
    'finish_reason "" in every chunk but the last',
    raw(
      choice({ delta: { content: 'Ça fait' }, finish_reason: '' }) +
        choice({ delta: { content: ' 42.' }, finish_reason: 'null' }) +
        stop +
        done,
      { cut: 60 },
    ),
    'works',
  ],
  [
    'usage alone, with choices empty, then null',
    raw(
      said +
        stop +
        event({ choices: [], usage: { prompt_tokens: 2, completion_tokens: 3 } }) +
        event({ choices: null, usage: { prompt_tokens: 2, completion_tokens: 3 } }) +
        done,
    ),
    'works',
  ],
  ['delta null in the last chunk', raw(said + choice({ delta: null, finish_reason: 'stop' }) + done), 'works'],
  [
    'content null in every chunk but one',
    raw(
      choice({ delta: { role: 'assistant', content: null }, finish_reason: null }) +
        said +
        choice({ delta: { content: null }, finish_reason: 'stop' }) +
        done,
    ),
    'works',
  ],
  [
    'error null and refusal null in every chunk',
    raw(
      event({
        error: null,
        choices: [{ index: 0, delta: { content: answer, refusal: null, tool_calls: null }, finish_reason: null }],
      }) +
        stop +
        done,
    ),
    'works',
  ],
  [
    'logprobs null, obfuscation and fields that nobody knows',
    raw(
      event({
        obfuscation: 'x',
        zeta: {},
        choices: [{ index: 0, delta: { content: answer, audio: null, zeta: 1 }, logprobs: null, finish_reason: null }],
      }) +
        stop +
        done,
    ),
    'works',
  ],
  [
    'an opaque field of 100 kB',
    raw(
      choice({ delta: { content: '', extra_content: { google: { thought_signature: 'A'.repeat(100_000) } } } }) + whole,
    ),
    'works',
  ],
  [
    'content as parts',
    raw(
      choice({
        delta: {
          content: [
            { type: 'text', text: 'Ça fait' },
            { type: 'text', text: ' 42.' },
          ],
        },
      }) +
        stop +
        done,
    ),
    'works',
  ],
  [
    'content as one part, and as parts named output_text',
    raw(
      choice({ delta: { content: { type: 'text', text: 'Ça fait' } } }) +
        choice({ delta: { content: [{ type: 'output_text', text: ' 42.' }] } }) +
        stop +
        done,
    ),
    'works',
  ],
  ['content as a list of words', raw(choice({ delta: { content: ['Ça fait', ' 42.'] } }) + stop + done), 'works'],
  [
    'finish_reason as an object',
    raw(said + choice({ delta: {}, finish_reason: { type: 'stop', matched: 2 } })),
    'works',
  ],
  ...['eos', 'eos_token', 'end_turn', 'STOP', 'COMPLETE', 'stop_sequence', 'length', 'max_tokens', 'model_length'].map(
    (reason): Row => [`finish_reason ${reason}`, raw(said + delta({}, reason) + done), 'works'],
  ),
  ...[
    'SAFETY',
    'content_filter: RECITATION',
    'content_filtered',
    'PROHIBITED_CONTENT',
    'sensitive',
    'refusal',
    'guardrail_intervened',
  ].map((reason): Row => [`finish_reason ${reason}`, raw(half + delta({}, reason) + done), 'ends']),
  ...['error', 'abort', 'network_error', 'insufficient_system_resource', 'cancelled'].map(
    (reason): Row => [
      `finish_reason ${reason} behind half an answer`,
      first(raw(half + delta({}, reason) + done)),
      'again',
    ],
  ),
  ['an error as a word', first(raw(half + event({ error: 'the model crashed' }) + done)), 'again'],
  ['an error as detail', first(raw(half + event({ detail: 'the model crashed' }) + done)), 'again'],
  [
    'an error with a code in words',
    first(
      raw(half + event({ error: { message: 'Server overloaded', type: 'server_error', code: 'server_error' } }) + done),
    ),
    'again',
  ],
  [
    'an error that is no event',
    first(raw(`${half}{"error":{"message":"the model crashed","code":500}}\n\n${done}`)),
    'again',
  ],
  [
    'an error as event: error, in words',
    first(raw(`${half}event: error\ndata: the model crashed\n\n${done}`)),
    'again',
  ],
  [
    'an error as code and message',
    first(raw(half + event({ code: 500, message: 'the model crashed' }) + done)),
    'again',
  ],
  ['an error of status error', first(raw(half + event({ status: 'error', msg: 'the model crashed' }) + done)), 'again'],
  [
    'no money, told in mid-stream',
    raw(
      half +
        event({
          error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' },
        }),
    ),
    'disabled',
  ],
  [
    'a wrong key, told in mid-stream',
    raw(
      event({
        error: { message: 'Incorrect API key provided', type: 'invalid_request_error', code: 'invalid_api_key' },
      }),
    ),
    'disabled',
  ],
  [
    'too many requests, told in mid-stream',
    first(
      raw(event({ error: { message: 'Rate limit reached', type: 'rate_limit_error', code: 'rate_limit_exceeded' } })),
    ),
    'rests',
  ],
  [
    'a filter, told in mid-stream',
    raw(half + event({ error: { message: 'The response was filtered', code: 'content_filter' } })),
    'ends',
  ],
  ['HTML in mid-stream', first(raw(`${half}<html><body>502 Bad Gateway</body></html>`)), 'again'],
  ['no bytes at all', first(raw('')), 'again'],
  ['a body of blanks', first(body(200, '  \n\n ')), 'again'],
  ['only [DONE]', first(raw(done)), 'again'],
  ['a body of null', first(body(200, 'null')), 'again'],
  ['{} with status 200', first(body(200, {})), 'again'],
  [
    'choices empty, and tokens counted: nothing to say',
    first(body(200, { object: 'chat.completion', choices: [], usage: { prompt_tokens: 20, completion_tokens: 0 } })),
    'shorter',
  ],
  ['words with status 200', first(body(200, 'upstream connect error or disconnect/reset before headers')), 'again'],
  [
    'an empty answer, content null',
    first(body(200, { choices: [{ index: 0, message: { role: 'assistant', content: null }, finish_reason: 'stop' }] })),
    'shorter',
  ],
  [
    'whole, behind blank lines that keep the connection',
    body(
      200,
      `\n\n\n\n${JSON.stringify({ choices: [{ index: 0, message: { content: answer }, finish_reason: 'stop' }] })}`,
    ),
    'works',
  ],
  [
    'whole, with thoughts of its own',
    body(200, {
      choices: [
        { index: 0, message: { content: answer, reasoning_content: 'Hmm', reasoning: null }, finish_reason: 'stop' },
      ],
    }),
    'works',
  ],
  [
    'whole, cut off',
    first(body(200, JSON.stringify({ choices: [{ index: 0, message: { content: answer } }] }).slice(0, 60))),
    'again',
  ],
  ['gzip', packed('gzip', gzipSync(whole)), 'works'],
  ['deflate', packed('deflate', deflateSync(whole)), 'works'],
  ['brotli', packed('br', brotliCompressSync(whole)), 'works'],
  ['gzip that is none', first(packed('gzip', Buffer.from(whole))), 'again'],
  ...['reasoning_content', 'reasoning', 'thinking', 'reasoning_text', 'thought'].map(
    (field): Row => [`thoughts in field ${field}`, says(answer, { thoughts: 'Hmm, 6 x 7', field }), 'works'],
  ),
  ...['reasoning_content', 'reasoning', 'thinking'].map(
    (field): Row => [
      `only thoughts, in field ${field}, and finish_reason stop`,
      (response, sent, nth) =>
        (sent['reasoning_effort'] === 'none' ? says() : says('', { thoughts: 'Hmm, 6 x 7', field }))(
          response,
          sent,
          nth,
        ),
      'learned',
    ],
  ),
  ['an object in words of Python', says(`{'answer': '${answer}', 'tone': 'friendly', 'confidence': 0.9}`), 'works'],
  ['an object with a comma too many', says(`{"answer": "${answer}", "tone": "friendly",}`), 'works'],
  [
    'an object behind thoughts in a fence',
    says(`<think>{"answer": "no"}</think>\n\`\`\`json\n${object}\n\`\`\`\nVoilà.`),
    'works',
  ],
  ['an object in the arguments of a tool', says(JSON.stringify({ name: 'answer', arguments: { answer } })), 'works'],
  ['an object whose answer is a list of one', says(JSON.stringify({ answer: [answer], tone: 'friendly' })), 'works'],
  ['an object in another', says(JSON.stringify({ type: 'object', properties: { answer, tone: 'friendly' } })), 'works'],
  ['an object as lines of YAML', says(`answer: ${answer}\ntone: friendly\nconfidence: 0.9`), 'works'],
  [
    'an object behind the channel of gpt-oss',
    says(`<|channel|>final <|constrain|>json<|message|>${object}<|return|>`),
    'works',
  ],
  [
    'the schema said back',
    first(
      says(
        JSON.stringify({
          type: 'object',
          properties: { answer: { type: 'string' }, tone: { type: 'string' } },
          required: ['answer'],
        }),
      ),
    ),
    'learned',
  ],
];
