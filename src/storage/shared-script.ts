import { createHash } from 'node:crypto';
import type { SharedScript, SharedScripts, Stored } from '../domain/storage.ts';
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
  /** Null when it is settled. */
  settle: ((answer: Stored<unknown>) => void) | null;
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
      if (call.settle === null) continue;
      if (now - call.since < deadlineMs) break;
      health.failed(late);
      end(call, late);
    }
    calls = calls.slice(first);
    watching = calls.length > 0;
    if (watching) watch(Math.max(1, calls[0]!.since + deadlineMs - now));
  }

  function end(call: Call, answer: Stored<unknown>) {
    call.settle?.(answer);
    call.settle = null;
  }

  function fail(call: Call, error: unknown) {
    const found = asFailure(error);
    if (call.settle) health.failed(found);
    end(call, found);
  }

  return {
    define(text): SharedScript {
      const sha = createHash('sha1').update(text).digest('hex');
      return (keys, args) => {
        const refusal = health.refusal();
        if (refusal) return Promise.resolve(refusal);
        return new Promise((settle) => {
          const call: Call = { since: clock.now(), settle };
          calls.push(call);
          if (!watching) watch(deadlineMs);
          const succeeded = (value: unknown) => end(call, { ok: true, value });
          client.sendCommand(['EVALSHA', sha, String(keys.length), ...keys, ...args]).then(succeeded, (error) => {
            if (!isUnknown(error)) return fail(call, error);
            const again = client.sendCommand(['EVAL', text, String(keys.length), ...keys, ...args]);
            again.then(succeeded, (failed) => fail(call, failed));
          });
        });
      };
    },
  };
}

const isUnknown = (error: unknown) => error instanceof Error && error.message.startsWith('NOSCRIPT');
