import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import { createGroupCommit, type Gather } from './group-commit.ts';
import type { Run } from './guard.ts';
import { createTransact, query } from './sqlite-file.ts';
import type { CachedText, CacheStores } from './store.ts';

export interface SqliteCaches extends CacheStores {
  drained(): Promise<void>;
  close(): void;
}

type Write =
  | { readonly space: string; readonly key: string; readonly text: string | null; readonly expires: number }
  | { readonly prefix: string };

const sweepEveryMs = 60_000;
/** Rows that one slice of a sweep removes before the event loop turns again. */
const slice = 200;
/** A full cache is counted once in so many writes, so it may be larger by as many. */
const trimEvery = 64;

// From one space to the next by the index: a look at every entry would take ten milliseconds for ten thousand.
const spaces = `WITH RECURSIVE spaces (space) AS (
  SELECT min(space) FROM cache
  UNION ALL SELECT (SELECT min(space) FROM cache WHERE space > spaces.space) FROM spaces WHERE space IS NOT NULL)`;
const startingAlike = `spaces CROSS JOIN cache
  ON cache.space = spaces.space AND cache.key >= ?1 AND cache.key < ?1 || '\u{10FFFF}'`;

export interface SqliteCachesParts {
  readonly run: Run;
  readonly clock: Clock;
  readonly gather?: Gather;
}

export function createSqliteCaches(db: DatabaseSync, { run, ...parts }: SqliteCachesParts): SqliteCaches {
  const { clock } = parts;
  const select = query<{ value: string }>(db, 'SELECT value FROM cache WHERE space = ? AND key = ? AND expires > ?');
  const upsert = db.prepare(
    `INSERT INTO cache VALUES (?1, ?2, ?3, ?4) ON CONFLICT (space, key) DO UPDATE SET value = ?3, expires = ?4`,
  );
  const remove = db.prepare('DELETE FROM cache WHERE space = ? AND key = ?');
  const live = query<{ n: number }>(db, 'SELECT count(*) AS n FROM cache WHERE space = ? AND expires > ?');
  const trim = db.prepare(`DELETE FROM cache WHERE rowid IN
    (SELECT rowid FROM cache WHERE space = ? ORDER BY expires LIMIT ?)`);
  const sweep = db.prepare(`DELETE FROM cache WHERE rowid IN
    (SELECT rowid FROM cache WHERE expires <= ? LIMIT ${slice})`);
  const starting = query<CachedText>(
    db,
    `${spaces} SELECT cache.space AS cache, key, value AS text, expires AS expiresAt
    FROM ${startingAlike} AND expires > ?2`,
  );
  const removeStarting = db.prepare(
    `${spaces} DELETE FROM cache WHERE rowid IN (SELECT cache.rowid FROM ${startingAlike})`,
  );

  /** Answers how many rows went. */
  function apply(write: Write): number {
    if ('prefix' in write) return Number(removeStarting.run(write.prefix).changes);
    const { space, key, text, expires } = write;
    if (text === null) return Number(remove.run(space, key).changes);
    upsert.run(space, key, text, expires);
    return 0;
  }
  const transact = createTransact(db);
  const group = createGroupCommit({
    ...parts,
    commit: (writes: readonly Write[]) =>
      writes.length === 1 ? [apply(writes[0]!)] : transact(() => writes.map(apply)),
  });
  const count = (space: string) => live.get(space, clock.wall())?.n ?? 0;

  /** By space: how many writes may come before it is counted again. Those cannot fill it, for each adds one row at most. */
  const uncounted = new Map<string, number>();
  function trimWhenFull(space: string, max: number): void {
    const left = (uncounted.get(space) ?? trimEvery) - 1;
    uncounted.set(space, left);
    if (left > 0) return;
    const over = count(space) - max;
    uncounted.set(space, Math.max(trimEvery, -over));
    if (over > 0) trim.run(space, over);
  }

  let cancel = () => {};
  function later(ms: number) {
    cancel = clock.after(ms, () => {
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
      return {
        async get(key) {
          return select.get(space, key, clock.wall());
        },
        async set(key, { value }, ttlMs) {
          await group.add({ space, key, text: value, expires: Math.ceil(clock.wall() + ttlMs) });
          trimWhenFull(space, max);
        },
        delete: (key) => group.add({ space, key, text: null, expires: 0 }),
        count: async () => Math.min(max, count(space)),
      };
    },
    find: (prefix) => run(async () => starting.all(prefix, clock.wall())),
    // Behind the writes that were asked for before it.
    remove: (prefix) => run(() => group.add({ prefix })),
    drained: group.drained,
    close: () => cancel(),
  };
}
