import { closeSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

export interface SqliteFile {
  /** Every commit is synced: it survives a power cut. */
  readonly durable: DatabaseSync;
  /** Commits survive the end of the process, a power cut may take the last ones. */
  readonly quick: DatabaseSync;
  close(): void;
}

export type OpenedFile =
  | { readonly ok: true; readonly file: SqliteFile; readonly backup: string | null }
  | { readonly ok: false; readonly reason: string };

/** Each step takes a file one version further. A step that was released is never edited. */
export const schema: readonly string[] = [
  `CREATE TABLE revision (only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL) STRICT;
   INSERT INTO revision VALUES (1, 0);
   CREATE TABLE records (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL, version INTEGER NOT NULL) STRICT;
   CREATE TABLE cache (
     space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires INTEGER NOT NULL, PRIMARY KEY (space, key)
   ) STRICT;
   CREATE INDEX cache_by_expiry ON cache (expires, space)`,
];

// "Serd" in ASCII.
export const applicationId = 0x53657264;
/** How long another process may hold the file: the event loop stands still meanwhile. */
const busyMs = 250;
const inMemory = ':memory:';

export function openSqlite(path: string, migrations: readonly string[] = schema): OpenedFile {
  const open: DatabaseSync[] = [];
  const connect = (synchronous: 'FULL' | 'NORMAL') => {
    const db = new DatabaseSync(path, { timeout: busyMs });
    open.push(db);
    db.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON;
      PRAGMA journal_size_limit = 8388608; PRAGMA temp_store = MEMORY`);
    return db;
  };
  const close = () => {
    for (const db of open.splice(0)) db.close();
  };
  try {
    if (path !== inMemory) {
      mkdirSync(dirname(path), { recursive: true });
      // SQLite gives its other files the mode of this one.
      closeSync(openSync(path, 'a', 0o600));
    }
    const durable = connect('FULL');
    const readied = ready(durable, path, migrations);
    if (!readied.ok) {
      close();
      return readied;
    }
    const quick = path === inMemory ? durable : connect('NORMAL');
    return { ok: true, file: { durable, quick, close }, backup: readied.backup };
  } catch (error) {
    close();
    return { ok: false, reason: `${path}: ${(error as Error).message}${remedy(error)}` };
  }
}

function remedy(error: unknown): string {
  const { errcode, code } = error as { errcode?: number; code?: string };
  if (errcode === 26 || errcode === 11) return '; move the file away, or restore a backup in its place';
  if (errcode === 5) return '; another process is using it';
  if (code === 'EACCES' || errcode === 14 || errcode === 8) return '; the bot needs to write there';
  return '';
}

type Readied = { readonly ok: true; readonly backup: string | null } | { readonly ok: false; readonly reason: string };

/** Takes the file to the newest schema in one transaction, with a backup beside it before anything is changed. */
function ready(db: DatabaseSync, path: string, migrations: readonly string[]): Readied {
  const number = (pragma: string) => Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const version = number('user_version');
  const fresh = version === 0 && db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
  if (!fresh && number('application_id') !== applicationId) {
    return { ok: false, reason: `${path}: a database of another program; name another file in storage.url` };
  }
  if (version > migrations.length) {
    const reason = `${path}: written by a newer version of the bot (schema ${version}, this one knows ${migrations.length}); update the bot, or restore an older backup`;
    return { ok: false, reason };
  }
  db.exec('PRAGMA journal_mode = WAL');
  if (version === migrations.length) return { ok: true, backup: null };
  const backup = fresh ? null : `${path}.schema-${version}`;
  if (backup) {
    rmSync(`${backup}.part`, { force: true });
    // SQLite fills an empty file, and leaves it the mode that it has.
    closeSync(openSync(`${backup}.part`, 'wx', 0o600));
    db.prepare('VACUUM INTO ?').run(`${backup}.part`);
    renameSync(`${backup}.part`, backup);
  }
  try {
    db.exec(`BEGIN IMMEDIATE; ${migrations.slice(version).join(';')};
      PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`);
  } catch (error) {
    if (!backup) throw error;
    const reason = `${path}: could not be taken from schema ${version} to ${migrations.length} (${(error as Error).message}); it is as it was, and so is a copy of it in ${backup}. Start the former version of the bot, and report this`;
    return { ok: false, reason };
  }
  return { ok: true, backup };
}

export interface Query<Row> {
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  iterate(...values: SQLInputValue[]): Iterable<Row>;
}

/** Which columns a query answers stands in its text, where no compiler reads it: the caller says so. */
export const query = <Row>(db: DatabaseSync, sql: string) => db.prepare(sql) as unknown as Query<Row>;

/** Runs work in one transaction. */
export type Transact = <T>(work: () => T) => T;

export function createTransact(db: DatabaseSync): Transact {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  return (work) => {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      // After some errors, a full disk for one, SQLite has done it by itself.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
}
