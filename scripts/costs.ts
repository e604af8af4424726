// What models cost, by day, channel, endpoint and model, in US cents:
// npm run costs -- [--config FILE] [--days N] [--by viewer] [--csv | --json]
import { parseArgs } from 'node:util';
import type { CostRow, ViewerCostRow } from '../src/domain/cost.ts';
import { dayOf } from '../src/llm/cost/costs.ts';
import { readRows, readViewerRows } from '../src/llm/cost/rows.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { openStorage } from '../src/storage/storage.ts';
import { features } from './features/shipped.ts';
import { explain } from './help/explain.ts';

const usage = 'npm run costs -- [--config FILE] [--days N] [--by viewer] [--csv | --json]';
explain({
  does: 'Shows what models cost, by day, channel, endpoint and model, in US cents.',
  usage,
  example: 'npm run costs -- --days 7',
  flags: {
    '--config FILE': 'the configuration; config.yaml by default',
    '--days N': 'how far back',
    '--by viewer': 'a row for each viewer',
    '--csv': 'for a spreadsheet',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
const columns = [
  'day',
  'channel',
  'endpoint',
  'model',
  'calls',
  'promptTokens',
  'cachedTokens',
  'completionTokens',
  'cents',
] as const satisfies readonly (keyof CostRow)[];
type Column = (typeof columns)[number] | 'viewer';
type Row = CostRow & Partial<ViewerCostRow>;
const byViewer: readonly Column[] = ['day', 'channel', 'viewer', ...columns.slice(2)];

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`${options} Usage: ${usage}`);
    return 64;
  }
  const loaded = await loadConfiguration(options.config, readEnvironment(options.config), features);
  if (!loaded.ok) {
    for (const fault of loaded.faults) console.error(renderFault(fault));
    return 78;
  }
  const { settings, folder } = loaded.configuration;
  const opened = await openStorage({ ...settings.storage, folder, tell: () => {} });
  if (!opened.ok) {
    console.error(opened.reason);
    return 78;
  }
  try {
    const since = dayOf(Date.now() - (options.days - 1) * 86_400_000);
    const read = await (options.by === undefined ? readRows : readViewerRows)(opened.storage.records, since);
    if (!read.ok) {
      console.error(`The store could not be read: ${read.detail}.`);
      return 1;
    }
    if (options.json) console.log(JSON.stringify({ since, rows: read.rows }));
    else {
      const shown = options.by === undefined ? columns : byViewer;
      console.log(options.csv ? csv(read.rows, shown) : table(read.rows, shown, since));
    }
    return 0;
  } finally {
    await opened.storage.close();
  }
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        config: { type: 'string', default: 'config.yaml' },
        days: { type: 'string', default: '30' },
        by: { type: 'string' },
        csv: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const days = Number(values.days);
    if (!Number.isInteger(days) || days < 1 || days > 3650) return '--days: expected a whole number from 1 to 3650.';
    if (values.by !== undefined && values.by !== 'viewer') return `--by: expected viewer, got "${values.by}".`;
    return { ...values, days };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

const shown = (row: Row, column: Column) =>
  column === 'cents' ? (row.cents === null ? 'unknown' : String(Number(row.cents.toFixed(6)))) : String(row[column]);

function csv(rows: readonly Row[], columns: readonly Column[]): string {
  // A spreadsheet takes a cell that starts with one of these for a formula.
  const cell = (value: string) =>
    /[",\n]|^[=+\-@]/.test(value) ? `"${value.replace(/^[=+\-@]/, "'$&").replace(/"/g, '""')}"` : value;
  return [columns.join(','), ...rows.map((row) => columns.map((column) => cell(shown(row, column))).join(','))].join(
    '\n',
  );
}

function table(rows: readonly Row[], columns: readonly Column[], since: string): string {
  if (rows.length === 0) return `No model was asked since ${since}.`;
  const lines = [columns, ...rows.map((row) => columns.map((column) => shown(row, column)))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  const known = rows.reduce((sum, { cents }) => sum + (cents ?? 0), 0);
  const unknown = rows.some(({ cents }) => cents === null) ? ', and what has no price' : '';
  const body = lines.map((line) =>
    line
      .map((value, at) => (at < columns.length - 5 ? value.padEnd(widths[at]!) : value.padStart(widths[at]!)))
      .join('  '),
  );
  return `${body.join('\n')}\n${Number(known.toFixed(4))} US cents since ${since}${unknown}`;
}

process.exitCode = await main();
