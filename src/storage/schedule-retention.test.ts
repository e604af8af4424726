import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Storage } from '../domain/storage.ts';
import { createRetention, type Retention } from './schedule-retention.ts';
import { openStorage } from './storage.ts';

const clock = createVirtualClock();
let storage: Storage;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-retention-'));
  const opened = await openStorage({ url: 'sqlite:bot.db', folder, clock, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  storage = opened.storage;
  return async () => {
    await storage.close();
    rmSync(folder, { recursive: true });
  };
});

const day = (ago: number) => new Date(clock.wall() - ago * 86_400_000).toISOString().slice(0, 10);
const clean = (...kept: Retention[]) => createRetention({ storage, kept: () => kept, clock })();
async function keys() {
  const page = await storage.records.list('', { limit: 1_000 });
  return page.ok ? page.value.records.map(({ key }) => key) : [];
}

test('records are kept for their days, and what has none of them is left alone', async () => {
  const stay = [`audit/${day(0)}/a`, `audit/${day(30)}/b`, 'audit/other', `costs/${day(99)}/c`, `audits/${day(99)}/d`];
  for (const key of [...stay, `audit/${day(31)}/e`, `audit/${day(400)}/f`]) await storage.records.set(key, 1);
  expect(await clean({ prefix: 'audit', days: 30 })).toBe(2);
  expect(await keys()).toEqual(stay.sort());
});

test('each prefix has its own days, and many go in one run', async () => {
  const { records } = storage;
  for (let i = 0; i < 450; i++) void records.set(`costs/${day(10)}/${i}`, 1);
  await records.set(`audit/${day(10)}/a`, 1);
  expect(await clean({ prefix: 'costs', days: 7 }, { prefix: 'audit', days: 30 })).toBe(450);
  expect(await keys()).toEqual([`audit/${day(10)}/a`]);
});
