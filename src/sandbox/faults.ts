import type { Clock } from '../lib/clock.ts';
import { sleep } from '../lib/clock.ts';
import { send, sendJson, type Visit } from './server.ts';

/** What any HTTP service may do instead of answering well. */
export type Fault =
  | 'hang' // never answers
  | 'drip' // the right answer, one byte a second
  | 'reset' // the connection is reset
  | 'refuse' // the port is closed until another fault, or none, is set
  | 'html' // a web page with status 200
  | 'empty-object'
  | 'truncated' // half of the right answer, ended as if whole
  | 'null-body'
  | 'huge' // 200 MB
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> };

/** Faults in the order in which requests will meet them. */
export interface FaultScript<F> {
  /** Every request until changed, or the next `times`. `null` heals. */
  set(fault: F | null, times?: number): void;
  /** One entry for each of the next requests; `null` answers well. Then the fault that was set, if any. */
  script(faults: readonly (F | null)[]): void;
  take(): F | null;
}

export function createFaultScript<F>(): FaultScript<F> {
  let standing: { fault: F; left: number } | null = null;
  let queue: (F | null)[] = [];
  return {
    set(fault, times = Number.POSITIVE_INFINITY) {
      queue = [];
      standing = fault === null ? null : { fault, left: times };
    },
    script(faults) {
      queue = [...faults];
    },
    take() {
      const next = queue.shift();
      if (next !== undefined) return next;
      if (!standing || standing.left <= 0) return null;
      standing.left -= 1;
      return standing.fault;
    },
  };
}

/** The answer that would have been right: several faults give a part of it. */
export interface Good {
  readonly contentType: string;
  readonly body: string;
}

const hugeBytes = 200 * 1024 * 1024;
const page =
  '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

export async function play(fault: Fault, visit: Visit, good: Good, clock: Clock, dripMs = 1000): Promise<void> {
  const { res, signal } = visit;
  if (typeof fault === 'object') {
    const text = typeof fault.body === 'string';
    if (text) return send(res, fault.status, { 'content-type': 'text/plain', ...fault.headers }, fault.body as string);
    return sendJson(res, fault.status, fault.body ?? {}, fault.headers);
  }
  switch (fault) {
    case 'hang':
      return until(signal);
    case 'reset':
    case 'refuse':
      res.socket?.resetAndDestroy();
      return;
    case 'html':
      return send(res, 200, { 'content-type': 'text/html; charset=utf-8' }, page);
    case 'empty-object':
      return sendJson(res, 200, {});
    case 'null-body':
      return sendJson(res, 200, null);
    case 'truncated':
      return send(res, 200, { 'content-type': good.contentType }, good.body.slice(0, Math.ceil(good.body.length / 2)));
    case 'drip': {
      res.writeHead(200, { 'content-type': good.contentType });
      for (const byte of Buffer.from(good.body)) {
        if (signal.aborted) return;
        res.write(Buffer.of(byte));
        await sleep(clock, dripMs, signal);
      }
      res.end();
      return;
    }
    case 'huge':
      return pour(visit, good);
  }
}

/** 200 MB that begin like the right answer, written no faster than the client reads. */
async function pour({ res, signal }: Visit, good: Good): Promise<void> {
  res.writeHead(200, { 'content-type': good.contentType });
  res.write('{"padding":"');
  const block = Buffer.alloc(64 * 1024, 'a');
  for (let sent = 0; sent < hugeBytes && !signal.aborted; sent += block.length) {
    if (!res.write(block)) await drained(res, signal);
  }
  if (!signal.aborted) res.end('"}');
}

function drained(res: Visit['res'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      res.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    res.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}

export function until(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
