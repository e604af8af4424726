import type { DatabaseSync } from 'node:sqlite';
import type { Commit } from '../domain/storage.ts';
import type { EncodedChange } from './encoding.ts';
import type { RecordStore, Row } from './records.ts';
import { createTransact, query } from './sqlite-file.ts';

const block = 1_000;

export function createSqliteRecords(db: DatabaseSync): RecordStore {
  const select = query<Row>(db, 'SELECT key, value, version FROM records WHERE key = ?');
  const versionOf = query<{ version: number }>(db, 'SELECT version FROM records WHERE key = ?');
  // One lower bound: of two, SQLite may begin at the lower one, and read everything between them.
  const within = 'key >= ? AND key < ? AND +key > ? ORDER BY key LIMIT ?';
  const range = query<Row>(db, `SELECT key, value, version FROM records WHERE ${within}`);
  const versions = query<Omit<Row, 'value'>>(db, `SELECT key, version FROM records WHERE ${within}`);
  const from = (prefix: string, after: string) => (after.startsWith(prefix) ? after : prefix);
  const upsert = db.prepare(
    `INSERT INTO records VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET value = ?2, version = ?3`,
  );
  const remove = db.prepare('DELETE FROM records WHERE key = ?');
  const reserve = query<{ last: number }>(db, 'UPDATE revision SET last = last + ? RETURNING last');
  const transact = createTransact(db);
  // Versions are taken from the file by the block, so that a write touches one page and not two.
  let version = 0;
  let reserved = 0;

  const asExpected = ({ key, version }: EncodedChange) =>
    version === undefined || (versionOf.get(key)?.version ?? null) === version;

  return {
    async get(key) {
      return select.get(key);
    },
    async list(prefix, after, limit) {
      return range.all(from(prefix, after), `${prefix}\u{10FFFF}`, after, limit);
    },
    async versions(prefix, after, limit) {
      return versions.all(from(prefix, after), `${prefix}\u{10FFFF}`, after, limit);
    },
    commit(batches) {
      return transact(() => {
        if (version + batches.length > reserved) {
          reserved = reserve.get(block + batches.length)?.last ?? 0;
          version = reserved - block - batches.length;
        }
        return batches.map((changes): Commit => {
          const unexpected = changes.find((change) => !asExpected(change));
          if (unexpected) return { kind: 'conflict', key: unexpected.key };
          version++;
          for (const change of changes) {
            if (change.kind === 'set') upsert.run(change.key, change.text, version);
            else if (change.kind === 'delete') remove.run(change.key);
          }
          return { kind: 'committed', version };
        });
      });
    },
  };
}
