import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Storage } from '../domain/storage.ts';
import { openSqliteStorage } from './sqlite-storage.ts';

let folder: string;
let storage: Storage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-scrub-'));
  const parts = { url: '', folder, clock: createVirtualClock(), tell: collectEvents().tell, processes: 1 };
  const opened = openSqliteStorage('bot.db', parts);
  if (!opened.ok) throw new Error(opened.reason);
  storage = opened.storage;
  return async () => {
    await storage.close();
    rmSync(folder, { recursive: true });
  };
});

const onDisk = (text: string) =>
  readdirSync(folder).some((file) => readFileSync(join(folder, file)).includes(Buffer.from(text)));

test('after a scrub nothing on the disk tells what was deleted', async () => {
  const talks = storage.cache('talks');
  await storage.records.set('viewer/1', 'my name is Zenobia');
  await talks.set('viewer/1', 'Zenobia likes chess', 60_000);
  expect(onDisk('Zenobia')).toBe(true);
  await storage.records.delete('viewer/1');
  await talks.delete('viewer/1');
  expect(await storage.scrub()).toEqual({ ok: true, value: null });
  expect(onDisk('Zenobia')).toBe(false);
});

test('a scrub leaves no copy of a row that had grown, and so moved to another page, before it was deleted', async () => {
  const cache = storage.cache('talks');
  const viewers = Array.from({ length: 200 }, (_, i) => `viewer/${i}/talk`);
  for (const length of [100, 250]) {
    for (const [i, key] of viewers.entries())
      await cache.set(key, `${i % 2 ? 'a secretword' : 'hello'} ${'x'.repeat(length)}`, 3_600_000);
  }
  for (const key of viewers.filter((_, i) => i % 2)) await storage.erase(key);
  expect(await storage.scrub()).toMatchObject({ ok: true });
  expect(onDisk('secretword')).toBe(false);
});

test('a scrub that a reader holds up does not claim to be done', async () => {
  await storage.records.set('a', 1);
  const reader = new DatabaseSync(join(folder, 'bot.db'));
  reader.exec('BEGIN');
  reader.prepare('SELECT * FROM records').all();
  await storage.records.delete('a');
  expect(await storage.scrub()).toMatchObject({ ok: false, reason: 'busy' });
  expect(storage.state().state).toBe('ok');
  reader.close();
  expect(await storage.scrub()).toMatchObject({ ok: true });
});
