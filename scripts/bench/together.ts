import { type All, runAll } from './all.ts';
import { betterOf, type Change, compare, isRegression, type Kept, load, save } from './compare.ts';
import { lay, type Ratio } from './result.ts';

export interface TogetherOptions {
  readonly names: readonly string[];
  /** For each of them. */
  readonly args: readonly string[];
  readonly json?: boolean | undefined;
  readonly save?: string | undefined;
  readonly compare?: string | undefined;
  /** By how much a ratio may fall, as a share of what it was. */
  readonly tolerance: number;
}

/** All benchmarks in one table, held against an earlier run where one is named. Resolves with the exit code. */
export async function runTogether(options: TogetherOptions): Promise<number> {
  const { names, args, json, tolerance } = options;
  if (!(tolerance > 0 && tolerance < 1)) return refuse(`--tolerance: expected more than 0 and less than 1`);
  let earlier: Kept | null = null;
  try {
    // Before an hour is spent on measuring.
    earlier = options.compare === undefined ? null : load(options.compare);
  } catch (error) {
    return refuse((error as Error).message);
  }
  const say = (text: string) => void process.stderr.write(text);
  let all = await runAll(names, args, say);
  let changes = earlier ? compare(all, earlier, tolerance) : [];
  const doubted = new Set(changes.filter(({ verdict }) => verdict === 'worse').map(({ bench }) => bench));
  if (earlier && doubted.size > 0) {
    say('Worse than before: once more, as a busy machine is so for one side at a time.\n');
    all = betterOf(all, await runAll([...doubted], args, say));
    changes = compare(all, earlier, tolerance);
  }
  const regressions = changes.filter((change) => isRegression(change, all.missing));
  if (options.save !== undefined) save(options.save, all);
  const holds = all.crashed.length === 0 && regressions.length === 0 && all.ratios.every((ratio) => ratio.holds);
  const compared = earlier && { with: options.compare, at: earlier.at, tolerance, changes };
  if (json) process.stdout.write(`${JSON.stringify({ bench: 'all', ...all, ...(compared && { compared }), holds })}\n`);
  else process.stdout.write(printed(all) + (earlier ? printedChanges(changes, earlier, tolerance) : ''));
  return holds ? 0 : 1;
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n`);
  return 64;
}

function printed({ ratios, benches, crashed, missing }: All): string {
  const figures = (row: Ratio & { bench: string }) =>
    [row.bench, row.name, row.unit, row.ours, row.theirs, row.peer, row.ratio, row.target] as const;
  const table = lay({
    columns: ['bench', 'what', 'unit', 'ours', 'theirs', 'peer', 'ratio', 'target', ''],
    rows: [
      ...ratios.map((row) => [...figures(row), row.holds ? 'holds' : 'FAILS']),
      ...crashed.map(({ bench, reason }) => [bench, reason, '', '–', '–', '', '–', '–', 'CRASHED']),
    ],
  });
  const tables = benches.flatMap(({ bench, tables = [] }) =>
    tables.map((one) => `\n  ${bench}: ${one.title}\n${lay(one)}`),
  );
  return [
    tables.join(''),
    `\n${table}`,
    ...missing.map((what) => `\n  Not here: ${what}.`),
    `\n  ${ratios.filter(({ holds }) => holds).length} of ${ratios.length} hold. A ratio over 1: ours is better; both sides in the same run.\n\n`,
  ].join('');
}

function printedChanges(changes: readonly Change[], earlier: Kept, tolerance: number): string {
  const percent = (change: number) =>
    Number.isNaN(change) ? '' : `${change < 1 ? '' : '+'}${((change - 1) * 100).toFixed(0)} %`;
  const figure = (value: number) => (Number.isNaN(value) ? '–' : value);
  const rows = changes
    .filter(({ verdict }) => verdict !== 'same')
    .map(({ bench, name, peer, before, after, change, verdict }) => [
      bench,
      name,
      peer,
      figure(before),
      figure(after),
      percent(change),
      verdict === 'worse' ? 'WORSE' : verdict,
    ]);
  const same = changes.length - rows.length;
  const head = `  Beside the run of ${earlier.at.slice(0, 16).replace('T', ' ')} (${earlier.machine}): ${same} of ${changes.length} ratios the same to ${tolerance * 100} %.\n`;
  return rows.length === 0
    ? `${head}\n`
    : `${head}${lay({ columns: ['bench', 'what', 'peer', 'then', 'now', '', ''], rows })}\n`;
}
