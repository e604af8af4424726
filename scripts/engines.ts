// The bot against a real llama-server with tiny models of random weights: npm run engines -- [--server PATH] [--json]
// Exit codes: 0 all of it holds, 1 something does not, 64 wrong usage, 69 no llama-server.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Check, checks } from './engines/checks.ts';
import { findServer, howToGet } from './engines/find.ts';

const usage = 'npm run engines -- [--server PATH] [--lines 3000] [--tune 20] [--json]';
const help = `Usage: ${usage}
Example: npm run engines -- --json

Writes tiny GGUF files of random weights, starts llama-server with them on this machine and holds the bot's model layer
to what it promises: streams, cancelling, the cap, a server that dies, freezes, loads or wants a key, prompts that are
too long, schemas, thoughts, models that the bot runs itself, tuning, and random text through the gate, read by a checker that
shares no code with it.

  --server PATH   the program; without it one on PATH, or unpacked from Debian's packages where those have it
  --lines N       of random text for the gate (3000)
  --tune N        seconds that npm run tune gets (20)
  --json          one object on stdout`;

async function main(): Promise<number> {
  let options: ReturnType<typeof read>;
  try {
    options = read();
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. Usage: ${usage}`);
    return 64;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  const cache = join(tmpdir(), 'serdabot-engines');
  await mkdir(cache, { recursive: true });
  const program = options.server ?? (await findServer(process.env, cache));
  if (program === null) {
    for (const line of howToGet) console.error(line);
    if (options.json) console.log(JSON.stringify({ ok: false, problem: howToGet[0] }));
    return 69;
  }
  const folder = await mkdtemp(join(tmpdir(), 'engines-'));
  const seen: Check[] = [];
  try {
    if (!options.json) console.log(`  ${program}`);
    for await (const check of checks({ program, folder, lines: options.lines, tuneS: options.tune })) {
      seen.push(check);
      if (!options.json) console.log(`  ${check.holds ? 'holds' : 'FAILS'}  ${check.name} (${check.seen})`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const broken = seen.filter(({ holds }) => !holds).length;
  if (options.json) console.log(JSON.stringify({ ok: broken === 0, program, checks: seen }));
  return broken === 0 ? 0 : 1;
}

function read() {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      server: text,
      lines: { ...text, default: '3000' },
      tune: { ...text, default: '20' },
      json: flag,
      help: flag,
    },
  });
  const count = (name: 'lines' | 'tune') => {
    const value = Number(values[name]);
    if (!(Number.isInteger(value) && value > 0))
      throw new Error(`--${name}: expected a whole number, got "${values[name]}"`);
    return value;
  };
  return { ...values, lines: count('lines'), tune: count('tune') };
}

// The house's timers keep no process alive by themselves.
const awake = setInterval(() => {}, 60_000);
process.exitCode = await main();
clearInterval(awake);
// Connections that are kept open for a next question would hold the process.
process.stdout.write('', () => process.exit());
