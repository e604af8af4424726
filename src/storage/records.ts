import type { Change, Commit, Records, Stored, StoredRecord } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { type EncodedChange, encodeChanges } from './encoding.ts';
import { createGroupCommit, type Gather } from './group-commit.ts';
import type { Run } from './guard.ts';

export interface Row {
  readonly key: string;
  readonly value: string;
  readonly version: number;
}

/** What an adapter does for durable records. It throws as its store does; the guard makes values of that. */
export interface RecordStore {
  get(key: string): Promise<Row | undefined>;
  /** Rows from `prefix` on, after `after`, in the order of their bytes. */
  list(prefix: string, after: string, limit: number): Promise<readonly Row[]>;
  /** In the same order, without the values. */
  versions(prefix: string, after: string, limit: number): Promise<readonly Omit<Row, 'value'>[]>;
  /** All batches or none; each answers for itself whether it was as expected. */
  commit(batches: readonly (readonly EncodedChange[])[]): readonly Commit[] | Promise<readonly Commit[]>;
}

const longestPage = 1_000;
const decode = ({ key, value, version }: Row): StoredRecord => ({ key, value: JSON.parse(value), version });

export interface RecordsParts {
  readonly run: Run;
  readonly clock: Clock;
  readonly patienceMs?: number;
  readonly gather?: Gather;
}

export function createRecords(
  store: RecordStore,
  { run, ...parts }: RecordsParts,
): Records & { drained(): Promise<void> } {
  const group = createGroupCommit({ commit: store.commit, ...parts });

  function batch(changes: readonly Change[]): Promise<Stored<Commit>> {
    const encoded = encodeChanges(changes);
    return encoded.ok ? run(() => group.add(encoded.changes)) : Promise.resolve(encoded);
  }

  return {
    get: (key) =>
      run(async () => {
        const row = await store.get(key);
        return row === undefined ? null : decode(row);
      }),
    set: (key, value) => batch([{ set: key, value }]),
    delete: (key) => batch([{ delete: key }]),
    batch,
    list(prefix, { after = '', limit = 100 } = {}) {
      const most = Math.max(1, Math.min(longestPage, Math.floor(limit)));
      return run(async () => {
        const records = (await store.list(prefix, after, most)).map(decode);
        return { records, next: records.length === most ? (records.at(-1)?.key ?? null) : null };
      });
    },
    async versions(prefix) {
      const found = new Map<string, number>();
      for (let after: string | undefined = ''; after !== undefined; ) {
        const from: string = after;
        const page = await run(() => store.versions(prefix, from, longestPage));
        if (!page.ok) return page;
        for (const { key, version } of page.value) found.set(key, version);
        after = page.value.length === longestPage ? page.value.at(-1)?.key : undefined;
      }
      return { ok: true, value: found };
    },
    drained: group.drained,
  };
}
