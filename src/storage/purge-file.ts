import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { applicationId } from './sqlite-file.ts';

export interface PurgeOfFile {
  readonly prefixes: readonly string[];
  readonly put: readonly { readonly key: string; readonly value: unknown }[];
}

const tables = ['records', 'cache'] as const;
const startsAlike = `key >= ?1 AND key < ?1 || '\u{10FFFF}'`;

/**
 * Takes out of a kept copy of the store what must not be kept, and says whether there was anything. The copy is
 * replaced as a whole: it is good at every moment. What is no copy of ours is left alone.
 */
export function purgeFile(file: string, { prefixes, put }: PurgeOfFile): boolean {
  if (!concerns(file, { prefixes, put })) return false;
  const part = `${file}.purged`;
  rmSync(part, { force: true });
  try {
    copyFileSync(file, part);
    chmodSync(part, 0o600);
    const db = new DatabaseSync(part);
    try {
      db.exec('PRAGMA journal_mode = DELETE; PRAGMA secure_delete = ON; BEGIN');
      for (const table of tables) {
        const remove = db.prepare(`DELETE FROM ${table} WHERE ${startsAlike}`);
        for (const prefix of prefixes) remove.run(prefix);
      }
      const next = db.prepare('UPDATE revision SET last = last + 1 RETURNING last');
      const set = db.prepare('INSERT OR REPLACE INTO records (key, value, version) VALUES (?, ?, ?)');
      for (const { key, value } of put) set.run(key, JSON.stringify(value), Number(next.get()?.['last']));
      db.exec('COMMIT; VACUUM');
    } finally {
      db.close();
    }
    const handle = openSync(part, 'r+');
    fsyncSync(handle);
    closeSync(handle);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
  return true;
}

function concerns(file: string, { prefixes, put }: PurgeOfFile): boolean {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    if (db.prepare('PRAGMA application_id').get()?.['application_id'] !== applicationId) return false;
    const has = db.prepare('SELECT 1 FROM records WHERE key = ?');
    if (put.some(({ key }) => has.get(key) === undefined)) return true;
    return tables.some((table) => {
      const one = db.prepare(`SELECT 1 FROM ${table} WHERE ${startsAlike} LIMIT 1`);
      return prefixes.some((prefix) => one.get(prefix) !== undefined);
    });
  } catch (error) {
    // No database at all.
    if ((error as { errcode?: number }).errcode === 26) return false;
    throw error;
  } finally {
    db.close();
  }
}
