import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import type { Once } from '../domain/once.ts';
import type { Storage } from '../domain/storage.ts';
import { systemClock } from '../lib/clock.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { openStorage } from './storage.ts';
import { createUpkeep, type Upkeep } from './upkeep.ts';

let folder: string;
let storage: Storage;
let upkeep: Upkeep;
let jobs: Jobs;
let told: ReturnType<typeof collectEvents>;

beforeEach(async () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 20, 4, 29), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  // A backup that is still being made when its test is over speaks to nobody else's.
  told = collectEvents();
  folder = mkdtempSync(join(tmpdir(), 'serdabot-upkeep-'));
});
afterEach(async () => {
  upkeep.stop();
  await jobs.stop();
  await storage.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

const settings = (keepDays: number, url = 'sqlite:bot.db') => ({
  url,
  processes: 1,
  backup: { keep: keepDays, at: '04:30', folder: 'backups' },
  retention_days: 30,
});
async function start(keepDays: number, url = 'sqlite:bot.db', once: Once | null = null) {
  const opened = await openStorage({ url, folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  storage = opened.storage;
  const more = { once, clock: systemClock, tell: told.tell };
  jobs = createJobs(more);
  upkeep = createUpkeep({ storage, settings: settings(keepDays, url), folder, jobs, ...more });
  await upkeep.start();
  await jobs.start();
}
async function until(hours: number) {
  await vi.advanceTimersByTimeAsync(hours * 3_600_000);
  await upkeep.settled();
}

test('at its time a backup is made, and old audit entries and costs go within the hour', async () => {
  await start(7);
  await storage.records.set('audit/2026-01-01/a', 1);
  await storage.records.set('audit/2026-11-19/b', 1);
  for (const day of ['2026-01-01', '2026-10-20', '2026-10-22']) {
    await storage.records.set(`cost/${day}/total`, 1);
    await storage.records.set(`cost/${day}/row//here/local/model`, 1);
  }
  await until(0.1);
  await until(1);
  expect(readdirSync(join(folder, 'backups'))).toEqual(['serdabot-2026-11-20T043000.db']);
  expect(upkeep.state()).toEqual({ state: 'ok', backend: 'sqlite' });
  const left = await storage.records.list('audit/');
  expect(left.ok && left.value.records).toMatchObject([
    { key: 'audit/2026-11-19/b' },
    { value: { act: 'expired', records: 5 } },
  ]);
  const costs = await storage.records.list('cost/');
  expect(costs.ok && costs.value.records.map(({ key }) => key)).toEqual([
    'cost/2026-10-22/row//here/local/model',
    'cost/2026-10-22/total',
  ]);
});

test('a backup that fails is told and shows in the state of the store', async () => {
  writeFileSync(join(folder, 'backups'), 'a file where the folder should be');
  await start(7);
  await until(0.1);
  expect(told.events).toMatchObject([{ kind: 'warning', text: expect.stringContaining('the backup failed') }]);
  expect(upkeep.state()).toMatchObject({ state: 'degraded', detail: expect.stringContaining('no backup since ever') });
});

test('what another process has done or is at is left to it', async () => {
  const deeds: string[] = [];
  const once: Once = {
    async begin(deed) {
      deeds.push(deed);
      if (deed.startsWith('backup/')) return { kind: 'done', value: 'serdabot-2026-11-20T043000.db' };
      return { kind: 'theirs' };
    },
    outcome: async () => null,
    done: async () => true,
  };
  await start(7, 'sqlite:bot.db', once);
  await storage.records.set('audit/2026-01-01/a', 1);
  await until(0.1);
  await until(1);
  expect(readdirSync(folder)).not.toContain('backups');
  expect(new Set(deeds.map((deed) => deed.split('/')[0]))).toEqual(new Set(['backup', 'retention']));
  // How old it is, is known here too.
  expect(told.events).toContainEqual({
    kind: 'backup',
    file: 'serdabot-2026-11-20T043000.db',
    at: new Date(2026, 10, 20, 4, 30).getTime(),
    made: false,
  });
  const left = await storage.records.list('audit/');
  expect(left.ok && left.value.records).toHaveLength(1);
});

test.each([
  [0, 'sqlite:bot.db'],
  [7, 'memory:'],
])('%i days of backups of %s: none is made', async (keepDays, url) => {
  await start(keepDays, url);
  await until(30);
  expect(readdirSync(folder)).not.toContain('backups');
  expect(told.events).toEqual([]);
});
