import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (
  response: ServerResponse,
  request: { readonly body: Body; readonly headers: IncomingMessage['headers'] },
) => void;

export interface Body {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly reasoning_effort?: string;
  readonly response_format?: object;
}

/** A server of models that does exactly what a test tells it, and says what was asked of it and what is still open. */
export async function startModelServer(answer: Answer) {
  const bodies: Body[] = [];
  let open = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    open++;
    most = Math.max(most, open);
    response.on('close', () => open--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body = (text === '' ? {} : JSON.parse(text)) as Body;
    bodies.push(body);
    answer(response, { body, headers: request.headers });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    bodies,
    open: () => open,
    most: () => most,
    answerWith(next: Answer) {
      answer = next;
    },
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type ModelServer = Awaited<ReturnType<typeof startModelServer>>;

export const event = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
export const chunk = (content: string, finish: string | null = null) =>
  event({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: finish }] });

export function openStream(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(event({ choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] }));
}

export const says =
  (...parts: string[]): Answer =>
  (response) => {
    openStream(response);
    for (const part of parts) response.write(chunk(part));
    response.end(chunk('', 'stop') + event('[DONE]'));
  };

export const saysBody =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(text);
  };

export const saysFault = (status: number, error: unknown, headers: Record<string, string> = {}): Answer =>
  saysBody(status, { error }, headers);

export const hangs: Answer = () => {};

/** Writes the same again and again until the other side has enough. */
export const drips =
  (text: string, everyMs: number, head: (response: ServerResponse) => void = openStream): Answer =>
  (response) => {
    head(response);
    const timer = setInterval(() => response.write(text), everyMs);
    response.on('close', () => clearInterval(timer));
  };
