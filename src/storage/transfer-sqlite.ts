import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Row } from './records.ts';
import { applicationId, openSqlite, query, schema } from './sqlite-file.ts';
import type { CachedText } from './store.ts';
import { carried, type TransferEnd, TransferFault } from './transfer.ts';

const busyMs = 2_000;
const isBusy = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;

/**
 * Whether another process has the file open. SQLite's own locks say it: they end with the process that holds them,
 * however it ends. A file that is no database cannot be in use by the bot.
 */
export function isInUse(file: string): boolean {
  if (!existsSync(file)) return false;
  const db = new DatabaseSync(file, { timeout: 250 });
  try {
    db.exec('PRAGMA journal_mode = DELETE');
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    db.close();
  }
}

/** Throws unless the file is a store of this bot that this version can read. */
export function assertOurs(db: DatabaseSync, file: string): void {
  const number = (pragma: string) => Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  if (number('application_id') !== applicationId) throw new TransferFault(`${file} is not a store of this bot`);
  const version = number('user_version');
  if (version > schema.length) {
    throw new TransferFault(
      `${file} was written by a newer version of the bot (schema ${version}, this one knows ${schema.length}): update the bot`,
    );
  }
}

/** Reads what was there at one moment, while the bot goes on writing. */
export function openSqliteSource(file: string): TransferEnd {
  if (!existsSync(file)) throw new TransferFault(`${file} does not exist`);
  const db = open(file, true);
  try {
    assertOurs(db, file);
    db.exec('BEGIN');
  } catch (error) {
    db.close();
    throw readable(error, file);
  }
  const refuse = () => Promise.reject(new Error(`${file} is only read`));
  return { ...reading(db, file), putRows: refuse, putEntries: refuse, clear: refuse, commit: refuse };
}

/** Nobody else can open the file meanwhile, and all that is written counts at once or not at all. */
export function openSqliteTarget(file: string): TransferEnd {
  if (isInUse(file)) throw new TransferFault(`${file} is in use: stop the bot first`);
  const made = openSqlite(file);
  if (!made.ok) throw new TransferFault(made.reason);
  made.file.close();
  const db = open(file, false);
  try {
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    throw readable(error, file);
  }
  const row = db.prepare('INSERT OR REPLACE INTO records (key, value, version) VALUES (?, ?, ?)');
  const entry = db.prepare('INSERT OR REPLACE INTO cache (space, key, value, expires) VALUES (?, ?, ?, ?)');
  return {
    ...reading(db, file),
    async putRows(rows) {
      for (const { key, value, version } of rows) row.run(key, value, version);
    },
    async putEntries(entries) {
      for (const { cache, key, text, expiresAt } of entries) entry.run(cache, key, text, Math.ceil(expiresAt));
    },
    async clear() {
      const others = carried.map((start) => `key NOT GLOB '${start}*'`).join(' AND ');
      db.exec(`DELETE FROM records WHERE ${others}; DELETE FROM cache`);
    },
    async commit() {
      db.exec(`UPDATE revision SET last = max(last, (SELECT coalesce(max(version), 0) FROM records)); COMMIT`);
    },
  };
}

function open(file: string, readOnly: boolean): DatabaseSync {
  try {
    return new DatabaseSync(file, { readOnly, timeout: busyMs });
  } catch (error) {
    throw readable(error, file);
  }
}

function readable(error: unknown, file: string): Error {
  if (error instanceof TransferFault) return error;
  const code = (error as { errcode?: number }).errcode;
  if (code === 26) return new TransferFault(`${file} is not a database`);
  if (isBusy(error)) return new TransferFault(`${file} is in use: stop the bot first`);
  return new TransferFault(`${file}: ${(error as Error).message}`);
}

function reading(db: DatabaseSync, file: string): Pick<TransferEnd, 'name' | 'count' | 'rows' | 'entries' | 'close'> {
  const number = (sql: string, ...values: number[]) => Number(db.prepare(sql).get(...values)?.['n']);
  const page = query<Row>(db, 'SELECT key, value, version FROM records WHERE key > ? ORDER BY key LIMIT 500');
  return {
    name: file,
    count: async () => ({
      records: number('SELECT count(*) AS n FROM records'),
      entries: number(`SELECT count(*) AS n FROM cache WHERE space <> '' AND expires > ?`, Date.now()),
    }),
    async *rows() {
      for (let after = ''; ; ) {
        const rows = page.all(after);
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined) return;
        after = last.key;
      }
    },
    async *entries() {
      const live = query<CachedText>(
        db,
        `SELECT space AS cache, key, value AS text, expires AS expiresAt FROM cache
        WHERE space <> '' AND expires > ?`,
      );
      yield* live.iterate(Date.now());
    },
    async close() {
      if (db.isTransaction) db.exec('ROLLBACK');
      db.close();
    },
  };
}
