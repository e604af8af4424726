import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Storage, Stored } from '../../src/domain/storage.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { collectEvents } from '../support/fakes.ts';
import { createPatience } from '../support/patient-clock.ts';
import { findRedis } from '../support/real-parts.ts';
import { freePort, type RedisServer, startRedis } from '../support/redis.ts';
import { until as untilFact } from '../support/until.ts';

const program = findRedis();

describe.skipIf(!program)('when Redis', () => {
  let redis: RedisServer;
  let storage: Storage;
  let told: ReturnType<typeof collectEvents>;
  let patience: ReturnType<typeof createPatience>;

  beforeAll(async () => {
    // With `everysec` a disk that is busy may hold back what was acknowledged.
    redis = await startRedis(program!);
  });
  afterAll(() => redis[Symbol.asyncDispose]());
  beforeEach(async () => {
    await redis.command('FLUSHALL');
    storage = await open();
    await until(() => isOk());
    await eventually(() => storage.records.set('old', 'data'));
    told.events.length = 0;
  });
  afterEach(() => storage.close());

  async function open() {
    told = collectEvents();
    patience = createPatience();
    const opened = await openStorage({
      url: redis.url,
      folder: '/',
      clock: patience.clock,
      tell: told.tell,
      processes: 1,
    });
    if (!opened.ok) throw new Error(opened.reason);
    return opened.storage;
  }
  const isOk = () => storage.state().state === 'ok';
  const reason = (answer: Stored<unknown>) => (answer.ok ? 'ok' : answer.reason);
  const kinds = () => told.events.map(({ kind }) => kind);

  const until = (condition: () => boolean) => untilFact(() => expect(condition()).toBe(true));
  const eventually = <T>(call: () => Promise<Stored<T>>): Promise<T> =>
    untilFact(async () => {
      const answer = await call();
      if (!answer.ok) throw new Error(answer.reason);
      return answer.value;
    });
  /** A decision of some kind, which a call that hangs does not give. */
  const decided = (calls: readonly Promise<Stored<unknown>>[]) =>
    Promise.race([Promise.all(calls).then((answers) => answers.map(reason)), pause(20_000, ['hangs'])]);
  const everyCall = () => {
    const { records } = storage;
    const cache = storage.cache('talks');
    return [
      records.get('old'),
      records.set('new', 1),
      records.list(''),
      cache.get('a'),
      cache.set('a', 1, 60_000),
      cache.delete('a'),
      cache.count(),
    ];
  };

  async function backAsBefore() {
    await until(isOk);
    expect(kinds()).toEqual(['warning', 'lifecycle']);
    expect((await eventually(() => storage.records.get('old')))?.value).toBe('data');
    await eventually(() => storage.cache('talks').set('b', 1, 60_000));
    expect(await eventually(() => storage.cache('talks').get('b'))).toBe(1);
  }

  test('is down at boot, the store opens degraded, refuses, and connects by itself', async () => {
    await storage.close();
    await redis.kill();
    storage = await open();
    expect(storage.state()).toMatchObject({ state: 'degraded', backend: 'redis' });
    expect(new Set(await decided(everyCall()))).toEqual(new Set(['unreachable']));
    await redis.restart();
    await backAsBefore();
  });

  test('is killed, every call says so at once, and what was acknowledged is there when it is back', async () => {
    await redis.kill();
    await until(() => !isOk());
    expect(new Set(await decided(everyCall()))).toEqual(new Set(['unreachable']));
    await redis.restart();
    await backAsBefore();
  });

  test('is killed under a call, the call does not claim success', async () => {
    const calls = everyCall();
    const killed = redis.kill();
    for (const answer of await decided(calls)) expect(['ok', 'unreachable', 'late', 'cut off']).toContain(answer);
    await killed;
    await redis.restart();
    await until(isOk);
  });

  test('is frozen, the first calls are late, the next are refused without a wait, and it thaws', async () => {
    patience.end();
    redis.freeze();
    try {
      for (const answer of await decided(everyCall())) expect(['late', 'cut off']).toContain(answer);
      const next = everyCall();
      // Nothing but microtasks has run: the refusal needed no timer.
      expect(
        await Promise.race([Promise.all(next), new Promise((resolve) => setImmediate(resolve, 'waits'))]),
      ).not.toBe('waits');
      expect(new Set(await decided(next))).toEqual(new Set(['unreachable']));
      expect(storage.state()).toMatchObject({ state: 'degraded' });
    } finally {
      redis.thaw();
    }
    await backAsBefore();
  });

  test('has become a replica, no write is claimed and reads go on', async () => {
    await redis.command('REPLICAOF', '127.0.0.1', String(await freePort()));
    try {
      expect(reason(await storage.records.set('optout', true))).toBe('readonly');
      expect(reason(await storage.cache('talks').set('a', 1, 60_000))).toBe('readonly');
      expect((await eventually(() => storage.records.get('old')))?.value).toBe('data');
      expect(storage.state()).toMatchObject({ state: 'degraded' });
    } finally {
      await redis.command('REPLICAOF', 'NO', 'ONE');
    }
    await backAsBefore();
    expect(await eventually(() => storage.records.get('optout'))).toBeNull();
  });

  test('is full, no write is claimed, no batch is half done, and deleting still works', async () => {
    await eventually(() => storage.records.set('old2', 'data'));
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    try {
      const { records } = storage;
      const answers = await Promise.all([
        records.set('optout', true),
        records.batch([{ delete: 'old' }, { set: 'new', value: 1 }]),
        storage.cache('talks').set('a', 1, 60_000),
        records.delete('old2'),
      ]);
      expect(answers.map(reason)).toEqual(['full', 'full', 'full', 'ok']);
      const { records: left } = await eventually(() => records.list(''));
      expect(left.map(({ key }) => key)).toEqual(['old']);
    } finally {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    }
    await backAsBefore();
  });

  test('forgets its scripts, nobody notices', async () => {
    await redis.command('SCRIPT', 'FLUSH');
    expect((await eventually(() => storage.records.set('new', 1))).kind).toBe('committed');
  });

  test('would throw records away, the operator is told', async () => {
    await storage.close();
    await redis.command('CONFIG', 'SET', 'maxmemory', '1gb', 'maxmemory-policy', 'allkeys-lru', 'appendonly', 'no');
    try {
      storage = await open();
      await until(() => told.events.length >= 2);
      const texts = told.events.map((event) => ('text' in event ? event.text : ''));
      expect(texts.join()).toMatch(/maxmemory-policy noeviction.*appendonly yes/);
    } finally {
      await redis.command('CONFIG', 'SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction', 'appendonly', 'yes');
    }
  });
});
