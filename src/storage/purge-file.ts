import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Purge } from '../domain/privacy.ts';
import { applicationId } from './sqlite-file.ts';

/** Drops what is of certain viewers from the value of a record; undefined where there is nothing of them. */
export type DropFrom = (key: string, value: unknown) => unknown;

export interface FileToPurge extends Pick<Purge, 'prefixes' | 'put'> {
  readonly file: string;
  /** Records whose values are to be others. */
  readonly rewrite: Purge['put'];
}

const tables = ['records', 'cache'] as const;
const startsAlike = `key >= ?1 AND key < ?1 || '\u{10FFFF}'`;

/**
 * Takes out of a copy of the store what must not be in it. The copy is replaced as a whole: it is good at every moment.
 * What is no copy of ours is left alone.
 */
export function purgeFile({ file, prefixes, put, rewrite }: FileToPurge): void {
  if (rewrite.length === 0 && !reading(file, (db) => concerns(db, prefixes, put), false)) return;
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
      for (const { key, value } of [...put, ...rewrite])
        set.run(key, JSON.stringify(value), Number(next.get()?.['last']));
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
}

function concerns(db: DatabaseSync, prefixes: readonly string[], put: Purge['put']): boolean {
  const has = db.prepare('SELECT 1 FROM records WHERE key = ?');
  if (put.some(({ key }) => has.get(key) === undefined)) return true;
  return tables.some((table) => {
    const one = db.prepare(`SELECT 1 FROM ${table} WHERE ${startsAlike} LIMIT 1`);
    return prefixes.some((prefix) => one.get(prefix) !== undefined);
  });
}

/** What `drop` makes of records whose keys start with `prefix`. */
export function rewritesIn(file: string, prefix: string, drop: DropFrom): Purge['put'] {
  const found: { key: string; value: unknown }[] = [];
  return reading(
    file,
    (db) => {
      for (const row of db.prepare(`SELECT key, value FROM records WHERE ${startsAlike}`).iterate(prefix)) {
        const key = String(row['key']);
        const value = drop(key, JSON.parse(String(row['value'])));
        if (value !== undefined) found.push({ key, value });
      }
      return found;
    },
    found,
  );
}

function reading<T>(file: string, read: (db: DatabaseSync) => T, notOurs: T): T {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare('PRAGMA application_id').get()?.['application_id'] === applicationId ? read(db) : notOurs;
  } catch (error) {
    // No database at all.
    if ((error as { errcode?: number }).errcode === 26) return notOurs;
    throw error;
  } finally {
    db.close();
  }
}
