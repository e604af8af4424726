import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { createClient } from '@keyv/redis';
import type { SharedScripts } from '../../src/domain/storage.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createGuard } from '../../src/storage/guard.ts';
import { connect, createRedisClient, createSharedScripts } from '../../src/storage/redis-client.ts';
import { until } from './until.ts';

export interface OpenScripts {
  readonly scripts: SharedScripts;
  close(): void;
}

/** How long an answer may take where a test is not about late ones: a machine may be busy. */
export const patientMs = 20_000;

/** Scripts over a connection of their own, as another process has it. */
export async function openSharedScripts(url: string, deadlineMs = () => patientMs): Promise<OpenScripts> {
  const { client, faultOf } = createRedisClient({ createClient, url, onError: (failure) => guard.failed(failure) });
  const guard = createGuard({
    backend: 'redis',
    name: 'Redis',
    probe: () => client.set('serdabot:probe', '1'),
    faultOf,
    clock: systemClock,
    tell() {},
  });
  await connect(client, systemClock, patientMs);
  // A first attempt to connect may have failed on a busy machine: the guard refuses until its probe has succeeded.
  if (client.isReady) await until(() => assert.equal(guard.refusal(), null));
  return {
    scripts: createSharedScripts(client, (call) => guard.within(deadlineMs())(call)),
    close() {
      guard.close();
      if (client.isOpen) client.destroy();
    },
  };
}

/** Scripts that know whether one of them is still to be answered. */
export function counted(scripts: SharedScripts): { readonly scripts: SharedScripts; answered(): Promise<void> } {
  let underWay = 0;
  return {
    scripts: {
      define(text) {
        const script = scripts.define(text);
        return async (keys, args) => {
          underWay++;
          return script(keys, args).finally(() => underWay--);
        };
      },
    },
    /** Everything that was asked was answered, and what that led to as well. */
    async answered() {
      for (let still = 0; still < 3; still = underWay === 0 ? still + 1 : 0) await turn();
    },
  };
}

/** Redis's own clock stands still while a test turns another: the server tells that one instead, where it tells the time. */
export function onClock(scripts: SharedScripts, clock: Clock): SharedScripts {
  return {
    define(text) {
      const script = scripts.define(text);
      if (!text.includes("'TIME'")) return script;
      return async (keys, args) => {
        const asked = clock.now();
        const answer = await script(keys, args);
        if (!answer.ok) return answer;
        const time = (asked + clock.now()) / 2 + 1_700_000_000_000;
        return { ok: true, value: Array.isArray(answer.value) ? [time, ...answer.value.slice(1)] : time };
      };
    },
  };
}
