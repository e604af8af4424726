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

/** How many rows of viewers there are, all days together; null where the store does not answer. */
export async function countViewerRows(records: Records): Promise<number | null> {
  let count = 0;
  for await (const page of pagesOf(records, 'viewer/')) {
    if (!page.ok) return null;
    count += page.value.filter(({ key }) => partsOf(key) !== null).length;
  }
  return count;
}
