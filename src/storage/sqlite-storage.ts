import { resolve } from 'node:path';
import { StoreBusyError, untilIdle, untilTurn } from './group-commit.ts';
import { createGuard } from './guard.ts';
import { holdFile } from './hold.ts';
import { createRecords } from './records.ts';
import { createSqliteCaches } from './sqlite-caches.ts';
import { openSqlite, query } from './sqlite-file.ts';
import { createSqliteRecords } from './sqlite-records.ts';
import { createStore, type Opened, type StorageParts } from './store.ts';

/**
 * A row that has moved to another page leaves a copy behind which `secure_delete` does not know: only a file that is written
 * anew is without. Some 5 ms a megabyte, in which nothing else runs; a greater file waits for what overwrites the copy.
 */
const mostRewritten = 32 * 1024 * 1024;

/** `path` counts from the config file's folder; `:memory:` is a store that ends with the process. */
export function openSqliteStorage(path: string, { folder, clock, tell, serve = false }: StorageParts): Opened {
  const backend = path === ':memory:' ? 'memory' : 'sqlite';
  const file = backend === 'memory' ? path : resolve(folder, path);
  const hold = serve && backend === 'sqlite' ? holdFile(file, clock.wall()) : null;
  if (hold?.ok === false) return hold;
  const opened = openSqlite(file);
  if (!opened.ok) {
    hold?.release();
    return opened;
  }
  const { durable, quick, close } = opened.file;
  if (opened.backup) {
    tell({ kind: 'lifecycle', text: `storage: ${path} was taken to a new schema; what it was is in ${opened.backup}` });
  }

  const sizeOf = query<{ bytes: number }>(
    durable,
    'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
  );
  const dataVersion = query<{ data_version: number }>(durable, 'PRAGMA data_version');
  const scratch = quick.prepare("INSERT OR REPLACE INTO cache VALUES ('', 'probe', ?, ?)");
  const probe = async () => scratch.run('x'.repeat(4_096), Math.ceil(clock.wall()));
  const guard = createGuard({ backend, name: path, probe, clock, tell });
  const run = guard.within(null);
  // A commit is dear where it waits for a disk.
  const gather = backend === 'memory' ? untilIdle : untilTurn;
  const { drained, ...records } = createRecords(createSqliteRecords(durable), { run, clock, gather });
  const caches = createSqliteCaches(quick, { run, clock, gather });
  const allDrained = () => Promise.all([drained(), caches.drained()]);

  const storage = createStore({
    records,
    caches,
    guard,
    run,
    scripts: null,
    writtenElsewhere() {
      try {
        return dataVersion.get()?.data_version ?? null;
      } catch {
        return null;
      }
    },
    scrub: () =>
      run(async () => {
        await allDrained();
        if (Number(sizeOf.get()?.bytes) <= mostRewritten) durable.exec('VACUUM');
        const log = durable.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
        if (log?.['busy'] !== 0) throw new StoreBusyError('another process is reading the file');
        return null;
      }),
    async close() {
      guard.close();
      caches.close();
      await allDrained();
      close();
      hold?.release();
    },
  });
  return { ok: true, storage };
}
