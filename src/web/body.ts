import type { IncomingMessage } from 'node:http';

/** What a request has sent, as JSON; `too long` beyond `most` bytes, undefined where it is no JSON. */
export async function jsonIn(request: IncomingMessage, most: number): Promise<unknown | typeof tooLong> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) return tooLong;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

export const tooLong: unique symbol = Symbol('too long');
