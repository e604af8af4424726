import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import type { Storage } from '../domain/storage.ts';
import { createRetention } from './retention.ts';
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
const clean = (days: number) => createRetention({ storage, days, clock })();
async function keys() {
  const page = await storage.records.list('', { limit: 1_000 });
  // What the job says of itself is of today.
  return page.ok ? page.value.records.map(({ key }) => key).filter((key) => !key.startsWith(`audit/${day(0)}/`)) : [];
}

test('records stay for their days, and what has none of them is left alone', async () => {
  const stay = [`audit/${day(1)}/a`, `audit/${day(30)}/b`, 'audit/other', `costs/${day(99)}/c`, `audits/${day(99)}/d`];
  for (const key of [...stay, `audit/${day(31)}/e`, `audit/${day(400)}/f`]) await storage.records.set(key, 1);
  expect(await clean(30)).toBe(2);
  expect(await keys()).toEqual(stay.sort());
  const said = await storage.records.list(`audit/${day(0)}/`);
  expect(said.ok && said.value.records).toMatchObject([{ value: { act: 'expired', records: 2 } }]);
  expect(await clean(30)).toBe(0);
  const again = await storage.records.list(`audit/${day(0)}/`);
  expect(again.ok && again.value.records).toHaveLength(1);
});

test('many go in one run', async () => {
  const { records } = storage;
  for (let i = 0; i < 450; i++) void records.set(`cost/${day(10)}/${i}`, 1);
  await records.set(`audit/${day(5)}/a`, 1);
  expect(await clean(7)).toBe(450);
  expect(await keys()).toEqual([`audit/${day(5)}/a`]);
});

test('what is stored of single viewers by the day goes after a month at most, and the rest of theirs stays', async () => {
  const stay = [`viewer/1/cost/${day(31)}/row/a`, 'viewer/1/talk/a', `viewer/2/cost/${day(0)}/row/a`];
  const old = Array.from({ length: 250 }, (_, i) => `viewer/${i + 3}/cost/${day(32)}/row/a`);
  for (const key of [...stay, ...old]) await storage.records.set(key, 1);
  expect(await clean(400)).toBe(250);
  expect((await keys()).filter((key) => key.startsWith('viewer/'))).toEqual(stay.sort());
  await clean(7);
  expect((await keys()).filter((key) => key.startsWith('viewer/'))).toEqual([
    'viewer/1/talk/a',
    `viewer/2/cost/${day(0)}/row/a`,
  ]);
});
