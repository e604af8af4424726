import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// A model server in a process of its own. It holds each request for as long as the question says and tells in its
// answer how long it really did, so that whoever asked can take that off. Streams where it is asked to.

const event = (content: string, finish: string | null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'bench',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  })}\n\n`;
const words = Array.from({ length: 20 }, (_, i) => ` word${i}`);
const wordEvents = words.map((word) => event(word, null)).join('');

function whole(content: string): string {
  const message = { role: 'assistant', content, refusal: null };
  return JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'bench',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 20, completion_tokens: 21, total_tokens: 41 },
  });
}

const server = createServer((request, response) => {
  const began = performance.now();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    const holdMs = Number(/hold (\d+)/.exec(text)?.[1] ?? 0);
    const streams = text.includes('"stream":true');
    const answer = () => {
      const held = ` held ${(performance.now() - began).toFixed(4)}`;
      response.writeHead(200, { 'content-type': streams ? 'text/event-stream' : 'application/json' });
      if (!streams) return response.end(whole(words.join('') + held));
      response.write(wordEvents);
      response.end(`${event(held, null)}${event('', 'stop')}data: [DONE]\n\n`);
    };
    if (holdMs > 0) setTimeout(answer, holdMs);
    else answer();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
