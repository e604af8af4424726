import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Storage, Stored } from '../../src/domain/storage.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { type Bot, startBot } from '../support/bot.ts';
import { aViewer } from '../support/fakes.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { patientClock } from '../support/patient-clock.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';

const program = findRedis();

// What docs/redis.md tells operators to do, done.
describe.skipIf(!program)('a Redis that fails over', () => {
  let primary: RedisServer;
  let replica: RedisServer;
  let address: Forwarder;
  let storage: Storage | undefined;
  let bot: Bot | undefined;
  const url = () => `redis://127.0.0.1:${address.port}/0`;

  beforeEach(async () => {
    // By default a copy is made to wait 5 seconds for others.
    primary = await startRedis(program!, '--repl-diskless-sync-delay', '0');
    replica = await startRedis(program!, '--replicaof', '127.0.0.1', String(primary.port));
    address = await startForwarder(primary.port);
    await expect.poll(() => replica.command('INFO', 'replication'), wait).toContain('master_link_status:up');
  });
  afterEach(async () => {
    await bot?.stop();
    await storage?.close();
    storage = bot = undefined;
    for (const part of [address, primary, replica]) await part[Symbol.asyncDispose]();
  });

  const wait = { interval: 50 };
  async function open() {
    const opened = await openStorage({ url: url(), folder: '/', clock: patientClock, tell() {}, processes: 1 });
    if (!opened.ok) throw new Error(opened.reason);
    storage = opened.storage;
    await expect.poll(() => storage!.state().state, wait).toBe('ok');
    return storage;
  }
  /** Until a copy has as much as the primary said to us. */
  const replicated = () =>
    expect
      .poll(async () => {
        const offset = async (server: RedisServer, field: string) =>
          new RegExp(`${field}:(\\d+)`).exec(String(await server.command('INFO', 'replication')))?.[1];
        const [ours, theirs] = [
          await offset(primary, 'master_repl_offset'),
          await offset(replica, 'slave_repl_offset'),
        ];
        return Number(theirs) >= Number(ours);
      }, wait)
      .toBe(true);
  const reason = (answer: Stored<unknown>) => (answer.ok ? 'ok' : answer.reason);

  test('every write that had been copied is there, and the next is taken, when the copy takes over', async () => {
    const { records, cache, state } = await open();
    for (let i = 0; i < 50; i++) expect(await records.set(`n/${i}`, i)).toMatchObject({ ok: true });
    await cache('talks').set('a', 'remembered', 60_000);
    await replicated();
    await primary.kill();
    await replica.command('REPLICAOF', 'NO', 'ONE');
    address.pointTo(replica.port);
    await expect.poll(async () => reason(await records.set('after', 1)), wait).toBe('ok');
    expect(state().state).toBe('ok');
    const page = await records.list('n/');
    expect(page.ok ? page.value.records.length : page.reason).toBe(50);
    expect(await cache('talks').get('a')).toMatchObject({ value: 'remembered' });
    const [old, young] = [await records.get('n/0'), await records.get('after')];
    if (!old.ok || !young.ok) throw new Error('unread');
    expect(young.value!.version).toBeGreaterThan(old.value!.version);
  });

  test('a planned change of places: the old one refuses honestly, and its connections are sent away', async () => {
    const { records } = await open();
    await records.set('before', 1);
    await replicated();
    await replica.command('REPLICAOF', 'NO', 'ONE');
    await primary.command('REPLICAOF', '127.0.0.1', String(replica.port));
    address.pointTo(replica.port);
    expect(reason(await records.set('meanwhile', 1))).toBe('readonly');
    await primary.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await expect.poll(async () => reason(await records.set('after', 1)), wait).toBe('ok');
    expect(await records.get('before')).toMatchObject({ ok: true, value: { value: 1 } });
    expect(await replica.command('HEXISTS', 'serdabot:records', 'meanwhile')).toBe(0);
  });

  test('with min-replicas-to-write nothing is acknowledged that only one server has', async () => {
    const { records } = await open();
    await primary.command('CONFIG', 'SET', 'min-replicas-to-write', '1', 'min-replicas-max-lag', '1');
    await expect.poll(async () => reason(await records.set('two', 1)), wait).toBe('ok');
    await replica.kill();
    await expect.poll(async () => reason(await records.set('one', 1)), wait).toBe('readonly');
    expect(await records.get('two')).toMatchObject({ ok: true });
  });

  test('viewers are answered before, while and after it happens', async () => {
    bot = await startBot({
      storage: { url: url(), folder: '/nowhere', clock: patientClock },
      settings: { storage: { url: url(), processes: 1 } },
    });
    await bot.ask('!ignore robot', aViewer('mo', 'moderator'));
    await bot.ask('!ask avant', aViewer('a'));
    await replicated();
    await primary.kill();
    expect((await bot.ask('!ask pendant', aViewer('b'))).text).toBeTruthy();
    await replica.command('REPLICAOF', 'NO', 'ONE');
    address.pointTo(replica.port);
    const ready = async () => ((await (await bot!.get('/ready')).json()) as { status: string }).status;
    await expect.poll(ready, wait).toBe('ready');
    expect((await bot.ask('!ask après', aViewer('c'))).text).toBeTruthy();
    // The hour's cooldown of the first one was copied as well.
    expect((await bot.ask('!ask encore', aViewer('a'))).text).toMatch(/\d+ s/);
  });
});
