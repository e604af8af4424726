import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { openSqlite, schema } from './sqlite-file.ts';

let path: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-sqlite-'));
  path = join(folder, 'data', 'bot.db');
  return () => rmSync(folder, { recursive: true });
});

const next = [...schema, "ALTER TABLE records ADD COLUMN extra TEXT NOT NULL DEFAULT 'new'"];

function open(migrations = schema) {
  const opened = openSqlite(path, migrations);
  if (!opened.ok) throw new Error(opened.reason);
  return opened;
}
const refusal = (migrations = schema) => {
  const opened = openSqlite(path, migrations);
  if (opened.ok) opened.file.close();
  return opened.ok ? 'opened' : opened.reason;
};
function fill() {
  const { file } = open();
  file.durable.exec("INSERT INTO records VALUES ('a', '1', 1)");
  file.close();
}
const pragma = (db: DatabaseSync, name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

test('makes the folder and a file that only its owner may read', () => {
  open().file.close();
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('what is acknowledged as a record is synced, what is deleted is overwritten', () => {
  const { file } = open();
  expect([pragma(file.durable, 'synchronous'), pragma(file.quick, 'synchronous')]).toEqual([2, 1]);
  expect([pragma(file.durable, 'journal_mode'), pragma(file.quick, 'journal_mode')]).toEqual(['wal', 'wal']);
  expect([pragma(file.durable, 'secure_delete'), pragma(file.quick, 'secure_delete')]).toEqual([1, 1]);
  file.close();
});

test('a newer schema is reached with a backup of what was there', () => {
  fill();
  const { file, backup } = open(next);
  expect(file.durable.prepare('SELECT * FROM records').get()).toEqual({
    key: 'a',
    value: '1',
    version: 1,
    extra: 'new',
  });
  file.close();
  const old = new DatabaseSync(backup!);
  expect(old.prepare('SELECT * FROM records').get()).toEqual({ key: 'a', value: '1', version: 1 });
  expect(pragma(old, 'user_version')).toBe(schema.length);
  old.close();
});

test('opening again changes nothing and makes no backup', () => {
  fill();
  const { file, backup } = open();
  file.close();
  expect(backup).toBeNull();
});

test('a migration that fails leaves the file as it was, and the backup beside it', () => {
  fill();
  const backup = `${path}.schema-${schema.length}`;
  expect(refusal([...next, 'NONSENSE'])).toMatch(/syntax error.*it is as it was.*bot\.db\.schema-1/);
  expect(existsSync(backup)).toBe(true);
  if (process.platform !== 'win32') expect(statSync(backup).mode & 0o777).toBe(0o600);
  const { file } = open();
  expect(file.durable.prepare('SELECT * FROM records').get()).toEqual({ key: 'a', value: '1', version: 1 });
  file.close();
});

test('a file of a newer bot is refused with what to do', () => {
  open(next).file.close();
  expect(refusal()).toMatch(/newer version of the bot \(schema 2, this one knows 1\); update the bot/);
});

test("another program's database is refused untouched", () => {
  open().file.close();
  rmSync(path);
  const foreign = new DatabaseSync(path);
  foreign.exec('CREATE TABLE theirs (x)');
  foreign.close();
  expect(refusal()).toContain('another program');
  const again = new DatabaseSync(path);
  expect(again.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'theirs' }]);
  again.close();
});

test('a file that is no database is refused with what to do', () => {
  open().file.close();
  writeFileSync(path, 'not a database, by far'.repeat(100));
  expect(refusal()).toMatch(/bot\.db: file is not a database; move the file away/);
});
