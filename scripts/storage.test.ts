import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openStorage } from '../src/storage/storage.ts';
import { runScript, spawnScript } from '../test/support/scripts.ts';

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-scripts-'));
  writeFileSync(join(folder, 'config.yaml'), 'bot: { channels: [a] }\nstorage: { url: "sqlite:bot.db" }\n');
  const opened = await openStorage({ url: 'sqlite:bot.db', folder, tell() {}, processes: 1 });
  if (!opened.ok) throw new Error(opened.reason);
  await opened.storage.records.set('a', { b: 1 });
  await opened.storage.close();
  return () => rmSync(folder, { recursive: true, force: true });
});

const run = (script: string, ...args: string[]) => runScript(script, args, { cwd: folder });
const config = ['--config', 'config.yaml'];

test('a backup is made, and restored only when somebody says yes', async () => {
  const made = await spawnScript('backup', [...config, '--json'], { cwd: folder });
  const { file, records } = JSON.parse(made.stdout);
  expect([made.code, records, readdirSync(join(folder, 'data', 'backups')).length]).toEqual([0, 1, 1]);
  const asked = await run('restore', ...config, '--from', file);
  expect([asked.code, asked.stdout]).toEqual([1, '']);
  expect(asked.stderr).toMatch(/^1 records of .* Nothing was changed: add --yes to do it\.\n$/);
  const done = await run('restore', ...config, '--from', file, '--yes', '--json');
  expect([done.code, JSON.parse(done.stdout)]).toMatchObject([0, { records: 1 }]);
});

test('everything is exported, one object a line', async () => {
  const [shown, kept] = await Promise.all([run('export', ...config), run('export', ...config, '--to', 'all.jsonl')]);
  expect(JSON.parse(shown.stdout)).toEqual({ store: 'records', key: 'a', value: { b: 1 }, version: 1 });
  expect([kept.code, kept.stdout, readdirSync(folder).includes('all.jsonl')]).toEqual([0, '', true]);
});

test('the secret address of an overlay is in no export', async () => {
  const made = await run('overlay', ...config, '--json');
  const { url } = JSON.parse(made.stdout) as { url: string };
  const { stdout } = await run('export', ...config);
  expect(stdout).toContain('"key":"document/a/overlay.address","value":null');
  expect(stdout).not.toContain(url.split('/').at(-1));
});

test('a dry run counts and makes nothing; the move says how to go back', async () => {
  const way = ['--from', 'sqlite:bot.db', '--to', 'sqlite:new.db'];
  const dry = await run('migrate', ...way, '--dry-run', '--json');
  expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, ready: true, comparison: { missing: 1 } });
  expect(readdirSync(folder)).not.toContain('new.db');
  const done = await run('migrate', ...way);
  expect(done.stdout).toContain('npm run migrate -- --from sqlite:new.db --to sqlite:bot.db --replace');
});

test.each([
  ['restore', [], 64, /--from is missing.* Usage: npm run restore/],
  ['migrate', ['--from', 'sqlite:a'], 64, /Usage: npm run migrate/],
  ['migrate', ['--from', 'sqlite:none.db', '--to', 'memory:'], 1, /none\.db does not exist/],
  ['backup', ['--config', 'none.yaml'], 78, /none\.yaml/],
])('%s %j ends in a sentence', async (script, args, code, sentence) => {
  const { stderr, ...done } = await run(script, ...args);
  expect(done).toEqual({ code, stdout: '' });
  expect(stderr).toMatch(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
