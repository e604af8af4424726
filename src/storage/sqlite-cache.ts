import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import type { CacheStore } from './cache.ts';
import { createGroupCommit } from './group-commit.ts';
import { createTransact } from './sqlite-file.ts';

export interface SqliteCaches {
  open(space: string, max: number): CacheStore;
  drained(): Promise<void>;
  close(): void;
}

type Write =
  | { readonly space: string; readonly key: string; readonly text: string; readonly expires: number }
  | { readonly space: string; readonly key: string | null };

const sweepEveryMs = 60_000;
/** Rows that one slice of a sweep removes before the event loop turns again. */
const slice = 200;
/** A full cache is looked after once in so many writes, so it may be larger by as many. */
const trimEvery = 64;

export function createSqliteCaches(db: DatabaseSync, clock: Clock): SqliteCaches {
  const select = db.prepare('SELECT value FROM cache WHERE space = ? AND key = ? AND expires > ?');
  const upsert = db.prepare(
    `INSERT INTO cache VALUES (?1, ?2, ?3, ?4) ON CONFLICT (space, key) DO UPDATE SET value = ?3, expires = ?4`,
  );
  const remove = db.prepare('DELETE FROM cache WHERE space = ? AND key = ?');
  const clear = db.prepare('DELETE FROM cache WHERE space = ?');
  const live = db.prepare('SELECT count(*) AS n FROM cache WHERE space = ? AND expires > ?');
  const trim = db.prepare(`DELETE FROM cache WHERE rowid IN
    (SELECT rowid FROM cache WHERE space = ? ORDER BY expires LIMIT ?)`);
  const sweep = db.prepare(`DELETE FROM cache WHERE rowid IN
    (SELECT rowid FROM cache WHERE expires <= ? LIMIT ${slice})`);

  const transact = createTransact(db);
  const group = createGroupCommit({
    clock,
    commit: (writes: readonly Write[]) =>
      transact(() =>
        writes.map((write) => {
          if (write.key === null) return clear.run(write.space);
          if ('text' in write) return upsert.run(write.space, write.key, write.text, write.expires);
          return remove.run(write.space, write.key);
        }),
      ),
  });
  const count = (space: string) => live.get(space, clock.wall())?.['n'] as number;

  let closed = false;
  let cancel = () => {};
  function later(ms: number) {
    cancel = clock.after(ms, () => {
      if (closed) return;
      let more = false;
      try {
        more = Number(sweep.run(clock.wall()).changes) === slice;
      } catch {
        // A locked or full store is tried again with the next sweep; reads skip what has expired.
      }
      later(more ? 20 : sweepEveryMs);
    });
  }
  later(1_000);

  return {
    open(space, max) {
      let writes = 0;
      return {
        adapter: {
          get: (key) => select.get(space, key, clock.wall())?.['value'],
          async set(key, text, ttlMs) {
            await group.add({ space, key, text, expires: Math.ceil(clock.wall() + ttlMs) });
            if (++writes % trimEvery > 0) return;
            const over = count(space) - max;
            if (over > 0) trim.run(space, over);
          },
          delete: (key) => group.add({ space, key }),
          clear: () => group.add({ space, key: null }),
        },
        count: async () => Math.min(max, count(space)),
      };
    },
    drained: group.drained,
    close() {
      closed = true;
      cancel();
    },
  };
}
