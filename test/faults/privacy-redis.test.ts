import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Cache, Storage } from '../../src/domain/storage.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createReadKey } from '../../src/privacy/key.ts';
import { createOptOuts } from '../../src/privacy/opt-outs.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { type Bot, startBot } from '../support/bot.ts';
import { aViewer, collectEvents } from '../support/fakes.ts';
import { patientClock } from '../support/patient-clock.ts';
import { findRedis } from '../support/real-parts.ts';
import { freePort, type RedisServer, startRedis } from '../support/redis.ts';

const program = findRedis();

describe.skipIf(!program)('an opt-out on Redis', () => {
  let redis: RedisServer;
  const lea = aViewer('lea');
  const ends: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    redis = await startRedis(program!);
  });
  afterAll(() => redis[Symbol.asyncDispose]());
  beforeEach(() => redis.command('FLUSHALL'));
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  const ownKey = 'one key for both processes, as documented';
  async function aProcess(change: (storage: Storage) => Storage = (storage) => storage, key = ownKey) {
    const opened = await openStorage({ url: redis.url, folder: '/', clock: patientClock, tell() {}, processes: 2 });
    if (!opened.ok) throw new Error(opened.reason);
    ends.push(() => opened.storage.close());
    const env = { SERDABOT_PRIVACY_KEY: key };
    const { events, tell } = collectEvents();
    const privacy = createOptOuts({
      storage: change(opened.storage),
      readKey: createReadKey({ file: '/nowhere', env, learnSecret() {} }),
      forget: async () => ({ ok: true, value: null }),
      purgeBackups: async () => ({ ok: true, value: null }),
      clock: systemClock,
      tell,
    });
    ends.push(async () => privacy.stop());
    return { ...privacy, events };
  }
  async function aBot(): Promise<Bot> {
    const bot = await startBot({
      storage: { url: redis.url, folder: '/nowhere', clock: patientClock },
      settings: { storage: { url: redis.url, processes: 1 }, rate_limiting: { user_cooldown: 0 } },
    });
    ends.push(() => bot.stop());
    return bot;
  }

  test('holds at every process from its acknowledgement', async () => {
    const [one, other] = [await aProcess(), await aProcess()];
    const talks = other.storage.cache('talks');
    expect((await talks.set('viewer/7/a', 'x', 60_000)).ok).toBe(true);
    expect(await one.optOut('7')).toBe('done');
    expect(await talks.get('viewer/7/a')).toEqual({ ok: true, value: undefined });
    expect(await talks.set('viewer/7/a', 'x', 60_000)).toMatchObject({ reason: 'opted out' });
    expect(await other.storage.records.set('viewer/7/b', 1)).toMatchObject({ reason: 'opted out' });
    expect(await redis.command('KEYS', '*viewer/7*')).toEqual([]);
  });

  test('is not put at risk by a process with another key: it says so when it starts, and keeps nothing', async () => {
    const one = await aProcess();
    await one.optOut('7');
    const other = await aProcess(undefined, 'another key, of another machine or folder');
    other.start();
    await expect
      .poll(() => other.events)
      .toMatchObject([
        {
          kind: 'warning',
          text: expect.stringMatching(/not the key that the store was written with.*SERDABOT_PRIVACY_KEY/),
        },
      ]);
    const talks = other.storage.cache('talks');
    for (const viewer of ['7', '8']) {
      expect((await talks.set(`viewer/${viewer}/a`, 'x', 60_000)).ok).toBe(false);
      expect((await other.storage.records.set(`viewer/${viewer}/b`, 1)).ok).toBe(false);
    }
    expect(await redis.command('KEYS', '*viewer/*')).toEqual([]);
    one.start();
    expect((await one.storage.cache('talks').set('viewer/8/a', 'x', 60_000)).ok).toBe(true);
    expect(one.events).toEqual([]);
  });

  test('drops a write that another process was about to make when the viewer opted out', async () => {
    const one = await aProcess();
    const meanwhile = (storage: Storage): Storage => ({
      ...storage,
      records: {
        ...storage.records,
        async batch(changes) {
          if (changes.some((change) => 'set' in change && change.set === 'viewer/7/b')) await one.optOut('7');
          return storage.records.batch(changes);
        },
      },
      cache: (name): Cache => ({
        ...storage.cache(name),
        async set(...args) {
          await one.optOut('8');
          return storage.cache(name).set(...args);
        },
      }),
    });
    const other = await aProcess(meanwhile);
    expect(await other.storage.records.set('viewer/7/b', 1)).toMatchObject({ reason: 'opted out' });
    expect(await other.storage.cache('talks').set('viewer/8/a', 'x', 60_000)).toMatchObject({ reason: 'opted out' });
    expect((await other.storage.gather('viewer/')).ok).toBe(true);
    expect(await other.storage.gather('viewer/')).toEqual({ ok: true, value: [] });
  });

  test('takes what the viewer has spent away too, and what they ask afterwards is counted for nobody', async () => {
    const bot = await aBot();
    const { url, models } = bot.models;
    const price = { in: 0.25, cached: 0.025, out: 2 };
    bot.configure({
      storage: { url: redis.url, processes: 1 },
      rate_limiting: { user_cooldown: 0 },
      llm: { endpoints: [{ name: 'paid', url, model: models[0]!, api_key_env: null, tier: 'heavy', price }] },
    });
    const about = async () => String(await redis.command('KEYS', '*viewer*'));
    const asked = async () => {
      await bot.ask('!ask je m’appelle Capucine', lea);
      return about();
    };
    // What was spent may be told with the next call.
    await expect.poll(asked).toMatch(/serdabot:cost:\{[\d-]+\}:viewer:id-lea/);
    await expect.poll(async () => (await bot.ask('!forgetme', lea)).text).toMatch(/!remember/);
    expect(await about()).toBe('');
    expect((await bot.ask('!ask quelle est la couleur du ciel ?', lea)).text).not.toBe('');
    expect(await about()).toBe('');
    expect((await bot.ask('!cost', aViewer('streamer', 'broadcaster'))).text).toMatch(/0,0\d+ centimes/);
  });

  test('that cannot be saved is never claimed to be, and holds once it could be', async () => {
    const bot = await aBot();
    await bot.ask('serdabot, je m’appelle Capucine', lea);
    await redis.command('REPLICAOF', '127.0.0.1', String(await freePort()));
    const unsaved = /pas pu enregistrer|pas enregistrée|n'arrive pas à noter/;
    try {
      for (let i = 0; i < 2; i++) expect((await bot.ask('!forgetme', lea)).text).toMatch(unsaved);
    } finally {
      await redis.command('REPLICAOF', 'NO', 'ONE');
    }
    await expect
      .poll(async () => (await bot.ask('!forgetme', aViewer('lea'))).text, { interval: 400 })
      .toMatch(/!remember|terminera tout seul/);
    expect((await bot.ask('!memory', lea)).text).toMatch(/rien garder/);
    expect(await redis.command('KEYS', '*viewer/*')).toEqual([]);
  });

  test('that cannot be saved because Redis is gone says so too', async () => {
    const bot = await aBot();
    await redis.kill();
    try {
      expect((await bot.ask('!forgetme', lea)).text).not.toMatch(/!remember/);
      expect((await bot.ask('!memory', lea)).text).not.toMatch(/rien garder|aucun échange/);
    } finally {
      await redis.restart();
    }
  });
});
