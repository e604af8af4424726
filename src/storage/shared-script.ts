import { createHash } from 'node:crypto';
import type { SharedScript, SharedScripts } from '../domain/shared-script.ts';
import type { Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { asFailure, failure } from './failure.ts';
import type { Health } from './health.ts';
import type { Redis } from './redis-client.ts';

export interface SharedScriptsParts {
  readonly client: Redis;
  readonly health: Health;
  readonly clock: Clock;
  readonly deadlineMs?: number;
}

interface Call {
  readonly since: number;
  settled: boolean;
  readonly settle: (answer: Stored<unknown>) => void;
}

/** A decision must come within 250 ms, and whoever asked has to make it without Redis after that. */
const decisionMs = 200;

/**
 * Made for a call on every command: while answers come in time it costs little more than the client does. Calls are late
 * in the order in which they were made, so one timer is enough for all of them.
 */
export function createSharedScripts(parts: SharedScriptsParts): SharedScripts {
  const { client, health, clock, deadlineMs = decisionMs } = parts;
  const late = failure('late', `no answer within ${deadlineMs} ms`);
  let calls: Call[] = [];
  let watching = false;

  function watch(ms: number) {
    watching = true;
    // Answers that came while our own event loop stood still are read before setImmediate runs.
    clock.after(ms, () => void setImmediate(look));
  }

  function look() {
    const now = clock.now();
    let first = 0;
    for (; first < calls.length; first++) {
      const call = calls[first]!;
      if (call.settled) continue;
      if (now - call.since < deadlineMs) break;
      health.failed(late);
      call.settle(late);
    }
    calls = calls.slice(first);
    watching = calls.length > 0;
    if (watching) watch(Math.max(1, calls[0]!.since + deadlineMs - now));
  }

  function within(answer: Promise<unknown>, again: () => Promise<unknown>): Promise<Stored<unknown>> {
    return new Promise((resolve) => {
      const call: Call = {
        since: clock.now(),
        settled: false,
        settle(value) {
          if (call.settled) return;
          call.settled = true;
          resolve(value);
        },
      };
      calls.push(call);
      if (!watching) watch(deadlineMs);
      const succeeded = (value: unknown) => call.settle({ ok: true, value });
      const failed = (error: unknown) => {
        const found = asFailure(error);
        if (!call.settled) health.failed(found);
        call.settle(found);
      };
      answer.then(succeeded, (error: unknown) => {
        const unknown = error instanceof Error && error.message.startsWith('NOSCRIPT');
        if (unknown) again().then(succeeded, failed);
        else failed(error);
      });
    });
  }

  return {
    define(text): SharedScript {
      const sha = createHash('sha1').update(text).digest('hex');
      return (keys, args) => {
        const refusal = health.refusal();
        if (refusal) return Promise.resolve(refusal);
        const options = { keys: keys as string[], arguments: args as string[] };
        return within(client.evalSha(sha, options), () => client.eval(text, options));
      };
    },
  };
}
