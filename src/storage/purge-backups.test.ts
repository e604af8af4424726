import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { purgeBackups } from './purge-backups.ts';

test('what a killed process left half done goes when it is old, and nothing else does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-purge-'));
  mkdirSync(join(folder, 'kept'));
  const hourAgo = Date.now() / 1000 - 3_700;
  const old = [
    'bot.db',
    'bot.db-wal',
    'bot.db.restoring',
    'bot.db.restoring-journal',
    'bot.db.restoring.part',
    'botxdb.restoring',
    'kept/serdabot-2026-11-20T043000.db.part',
    'kept/serdabot-2026-11-20T043000.db.part-journal',
    'kept/mine.part',
  ];
  const fresh = ['kept/serdabot-2026-11-21T043000.db.part', 'bot.db.restoring-wal'];
  for (const file of [...old, ...fresh]) writeFileSync(join(folder, file), '');
  for (const file of old) utimesSync(join(folder, file), hourAgo, hourAgo);
  const purged = await purgeBackups(
    { url: 'sqlite:bot.db', folder, backups: 'kept' },
    { prefixes: ['viewer/7/'], put: [] },
  );
  expect(purged).toEqual({ ok: true, value: null });
  expect(readdirSync(folder).sort()).toEqual([
    'bot.db',
    'bot.db-wal',
    'bot.db.restoring-wal',
    'botxdb.restoring',
    'kept',
  ]);
  expect(readdirSync(join(folder, 'kept')).sort()).toEqual(['mine.part', 'serdabot-2026-11-21T043000.db.part']);
  rmSync(folder, { recursive: true });
});
