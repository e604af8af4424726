import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Stored } from '../domain/storage.ts';
import { failure } from './failure.ts';
import type { PurgeOfFile } from './purge-file.ts';

export interface KeptCopies {
  /** As `storage.url` has it: of a file, the copies from before a change of schema are beside it. */
  readonly url: string;
  /** Where relative paths count from. */
  readonly folder: string;
  /** Where backups are kept. */
  readonly backups: string | null;
}

const longestMs = 600_000;
const halfDone = /(?:\.part|\.purged|-wal|-shm|-journal)$/;

/** Takes out of all kept copies what must not be kept. In a thread of its own: rewriting a file takes its time. */
export async function purgeBackups(copies: KeptCopies, purge: PurgeOfFile): Promise<Stored<null>> {
  const files = await keptCopies(copies);
  if (files.length === 0) return { ok: true, value: null };
  const worker = new Worker(new URL('./purge-worker.ts', import.meta.url), { workerData: { files, purge } });
  worker.unref();
  const giveUp = setTimeout(() => void worker.terminate(), longestMs);
  giveUp.unref();
  try {
    const faults = await new Promise<readonly string[]>((done, fail) => {
      worker.once('message', done);
      worker.once('error', fail);
      worker.once('exit', () => fail(new Error('ended before it was done')));
    });
    return faults.length === 0 ? { ok: true, value: null } : failure('broken', faults.join('; '));
  } catch (error) {
    return failure('broken', `purging backups: ${(error as Error).message}`);
  } finally {
    clearTimeout(giveUp);
  }
}

async function keptCopies({ url, folder, backups }: KeptCopies): Promise<string[]> {
  const filesIn = async (place: string) => {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile() && !halfDone.test(entry.name)).map(({ name }) => join(place, name));
  };
  const live = url.startsWith('sqlite:') ? resolve(folder, url.slice('sqlite:'.length)) : null;
  const beside = live ? (await filesIn(dirname(live))).filter((file) => file.startsWith(`${live}.schema-`)) : [];
  const kept = backups === null ? [] : await filesIn(resolve(folder, backups));
  return [...new Set([...beside, ...kept])].filter((file) => file !== live);
}
