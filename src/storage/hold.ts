import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type Hold = { readonly ok: true; release(): void } | { readonly ok: false; readonly reason: string };

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Unix milliseconds. */
  readonly since: number;
}

/** A process that was killed may need a moment to be gone. */
const patienceMs = 1_000;

/**
 * The right to serve from a store's file, for one process at a time. It is a lock of the operating system, taken by
 * SQLite on an empty file beside the store: it ends with the process, however that ends. Whoever only reads or copies
 * the store does not ask for it.
 */
export function holdFile(file: string, wall: number): Hold {
  const path = real(file);
  const [lock, note] = [`${path}.lock`, `${path}.holder`];
  let db: DatabaseSync | null = null;
  try {
    mkdirSync(dirname(path), { recursive: true });
    make(lock);
    db = new DatabaseSync(lock, { timeout: patienceMs });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === 5)
      return { ok: false, reason: held(file, holderIn(note)) };
    return { ok: false, reason: `${lock}: ${(error as Error).message}; the bot needs to write there` };
  }
  const taken = db;
  const holder: Holder = { pid: process.pid, host: hostname(), since: wall };
  try {
    writeFileSync(`${note}.part`, JSON.stringify(holder), { mode: 0o600 });
    renameSync(`${note}.part`, note);
  } catch {
    // Only the sentence of whoever is refused will be shorter.
  }
  return {
    ok: true,
    release() {
      rmSync(note, { force: true });
      taken.close();
    },
  };
}

/** The same for all names of one file. */
function real(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** Never opened again in a process that has the lock: closing any handle of the file would end it. */
function make(lock: string) {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Null where the note is not of the process that has the lock now. */
function holderIn(note: string): Holder | null {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(note, 'utf8')) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'number') return null;
    return host === hostname() && !isAlive(pid) ? null : { pid, host, since };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function held(file: string, holder: Holder | null): string {
  const who = holder
    ? `process ${holder.pid} on ${holder.host} has had this store since ${new Date(holder.since).toLocaleString('sv-SE')}`
    : 'another process has this store';
  return `${file}: ${who}; two bots on one store would answer everything twice: stop that one, or name another file in storage.url`;
}
