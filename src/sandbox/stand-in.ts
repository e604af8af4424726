import type { IncomingHttpHeaders } from 'node:http';
import { type Clock, sleep } from '../lib/clock.ts';
import { keep } from './bounded.ts';
import { createFaultScript, type Fault, play } from './faults.ts';
import { createLocalServer, send, type Visit } from './server.ts';

/** What a stand-in answers; `json` and `text` exclude each other, neither is an empty body. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

interface Served {
  readonly at: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  status: number | null;
  aborted: boolean;
  ended: boolean;
}

export interface StandInOptions {
  readonly clock: Clock;
  readonly latencyMs: number;
  readonly dripMs: number;
}

/** A service on this machine that answers by a function, can be told to misbehave, and remembers who asked what. */
export interface StandIn {
  readonly url: string;
  /** The last requests, oldest first. */
  readonly requests: readonly Served[];
  readonly count: number;
  /** Mistakes that the client made. */
  readonly breaches: readonly string[];
  readonly open: number;
  readonly maxOpen: number;
  /** From now on, or for the next `times` requests. `null` heals. */
  fault(fault: Fault | null, times?: number): Promise<void>;
  script(faults: readonly (Fault | null)[]): void;
  /** Changes how long every answer takes. */
  latency(ms: number): void;
  stop(): Promise<void>;
}

export type Breach = (what: string) => void;

/** `answer` is called as a request comes in; `open` counts it already. The answer leaves after the latency. */
export async function createStandIn(
  options: StandInOptions,
  answer: (visit: Visit, open: number, breach: Breach) => Reply,
): Promise<StandIn> {
  const { clock, dripMs } = options;
  let { latencyMs } = options;
  const faults = createFaultScript<Fault>();
  const requests: Served[] = [];
  const breaches: string[] = [];
  let count = 0;
  let maxOpen = 0;

  const server = await createLocalServer(async (visit) => {
    const { res, url } = visit;
    const served: Served = {
      at: clock.now(),
      method: visit.method,
      path: url.pathname + url.search,
      headers: visit.headers,
      body: visit.body,
      status: null,
      aborted: false,
      ended: false,
    };
    keep(requests, served, 1000);
    count += 1;
    maxOpen = Math.max(maxOpen, server.open);
    const fault = faults.take();
    res.once('close', () => {
      served.status = res.headersSent ? res.statusCode : null;
      served.ended = res.writableFinished;
      served.aborted = !served.ended && fault !== 'reset' && fault !== 'refuse';
    });
    const reply = answer(visit, server.open, (what) => keep(breaches, what));
    if (latencyMs > 0) await sleep(clock, latencyMs, visit.signal);
    if (visit.signal.aborted) return;
    const contentType = reply.json === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
    const body = reply.json === undefined ? (reply.text ?? '') : JSON.stringify(reply.json);
    if (fault !== null) return play(fault, visit, { contentType, body }, clock, dripMs);
    send(res, reply.status, { 'content-type': contentType, ...reply.headers }, body);
  });

  return {
    url: server.url,
    requests,
    breaches,
    get count() {
      return count;
    },
    get open() {
      return server.open;
    },
    get maxOpen() {
      return maxOpen;
    },
    async fault(fault, times) {
      faults.set(fault, times);
      await (fault === 'refuse' ? server.refuse() : server.accept());
    },
    script: (list) => faults.script(list),
    latency(ms) {
      latencyMs = ms;
    },
    stop: () => server.stop(),
  };
}
