import { parseArgs, styleText } from 'node:util';
import { createScreen } from './fleet/table.ts';
import { explain } from './help/explain.ts';
import { short, sparkline } from './load/display.ts';
import { untilLeave } from './load/leave.ts';
import { type Finding, findingsOf, leastHours, mostGrowth } from './soak/findings.ts';
import { type Reading, soak, times } from './soak/run.ts';

const usage = 'usage: npm run soak -- [--hours N | --minutes N] [--seed N] [--json]';
explain({
  does: 'Runs the bot for hours of load, and looks for what grows.',
  usage,
  example: 'npm run soak -- --minutes 30',
  flags: {
    '--hours N': 'how long; 8 by default',
    '--minutes N': 'the same',
    '--seed N': 'another crowd',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
const mostHours = 24;

function read() {
  try {
    const { values } = parseArgs({
      options: {
        hours: { type: 'string' },
        minutes: { type: 'string' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    });
    const hours = values.minutes === undefined ? Number(values.hours ?? 8) : Number(values.minutes) / 60;
    if (!(hours > 0 && hours <= mostHours)) throw new Error(`expected more than 0 and at most ${mostHours} hours`);
    const seed = Number(values.seed);
    if (!Number.isInteger(seed)) throw new Error(`--seed: expected a whole number, got "${values.seed}"`);
    return { hours, seed, json: values.json };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return process.exit(64);
  }
}

const { hours, seed, json } = read();
const screen = createScreen(json ? process.stderr : process.stdout);
const signal = untilLeave();
const long = (h: number) => (h < 1 ? `${short(h * 60)} min` : `${short(h)} h`);

function live(readings: readonly Reading[]): string[] {
  const row = (name: string, of: (reading: Reading) => number) => {
    const values = readings.map(of);
    return `  ${name.padEnd(15)}${short(values.at(-1)!).padStart(7)} ${styleText('cyan', sparkline(values, Math.max(10, screen.width - 30)))}`;
  };
  return [
    '',
    `  ${long(readings.at(-1)!.hours)} of ${long(hours)}`,
    row('heap MB', ({ heapMb, buffersMb }) => heapMb + buffersMb),
    row('caches MB', ({ cachesMb }) => cachesMb),
    row('resident MB', ({ rssMb }) => rssMb),
    row('timers', ({ timers }) => timers),
    row('sockets', ({ sockets }) => sockets),
    row('listeners', ({ listeners }) => listeners),
    row('emitters', ({ emitters }) => emitters),
    row('abort signals', ({ signals }) => signals),
  ];
}

function lineOf({ name, verdict, first, last, unit, slope }: Finding): string {
  const mark = { holds: styleText('green', '✓'), grows: styleText('red', '✗'), 'cannot say': styleText('yellow', '?') };
  const moved = slope
    ? `, ${short(slope.perHour)} MB/h (95 %: ${short(slope.low)} to ${short(slope.high)}; at most ${mostGrowth})`
    : '';
  return `  ${mark[verdict]} ${name.padEnd(24)}${verdict.padEnd(11)} ${short(first)} → ${short(last)} ${unit}${moved}`;
}

screen.line();
screen.line(styleText('bold', `  A soak of ${long(hours)}: ${times} times a normal chat, a trouble every 30 s`));
try {
  const result = await soak({
    hours,
    seed,
    signal,
    onReading: (readings) => screen.replace(live(readings)),
  });
  const findings = findingsOf(result.readings, result.readings.at(-1)?.hours ?? 0);
  const holds = findings.every(({ verdict }) => verdict !== 'grows');
  screen.replace([]);
  screen.line();
  screen.line(
    `  ${short(result.lines)} lines, ${short(result.commands)} commands, ${short(result.answered)} answered, ${result.troubles} troubles, ${result.readings.length} readings`,
  );
  for (const finding of findings) screen.line(lineOf(finding));
  if (findings.some(({ verdict }) => verdict === 'cannot say')) {
    screen.line(
      styleText(
        'dim',
        `  A heap is judged after ${leastHours * 60} min beyond the warm-up (40 % of the run, 70 min at most): from 50 min on.`,
      ),
    );
  }
  screen.line();
  const readings = result.readings.length;
  if (json) process.stdout.write(`${JSON.stringify({ soak: { ...result, readings }, findings, holds })}\n`);
  process.exit(holds ? 0 : 1);
} catch (error) {
  process.stderr.write(`The soak came to nothing: ${(error as Error).message}\n`);
  process.exit(1);
}
