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

export interface BenchResult {
  readonly bench: string;
  readonly ratios: readonly Ratio[];
  /** Figures that have no peer: columns, then rows. */
  readonly tables?: readonly {
    readonly title: string;
    readonly rows: readonly Readonly<Record<string, string | number>>[];
  }[];
}

export interface BenchOptions {
  readonly extreme?: boolean;
  readonly rounds?: number;
  readonly progress?: (line: string) => void;
}

export type Bench = (options: BenchOptions) => Promise<BenchResult>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** `lower`: a smaller figure is the better one, as with times and bytes. */
export function ratioOf(figures: Omit<Ratio, 'ratio' | 'holds'> & { readonly better: 'lower' | 'higher' }): Ratio {
  const { better, ...rest } = figures;
  const ratio = better === 'lower' ? rest.theirs / rest.ours : rest.ours / rest.theirs;
  return { ...rest, ratio, holds: ratio >= rest.target };
}

const short = (value: number) =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));

function table(rows: readonly Readonly<Record<string, string | number>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) =>
    columns.map((column) => (typeof row[column] === 'number' ? short(row[column]) : String(row[column] ?? ''))),
  );
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}\n`;
  return line(columns) + cells.map(line).join('');
}

export function printBench({ bench, ratios, tables = [] }: BenchResult): string {
  const rows = ratios.map(({ name, unit, ours, peer, theirs, ratio, target, holds }) => ({
    [bench]: name,
    unit,
    ours,
    theirs,
    peer,
    ratio,
    target,
    '': holds ? 'holds' : 'FAILS',
  }));
  return `\n${table(rows)}${tables.map(({ title, rows: body }) => `\n  ${title}\n${table(body)}`).join('')}\n`;
}
