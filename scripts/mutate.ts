// Puts small defects into a room, one at a time, and says which of them no test finds:
// npm run mutate -- src/limits [more folders] [--sample N] [--seed S] [--json]
// Exit codes: 0 at least 85 % were found, 1 fewer, or the tests fail without a defect, 64 wrong usage.
import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../src/sandbox/random.ts';
import { explain } from './help/explain.ts';
import { type Mutant, mutantsOf, withMutant } from './mutate/mutants.ts';

const usage = 'npm run mutate -- FOLDER... [--sample N] [--seed S] [--json]';
explain({
  does: 'Puts small defects into a room, one at a time, and says which of them no quick test finds.',
  usage,
  example: 'npm run mutate -- src/limits --sample 60',
  flags: {
    '--sample N': 'how many of all possible defects, drawn at random; 100 by default, 0 for all',
    '--seed S': 'which ones are drawn; 1 by default',
    '--json': 'one JSON object on stdout and nothing else',
  },
});

const root = join(import.meta.dirname, '..');
const least = 0.85;
const deadlineMs = 180_000;

interface Placed extends Mutant {
  readonly file: string;
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        sample: { type: 'string', default: '100' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    });
    const [sample, seed] = [Number(values.sample), Number(values.seed)];
    const missing = positionals.find((folder) => !existsSync(join(root, folder)));
    if (positionals.length === 0) return 'expected a folder';
    if (missing !== undefined) return `there is no folder ${missing}`;
    if (!(sample >= 0) || !Number.isSafeInteger(seed)) return '--sample and --seed: expected numbers';
    return { folders: positionals, sample, seed, json: values.json };
  } catch (error) {
    return (error as Error).message.split('. ')[0]!;
  }
}

const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

/** Tests of real processes, servers and browsers: they take seconds each, and stay behind. */
const slow =
  /^(?:(?:scripts|test\/faults|test\/browser)\/.*|test\/(?:process|process-stall|container|container-run|newcomer|unconfigured|new-feature))\.test\.ts$/;

/** The project in a folder of its own, where defects hurt nobody. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-mutate-'));
  for (const file of tracked) {
    if (!existsSync(join(root, file)) || slow.test(file)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const passes = (folder: string, ...args: string[]) =>
  new Promise<boolean>((resolve) => {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    execFile(
      process.execPath,
      [vitest, ...args, '--bail=1', '--retry=0', '--maxWorkers=1', '--passWithNoTests'],
      { cwd: folder, timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: 1e9 },
      (error) => resolve(error === null),
    );
  });

/** First by the room's own tests, which are quick, then by every quick test that loads the file. */
async function survives(folder: string, { file, ...mutant }: Placed): Promise<boolean> {
  const text = readFileSync(join(root, file), 'utf8');
  writeFileSync(join(folder, file), withMutant(text, mutant));
  try {
    return (await passes(folder, 'run', dirname(file))) && (await passes(folder, 'related', '--run', file));
  } finally {
    writeFileSync(join(folder, file), text);
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`${options}. Usage: ${usage}`);
    return 64;
  }
  const { folders, sample, seed, json } = options;
  const files = tracked.filter(
    (file) =>
      folders.some((folder) => file.startsWith(`${folder.replace(/\/$/, '')}/`)) &&
      /(?<!\.test)(?<!\.d)\.ts$/.test(file),
  );
  const all: Placed[] = files.flatMap((file) =>
    mutantsOf(readFileSync(join(root, file), 'utf8')).map((mutant) => ({ file, ...mutant })),
  );
  const random = createRandom(seed);
  const drawn =
    sample === 0
      ? all
      : all
          .map((mutant) => ({ mutant, at: random() }))
          .toSorted((a, b) => a.at - b.at)
          .slice(0, sample)
          .map(({ mutant }) => mutant);
  const left = [...drawn];
  const survivors: string[] = [];
  async function work() {
    const folder = copyProject();
    try {
      for (let mutant = left.pop(); mutant; mutant = left.pop()) {
        if (await survives(folder, mutant)) survivors.push(shown(mutant));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const clean = copyProject();
  const isSound = await passes(clean, 'related', '--run', ...files).finally(() => rmSync(clean, { recursive: true }));
  if (!isSound) {
    console.error('The quick tests of these files fail without any defect, so nothing can be said of them.');
    return 1;
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const share = drawn.length === 0 ? 1 : 1 - survivors.length / drawn.length;
  const result = {
    folders,
    seed,
    possible: all.length,
    tried: drawn.length,
    found: drawn.length - survivors.length,
    share,
    survivors,
  };
  if (json) console.log(JSON.stringify(result));
  else {
    for (const line of survivors.sort()) console.log(line);
    console.log(
      `${result.found} of ${result.tried} defects were found (${(share * 100).toFixed(0)} %), of ${all.length} possible ones; seed ${seed}.`,
    );
  }
  return share >= least ? 0 : 1;
}

function shown({ file, start, end, instead }: Placed): string {
  const text = readFileSync(join(root, file), 'utf8');
  const line = text.slice(0, start).split('\n').length;
  const before = text.slice(start, end).replace(/\s+/g, ' ').slice(0, 80);
  return `${file}:${line} ${before} -> ${instead.slice(0, 80)}`;
}

process.exitCode = await main();
