import type { CostRow, Usage } from '../../domain/cost.ts';
import { viewerKeys, viewerOfKey } from '../../domain/privacy.ts';
import type { Records } from '../../domain/storage.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Counts, noCounts, partsOf, rowKey, sum, totalsIn, viewerRowKey } from './row.ts';
import { countViewerRows } from './viewer-rows.ts';

/** What was spent on what, kept for as long as the operator wants to look at it; by viewer not as long. */
export interface Rows {
  add(
    row: Pick<CostRow, 'day' | 'channel' | 'endpoint' | 'model'> & { readonly viewer: string | null },
    usage: Usage,
    nano: number | null,
  ): void;
  /** What is not written yet of a viewer never will be. */
  forget(viewer: string): void;
  flush(): Promise<void>;
}

export interface RowParts {
  readonly records: Records;
  readonly clock: Clock;
  /** Tells apart the rows of processes that share a store; empty where there is one. */
  readonly self: string;
}

const restMs = 5_000;
const mostDirty = 2_000;
/** Of viewers, all days together: what is spent beyond is in the channel's rows only, until old ones have gone. */
const mostViewerRows = 50_000;

export function createRows({ records, clock, self }: RowParts): Rows {
  /** Not written yet, by key. */
  let dirty = new Map<string, Counts>();
  let writing: Promise<void> = Promise.resolve();
  let cancel: (() => void) | null = null;
  /** Of viewers, as they were counted at the first write of a day, and those that came since. */
  let kept = 0;
  let countedOn = '';

  /** Old ones have gone by then: that is the keeper's. */
  async function count(day: string): Promise<boolean> {
    if (day <= countedOn) return true;
    const counted = await countViewerRows(records);
    if (counted === null) return false;
    kept = counted;
    countedOn = day;
    return true;
  }

  async function write() {
    const batch = [...dirty];
    dirty = new Map();
    for (const [key, more] of batch) {
      if (!(await writeOne(key, more))) put(key, more);
    }
  }

  async function writeOne(key: string, more: Counts): Promise<boolean> {
    const ofViewer = viewerOfKey(key) !== null;
    if (ofViewer && !(await count(partsOf(key)!.day))) return false;
    const found = await records.get(key);
    if (!found.ok) return false;
    if (ofViewer && found.value === null && kept >= mostViewerRows) return true;
    const value = sum(totalsIn(found.value?.value), more);
    // Several processes may add to a viewer's row.
    const done = await records.batch([{ set: key, value, version: found.value?.version ?? null }]);
    if (!done.ok) return done.reason === 'opted out';
    if (ofViewer && found.value === null) kept++;
    return done.value.kind === 'committed';
  }

  function put(key: string, more: Counts) {
    if (dirty.has(key) || dirty.size < mostDirty) dirty.set(key, sum(dirty.get(key) ?? noCounts, more));
  }

  const flush = () => {
    cancel?.();
    cancel = null;
    writing = writing.then(write);
    return writing;
  };

  return {
    add({ viewer, ...row }, usage, nano) {
      const { promptTokens, cachedTokens, completionTokens } = usage;
      const tokens = { promptTokens, cachedTokens, completionTokens };
      const more = { calls: 1, ...tokens, nano: nano ?? 0, unknown: nano === null ? 1 : 0 };
      put(rowKey(self, row), more);
      if (viewer !== null) put(viewerRowKey(viewer, row), more);
      cancel ??= clock.after(restMs, () => {
        cancel = null;
        void flush();
      });
    },
    forget(viewer) {
      for (const key of dirty.keys()) if (key.startsWith(viewerKeys(viewer))) dirty.delete(key);
    },
    flush,
  };
}
