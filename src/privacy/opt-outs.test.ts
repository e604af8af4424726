import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { collectEvents } from '../../test/support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import { viewerKeys } from '../domain/privacy.ts';
import type { Storage, Stored } from '../domain/storage.ts';
import { purgeBackups } from '../storage/purge-backups.ts';
import { openStorage } from '../storage/storage.ts';
import { createReadKey } from './key.ts';
import { createOptOuts, type OptOuts } from './opt-outs.ts';

let folder: string;
let clock: VirtualClock;
let store: Storage;
let room: OptOuts;
let forgotten: string[];
let told: ReturnType<typeof collectEvents>;
const env: NodeJS.ProcessEnv = {};

async function open() {
  const opened = await openStorage({ url: 'sqlite:bot.db', folder, clock, tell: told.tell, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  store = opened.storage;
  room = createOptOuts({
    storage: store,
    readKey: createReadKey({ file: join(folder, 'data', 'privacy.key'), env, learnSecret: () => {} }),
    forget: async (viewerId) => ({ ok: true, value: forgotten.push(viewerId) }),
    purgeBackups: (purge) => purgeBackups({ url: 'sqlite:bot.db', folder, backups: 'backups' }, purge),
    clock,
    tell: told.tell,
  });
}
async function restart() {
  room.stop();
  await store.close();
  await open();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-privacy-'));
  clock = createVirtualClock();
  told = collectEvents();
  forgotten = [];
  await open();
  return async () => {
    room.stop();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
});

const talks = (storage = room.storage) => storage.cache('conversations');
const remember = (viewer: string, text: string) => talks().set(`${viewerKeys(viewer)}conversation/a`, text, 3_600_000);
const keys = async (prefix = '') => {
  const listed = await store.records.list(prefix, { limit: 1_000 });
  return listed.ok ? listed.value.records.map(({ key }) => key) : [];
};
const reason = (stored: Stored<unknown>) => (stored.ok ? 'ok' : stored.reason);
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const onDisk = (text: string) => files().filter((file) => readFileSync(file).includes(Buffer.from(text)));
const warnings = () => told.events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));

test('who opts out is gone from the disk at once, and nothing is written about them from then on', async () => {
  await remember('7', 'my name is Zenobia');
  await room.storage.records.set('viewer/7/points', 'Zenobia has 5');
  await remember('77', 'somebody else');
  expect(await room.optOut('7')).toBe('done');
  expect(onDisk('Zenobia')).toEqual([]);
  expect(forgotten).toEqual(['7']);
  expect(reason(await remember('7', 'Zenobia again'))).toBe('opted out');
  expect(reason(await room.storage.records.set('viewer/7/points', 1))).toBe('opted out');
  expect(onDisk('Zenobia')).toEqual([]);
  expect(await talks().get('viewer/77/conversation/a')).toEqual({ ok: true, value: 'somebody else' });
});

test('a write that was under way is dropped, whichever side of the opt-out it lands on', async () => {
  const writes = [remember('7', 'Zenobia 1'), room.storage.records.set('viewer/7/points', 'Zenobia')];
  const out = room.optOut('7');
  writes.push(remember('7', 'Zenobia 2'));
  await Promise.all([out, ...writes]);
  expect(await store.gather('viewer/7/')).toEqual({ ok: true, value: [] });
  expect(onDisk('Zenobia')).toEqual([]);
});

test('a sum over everybody stays although one of them opted out', async () => {
  await room.optOut('7');
  const done = await room.storage.records.batch([
    { set: 'cost/day', value: 3 },
    { set: 'viewer/7/cost', value: 1 },
    { set: 'viewer/8/cost', value: 2 },
  ]);
  expect(done.ok).toBe(true);
  expect((await keys()).filter((key) => key.includes('cost'))).toEqual(['cost/day', 'viewer/8/cost']);
});

test('an opt-out holds after a restart, until the viewer comes back', async () => {
  await room.optOut('7');
  await restart();
  expect(await room.isOptedOut('7')).toEqual({ ok: true, value: true });
  expect(await room.isOptedOut('8')).toEqual({ ok: true, value: false });
  expect(await room.optIn('7')).toBe('done');
  expect(await room.optIn('7')).toBe('already');
  expect(reason(await remember('7', 'hello'))).toBe('ok');
});

test('neither id nor words are in what is left: a mark, the key of which is not in the store', async () => {
  await remember('1234567', 'Zenobia');
  await room.optOut('1234567');
  room.start();
  await clock.advance(110_000);
  await expect.poll(() => keys('erasure/')).toEqual([]);
  await expect.poll(() => onDisk('1234567')).toEqual([]);
  const key = readFileSync(join(folder, 'data', 'privacy.key'), 'utf8').trim();
  expect(onDisk(key)).toEqual([join(folder, 'data', 'privacy.key')]);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'data', 'privacy.key')).mode & 0o777).toBe(0o600);
});

