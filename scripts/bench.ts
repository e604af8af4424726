import { parseArgs } from 'node:util';
import { type Bench, printBench } from './bench/result.ts';
import { explain } from './help/explain.ts';

/** Every benchmark of the project by its name. */
const benches: Readonly<Record<string, () => Promise<{ readonly run: Bench }>>> = {
  start: () => import('./bench/start.ts'),
  ingest: () => import('./bench/ingest.ts'),
  storage: () => import('./bench/storage.ts'),
  limits: () => import('./bench/limits.ts'),
  llm: () => import('./bench/llm.ts'),
  tune: () => import('./bench/tune.ts'),
  knowledge: () => import('./bench/knowledge.ts'),
  mind: () => import('./bench/mind.ts'),
  hostile: () => import('./bench/hostile.ts'),
  overhead: () => import('./bench/overhead.ts'),
  channels: () => import('./bench/overhead-channels.ts'),
  commands: () => import('./bench/commands.ts'),
  frozen: () => import('./bench/overhead-frozen.ts'),
};

const usage = `usage: npm run bench -- ${Object.keys(benches).join('|')} [--json] [--rounds N] [--extreme]
       npm run bench [-- NAME ...] [--save FILE] [--compare FILE [--tolerance 0.2]] [--json]: all of them, or these, in one table`;
explain({
  does: 'Measures the bot beside the best other tool for each job, both in the same run.',
  usage,
  example: 'npm run bench -- limits --rounds 3',
  flags: {
    '--json': 'one JSON object on stdout and nothing else',
    '--rounds N': 'how often each side is measured',
    '--extreme': 'the large figures too',
    '--save FILE': 'writes the ratios',
    '--compare FILE': 'fails where one is worse than there',
    '--tolerance 0.2': 'by so much',
  },
});

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        rounds: { type: 'string' },
        extreme: { type: 'boolean' },
        save: { type: 'string' },
        compare: { type: 'string' },
        tolerance: { type: 'string', default: '0.2' },
      },
    });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return process.exit(64);
  }
}

const { values, positionals } = read();
const names = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = names.find((name) => !Object.hasOwn(benches, name));
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
if (unknown !== undefined || (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))) {
  const what =
    unknown === undefined ? `--rounds: expected a whole number, got "${values.rounds}"` : `no benchmark "${unknown}"`;
  process.stderr.write(`${what}\n${usage}\n`);
  process.exit(64);
}

if (positionals.length === 0 || values.save !== undefined || values.compare !== undefined) {
  const { runTogether } = await import('./bench/together.ts');
  const { rounds, extreme, ...rest } = values;
  const args = [...(rounds ? ['--rounds', rounds] : []), ...(extreme ? ['--extreme'] : [])];
  process.exit(await runTogether({ names, args, ...rest, tolerance: Number(values.tolerance) }));
}

let holds = true;
for (const name of names) {
  const { run } = await benches[name]!();
  const result = await run({
    extreme: values.extreme === true,
    ...(rounds !== undefined && { rounds }),
    progress: (line) => process.stderr.write(`${line}\n`),
  }).catch((error: unknown) => {
    process.stderr.write(`${name}: ${error}\n`);
    process.exit(1);
  });
  if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else process.stdout.write(printBench(result));
  holds &&= result.ratios.every((ratio) => ratio.holds);
}
process.exit(holds ? 0 : 1);
