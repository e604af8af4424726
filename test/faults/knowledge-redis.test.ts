import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FleetRoom } from '../../src/fleet/index.ts';
import { createRedisFleet } from '../../src/fleet/redis-fleet.ts';
import { createSources } from '../../src/knowledge/sources.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createSandboxIgdb, type SandboxIgdb } from '../../src/sandbox/igdb.ts';
import { aBase } from '../support/fakes.ts';
import { lookup, noSignal, openNothing, phrasesIn, sourceSettings } from '../support/knowledge.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { type OpenScripts, openSharedScripts } from '../support/shared-scripts.ts';
import { until } from '../support/until.ts';

const program = findRedis();

describe.skipIf(!program)('two processes of one bot', () => {
  let redis: RedisServer;
  let shared: OpenScripts[] = [];
  let fleets: FleetRoom[] = [];
  let igdb: SandboxIgdb;
  beforeAll(async () => {
    redis = await startRedis(program!);
    shared = await Promise.all([0, 1].map(() => openSharedScripts(redis.url)));
    igdb = await createSandboxIgdb({ accepts: () => true });
    fleets = shared.map(({ scripts }) =>
      createRedisFleet({ ...aBase({ bot: { channels: ['a', 'b'] }, storage: { processes: 2 } }), scripts }),
    );
    for (const fleet of fleets) await fleet.start();
  });
  afterAll(async () => {
    for (const fleet of fleets) await fleet.stop();
    for (const { close } of shared) close();
    await igdb.stop();
    await redis[Symbol.asyncDispose]();
  });

  test('together ask a source no more often than it allows, as the source counts', async () => {
    const say = await phrasesIn('fr');
    const both = fleets.map(({ windows }) =>
      createSources({
        settings: () => sourceSettings('http://127.0.0.1:9', igdb.baseUrl, { wikipedia: 1, igdb: 4 }),
        openFresh: openNothing,
        fleet: { windows },
        token: { clientId: igdb.clientId, get: async () => 'token' },
        say,
        clock: systemClock,
        tell: () => {},
      }),
    );
    const titles = ['hades', 'celeste', 'terraria', 'doom', 'portal'];
    // On a busy machine a turn may come too late for an answer: then it is asked again.
    const asked = both.flatMap((one) =>
      titles.map((title) =>
        until(async () => expect(await one.igdb(lookup(title), noSignal())).toMatchObject({ kind: 'fact' })),
      ),
    );
    await Promise.all(asked);
    expect(igdb.maxPerSecond).toBeLessThanOrEqual(4);
    expect(igdb.breaches).toEqual([]);
  });
});
