import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { makeBackup } from './backup.ts';
import { purgeBackups } from './purge-backups.ts';
import type { DropFrom } from './purge-file.ts';
import { openStorage } from './storage.ts';

test('what is of a viewer in documents goes from backups too, and the rest of them stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-purge-'));
  const opened = await openStorage({ url: 'sqlite:bot.db', folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  const { records, close } = opened.storage;
  await records.set('document/here/quotes', ['7 Zenobia', '8 somebody else']);
  await records.set('document/here/title', ['7 is a number']);
  await makeBackup({ url: 'sqlite:bot.db', folder, to: join(folder, 'backups', 'copy.db') });
  const drop: DropFrom = (key, value) =>
    key.endsWith('/quotes') ? (value as string[]).filter((row) => !row.startsWith('7 ')) : undefined;
  const copies = { url: 'sqlite:bot.db', folder, backups: 'backups' };
  expect(await purgeBackups(copies, { prefixes: [], put: [] }, drop)).toEqual({ ok: true, value: null });
  expect(readFileSync(join(folder, 'backups', 'copy.db')).includes('Zenobia')).toBe(false);
  const copy = new DatabaseSync(join(folder, 'backups', 'copy.db'), { readOnly: true });
  expect(copy.prepare('SELECT value FROM records ORDER BY key').all()).toEqual([
    { value: '["8 somebody else"]' },
    { value: '["7 is a number"]' },
  ]);
  copy.close();
  await close();
  rmSync(folder, { recursive: true });
});

test('what a killed process left half done goes when it is old, and nothing else does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-purge-'));
  mkdirSync(join(folder, 'backups'));
  const hourAgo = Date.now() / 1000 - 3_700;
  const old = [
    'bot.db',
    'bot.db-wal',
    'bot.db.restoring',
    'bot.db.restoring-journal',
    'bot.db.restoring.part',
    'botxdb.restoring',
    'backups/serdabot-2026-11-20T043000.db.part',
    'backups/serdabot-2026-11-20T043000.db.part-journal',
    'backups/mine.part',
  ];
  const fresh = ['backups/serdabot-2026-11-21T043000.db.part', 'bot.db.restoring-wal'];
  for (const file of [...old, ...fresh]) writeFileSync(join(folder, file), '');
  for (const file of old) utimesSync(join(folder, file), hourAgo, hourAgo);
  const purged = await purgeBackups(
    { url: 'sqlite:bot.db', folder, backups: 'backups' },
    { prefixes: ['viewer/7/'], put: [] },
  );
  expect(purged).toEqual({ ok: true, value: null });
  expect(readdirSync(folder).sort()).toEqual([
    'backups',
    'bot.db',
    'bot.db-wal',
    'bot.db.restoring-wal',
    'botxdb.restoring',
  ]);
  expect(readdirSync(join(folder, 'backups')).sort()).toEqual(['mine.part', 'serdabot-2026-11-21T043000.db.part']);
  rmSync(folder, { recursive: true });
});
