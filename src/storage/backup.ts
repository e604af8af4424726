import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { schema } from './sqlite-file.ts';
import { type TransferEnd, TransferFault, transfer } from './transfer.ts';
import { fileOf, openEnd } from './transfer-end.ts';
import { assertOurs, openSqliteTarget } from './transfer-sqlite.ts';

export interface Backup {
  readonly file: string;
  readonly records: number;
}

export interface BackupOrder {
  /** As in `storage.url`. */
  readonly url: string;
  /** Where relative paths count from. */
  readonly folder: string;
  readonly to: string;
}

/** Local time, as in the settings: `serdabot-2026-11-21T043000.db`. */
export function backupName(wall: number, why = ''): string {
  const at = new Date(wall).toLocaleString('sv-SE').replace(' ', 'T').replaceAll(':', '');
  return `serdabot-${at}${why && `-${why}`}.db`;
}

/**
 * Copies a store that is in use, as it is at one moment, into one file of SQLite, whatever kind of store it is. The file
 * has its name only when it has been read back and is on the disk.
 */
export async function makeBackup({ url, folder, to }: BackupOrder): Promise<Backup> {
  if (existsSync(to)) throw new TransferFault(`${to} exists already: name another file`);
  const part = `${to}.part`;
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    rmSync(part, { force: true });
    const source = await openEnd(url, folder, 'snapshot');
    try {
      const file = fileOf(url, folder);
      if (file === null) await dump(source, part);
      else copyFile(file, part);
    } finally {
      await source.close();
    }
    const { records } = verify(part);
    sync(part);
    renameSync(part, to);
    sync(dirname(to));
    return { file: to, records };
  } catch (error) {
    throw error instanceof TransferFault ? error : new TransferFault(`${to}: ${(error as Error).message}`);
  } finally {
    for (const left of [part, `${part}-journal`, `${part}-wal`, `${part}-shm`]) rmSync(left, { force: true });
  }
}

/** Throws unless the file is whole and ours. */
export function verify(file: string): { readonly records: number; readonly schema: number } {
  if (!existsSync(file)) throw new TransferFault(`${file} does not exist`);
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { readOnly: true });
    assertOurs(db, file);
    const [first] = db.prepare('PRAGMA integrity_check(1)').all();
    if (first?.['integrity_check'] !== 'ok')
      throw new TransferFault(`${file} is damaged: ${first?.['integrity_check']}`);
    const sums = db.prepare('SELECT count(*) AS records, total(NOT json_valid(value)) AS bad FROM records').get();
    if (sums?.['bad'] !== 0) throw new TransferFault(`${file} is damaged: ${sums?.['bad']} records cannot be read`);
    const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
    return { records: Number(sums['records']), schema: Number(version ?? schema.length) };
  } catch (error) {
    if (error instanceof TransferFault) throw error;
    throw new TransferFault(`${file} cannot be read as a store: ${(error as Error).message}`);
  } finally {
    db?.close();
  }
}

function copyFile(file: string, part: string) {
  // SQLite fills an empty file, and leaves it the mode that it has.
  closeSync(openSync(part, 'wx', 0o600));
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    db.prepare('VACUUM INTO ?').run(part);
  } finally {
    db.close();
  }
}

async function dump(source: TransferEnd, part: string) {
  const target = openSqliteTarget(part);
  try {
    await transfer(source, target, 'into empty', () => {});
  } finally {
    await target.close();
  }
}

export function sync(path: string) {
  // Windows cannot sync a folder.
  const handle = openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  } finally {
    closeSync(handle);
  }
}

export const backupIn = (folder: string, wall: number, why = '') => join(folder, backupName(wall, why));
