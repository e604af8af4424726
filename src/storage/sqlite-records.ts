import type { DatabaseSync } from 'node:sqlite';
import type { Commit } from '../domain/storage.ts';
import type { EncodedChange } from './encoding.ts';
import type { RecordStore, Row } from './records.ts';
import { transact } from './sqlite-file.ts';

export function createSqliteRecords(db: DatabaseSync): RecordStore {
  const select = db.prepare('SELECT key, value, version FROM records WHERE key = ?');
  const versionOf = db.prepare('SELECT version FROM records WHERE key = ?');
  const range = db.prepare('SELECT key, value, version FROM records WHERE key > ? AND key >= ? AND key < ? LIMIT ?');
  const upsert = db.prepare(
    `INSERT INTO records VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE SET value = ?2, version = ?3`,
  );
  const remove = db.prepare('DELETE FROM records WHERE key = ?');
  const last = db.prepare('SELECT last FROM revision');
  const move = db.prepare('UPDATE revision SET last = ?');

  const asExpected = ({ key, version }: EncodedChange) =>
    version === undefined || ((versionOf.get(key)?.['version'] as number | undefined) ?? null) === version;

  return {
    async get(key) {
      return select.get(key) as unknown as Row | undefined;
    },
    async list(prefix, after, limit) {
      return range.all(after, prefix, `${prefix}\u{10FFFF}`, limit) as unknown as Row[];
    },
    commit(batches) {
      return transact(db, () => {
        let version = last.get()?.['last'] as number;
        const before = version;
        const commits = batches.map((changes): Commit => {
          const unexpected = changes.find((change) => !asExpected(change));
          if (unexpected) return { kind: 'conflict', key: unexpected.key };
          version++;
          for (const change of changes) {
            if (change.kind === 'set') upsert.run(change.key, change.text, version);
            else if (change.kind === 'delete') remove.run(change.key);
          }
          return { kind: 'committed', version };
        });
        if (version !== before) move.run(version);
        return commits;
      });
    },
  };
}
