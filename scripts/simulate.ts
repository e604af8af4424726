import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { simulateIn } from './simulate/legs.ts';
import { dayLine, jsonOf, table } from './simulate/report.ts';

const help = `Runs the whole bot through days of streams and faults under one clock, and checks that its promises hold.

Usage: npm run simulate -- [--days N] [--leg-days N] [--seed S] [--channels C] [--pace P] [--nights P] [--store URL] [--from T] [--until T] [--shrink]
                           [--json] [--without A,B] [--months M] [--mutants] [--only A,B] [--mutant NAME] [--jobs N] [--redis]
Example: npm run simulate -- --days 30 --seed 7

  --days N       simulated days; 30 by default
  --leg-days N   so many of them in one piece; the next piece begins with an empty disk, and runs beside it; 15 by
                 default, all of them for months and mutants
  --seed S       what everything is drawn from; 1 by default
  --channels C   channels that stream; 3 by default
  --pace P       how busy their chats are; 1 by default
  --nights P     share of the nights in which the machine is off; 0.5 by default
  --store URL    storage.url of the bot; sqlite:data/serdabot.db by default
  --json         one JSON object, nothing else
  --from T       prints everything from this simulated second on
  --until T      ends at this simulated second
  --without A,B  leaves these acts of the plan out, as --shrink names them
  --shrink       looks for less that breaks the same thing
  --months M     M simulations of --days days, seeds from --seed on, over all cores; reports what was reached
  --mutants      puts known defects into the bot, one by one, and shows that each is found
  --only A,B     of the mutants, those whose names have one of these in them
  --mutant NAME  puts one of them into the bot of a plain run, of its replay or of --shrink
  --jobs N       simulations at a time, of months, mutants and pieces of a month; as many as there are cores by default
  --redis        the same evening, shortened, in real time on a real redis-server
  --help         this text`;

const options = {
  days: { type: 'string', default: '30' },
  'leg-days': { type: 'string' },
  seed: { type: 'string', default: '1' },
  channels: { type: 'string', default: '3' },
  pace: { type: 'string', default: '1' },
  nights: { type: 'string', default: '0.5' },
  store: { type: 'string', default: 'sqlite:data/serdabot.db' },
  json: { type: 'boolean', default: false },
  from: { type: 'string' },
  until: { type: 'string' },
  without: { type: 'string', default: '' },
  shrink: { type: 'boolean', default: false },
  months: { type: 'string' },
  mutants: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  mutant: { type: 'string' },
  jobs: { type: 'string', default: String(availableParallelism()) },
  redis: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h' },
} as const;

function fail(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(64);
}

function read() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

const wanted = read();
const print = (text: string) => void process.stdout.write(`${text}\n`);
if (wanted.help) {
  print(help);
  process.exit(0);
}
function count(name: string, text: string, least = 1): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= least
    ? number
    : fail(`--${name}: expected an integer >= ${least}, got "${text}"`);
}
function share(name: string, text: string, most: number): number {
  const number = Number(text);
  return number >= 0 && number <= most ? number : fail(`--${name}: expected a number from 0 to ${most}, got "${text}"`);
}
const seconds = (text: string | undefined, name: string) => (text === undefined ? null : count(name, text, 0) * 1000);
const days = count('days', wanted.days);
const isWhole = wanted.months !== undefined || wanted.mutants;
const order = {
  seed: count('seed', wanted.seed, 0),
  days,
  legDays: count('leg-days', wanted['leg-days'] ?? (isWhole ? String(days) : '15')),
  channels: count('channels', wanted.channels),
  pace: share('pace', wanted.pace, 10),
  nights: share('nights', wanted.nights, 1),
  without: wanted.without
    .split(',')
    .filter((one) => one !== '')
    .map(Number),
  store: wanted.store,
  from: seconds(wanted.from, 'from'),
  until: seconds(wanted.until, 'until'),
  stopAtFirst: wanted.shrink,
};

const jobs = count('jobs', wanted.jobs);
const mutant = wanted.mutant === undefined ? {} : { mutant: patchOf(wanted.mutant) };
function patchOf(name: string): string {
  const file = join(import.meta.dirname, 'simulate', 'mutants', `${name}.patch`);
  return existsSync(file) ? file : fail(`--mutant: there is no ${name}.patch in scripts/simulate/mutants`);
}
if (wanted.mutants) {
  const { runMutants } = await import('./simulate/mutants.ts');
  process.exit(await runMutants(order, { only: wanted.only, jobs, json: wanted.json, print }));
}
if (wanted.months !== undefined) {
  const { runMonths } = await import('./simulate/months.ts');
  process.exit(await runMonths(order, { months: count('months', wanted.months), jobs, json: wanted.json, print }));
}
if (wanted.redis) {
  const { runRedis } = await import('./simulate/redis.ts');
  process.exit(await runRedis(order.seed, wanted.json, print));
}
if (wanted.shrink) {
  const { shrink } = await import('./simulate/shrink.ts');
  process.exit(await shrink(order, mutant, print));
}

const aloud = wanted.json ? () => {} : print;
const result = await simulateIn(
  order,
  {
    ...mutant,
    onDay: (day) => aloud(dayLine(day)),
    onBroken: ({ name, at, detail }) =>
      aloud(`BROKEN at ${Math.floor(at / 1000)} s of seed ${order.seed}: ${name}: ${detail}`),
    onText: (at, text) => aloud(`${(at / 1000).toFixed(3).padStart(12)} ${text}`),
  },
  jobs,
);
if (!result) process.exit(1);
print(wanted.json ? JSON.stringify(jsonOf(order, result)) : table(order, result));
process.exit(result.broken.length > 0 ? 1 : 0);
