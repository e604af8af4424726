import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import { createBackups } from './backups.ts';
import { openStorage } from './storage.ts';

const dayMs = 86_400_000;
let folder: string;
let clock: VirtualClock;
let told: ReturnType<typeof collectEvents>;
let broken: boolean;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-backups-'));
  clock = createVirtualClock();
  told = collectEvents();
  broken = false;
  return () => rmSync(folder, { recursive: true });
});

function start(keepDays = 3) {
  return createBackups({
    url: 'sqlite:bot.db',
    folder,
    backups: folder,
    keepDays,
    clock,
    tell: told.tell,
    async make({ to }) {
      if (broken) throw new Error('no room');
      writeFileSync(to, '');
      return { file: to };
    },
  });
}
const days = () =>
  readdirSync(folder)
    .map((name) => name.slice('serdabot-'.length, 'serdabot-2026-11-20'.length))
    .sort();
const warnings = () => told.events.filter(({ kind }) => kind === 'warning').length;

test('one a day stays for so many days', async () => {
  const backups = start();
  for (let day = 0; day < 6; day++) {
    await backups.run();
    await clock.advance(dayMs);
  }
  expect(days()).toHaveLength(4);
  expect(days().at(-1)).toBe('2026-11-25');
});

test('old ones are not touched while new ones fail, and a clock that jumps takes only the oldest', async () => {
  const backups = start();
  for (let day = 0; day < 3; day++) {
    await backups.run();
    await clock.advance(dayMs);
  }
  broken = true;
  await clock.advance(30 * dayMs);
  await backups.run();
  expect(days()).toHaveLength(3);
  broken = false;
  clock.jumpWall(365 * dayMs);
  await backups.run();
  expect(days()).toHaveLength(3);
});

test('a failure is told, seen until one is good again, and tried again', async () => {
  const backups = start();
  broken = true;
  await backups.catchUp();
  expect([warnings(), backups.trouble()]).toEqual([1, 'no backup since ever: no room']);
  broken = false;
  await backups.catchUp();
  expect([backups.trouble(), told.events.at(-1)?.kind]).toEqual([null, 'backup']);
});

test('a machine that was off when it was time makes up for it, once', async () => {
  const backups = start();
  await backups.catchUp();
  await clock.advance(dayMs);
  await backups.catchUp();
  expect(days()).toHaveLength(1);
  await clock.advance(2 * 3_600_000);
  await backups.catchUp();
  expect(days()).toHaveLength(2);
});

test('other files in the folder are left alone', async () => {
  const backups = start(1);
  writeFileSync(join(folder, 'mine.db'), '');
  writeFileSync(join(folder, 'serdabot-2020-01-01.db'), '');
  await backups.run();
  expect(readdirSync(folder)).toHaveLength(3);
});

test('a running store is copied in a thread of its own, and the copy can be read', async () => {
  const opened = await openStorage({ url: 'sqlite:bot.db', folder, clock, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  await opened.storage.records.set('a', 1);
  const place = join(folder, 'copies');
  const parts = { url: 'sqlite:bot.db', folder, backups: place, keepDays: 1, clock, tell: told.tell };
  await createBackups(parts).run();
  expect(told.events).toMatchObject([{ kind: 'backup', made: true }]);
  const [name] = readdirSync(place);
  const copy = new DatabaseSync(join(place, name!), { readOnly: true });
  expect(copy.prepare('SELECT key, value FROM records').all()).toEqual([{ key: 'a', value: '1' }]);
  copy.close();
  await opened.storage.close();
});
