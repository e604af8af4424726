import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { createScreen } from './fleet/table.ts';
import { explain } from './help/explain.ts';
import { endLines, liveLines } from './load/display.ts';
import { untilLeave } from './load/leave.ts';
import { type Profile, profiles } from './load/profiles.ts';
import { loadReport } from './load/report.ts';
import { type Moment, runLoad } from './load/run.ts';
import { barsOf, targetsOf } from './load/targets.ts';

const usage = `usage: npm run load -- ${Object.keys(profiles).join('|')} [--minutes N] [--seed N] [--out FILE] [--json]`;
explain({
  does: 'Puts the bot under load against stand-ins, and writes a report with plots.',
  usage,
  example: 'npm run load -- smoke',
  flags: {
    '--minutes N': 'how long; each profile has its own',
    '--seed N': 'another crowd',
    '--out FILE': 'where the report goes',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
const mostMinutes = 60;

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        minutes: { type: 'string' },
        seed: { type: 'string', default: '1' },
        out: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [name = 'smoke'] = positionals;
    if (positionals.length > 1 || !Object.hasOwn(profiles, name))
      throw new Error(`no profile "${positionals.join(' ')}"`);
    const profile: Profile = profiles[name as keyof typeof profiles];
    const minutes = values.minutes === undefined ? profile.minutes : Number(values.minutes);
    if (!(minutes > 0 && minutes <= mostMinutes)) {
      throw new Error(`--minutes: expected a number up to ${mostMinutes}, got "${values.minutes}"`);
    }
    const seed = Number(values.seed);
    if (!Number.isInteger(seed)) throw new Error(`--seed: expected a whole number, got "${values.seed}"`);
    const out = values.out ?? (values.json ? null : join('data', `load-${name}.html`));
    return { profile, minutes, seed, out: out === null ? null : resolve(out), json: values.json };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return process.exit(64);
  }
}

const { profile, minutes, seed, out, json } = read();
const screen = createScreen(json ? process.stderr : process.stdout);
const signal = untilLeave();

screen.line();
screen.line(
  styleText(
    'bold',
    `  ${profile.name}: ${profile.about}, ${minutes < 1 ? `${Math.round(minutes * 60)} s` : `${minutes} min`}`,
  ),
);
screen.line(
  styleText('dim', '  The bot has a process of its own. Twitch, the model and all else are stand-ins in this one.'),
);
const moments: Moment[] = [];
try {
  const result = await runLoad(profile, {
    minutes,
    seed,
    signal,
    onMoment(moment, soFar) {
      moments.push(moment);
      screen.replace(liveLines(moments, soFar, screen.width));
    },
  });
  const targets = targetsOf(result);
  const bars = barsOf(result);
  const holds = targets.every((target) => target.holds);
  screen.replace([]);
  for (const line of endLines(result, targets, bars)) screen.line(line);
  if (out) {
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, loadReport(result, targets, bars));
    screen.line(`  With plots: ${relative('.', out)}`);
  }
  screen.line();
  if (json) process.stdout.write(`${JSON.stringify({ ...result, targets, bars, holds, cutShort: signal.aborted })}\n`);
  process.exit(holds ? 0 : 1);
} catch (error) {
  process.stderr.write(`The run came to nothing: ${(error as Error).message}\n`);
  process.exit(1);
}
