import type { CommandCostRow, CostRow, Usage, ViewerCostRow } from '../../domain/cost.ts';
import { viewerKeys, viewerOfKey } from '../../domain/privacy.ts';
import type { Records, Stored } from '../../domain/storage.ts';
import type { Clock } from '../../lib/clock.ts';

/** What was spent on what, stored for as long as the operator wants to look at it; by viewer not as long. */
export interface Rows {
  add(
    row: RowOf & { readonly viewer: string | null; readonly command?: string | null },
    usage: Usage,
    nano: number | null,
  ): void;
  /** What is not written yet of a viewer never will be. */
  forget(viewer: string): void;
  flush(): Promise<void>;
}

type RowOf = Pick<CostRow, 'day' | 'channel' | 'endpoint' | 'model'>;

const noCounts = {
  calls: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  /** Billionths of a cent. */
  nano: 0,
  /** Calls whose price is unknown. */
  unknown: 0,
};
type Counts = Readonly<typeof noCounts>;

const restMs = 5_000;
const mostDirty = 2_000;
const perPage = 200;
/** Of viewers, all days together: what is spent beyond is in the channel's rows only, until old ones have gone. */
const mostRows = 50_000;

export interface RowsParts {
  readonly records: Records;
  readonly clock: Clock;
  /** Tells apart the rows of processes that share a store; empty where there is one. */
  readonly self: string;
  readonly mostViewerRows?: number;
}

export function createRows({ records, clock, self, mostViewerRows = mostRows }: RowsParts): Rows {
  /** Not written yet, by key. */
  let dirty = new Map<string, Counts>();
  let writing: Promise<void> = Promise.resolve();
  let cancel: (() => void) | null = null;
  /** Rows of viewers: counted at the first write of a day, when retention has deleted the old ones. */
  let viewerRows = 0;
  let countedOn = '';

  async function count(day: string): Promise<boolean> {
    if (day <= countedOn) return true;
    let counted = 0;
    for await (const row of allRows(records, 'viewer/')) {
      if (!row.ok) return false;
      counted++;
    }
    viewerRows = counted;
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
    if (ofViewer && found.value === null && viewerRows >= mostViewerRows) return true;
    const value = sum(countsIn(found.value?.value), more);
    // Several processes may add to a viewer's row.
    const done = await records.batch([{ set: key, value, version: found.value?.version ?? null }]);
    if (!done.ok) return done.reason === 'opted out';
    if (ofViewer && found.value === null) viewerRows++;
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
    add({ viewer, command = null, ...row }, { promptTokens, cachedTokens, completionTokens }, nano) {
      const price = { nano: nano ?? 0, unknown: nano === null ? 1 : 0 };
      const more = { calls: 1, promptTokens, cachedTokens, completionTokens, ...price };
      const ends = path(row.channel, row.endpoint, row.model);
      put(`cost/${row.day}/row/${path(self)}/${ends}`, more);
      put(`cost/${row.day}/command/${path(self, row.channel, command ?? '')}`, more);
      if (viewer !== null) put(`${viewerKeys(viewer)}cost/${row.day}/row/${ends}`, more);
      cancel ??= clock.after(restMs, () => void flush());
    },
    forget(viewer) {
      for (const key of dirty.keys()) if (key.startsWith(viewerKeys(viewer))) dirty.delete(key);
    },
    flush,
  };
}

export type RowsRead<Row> =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly detail: string };

/** The rows of the days from `since` on, those of several processes added up. */
export async function readRows(records: Records, since: string): Promise<RowsRead<CostRow>> {
  const totals = new Map<string, { readonly of: RowOf; readonly counts: Counts }>();
  for await (const row of allRows(records, 'cost/')) {
    if (!row.ok) return row;
    const { of, counts } = row.value;
    if (of.day < since) continue;
    const id = [of.day, of.channel, of.endpoint, of.model].join('\u0000');
    totals.set(id, { of, counts: sum(totals.get(id)?.counts ?? noCounts, counts) });
  }
  const rows = [...totals].toSorted(([a], [b]) => a.localeCompare(b));
  return { ok: true, rows: rows.map(([, { of, counts }]) => asCostRow(of, counts)) };
}

