import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import { keep } from '../bounded.ts';
import type { Visit } from '../server.ts';
import type { ModelFault } from './faults.ts';

export interface ModelRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; as text when it is no JSON. */
  readonly body: unknown;
  readonly fault: ModelFault | null;
  status: number | null;
  /** The client left before the answer was complete. */
  aborted: boolean;
  ended: boolean;
  /** Monotonic, like `at`; null while it runs. */
  endedAt: number | null;
}

/** The last requests, and how many completions are under way. */
export function createRecords(clock: Clock) {
  const requests: ModelRequest[] = [];
  let completions = 0;
  let inFlight = 0;
  let maxInFlight = 0;
  return {
    requests,
    get completions() {
      return completions;
    },
    get inFlight() {
      return inFlight;
    },
    get maxInFlight() {
      return maxInFlight;
    },
    note({ res, method, url, headers, body }: Visit, fault: ModelFault | null): void {
      const path = url.pathname;
      const rest = { fault, status: null, aborted: false, ended: false, endedAt: null };
      const record: ModelRequest = { at: clock.now(), method, path, headers, body: parsed(body), ...rest };
      keep(requests, record, 1000);
      res.once('close', () => {
        record.status = res.headersSent ? res.statusCode : null;
        record.ended = res.writableFinished;
        record.endedAt = clock.now();
        record.aborted = !record.ended && fault !== 'reset' && fault !== 'refuse';
      });
    },
    async during(work: () => Promise<void>): Promise<void> {
      completions += 1;
      inFlight += 1;
      maxInFlight = Math.max(maxInFlight, inFlight);
      try {
        await work();
      } finally {
        inFlight -= 1;
      }
    },
    reset() {
      requests.length = 0;
      maxInFlight = inFlight;
    },
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
