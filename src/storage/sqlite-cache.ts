import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import type { CachedText } from './by-prefix.ts';
import type { CacheStore } from './cache.ts';
import { createGroupCommit } from './group-commit.ts';
import { createTransact } from './sqlite-file.ts';

export interface SqliteCaches {
  open(space: string, max: number): CacheStore;
  /** In every cache. */
  find(prefix: string): Promise<readonly CachedText[]>;
  remove(prefix: string): Promise<number>;
  drained(): Promise<void>;
  close(): void;
}

type Write =
  | { readonly space: string; readonly key: string; readonly text: string; readonly expires: number }
  | { readonly space: string; readonly key: string | null }
  | { readonly prefix: string };

const sweepEveryMs = 60_000;
/** Rows that one slice of a sweep removes before the event loop turns again. */
const slice = 200;
/** A full cache is looked after once in so many writes, so it may be larger by as many. */
const trimEvery = 64;

// From one space to the next by the index: a look at every entry would take ten milliseconds for ten thousand.
const spaces = `WITH RECURSIVE spaces (space) AS (
  SELECT min(space) FROM cache
  UNION ALL SELECT (SELECT min(space) FROM cache WHERE space > spaces.space) FROM spaces WHERE space IS NOT NULL)`;
const startingAlike = `spaces CROSS JOIN cache
  ON cache.space = spaces.space AND cache.key >= ?1 AND cache.key < ?1 || '\u{10FFFF}'`;

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

  const starting = db.prepare(`${spaces} SELECT cache.space AS cache, key, value AS text, expires AS expiresAt
    FROM ${startingAlike} AND expires > ?2`);
  const removeStarting = db.prepare(
    `${spaces} DELETE FROM cache WHERE rowid IN (SELECT cache.rowid FROM ${startingAlike})`,
  );

  const transact = createTransact(db);
  const group = createGroupCommit({
    clock,
    commit: (writes: readonly Write[]) =>
      transact(() =>
        writes.map((write) => {
          if ('prefix' in write) return removeStarting.run(write.prefix);
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
    find: async (prefix) => starting.all(prefix, clock.wall()) as unknown as CachedText[],
    // In line with the writes that were asked for before it.
    remove: async (prefix) => Number((await group.add({ prefix })).changes),
    drained: group.drained,
    close() {
      closed = true;
      cancel();
    },
  };
}