/** The same by what asked. */
export async function readCommandRows(records: Records, since: string): Promise<RowsRead<CommandCostRow>> {
  const totals = new Map<string, { readonly of: CommandOf; readonly counts: Counts }>();
  for await (const row of allUnder(records, 'cost/', (key, value) => {
    const of = commandOf(key);
    return of && of.day >= since ? { of, counts: countsIn(value) } : null;
  })) {
    if (!row.ok) return row;
    const { of, counts } = row.value;
    const id = [of.day, of.channel, of.command ?? ''].join('\u0000');
    totals.set(id, { of, counts: sum(totals.get(id)?.counts ?? noCounts, counts) });
  }
  const rows = [...totals].toSorted(([a], [b]) => a.localeCompare(b));
  return { ok: true, rows: rows.map(([, { of, counts }]) => priced(of, counts)) };
}

/** The same by viewer, of each day the dearest first. */
export async function readViewerRows(records: Records, since: string): Promise<RowsRead<ViewerCostRow>> {
  const rows: { readonly row: ViewerCostRow; readonly nano: number }[] = [];
  for await (const found of allRows(records, 'viewer/')) {
    if (!found.ok) return found;
    const { of, viewer, counts } = found.value;
    if (viewer === null || of.day < since) continue;
    rows.push({ row: { ...asCostRow(of, counts), viewer }, nano: counts.nano });
  }
  const byPrice = rows.toSorted(
    (a, b) => a.row.day.localeCompare(b.row.day) || b.nano - a.nano || b.row.completionTokens - a.row.completionTokens,
  );
  return { ok: true, rows: byPrice.map(({ row }) => row) };
}

/** Every row under a prefix, read a page at a time; a failure ends it. */
const allRows = (records: Records, prefix: string) =>
  allUnder(records, prefix, (key, value) => {
    const parts = partsOf(key);
    return parts && rowIn(parts, value);
  });

async function* allUnder<Row>(
  records: Records,
  prefix: string,
  rowOf: (key: string, value: unknown) => Row | null,
): AsyncGenerator<Stored<Row>> {
  for (let after: string | null = ''; after !== null; ) {
    const page = await records.list(prefix, { limit: perPage, ...(after !== '' && { after }) });
    if (!page.ok) return yield page;
    for (const { key, value } of page.value.records) {
      const row = rowOf(key, value);
      if (row) yield { ok: true, value: row };
    }
    after = page.value.next;
  }
}

const rowIn = ({ viewer, ...of }: NonNullable<ReturnType<typeof partsOf>>, value: unknown) => ({
  of,
  viewer,
  counts: countsIn(value),
});

const path = (...parts: readonly string[]) => parts.map(encodeURIComponent).join('/');

/** What a key is a row of; null where it is none. */
function partsOf(key: string): (RowOf & { readonly viewer: string | null }) | null {
  const viewer = viewerOfKey(key);
  const rest = viewer === null ? key : key.slice(viewerKeys(viewer).length);
  if (!rest.startsWith('cost/')) return null;
  const [, day, row, ...more] = rest.split('/').map(decodeURIComponent);
  const [channel, endpoint, model, beyond] = viewer === null ? more.slice(1) : more;
  if (row !== 'row' || day === undefined || model === undefined || beyond !== undefined) return null;
  return { viewer, day, channel: channel!, endpoint: endpoint!, model };
}

type CommandOf = Pick<CommandCostRow, 'day' | 'channel' | 'command'>;

function commandOf(key: string): CommandOf | null {
  const [cost, day, kind, _self, channel, command, beyond] = key.split('/').map(decodeURIComponent);
  if (cost !== 'cost' || kind !== 'command' || day === undefined || beyond !== undefined) return null;
  return channel === undefined || command === undefined ? null : { day, channel, command: command || null };
}

const sum = (a: Counts, b: Counts): Counts => ({
  calls: a.calls + b.calls,
  promptTokens: a.promptTokens + b.promptTokens,
  cachedTokens: a.cachedTokens + b.cachedTokens,
  completionTokens: a.completionTokens + b.completionTokens,
  nano: a.nano + b.nano,
  unknown: a.unknown + b.unknown,
});

function countsIn(value: unknown): Counts {
  const counts = { ...noCounts, ...(value as Partial<Counts> | undefined) };
  return Object.values(counts).every(Number.isFinite) ? counts : noCounts;
}

const priced = <Of extends object>(of: Of, { nano, unknown, ...counts }: Counts) => ({
  ...of,
  ...counts,
  cents: unknown > 0 ? null : nano / 1e9,
});
const asCostRow = (of: RowOf, counts: Counts): CostRow => priced(of, counts);
