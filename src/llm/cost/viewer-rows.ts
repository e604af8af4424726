import type { Records, Stored, StoredRecord } from '../../domain/storage.ts';
import { partsOf } from './row.ts';

const perPage = 200;

/** Every record under a prefix, a page at a time; a failure ends it. */
export async function* pagesOf(records: Records, prefix: string): AsyncGenerator<Stored<readonly StoredRecord[]>> {
  for (let after: string | null = ''; after !== null; ) {
    const page = await records.list(prefix, { limit: perPage, ...(after !== '' && { after }) });
    if (!page.ok) return yield page;
    yield { ok: true, value: page.value.records };
    after = page.value.next;
  }
}

/** Removes rows of viewers that are too old. Says how many are left; null where the store does not answer. */
export async function pruneViewerRows(records: Records, oldestMs: number): Promise<number | null> {
  const oldest = new Date(oldestMs).toISOString().slice(0, 10);
  let left = 0;
  for await (const page of pagesOf(records, 'viewer/')) {
    if (!page.ok) return null;
    const rows = page.value.filter(({ key }) => partsOf(key) !== null);
    const old = rows.filter(({ key }) => partsOf(key)!.day < oldest);
    if (old.length > 0) {
      const done = await records.batch(old.map(({ key }) => ({ delete: key })));
      if (!done.ok) return null;
    }
    left += rows.length - old.length;
  }
  return left;
}
