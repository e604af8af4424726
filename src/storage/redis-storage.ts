import type { Tell } from '../domain/event.ts';
import { failure } from './failure.ts';
import { untilIdle } from './group-commit.ts';
import { createGuard } from './guard.ts';
import { createRecords } from './records.ts';
import { createRedisCaches } from './redis-caches.ts';
import {
  connect,
  createRedisClient,
  createScript,
  createSharedScripts,
  quickenStrings,
  type Redis,
  type RedisConnection,
} from './redis-client.ts';
import { createRedisRecords, recordKeys } from './redis-records.ts';
import { createStore, type Opened, type StorageParts } from './store.ts';

/** Every call answers within it, whatever Redis does. */
const deadlineMs = 250;
/** A decision must come within 250 ms, and whoever asked has to make it without Redis after that. */
export const decisionMs = 200;
/** A little longer than an attempt to connect may take. */
const patienceAtStartMs = 1_200;

/** Names keys of several slots, and is a script: what a cluster or a Sentinel refuses. */
const probeText = `return redis.call('SET', KEYS[1], 1, 'PX', 60000)`;
const probeKeys = ['serdabot:probe', recordKeys[0]];

export async function openRedisStorage({ url, clock, tell }: StorageParts): Promise<Opened> {
  const address = URL.parse(url);
  if (!address?.hostname) return { ok: false, reason: 'storage.url: expected redis://HOST:PORT/NUMBER' };
  const name = `Redis at ${address.host}`;
  const { createClient, default: Adapter } = await import('@keyv/redis');
  quickenStrings();

  let connection: RedisConnection;
  try {
    connection = createRedisClient({ createClient, url, onError: (failure) => guard.failed(failure) });
  } catch (error) {
    return { ok: false, reason: `storage.url: ${(error as Error).message}; expected redis://HOST:PORT/NUMBER` };
  }
  const { client, faultOf } = connection;
  const probeScript = createScript(client, probeText);
  const probe = () => probeScript(probeKeys, []);
  const guard = createGuard({ backend: 'redis', name, probe, faultOf, clock, tell });
  const run = guard.within(deadlineMs);
  client.once('ready', () => void warnOfLoss(client, name, tell));
  await connect(client, clock, patienceAtStartMs);
  if (client.isReady) await run(probe);
  else if (guard.state().state === 'ok') guard.failed(failure('unreachable', 'no connection yet'));

  const { drained, ...records } = createRecords(createRedisRecords(client), {
    run,
    clock,
    patienceMs: deadlineMs,
    gather: untilIdle,
  });
  const caches = createRedisCaches({ Adapter, client, run, clock });

  const storage = createStore({
    records,
    caches,
    guard,
    run,
    writtenElsewhere: () => null,
    scripts: createSharedScripts(client, guard.within(decisionMs)),
    // What was deleted stays in Redis's append-only file until that is rewritten.
    scrub: () =>
      run(async () => {
        await client.sendCommand(['BGREWRITEAOF']);
        return null;
      }),
    async close() {
      const isGone = guard.refusal() !== null;
      guard.close();
      caches.close();
      if (!isGone) await drained();
      if (client.isOpen) client.destroy();
    },
  });
  return { ok: true, storage };
}

/** A server with the settings of a mere cache forgets records, and nobody would notice before they are missed. */
async function warnOfLoss(client: Redis, name: string, tell: Tell): Promise<void> {
  const info = await client.info().catch(() => '');
  const value = (field: string) => new RegExp(`^${field}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const policy = value('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction' && value('maxmemory') !== '0') {
    tell({
      kind: 'warning',
      text: `storage: ${name} may throw records away: set maxmemory-policy noeviction`,
      fr: `stockage : ${name} peut jeter des données : mettez maxmemory-policy noeviction`,
    });
  }
  if (value('aof_enabled') === '0') {
    tell({
      kind: 'warning',
      text: `storage: ${name} may forget the last minutes at a crash: set appendonly yes`,
      fr: `stockage : ${name} peut oublier les dernières minutes dans une panne : mettez appendonly yes`,
    });
  }
}
