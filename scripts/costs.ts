// What models cost, by day, channel, endpoint and model: npm run costs -- [--config FILE] [--days N] [--csv | --json]
import { parseArgs } from 'node:util';
import type { CostRow } from '../src/domain/cost.ts';
import { dayOf } from '../src/llm/cost/costs.ts';
import { readRows } from '../src/llm/cost/rows.ts';
import { renderFault } from '../src/settings/fault.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { openStorage } from '../src/storage/storage.ts';

const usage = 'npm run costs -- [--config FILE] [--days N] [--csv | --json]';
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

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`${options} Usage: ${usage}`);
    return 64;
  }
  const loaded = await loadConfiguration(options.config, process.env);
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
    const read = await readRows(opened.storage.records, since);
    if (!read.ok) {
      console.error(`The store could not be read: ${read.detail}.`);
      return 1;
    }
    if (options.json) console.log(JSON.stringify({ since, rows: read.rows }));
    else if (options.csv) console.log(csv(read.rows));
    else console.log(table(read.rows, since));
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
        csv: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const days = Number(values.days);
    if (!Number.isInteger(days) || days < 1 || days > 3650) return '--days: expected a whole number from 1 to 3650.';
    return { ...values, days };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

const shown = (row: CostRow, column: (typeof columns)[number]) =>
  column === 'cents' ? (row.cents === null ? 'unknown' : String(Number(row.cents.toFixed(6)))) : String(row[column]);

function csv(rows: readonly CostRow[]): string {
  // A spreadsheet takes a cell that starts with one of these for a formula.
  const cell = (value: string) =>
    /[",\n]|^[=+\-@]/.test(value) ? `"${value.replace(/^[=+\-@]/, "'$&").replace(/"/g, '""')}"` : value;
  return [columns.join(','), ...rows.map((row) => columns.map((column) => cell(shown(row, column))).join(','))].join(
    '\n',
  );
}

function table(rows: readonly CostRow[], since: string): string {
  if (rows.length === 0) return `No model was asked since ${since}.`;
  const lines = [columns as readonly string[], ...rows.map((row) => columns.map((column) => shown(row, column)))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  const known = rows.reduce((sum, { cents }) => sum + (cents ?? 0), 0);
  const unknown = rows.some(({ cents }) => cents === null) ? ', and what has no price' : '';
  const body = lines.map((line) =>
    line.map((value, at) => (at < 4 ? value.padEnd(widths[at]!) : value.padStart(widths[at]!))).join('  '),
  );
  return `${body.join('\n')}\n${Number(known.toFixed(4))} cents since ${since}${unknown}`;
}

process.exitCode = await main();
