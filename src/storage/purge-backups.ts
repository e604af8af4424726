import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Purge } from '../domain/privacy.ts';
import type { Stored } from '../domain/storage.ts';
import { documentPrefix } from './documents-move.ts';
import { failure } from './failure.ts';
import { type DropFrom, type FileToPurge, rewritesIn } from './purge-file.ts';
import { inWorker } from './worker.ts';

export interface StoredCopies {
  /** As `storage.url` has it: of a file, the copies from before a change of schema are beside it. */
  readonly url: string;
  /** Where relative paths count from. */
  readonly folder: string;
  /** Where backups are. */
  readonly backups: string;
}

const halfDone = /(?:\.part|\.purged|-wal|-shm|-journal)$/;
/** Nobody who makes a copy or brings one back takes as long. */
const abandonedMs = 3_600_000;

/** Takes out of all copies of the store what must not be in them. `drop`: what is of viewers in documents. */
export async function purgeBackups(
  copies: StoredCopies,
  { prefixes, put }: Pick<Purge, 'prefixes' | 'put'>,
  drop: DropFrom | null = null,
): Promise<Stored<null>> {
  const faults: string[] = [];
  const noted = (error: unknown) => void faults.push((error as Error).message);
  await removeAbandoned(copies).catch(noted);
  const purges: FileToPurge[] = [];
  for (const file of await copiesIn(copies)) {
    try {
      purges.push({ file, prefixes, put, rewrite: drop ? rewritesIn(file, documentPrefix, drop) : [] });
    } catch (error) {
      noted(error);
    }
  }
  if (purges.length > 0) await inWorker({ purges }).catch(noted);
  return faults.length === 0 ? { ok: true, value: null } : failure('broken', `purging backups: ${faults.join('; ')}`);
}

/** What a process that was killed while it made a copy, or brought one back, has left: whoever is in it stays in it. */
async function removeAbandoned({ url, folder, backups }: StoredCopies): Promise<void> {
  const live = url.startsWith('sqlite:') ? resolve(folder, url.slice('sqlite:'.length)) : null;
  const leftOver = /\.db\.(?:part|purged)(?:-\w+)?$|^\.restoring(?:\.part)?(?:-\w+)?$/;
  const places: [place: string, start: string][] = live ? [[dirname(live), basename(live)]] : [];
  places.push([resolve(folder, backups), 'serdabot-']);
  for (const [place, start] of places) {
    const isLeft = (name: string) => name.startsWith(start) && leftOver.test(name.slice(start.length));
    for (const name of (await readdir(place).catch(() => [])).filter(isLeft)) {
      const { mtimeMs } = await stat(join(place, name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (Date.now() - mtimeMs > abandonedMs) await rm(join(place, name), { force: true });
    }
  }
}

async function copiesIn({ url, folder, backups }: StoredCopies): Promise<string[]> {
  const filesIn = async (place: string) => {
    const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile() && !halfDone.test(entry.name)).map(({ name }) => join(place, name));
  };
  const live = url.startsWith('sqlite:') ? resolve(folder, url.slice('sqlite:'.length)) : null;
  const beside = live ? (await filesIn(dirname(live))).filter((file) => file.startsWith(`${live}.schema-`)) : [];
  return [...new Set([...beside, ...(await filesIn(resolve(folder, backups)))])].filter((file) => file !== live);
}
