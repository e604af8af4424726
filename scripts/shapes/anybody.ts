import {
  answer,
  body,
  delta,
  done,
  first,
  has,
  html,
  isStructured,
  object,
  type Row,
  raw,
  says,
  text,
  thinker,
  unless,
} from './wire.ts';

/** What may come from anybody. */
export const anybody: readonly Row[] = [
  ['seven bytes at a time', raw(delta({ content: answer }) + delta({}, 'stop') + done, { cut: 7 }), 'works'],
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
  ['429 with Retry-After below zero', body(429, { error: { message: 'slow down' } }, { 'retry-after': '-5' }), 'rests'],
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
];
