import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Storage } from '../../src/domain/storage.ts';
import { makeBackup, verify } from '../../src/storage/backup.ts';
import { restore } from '../../src/storage/backup-restore.ts';
import { openStorage } from '../../src/storage/storage.ts';
import { compare, type TransferMode, transfer } from '../../src/storage/transfer.ts';
import { openEnd } from '../../src/storage/transfer-end.ts';
import { isInUse } from '../../src/storage/transfer-sqlite.ts';
import { findRedis } from '../support/real-parts.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

// What an operator does with a store: copies it while it is in use, brings a copy back, moves it elsewhere.

const program = findRedis();
const scripts = join(import.meta.dirname, '..', '..', 'scripts');
let folder: string;
let redis: RedisServer | null = null;
beforeAll(async () => {
  redis = program ? await startRedis(program) : null;
});
afterAll(() => redis?.[Symbol.asyncDispose]());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-operator-'));
  await redis?.command('FLUSHALL');
  return () => rmSync(folder, { recursive: true, force: true });
});

const sqlite = 'sqlite:data/bot.db';
async function using<T>(url: string, work: (storage: Storage) => Promise<T>): Promise<T> {
  const opened = await openStorage({ url, folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  return work(opened.storage).finally(opened.storage.close);
}
const fill = (url: string, count = 20, mark = 'first') =>
  using(url, async ({ records, cache }) => {
    // A write that a busy machine answers late is made again.
    const done = (write: () => Promise<{ readonly ok: boolean }>) =>
      until(async () => expect(await write()).toMatchObject({ ok: true }));
    for (let i = 0; i < count; i++) await done(() => records.set(`é/${i}`, { mark, i }));
    await done(() => records.set('optout/x', mark));
    await done(() => cache('talks').set('lea', `${mark} 🦊`, 600_000));
  });
const read = (url: string) =>
  using(url, async ({ records, cache }) => {
    const page = await records.list('', { limit: 1_000 });
    const talk = await cache('talks').get('lea');
    if (!page.ok || !talk.ok) throw new Error('unread');
    return { records: page.value.records, talk: talk.value };
  });
const order = (url: string, from: string) => ({
  url,
  folder,
  from,
  keepIn: join(folder, 'kept'),
  wall: Date.UTC(2026, 10, 21),
  progress() {},
});
async function move(from: string, to: string, mode: TransferMode) {
  const source = await openEnd(from, folder, 'read');
  try {
    const target = await openEnd(to, folder, 'write');
    return await transfer(source, target, mode, () => {}).finally(target.close);
  } finally {
    await source.close();
  }
}

for (const kind of ['sqlite', 'redis'] as const) {
  describe.skipIf(kind === 'redis' && !program)(`a store on ${kind}`, () => {
    const url = () => (kind === 'redis' ? redis!.url : sqlite);
    const copy = () => join(folder, 'copy.db');

    test('is copied while it is written to, and the copy brings everything back', async () => {
      await fill(url());
      const before = await read(url());
      await using(url(), async (storage) => {
        await makeBackup({ url: url(), folder, to: copy() });
        await storage.records.set('later', 1);
      });
      if (process.platform !== 'win32') expect(statSync(copy()).mode & 0o777).toBe(0o600);
      const { kept, records } = await restore(order(url(), copy()));
      expect(records).toBe(21);
      expect(await read(url())).toEqual(before);
      // The way back.
      expect(verify(kept!).records).toBe(22);
      await restore({ ...order(url(), kept!), wall: Date.UTC(2026, 10, 22) });
      expect((await read(url())).records.map(({ key }) => key)).toContain('later');
    });

    test('is not replaced while a bot has it open, nor by a damaged copy', async () => {
      await fill(url());
      await makeBackup({ url: url(), folder, to: copy() });
      await using(url(), async () => {
        await expect(restore(order(url(), copy()))).rejects.toThrow(/in use/);
      });
      const bytes = readFileSync(copy());
      writeFileSync(copy(), bytes.subarray(0, bytes.length - 4_096));
      await expect(restore(order(url(), copy()))).rejects.toThrow(/damaged|cannot be read/);
      expect((await read(url())).records).toHaveLength(21);
    });

    test('keeps who opted out since the copy was made', async () => {
      await fill(url());
      await makeBackup({ url: url(), folder, to: copy() });
      await using(url(), ({ records }) => records.set('optout/since', 1));
      await restore(order(url(), copy()));
      expect((await read(url())).records.map(({ key }) => key)).toContain('optout/since');
    });
  });
}

test('a damaged store is put aside as it is, and a copy takes its place', async () => {
  await fill(sqlite);
  const copy = join(folder, 'copy.db');
  await makeBackup({ url: sqlite, folder, to: copy });
  writeFileSync(join(folder, 'data', 'bot.db'), 'rubbish');
  const { kept } = await restore(order(sqlite, copy));
  expect(readFileSync(kept!, 'utf8')).toBe('rubbish');
  expect((await read(sqlite)).records).toHaveLength(21);
});

test('a bot that was killed no longer counts as one that has the store open', async () => {
  const child = spawn(process.execPath, [join(scripts, 'crash', 'writer.ts'), folder, '0'], { stdio: 'pipe' });
  await once(child.stdout, 'data');
  const file = join(folder, 'bot.db');
  expect(isInUse(file)).toBe(true);
  const copy = join(folder, 'copy.db');
  expect((await makeBackup({ url: 'sqlite:bot.db', folder, to: copy })).records).toBeGreaterThan(0);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(isInUse(file)).toBe(false);
});

test('a copy that fails leaves nothing half done', async () => {
  await expect(makeBackup({ url: sqlite, folder, to: join(folder, 'copies', 'a.db') })).rejects.toThrow('not exist');
  expect(readdirSync(join(folder, 'copies'))).toEqual([]);
  await expect(makeBackup({ url: 'memory:', folder, to: join(folder, 'a.db') })).rejects.toThrow('memory:');
});

describe.skipIf(!program)('moving', () => {
  const ways = [
    ['to Redis', () => [sqlite, redis!.url]],
    ['from Redis', () => [redis!.url, sqlite]],
  ] as const;

  test.each(ways)('%s takes everything along, versions and what expires too, and may be done again', async (_, way) => {
    const [from, to] = way() as [string, string];
    await fill(from);
    const before = await read(from);
    expect(await move(from, to, 'into empty')).toMatchObject({ records: 21, entries: 1 });
    expect(await move(from, to, 'into empty')).toMatchObject({ records: 0, comparison: { same: 21 } });
    expect(await read(to)).toEqual(before);
    expect(await read(from)).toEqual(before);
    // A version is never given twice.
    const newest = Math.max(...before.records.map(({ version }) => version));
    await using(to, ({ records }) => records.set('next', 1));
    expect((await read(to)).records.find(({ key }) => key === 'next')!.version).toBeGreaterThan(newest);
  });

  test.each(ways)('%s never writes over what is there unless it was told how', async (_, way) => {
    const [from, to] = way() as [string, string];
    await fill(from, 20, 'source');
    await fill(to, 5, 'target');
    await using(to, ({ records }) => records.set('own', 1));
    const there = await read(to);
    await expect(move(from, to, 'into empty')).rejects.toThrow(/not empty.*--merge.*--replace/);
    expect(await read(to)).toEqual(there);
    await move(from, to, 'merge');
    const merged = (await read(to)).records.map(({ key, value }) => [key, (value as { mark?: string }).mark]);
    expect(merged).toHaveLength(22);
    expect(Object.fromEntries(merged)).toMatchObject({ 'é/0': 'target', 'é/19': 'source' });
    await move(from, to, 'replace');
    expect(await read(to)).toEqual(await read(from));
  });

  test('that was cut short is taken up again', async () => {
    await fill(sqlite, 50);
    const source = await openEnd(sqlite, folder, 'read');
    const target = await openEnd(redis!.url, folder, 'write');
    const some = [];
    for await (const row of source.rows()) some.push(row);
    await target.putRows(some.slice(0, 30));
    expect(await compare(source, target, () => {})).toEqual({ missing: 21, same: 30, different: 0, extra: 0 });
    await Promise.all([source.close(), target.close()]);
    expect(await move(sqlite, redis!.url, 'into empty')).toMatchObject({ records: 21 });
    expect((await read(redis!.url)).records).toHaveLength(51);
  });

  test('that fails half way leaves a file as it was', async () => {
    await fill(redis!.url, 50);
    await fill('sqlite:other.db', 3, 'target');
    const before = await read('sqlite:other.db');
    const source = await openEnd(redis!.url, folder, 'read');
    const target = await openEnd('sqlite:other.db', folder, 'write');
    const broken = { ...target, putEntries: () => Promise.reject(new Error('no more')) };
    await expect(transfer(source, broken, 'replace', () => {})).rejects.toThrow('no more');
    await Promise.all([source.close(), target.close()]);
    expect(await read('sqlite:other.db')).toEqual(before);
  });

  test('a snapshot of Redis leaves nothing behind', async () => {
    await fill(redis!.url);
    await makeBackup({ url: redis!.url, folder, to: join(folder, 'copy.db') });
    expect(await redis!.command('KEYS', 'serdabot:snapshot:*')).toEqual([]);
    expect(existsSync(join(folder, 'copy.db'))).toBe(true);
  });
});
