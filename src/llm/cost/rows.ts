import type { CostRow, Usage } from '../../domain/cost.ts';
import type { Records } from '../../domain/storage.ts';
import type { Clock } from '../../lib/clock.ts';

/** What was spent on what, kept for as long as the operator wants to look at it. */
export interface Rows {
  add(row: Pick<CostRow, 'day' | 'channel' | 'endpoint' | 'model'>, usage: Usage, nano: number | null): void;
  flush(): Promise<void>;
}

type Totals = Pick<CostRow, 'calls' | 'promptTokens' | 'cachedTokens' | 'completionTokens'> & {
  readonly nano: number;
  /** Calls whose price is unknown. */
  readonly unknown: number;
};

export interface RowParts {
  readonly records: Records;
  readonly clock: Clock;
  /** Tells apart the rows of processes that share a store; empty where there is one. */
  readonly self: string;
}

const restMs = 5_000;
const mostDirty = 2_000;
const none: Totals = { calls: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, nano: 0, unknown: 0 };

export function createRows({ records, clock, self }: RowParts): Rows {
  /** Not written yet, by key. */
  let dirty = new Map<string, Totals>();
  let writing: Promise<void> = Promise.resolve();
  let cancel: (() => void) | null = null;

  async function write() {
    const batch = [...dirty];
    dirty = new Map();
    for (const [key, more] of batch) {
      const found = await records.get(key);
      const stored = found.ok && (await records.set(key, sum(totalsIn(found.value?.value), more))).ok;
      if (!stored && dirty.size < mostDirty) dirty.set(key, sum(dirty.get(key) ?? none, more));
    }
  }

  const flush = () => {
    cancel?.();
    cancel = null;
    writing = writing.then(write);
    return writing;
  };

  return {
    add({ day, channel, endpoint, model }, usage, nano) {
      const key = `cost/${day}/row/${[self, channel, endpoint, model].map(encodeURIComponent).join('/')}`;
      const { promptTokens, cachedTokens, completionTokens } = usage;
      const more = {
        calls: 1,
        promptTokens,
        cachedTokens,
        completionTokens,
        nano: nano ?? 0,
        unknown: nano === null ? 1 : 0,
      };
      dirty.set(key, sum(dirty.get(key) ?? none, more));
      cancel ??= clock.after(restMs, () => {
        cancel = null;
        void flush();
      });
    },
    flush,
  };
}

function sum(a: Totals, b: Totals): Totals {
  return {
    calls: a.calls + b.calls,
    promptTokens: a.promptTokens + b.promptTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    nano: a.nano + b.nano,
    unknown: a.unknown + b.unknown,
  };
}

function totalsIn(value: unknown): Totals {
  const held = { ...none, ...(value as Partial<Totals> | undefined) };
  return Object.values(held).every(Number.isFinite) ? held : none;
}

/** The rows of the days from `since` on, those of several processes added up. */
export async function readRows(
  records: Records,
  since: string,
): Promise<{ readonly ok: true; readonly rows: readonly CostRow[] } | { readonly ok: false; readonly detail: string }> {
  const totals = new Map<string, { readonly of: readonly string[]; totals: Totals }>();
  let after: string | undefined;
  do {
    const page = await records.list('cost/', { limit: 500, ...(after !== undefined && { after }) });
    if (!page.ok) return { ok: false, detail: page.detail };
    for (const { key, value } of page.value.records) {
      const [, day = '', kind, , ...of] = key.split('/').map(decodeURIComponent);
      if (kind !== 'row' || day < since || of.length !== 3) continue;
      const id = [day, ...of].join('/');
      totals.set(id, { of: [day, ...of], totals: sum(totals.get(id)?.totals ?? none, totalsIn(value)) });
    }
    after = page.value.next ?? undefined;
  } while (after !== undefined);
  const rows = [...totals.values()].map(
    ({ of: [day, channel, endpoint, model], totals: { nano, unknown, ...counts } }) => ({
      day: day!,
      channel: channel!,
      endpoint: endpoint!,
      model: model!,
      ...counts,
      cents: unknown > 0 ? null : nano / 1e9,
    }),
  );
  return { ok: true, rows: rows.sort((a, b) => key(a).localeCompare(key(b))) };
}

const key = ({ day, channel, endpoint, model }: CostRow) => [day, channel, endpoint, model].join('\u0000');
