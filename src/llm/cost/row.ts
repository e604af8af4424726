import type { CostRow } from '../../domain/cost.ts';
import { viewerKeys, viewerOfKey } from '../../domain/privacy.ts';

/** What calls took together, as a store keeps it. */
export type Counts = Pick<CostRow, 'calls' | 'promptTokens' | 'cachedTokens' | 'completionTokens'> & {
  /** Billionths of a cent. */
  readonly nano: number;
  /** Calls whose price is unknown. */
  readonly unknown: number;
};

export type RowOf = Pick<CostRow, 'day' | 'channel' | 'endpoint' | 'model'>;

export const noCounts: Counts = {
  calls: 0,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  nano: 0,
  unknown: 0,
};

const path = (...parts: readonly string[]) => parts.map(encodeURIComponent).join('/');

export const rowKey = (self: string, { day, channel, endpoint, model }: RowOf) =>
  `cost/${day}/row/${path(self, channel, endpoint, model)}`;

export const viewerRowKey = (viewer: string, { day, channel, endpoint, model }: RowOf) =>
  `${viewerKeys(viewer)}cost/${day}/row/${path(channel, endpoint, model)}`;

/** What a key is a row of; null where it is none. */
export function partsOf(key: string): (RowOf & { readonly viewer: string | null }) | null {
  const viewer = viewerOfKey(key);
  const rest = viewer === null ? key : key.slice(viewerKeys(viewer).length);
  if (!rest.startsWith('cost/')) return null;
  const [, day, row, ...more] = rest.split('/').map(decodeURIComponent);
  const [channel, endpoint, model, beyond] = viewer === null ? more.slice(1) : more;
  if (row !== 'row' || day === undefined || model === undefined || beyond !== undefined) return null;
  return { viewer, day, channel: channel!, endpoint: endpoint!, model };
}

export function sum(a: Counts, b: Counts): Counts {
  return {
    calls: a.calls + b.calls,
    promptTokens: a.promptTokens + b.promptTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    nano: a.nano + b.nano,
    unknown: a.unknown + b.unknown,
  };
}

export function totalsIn(value: unknown): Counts {
  const held = { ...noCounts, ...(value as Partial<Counts> | undefined) };
  return Object.values(held).every(Number.isFinite) ? held : noCounts;
}

export function asCostRow({ day, channel, endpoint, model }: RowOf, { nano, unknown, ...counts }: Counts): CostRow {
  return { day, channel, endpoint, model, ...counts, cents: unknown > 0 ? null : nano / 1e9 };
}
