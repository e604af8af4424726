/** One of our figures beside a peer's or a limit's, both measured in the same run. A ratio over 1 means ours is better. */
export interface Ratio {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: string;
  readonly theirs: number;
  readonly ratio: number;
  readonly target: number;
  readonly holds: boolean;
}

/** Figures that have no peer. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface BenchResult {
  readonly bench: string;
  readonly ratios: readonly Ratio[];
  readonly tables?: readonly Table[];
  /** Peers that are not on this machine, and what was not measured for that. */
  readonly missing?: readonly string[];
}

export interface BenchOptions {
  readonly extreme?: boolean;
  readonly rounds?: number;
  readonly progress?: (line: string) => void;
}

export type Bench = (options: BenchOptions) => Promise<BenchResult>;

export function quantile(values: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export const median = (values: ArrayLike<number>) => quantile(values, 0.5);

type Figures = Omit<Ratio, 'ratio' | 'holds'>;
const withRatio = (figures: Figures, ratio: number): Ratio => ({ ...figures, ratio, holds: ratio >= figures.target });

export const moreIsBetter = (figures: Figures) => withRatio(figures, figures.ours / figures.theirs);
export const lessIsBetter = (figures: Figures) => withRatio(figures, figures.theirs / figures.ours);

export const short = (value: number) =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));

export function lay({ columns, rows }: Omit<Table, 'title'>): string {
  const cells = [columns, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? short(cell) : cell)));
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  return cells
    .map(
      (row) =>
        `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}\n`,
    )
    .join('');
}

/** Which way a figure is good: what its ratio was made with. */
const better = ({ ours, theirs, ratio }: Ratio) =>
  ours === theirs ? '' : ours > theirs === ratio > 1 ? 'more is better' : 'less is better';

export function printBench({ bench, ratios, tables = [] }: BenchResult): string {
  const figures = lay({
    columns: [bench, 'unit', 'ours', 'theirs', '', 'peer', 'ratio', 'target', ''],
    rows: ratios.map((row) => {
      const { name, unit, ours, peer, theirs, ratio, target, holds } = row;
      return [name, unit, ours, theirs, better(row), peer, ratio, target, holds ? 'holds' : 'FAILS'];
    }),
  });
  const key = ratios.length > 0 ? '  A ratio over 1: ours is better.\n' : '';
  return `\n${figures}${key}${tables.map((table) => `\n  ${table.title}\n${lay(table)}`).join('')}\n`;
}
