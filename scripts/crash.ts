import { parseArgs } from 'node:util';
import { crashBot } from './crash/bot.ts';
import { crash } from './crash/crash.ts';
import { explain } from './help/explain.ts';

/** node scripts/crash.ts [--bot] [--points N] [--json]: the long run of what `npm test` does at a few points. */
const usage = 'usage: node scripts/crash.ts [--bot] [--points N] [--json]';
explain({
  does: 'Kills the store, or the whole bot, at random points, and looks for what was lost.',
  usage,
  example: 'node scripts/crash.ts --points 50',
  flags: {
    '--bot': 'the whole bot',
    '--points N': 'how often',
    '--json': 'one JSON object on stdout and nothing else',
  },
});

function read() {
  try {
    return parseArgs({
      options: { points: { type: 'string' }, bot: { type: 'boolean' }, json: { type: 'boolean' } },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}
function refuse(fault: string): never {
  process.stderr.write(`${fault}\n${usage}\n`);
  process.exit(64);
}

const values = read();
const points = Number(values.points ?? (values.bot ? 40 : 500));
if (!(Number.isInteger(points) && points > 0)) refuse(`--points: expected a whole number, got "${values.points}"`);
const progress = (line: string) => process.stderr.write(`\r${line}`);

async function ofStore() {
  const report = await crash({ points, progress });
  const { acknowledged, faults, longestOpenMs } = report;
  const text = `${points} kills, ${acknowledged} acknowledged writes, ${faults.length} lost or torn, opened again in ${Math.ceil(longestOpenMs)} ms at most`;
  return { report, text };
}

async function ofBot() {
  const report = await crashBot({ points, progress });
  const { commands, open, handed, ended, stale, longestStartMs, faults } = report;
  const text = `${points} kills of a bot, ${commands} commands: ${ended} had ended, ${handed} were on their way to Twitch (lost, not said again), ${open} under way (${open - stale} answered after the start, ${stale} too late), ${faults.length} faults; joined again in ${Math.ceil(longestStartMs)} ms at most`;
  return { report, text };
}

const { report, text } = await (values.bot ? ofBot() : ofStore()).catch((error: Error) => {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
});
process.stderr.write('\n');
process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${text}\n`);
for (const fault of report.faults) process.stderr.write(`${fault}\n`);
process.exit(report.faults.length > 0 ? 1 : 0);
