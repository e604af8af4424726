import { styleText } from 'node:util';
import type { LoadResult, Moment } from './run.ts';
import type { Target } from './targets.ts';

const dim = (text: string) => styleText('dim', text);
const marks = '▁▂▃▄▅▆▇█';

/** The last so many values as a row of marks, the highest being the tallest. */
export function sparkline(values: readonly number[], width: number, least = 1): string {
  const shown = values.slice(-width);
  const top = Math.max(least, ...shown);
  return shown.map((value) => marks[Math.min(7, Math.floor((Math.max(0, value) / top) * 7.99))]).join('');
}

export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 10 || Number.isInteger(value) ? (Number.isInteger(value) ? 0 : 1) : 2);
}

/** What is going on now: a bar for the time, a line of marks for each figure. */
export function liveLines(
  moments: readonly Moment[],
  soFar: { seconds: number; of: number },
  columns: number,
): string[] {
  const width = Math.max(10, Math.min(60, columns - 34));
  const done = Math.min(1, soFar.seconds / soFar.of);
  const filled = Math.round(done * width);
  const row = (name: string, of: (moment: Moment) => number, unit = '', least?: number) => {
    const values = moments.map(of);
    return `  ${name.padEnd(13)}${short(values.at(-1) ?? 0).padStart(7)} ${unit.padEnd(4)} ${styleText('cyan', sparkline(values, width, least))}`;
  };
  return [
    '',
    `  ${'time'.padEnd(13)}${`${Math.round(soFar.seconds)}`.padStart(7)} ${'s'.padEnd(4)} ${styleText('green', '━'.repeat(filled))}${dim('━'.repeat(width - filled))}`,
    row('viewers', ({ viewers }) => viewers),
    row('lines', ({ lines }) => lines, '/s'),
    row('commands', ({ commands }) => commands, '/s'),
    row('answered', ({ answered }) => answered, '/s'),
    row('told to wait', ({ told }) => told, '/s'),
    row('model calls', ({ modelCalls }) => modelCalls, '', 8),
    row('overhead p95', ({ overheadP95Ms }) => overheadP95Ms ?? 0, 'ms', 5),
    row('loop lag p99', ({ lagMs }) => lagMs, 'ms', 5),
    row('CPU', ({ cpuPercent }) => cpuPercent, '%', 20),
    row('memory', ({ rssMb }) => rssMb, 'MB'),
  ];
}

/** What came of it, for a person. */
export function endLines(result: LoadResult, targets: readonly Target[], bars: readonly Target[]): string[] {
  const { account } = result;
  const gates = Object.entries(result.refusals).map(([gate, times]) => `${gate} ${short(times)}`);
  const part = (count: number, name: string) => `${short(count)} ${name}`;
  const times = (name: string, { count, p50, p95, p99 }: LoadResult['latency'], note: string) =>
    `  ${name.padEnd(34)}${[p50, p95, p99].map((ms) => short(ms).padStart(9)).join('')}  ${dim(`ms, of ${short(count)}. ${note}`)}`;
  const judged = ({ name, value, unit, most, holds }: Target) =>
    `  ${holds ? styleText('green', '✓') : styleText('red', '✗')} ${name.padEnd(48)}${short(value).padStart(8)} ${dim(`at most ${short(most)} ${unit}`)}`;
  // A busy machine misses it with nothing broken: never red, and never the exit code.
  const aimed = ({ name, value, unit, most, holds }: Target) =>
    `  ${holds ? styleText('green', '✓') : styleText('yellow', '~')} ${name.padEnd(48)}${short(value).padStart(8)} ${dim(`${holds ? 'at most' : 'above our aim of'} ${short(most)} ${unit}`)}`;
  return [
    '',
    `  ${short(result.lines)} lines, of them ${short(account.typed)} commands:`,
    `    ${part(account.answered, 'answered')} · ${part(account.told, 'told to wait')} · ${part(account.silent, 'refused in silence')} · ${part(account.ignored, 'left alone')} · ${part(account.failed, 'failed')} · ${part(account.lost, 'lost')}`,
    dim(`    refused by ${gates.join(', ') || 'nobody'}`),
    '',
    dim(`  ${''.padEnd(34)}${['p50', 'p95', 'p99'].map((q) => q.padStart(9)).join('')}`),
    times('the bot’s own time', result.overhead, 'As it logs it.'),
    times('from outside, nobody asked', result.latencyOutside, '!ping and !help, while Twitch takes lines.'),
    times('from outside, model left out', result.latencyWithoutModel, 'Waits in line and for Twitch are in it.'),
    times('line to answer', result.latency, 'All of it.'),
    '',
    `  CPU ${short(result.cpuPercent)} % of a core · memory ${short(result.rssMb.start)} → ${short(result.rssMb.most)} MB · loop lag p50 ${short(result.lagMs.p50)}, p99 ${short(result.lagMs.p99)}, most ${short(result.lagMs.most)} ms · cost ${short(result.costCents)} cents`,
    dim(
      `  The first commands after the start took the bot up to ${short(result.coldOverheadMs)} ms; they are in no time above.`,
    ),
    ...(result.measurerLagP99Ms > 20
      ? [
          styleText(
            'yellow',
            `  This process stood still for ${short(result.measurerLagP99Ms)} ms at p99: the machine is busy, and all times are too long.`,
          ),
        ]
      : []),
    '',
    ...targets.map(judged),
    ...bars.map(aimed),
    ...[...account.disagreements, ...result.breaches].map((text) => styleText('red', `  ${text}`)),
    ...result.warnings.map((text) => dim(`  the bot warned: ${text}`)),
  ];
}
