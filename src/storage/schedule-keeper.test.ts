import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import type { Storage } from '../domain/storage.ts';
import { systemClock } from '../lib/clock.ts';
import { createStorageKeeper, type StorageKeeper } from './schedule-keeper.ts';
import { openStorage } from './storage.ts';

let folder: string;
let storage: Storage;
let keeper: StorageKeeper;
const told = collectEvents();

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 20, 4, 29), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  told.events.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'serdabot-keeper-'));
});
afterEach(async () => {
  keeper.stop();
  await storage.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

async function start(keep: number, url = 'sqlite:bot.db') {
  const opened = await openStorage({ url, folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  storage = opened.storage;
  const settings = { url, processes: 1, backup: { keep, at: '04:30', folder: 'kept' }, retention_days: 30 };
  keeper = createStorageKeeper({ storage, settings, folder, clock: systemClock, tell: told.tell });
  await keeper.start();
}
async function until(hours: number) {
  await vi.advanceTimersByTimeAsync(hours * 3_600_000);
  await keeper.settled();
}

test('at its time a backup is made, and old audit entries go within the hour', async () => {
  await start(7);
  await storage.records.set('audit/2026-01-01/a', 1);
  await storage.records.set('audit/2026-11-19/b', 1);
  await until(0.1);
  await until(1);
  expect(readdirSync(join(folder, 'kept'))).toEqual(['serdabot-2026-11-20T043000.db']);
  expect(keeper.state()).toEqual({ state: 'ok', backend: 'sqlite' });
  const left = await storage.records.list('audit/');
  expect(left.ok && left.value.records.map(({ key }) => key)).toEqual(['audit/2026-11-19/b']);
});

test('a backup that fails is told and shows in the state of the store', async () => {
  writeFileSync(join(folder, 'kept'), 'a file where the folder should be');
  await start(7);
  await until(0.1);
  expect(told.events).toMatchObject([{ kind: 'warning', text: expect.stringContaining('the backup failed') }]);
  expect(keeper.state()).toMatchObject({ state: 'degraded', detail: expect.stringContaining('no backup since ever') });
});

test.each([
  [0, 'sqlite:bot.db'],
  [7, 'memory:'],
])('keeping %i of %s makes no backup', async (keep, url) => {
  await start(keep, url);
  await until(30);
  expect(readdirSync(folder)).not.toContain('kept');
  expect(told.events).toEqual([]);
});
