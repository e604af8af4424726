import { resolve } from 'node:path';
import type { Cache } from '../domain/storage.ts';
import { createByPrefix } from './by-prefix.ts';
import { createCache } from './cache.ts';
import { StoreBusyError } from './group-commit.ts';
import { createGuard } from './guard.ts';
import { createHealth } from './health.ts';
import { holdFile } from './hold.ts';
import type { Opened, StorageParts } from './opened.ts';
import { createRecords } from './records.ts';
import { createSqliteCaches } from './sqlite-cache.ts';
import { openSqlite } from './sqlite-file.ts';
import { createSqliteRecords } from './sqlite-records.ts';

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

  const scratch = quick.prepare("INSERT OR REPLACE INTO cache VALUES ('', 'probe', ?, ?)");
  const health = createHealth({
    backend,
    name: path,
    probe: async () => scratch.run('x'.repeat(4_096), Math.ceil(clock.wall())),
    clock,
    tell,
  });
  const guard = createGuard({ health, clock, deadlineMs: null });
  const { drained, ...records } = createRecords(createSqliteRecords(durable), { guard, clock });
  const caches = createSqliteCaches(quick, clock);
  const byName = new Map<string, Cache>();

  return {
    ok: true,
    storage: {
      records,
      cache(name, max = 10_000) {
        const cache = byName.get(name) ?? createCache(name, caches.open(name, max), guard);
        byName.set(name, cache);
        return cache;
      },
      scripts: null,
      state: health.state,
      ...createByPrefix({
        records,
        caches: {
          find: (prefix) => guard(() => caches.find(prefix)),
          remove: (prefix) => guard(() => caches.remove(prefix)),
        },
      }),
      scrub: () =>
        guard(async () => {
          await Promise.all([drained(), caches.drained()]);
          const log = durable.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
          if (log?.['busy'] !== 0) throw new StoreBusyError('another process is reading the file');
          return null;
        }),
      async close() {
        if (health.refusal()?.reason === 'closed') return;
        health.close();
        caches.close();
        await Promise.all([drained(), caches.drained()]);
        close();
        hold?.release();
      },
    },
  };
}
