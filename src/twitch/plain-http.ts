import type { IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import { request as overHttp } from '../lib/http.ts';
import { own } from '../lib/own.ts';

export interface PlainAnswer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

export interface PlainRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal;
}

const longestBody = 2_000_000;

async function textOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > longestBody) throw new Error('an answer that is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** One request without `fetch`, whose first use holds some 10 MiB for good: for what an idle bot asks. */
export async function plainRequest(url: string, { method, headers, body, signal }: PlainRequest): Promise<PlainAnswer> {
  const send = url.startsWith('https:') ? overHttps : overHttp;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = send(url, { method, headers, signal }, resolve);
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });
  const text = await textOf(answer);
  const header = (name: string) => {
    const value = own(answer.headers, name);
    return typeof value === 'string' ? value : null;
  };
  return { status: answer.statusCode ?? 0, header, text };
}
