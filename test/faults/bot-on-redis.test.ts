import { afterEach, describe, expect, test } from 'vitest';
import { type Bot, startBot } from '../support/bot.ts';
import { aViewer } from '../support/fakes.ts';
import { patientClock } from '../support/patient-clock.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';

const program = findRedis();

describe.skipIf(!program)('the bot on Redis', () => {
  let redis: RedisServer;
  let bot: Bot | undefined;
  const start = async (settings = {}) => {
    const storage = { url: redis.url, folder: '/nowhere', clock: patientClock };
    bot = await startBot({ storage, settings: { storage: { url: redis.url, processes: 1 }, ...settings } });
    return bot;
  };
  const ready = async () =>
    (await bot!.get('/ready')).json() as Promise<{ status: string; parts: { storage: { state: string } } }>;

  afterEach(async () => {
    await bot?.stop();
    bot = undefined;
    await redis[Symbol.asyncDispose]();
  });

  test('remembers over a restart: what was said, the cooldown, and who is not heard', async () => {
    redis = await startRedis(program!);
    const lea = aViewer('lea');
    await start();
    await bot!.ask('serdabot, je m’appelle Capucine', lea);
    await bot!.ask('!ignore robot', aViewer('mo', 'moderator'));
    expect((await (await bot!.get('/api/sessions/count')).json()) as object).toEqual({
      active_sessions: 1,
      storage_backend: 'redis',
    });
    await bot!.stop();
    await start();
    expect((await bot!.ask('serdabot comment je m’appelle ?', lea)).text).toMatch(/\d+ s/);
    await bot!.silence('!ping', aViewer('robot'));
    await bot!.ask('!resetlimit lea', aViewer('zoe', 'broadcaster'));
    expect((await bot!.ask('serdabot comment je m’appelle ?', lea)).text).toContain('Capucine');
  });

  test('goes on answering, within its limits, while Redis is gone, says so, and is well when it is back', async () => {
    redis = await startRedis(program!);
    await start();
    await bot!.ask('!ask avant', aViewer('a'));
    await redis.kill();
    await expect
      .poll(async () => {
        await bot!.ask('!ping', aViewer(`p${Math.random()}`));
        return (await ready()).parts.storage.state;
      })
      .toBe('degraded');
    expect((await ready()).status).toBe('degraded');
    expect((await bot!.ask('!ask pendant', aViewer('b'))).text).toBeTruthy();
    expect((await bot!.ask('!ask encore', aViewer('b'))).text).toMatch(/\d+ s/);
    const warned = bot!.log.filter(
      (line) => /"level":"warn"/.test(line) && /Redis/.test(line) && !/may forget|\(late: /.test(line),
    );
    // The store says it once, and the limits that are shared through it once; that it was late before is another thing.
    expect(warned.length, warned.join('')).toBeLessThanOrEqual(2);
    await redis.restart();
    await expect.poll(async () => (await ready()).parts.storage.state).toBe('redis');
    expect((await bot!.ask('!ask après', aViewer('c'))).text).toBeTruthy();
  });

  test('a change that Redis did not take is not in effect, and one that comes late erases nothing', async () => {
    redis = await startRedis(program!);
    const zoe = aViewer('zoe', 'broadcaster');
    await start();
    expect((await bot!.ask('!ignore robot', zoe)).text).toContain('robot');
    expect((await bot!.ask('!fact add clavier | un Keychron K2', zoe)).text).toContain('clavier');
    await bot!.stop();
    await redis.kill();
    await start();
    // What was stored is not known yet, and nothing that is not stored is said to be.
    expect((await bot!.ask('!ignore second', zoe)).text).toMatch(/rien n'a changé/);
    expect((await bot!.ask('!ping', aViewer('second'))).text).toBeTruthy();
    await redis.restart();
    await expect.poll(async () => (await ready()).parts.storage.state).toBe('redis');
    expect((await bot!.ask('!ignore third', zoe)).text).toContain('third');
    expect((await bot!.ask('!ignore', zoe)).text).toContain('robot, third');
    for (const name of ['robot', 'third']) await bot!.silence('!ping', aViewer(name));
    await expect.poll(async () => (await bot!.ask('!fact clavier', zoe)).text).toMatch(/Keychron/);
  });

  for (const [what, ...command] of [
    ['emptied', 'FLUSHALL'],
    ['made to forget who is alive', 'DEL', 'serdabot:{fleet:serdabot}:alive'],
  ]) {
    test(`Redis ${what}: the next command is answered, and the bot stops without waiting`, async () => {
      redis = await startRedis(program!);
      await start();
      await bot!.ask('!ping', aViewer('a'));
      expect(await redis.command('EXISTS', 'serdabot:{fleet:serdabot}:alive')).toBe(1);
      await redis.command(...(command as string[]));
      const asked = performance.now();
      expect((await bot!.ask('!ask après', aViewer('b'))).text).toBeTruthy();
      expect(performance.now() - asked).toBeLessThan(9_000);
      const stopping = performance.now();
      await bot!.stop();
      bot = undefined;
      expect(performance.now() - stopping).toBeLessThan(9_000);
    });
  }

  test('starts and joins when Redis is down', async () => {
    redis = await startRedis(program!);
    await redis.kill();
    await start();
    expect((await bot!.ask('!ping', aViewer('a'))).text).toBeTruthy();
    expect((await ready()).status).toBe('degraded');
  });
});
