import type { CostRow, ViewerCostRow } from '../../domain/cost.ts';
import type { Records } from '../../domain/storage.ts';
import { asCostRow, type Counts, noCounts, partsOf, sum, totalsIn } from './row.ts';
import { pagesOf } from './viewer-rows.ts';

export type RowsRead<Row> =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly detail: string };

/** The rows of the days from `since` on, those of several processes added up. */
export async function readRows(records: Records, since: string): Promise<RowsRead<CostRow>> {
  const totals = new Map<string, { readonly of: NonNullable<ReturnType<typeof partsOf>>; totals: Counts }>();
  for await (const page of pagesOf(records, 'cost/')) {
    if (!page.ok) return page;
    for (const { key, value } of page.value) {
      const of = partsOf(key);
      if (!of || of.day < since) continue;
      const id = [of.day, of.channel, of.endpoint, of.model].join('\u0000');
      totals.set(id, { of, totals: sum(totals.get(id)?.totals ?? noCounts, totalsIn(value)) });
    }
  }
  const rows = [...totals].toSorted(([a], [b]) => a.localeCompare(b));
  return { ok: true, rows: rows.map(([, { of, totals }]) => asCostRow(of, totals)) };
}

/** The same by viewer, of each day the dearest first. */
export async function readViewerRows(records: Records, since: string): Promise<RowsRead<ViewerCostRow>> {
  const rows: (ViewerCostRow & { readonly nano: number })[] = [];
  for await (const page of pagesOf(records, 'viewer/')) {
    if (!page.ok) return page;
    for (const { key, value } of page.value) {
      const of = partsOf(key);
      if (!of || of.viewer === null || of.day < since) continue;
      const totals = totalsIn(value);
      rows.push({ ...asCostRow(of, totals), viewer: of.viewer, nano: totals.nano });
    }
  }
  rows.sort((a, b) => a.day.localeCompare(b.day) || b.nano - a.nano || b.completionTokens - a.completionTokens);
  return { ok: true, rows: rows.map(({ nano: _, ...row }) => row) };
}