test('every act leaves an audit entry by mark', async () => {
  await room.optOut('7');
  await room.optIn('7');
  await room.audit('exported', '7');
  const listed = await store.records.list('audit/');
  const values = listed.ok ? listed.value.records.map(({ value }) => value as { act: string; viewer: string }) : [];
  expect(values.map(({ act }) => act).toSorted()).toEqual(['erased', 'exported', 'opted in', 'opted out']);
  expect(new Set(values.map(({ viewer }) => viewer)).size).toBe(1);
  expect((await keys('audit/')).every((key) => /^audit\/\d{4}-\d\d-\d\d\/[\w-]{36}$/.test(key))).toBe(true);
});

test('backups lose the viewer, have everybody else, and learn of the opt-out', async () => {
  await remember('7', 'Zenobia');
  await remember('8', 'Xavier');
  mkdirSync(join(folder, 'backups'));
  const copies = [join(folder, 'backups', 'monday.db'), join(folder, 'bot.db.schema-0')];
  const live = new DatabaseSync(join(folder, 'bot.db'));
  for (const copy of copies) live.prepare('VACUUM INTO ?').run(copy);
  live.close();
  writeFileSync(join(folder, 'backups', 'notes.txt'), 'no database');
  await room.optOut('7');
  expect(onDisk('Zenobia').toSorted()).toEqual(copies.toSorted());
  room.start();
  await clock.advance(110_000);
  await expect.poll(() => onDisk('Zenobia')).toEqual([]);
  await expect.poll(() => keys('erasure/')).toEqual([]);
  for (const copy of copies) {
    const db = new DatabaseSync(copy, { readOnly: true });
    expect(db.prepare("SELECT count(*) AS n FROM records WHERE key LIKE 'optout/%'").get()).toEqual({ n: 1 });
    db.close();
    if (process.platform !== 'win32') expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(readFileSync(copy).includes('Xavier')).toBe(true);
  }
  expect(readFileSync(join(folder, 'backups', 'notes.txt'), 'utf8')).toBe('no database');
});

test('a backup that cannot be purged is told once and tried again, and what was erased stays so over a restart', async () => {
  await room.optOut('7');
  mkdirSync(join(folder, 'backups'));
  const bad = join(folder, 'backups', 'bad.db');
  // A database of ours, broken behind its first page.
  const copy = new DatabaseSync(join(folder, 'bot.db'));
  copy.prepare('VACUUM INTO ?').run(bad);
  copy.close();
  const bytes = readFileSync(bad);
  const good = Buffer.from(bytes);
  bytes.fill(0xff, 4_096);
  writeFileSync(bad, bytes);
  room.start();
  await clock.advance(110_000);
  await expect.poll(warnings).toHaveLength(1);
  expect(await keys('erasure/')).toHaveLength(1);
  await restart();
  writeFileSync(bad, good);
  room.start();
  await expect.poll(() => keys('erasure/')).toEqual([]);
});

test('what was said since a viewer came back stays', async () => {
  await room.optOut('7');
  await room.optIn('7');
  await remember('7', 'welcome back');
  room.start();
  await clock.advance(110_000);
  await expect.poll(() => keys('erasure/')).toEqual([]);
  expect(await talks().get('viewer/7/conversation/a')).toEqual({ ok: true, value: 'welcome back' });
});

test('with a key that is lost or another one, nothing is stored about anybody, and the operator is told', async () => {
  await room.optOut('7');
  await remember('8', 'x');
  const file = join(folder, 'data', 'privacy.key');
  const key = readFileSync(file, 'utf8');
  for (const wrong of [null, 'f'.repeat(64), 'short']) {
    if (wrong === null) rmSync(file);
    else writeFileSync(file, wrong);
    told.events.length = 0;
    await restart();
    expect(reason(await remember('8', 'y'))).toBe('broken');
    expect(await room.optOut('9')).toBe('unsaved');
    expect(warnings()).toHaveLength(1);
  }
  writeFileSync(file, key);
  await restart();
  expect([reason(await remember('8', 'y')), reason(await remember('7', 'y'))]).toEqual(['ok', 'opted out']);
});

test('the key may come from the environment, for several machines', async () => {
  env['SERDABOT_PRIVACY_KEY'] = 'k'.repeat(40);
  await restart();
  expect(await room.optOut('7')).toBe('done');
  expect(files().some((file) => file.endsWith('privacy.key'))).toBe(false);
  delete env['SERDABOT_PRIVACY_KEY'];
});

test('an erasure that begins long after the last one was ended is ended too', async () => {
  room.start();
  await clock.advance(120_000);
  expect(await room.optOut('8')).toBe('done');
  expect(await keys('erasure/')).toHaveLength(1);
  await clock.advance(110_000);
  await expect.poll(() => keys('erasure/')).toEqual([]);
});
