import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
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
/** Nobody who makes a copy or brings one back takes as long. */
const abandonedMs = 3_600_000;

/** Takes out of all kept copies what must not be kept. In a thread of its own: rewriting a file takes its time. */
export async function purgeBackups(copies: KeptCopies, purge: PurgeOfFile): Promise<Stored<null>> {
  await removeAbandoned(copies);
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

/** What a process that was killed while it made a copy, or brought one back, has left: whoever is in it stays in it. */
async function removeAbandoned({ url, folder, backups }: KeptCopies): Promise<void> {
  const live = url.startsWith('sqlite:') ? resolve(folder, url.slice('sqlite:'.length)) : null;
  const leftOver = /\.db\.(?:part|purged)(?:-\w+)?$|^\.restoring(?:\.part)?(?:-\w+)?$/;
  const places: [place: string, start: string][] = live ? [[dirname(live), basename(live)]] : [];
  if (backups !== null) places.push([resolve(folder, backups), 'serdabot-']);
  for (const [place, start] of places) {
    const isLeft = (name: string) => name.startsWith(start) && leftOver.test(name.slice(start.length));
    for (const name of (await readdir(place).catch(() => [])).filter(isLeft)) {
      const { mtimeMs } = await stat(join(place, name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (Date.now() - mtimeMs > abandonedMs) await rm(join(place, name), { force: true });
    }
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
