import { createClient } from '@keyv/redis';
import type { SharedScripts } from '../../src/domain/storage.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { asFailure } from '../../src/storage/failure.ts';
import { createHealth } from '../../src/storage/health.ts';
import { connect, createRedisClient } from '../../src/storage/redis-client.ts';
import { createSharedScripts } from '../../src/storage/shared-script.ts';

export interface OpenScripts {
  readonly scripts: SharedScripts;
  close(): void;
}

/** Scripts over a connection of their own, as another process has it. */
export async function openSharedScripts(url: string, deadlineMs?: number): Promise<OpenScripts> {
  const client = createRedisClient({ createClient, url, onError: (error) => health.failed(asFailure(error)) });
  const health = createHealth({
    backend: 'redis',
    name: 'Redis',
    probe: () => client.set('serdabot:probe', '1'),
    clock: systemClock,
    tell() {},
  });
  await connect(client, systemClock, 2_000);
  return {
    scripts: createSharedScripts({ client, health, clock: systemClock, ...(deadlineMs && { deadlineMs }) }),
    close() {
      health.close();
      if (client.isOpen) client.destroy();
    },
  };
}

/** Redis's own clock stands still while a test turns another: the server tells that one instead. */
export function onClock(scripts: SharedScripts, clock: Clock): SharedScripts {
  return {
    define(text) {
      const script = scripts.define(text);
      if (!text.includes("'TIME'")) return script;
      return async (keys, args) => {
        const asked = clock.now();
        const answer = await script(keys, args);
        return answer.ok ? { ok: true, value: (asked + clock.now()) / 2 + 1_700_000_000_000 } : answer;
      };
    },
  };
}
