import { expect, test } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { startBot } from '../support/bot.ts';
import { aViewer } from '../support/fakes.ts';
import { startForwarder } from '../support/forwarder.ts';
import { findRedis } from '../support/real-parts.ts';
import { startRedis } from '../support/redis.ts';
import { createRoundTrips } from '../support/round-trips.ts';

const program = findRedis();
/** Of a store that is never late, however busy the machine is. */
const clock = { ...systemClock, after: () => () => {} };

test.skipIf(!program)('what a command waits for on Redis, one round trip after the other', async () => {
  await using redis = await startRedis(program!);
  const trips = createRoundTrips();
  await using way = await startForwarder(redis.port, trips);
  const url = `redis://127.0.0.1:${way.port}/0`;
  const settings = { storage: { url, processes: 1 }, rate_limiting: { newcomers_per_hour: 60 } };
  const bot = await startBot({ storage: { url, folder: '/nowhere', clock }, settings });
  try {
    const price = { in: 1, cached: 1, out: 1 };
    const endpoint = { name: 'local', url: bot.models.url, model: bot.models.models[0]!, price };
    bot.configure({ ...settings, llm: { endpoints: [endpoint] } });
    let viewers = 0;
    await bot.ask('!addcom !salut -cd=0 Salut, te voilà pour la $(count)e fois.', aViewer('mo', 'moderator'));
    const tripsOf = async (line: string) => {
      const newcomer = aViewer(`viewer${viewers++}`);
      trips.begin(newcomer.id);
      await bot.ask(line, newcomer);
      return trips.end();
    };
    // The first of each loads what it needs.
    for (const line of ['!ping', '!salut', '!ask pourquoi les chiens aboient ?', 'serdabot raconte une blague']) {
      await tripsOf(line);
    }

    expect(await tripsOf('!ping')).toEqual(['claim + opt-out', 'permit', 'hand']);
    expect(await tripsOf('!salut')).toEqual(['claim + opt-out', 'permit', 'hand']);
    const model = ['slot', 'budget', 'permit', 'hand'];
    const question = ['claim + opt-out', 'admission + conversations + seen'];
    expect(await tripsOf('serdabot raconte une blague')).toEqual([...question, ...model]);
    expect(await tripsOf('!ask pourquoi les chats ronronnent ?')).toEqual([...question, 'answers', ...model]);
    // From the memory of this process.
    expect(await tripsOf('!ask pourquoi les chats ronronnent ?')).toEqual([...question, 'permit', 'hand']);
  } finally {
    await bot.stop();
  }
});
