import { constants, copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { backupIn, makeBackup, sync, verify } from './backup.ts';
import { holdFile } from './hold.ts';
import { openSqlite } from './sqlite-file.ts';
import { carried, type Progress, TransferFault, transfer } from './transfer.ts';
import { fileOf, openEnd } from './transfer-end.ts';
import { isInUse, openSqliteTarget } from './transfer-sqlite.ts';

export interface RestoreOrder {
  readonly from: string;
  /** As in `storage.url`. */
  readonly url: string;
  /** Where relative paths count from. */
  readonly folder: string;
  /** Where the replaced store goes. */
  readonly keepIn: string;
  readonly wall: number;
  readonly progress: Progress;
}

export interface Restored {
  readonly records: number;
  /** What was there before; null when there was nothing. */
  readonly kept: string | null;
}

/** Puts a copy in the store's place. What is there now is set aside first; nothing is touched before the copy is known good. */
export async function restore(order: RestoreOrder): Promise<Restored> {
  verify(order.from);
  const file = fileOf(order.url, order.folder);
  return file === null ? intoServer(order) : intoFile(order, file);
}

async function intoServer({ from, url, folder, keepIn, wall, progress }: RestoreOrder): Promise<Restored> {
  const target = await openEnd(url, folder, 'write');
  try {
    const { records, entries } = await target.count();
    const kept = records + entries > 0 ? backupIn(keepIn, wall, 'before-restore') : null;
    if (kept) await makeBackup({ url, folder, to: kept });
    const source = await openEnd(`sqlite:${from}`, folder, 'snapshot');
    try {
      const done = await transfer(source, target, 'replace', progress);
      return { records: done.comparison.missing + done.comparison.same + done.comparison.different, kept };
    } finally {
      await source.close();
    }
  } finally {
    await target.close();
  }
}

/** No bot starts meanwhile: it would go on writing to the file that is replaced. */
async function intoFile(order: RestoreOrder, file: string): Promise<Restored> {
  if (isInUse(file)) throw new TransferFault(`${file} is in use: stop the bot first`);
  const hold = holdFile(file, order.wall);
  if (!hold.ok) throw new TransferFault(hold.reason);
  try {
    return await intoHeldFile(order, file);
  } finally {
    hold.release();
  }
}

async function intoHeldFile({ from, keepIn, wall, progress }: RestoreOrder, file: string): Promise<Restored> {
  const part = `${file}.restoring`;
  const leftOvers = ['', '-journal', '-wal', '-shm'].map((end) => `${part}${end}`);
  for (const left of leftOvers) rmSync(left, { force: true });
  try {
    await makeBackup({ url: `sqlite:${from}`, folder: '', to: part });
    // An older copy is taken to the schema of this version here, and not in front of viewers.
    const opened = openSqlite(part);
    if (!opened.ok) throw new TransferFault(opened.reason);
    opened.file.close();
    if (opened.backup) rmSync(opened.backup, { force: true });
    carryOptOuts(file, part);
    const target = openSqliteTarget(part);
    await target.close();
    const { records } = verify(part);
    progress('records', records);
    sync(part);

    if (isInUse(file)) throw new TransferFault(`${file} is in use: stop the bot first`);
    const kept = setAside(file, backupIn(keepIn, wall, 'before-restore'), keepIn);
    renameSync(part, file);
    sync(dirname(file));
    verify(file);
    return { records, kept };
  } finally {
    for (const left of leftOvers) rmSync(left, { force: true });
  }
}

/**
 * As it is, byte by byte: a damaged file may still be of use to somebody. The file itself stays in its place until another
 * takes it in one step: a bot that finds none begins anew. A log beside it is there only where it is damaged.
 */
function setAside(file: string, kept: string, folder: string): string | null {
  const left = ['', '-journal', '-wal'].filter((end) => existsSync(`${file}${end}`));
  rmSync(`${file}-shm`, { force: true });
  if (left.length === 0) return null;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const end of left) {
    const [from, to] = [`${file}${end}`, `${kept}${end}`];
    try {
      linkSync(from, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      // The folder is on another disk, or on one that knows no second names.
      copyFileSync(from, `${to}.part`, constants.COPYFILE_FICLONE);
      sync(`${to}.part`);
      renameSync(`${to}.part`, to);
    }
  }
  sync(folder);
  for (const end of left) if (end !== '') rmSync(`${file}${end}`);
  return kept;
}

function carryOptOuts(file: string, part: string) {
  if (!existsSync(file)) return;
  const db = new DatabaseSync(part);
  try {
    db.prepare('ATTACH ? AS before').run(file);
    const carry = db.prepare(`INSERT OR REPLACE INTO records (key, value, version)
      SELECT key, value, version FROM before.records WHERE key >= ?1 AND key < ?1 || '\u{10FFFF}'`);
    for (const start of carried) carry.run(start);
  } catch {
    // What is replaced is often replaced because it cannot be read.
  } finally {
    db.close();
  }
}
