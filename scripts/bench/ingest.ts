import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRaid, writeLines } from './ingest/raid.ts';
import { type BenchOptions, type BenchResult, lessIsBetter, median, moreIsBetter } from './result.ts';

interface Run {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly commands: number;
  readonly lagP99Ms: number;
  readonly grownMib: number;
}

const peers = ['tmi.js', '@twurple/chat', '@twurple/easy-bot'] as const;
const kinds = ['ours', ...peers] as const;
const lines = 200_000;
const patienceMs = 120_000;
const warmMs = 3_000;

/** Lines from the socket to the decision, through the whole pipeline; and how the loop does in a raid. */
export async function run({ rounds = 5, extreme = false, progress = () => {} }: BenchOptions): Promise<BenchResult> {
  const frames = writeLines(lines);
  const rates = new Map<string, number[]>(kinds.map((kind) => [kind, []]));
  for (let round = 1; round <= rounds; round++) {
    progress(`ingest: round ${round} of ${rounds}`);
    for (const kind of kinds) rates.get(kind)!.push((lines * 1000) / (await flood(kind, frames, lines)).wallMs);
  }
  const seconds = extreme ? 60 : 10;
  progress(`ingest: a raid of 10,000 lines/s, ${seconds} s`);
  const raidLines = seconds * 10_000;
  const raid = await flood('ours', writeLines(raidLines), raidLines, 10_000);
  const ours = median(rates.get('ours')!);
  const against = (peer: (typeof peers)[number], target: number) =>
    moreIsBetter({ name: 'socket to decision', unit: 'lines/s', ours, peer, theirs: median(rates.get(peer)!), target });
  return {
    bench: 'ingest',
    ratios: [
      against('tmi.js', 0.85),
      against('@twurple/chat', 1),
      against('@twurple/easy-bot', 1.5),
      lessIsBetter({
        name: 'event loop p99 at 10,000/s',
        unit: 'ms',
        ours: raid.lagP99Ms,
        peer: 'limit',
        theirs: 50,
        target: 1,
      }),
    ],
    tables: [
      {
        title: `a raid of 10,000 lines/s, ${seconds} s`,
        columns: ['', 'value'],
        rows: [
          ['commands decided', raid.commands],
          ['CPU, % of a core', (100 * raid.cpuMs) / raid.wallMs],
          ['memory grown, MiB', raid.grownMib],
        ],
      },
    ],
  };
}

async function flood(kind: string, frames: readonly string[], count: number, linesPerSecond?: number): Promise<Run> {
  const raid = await createRaid();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'ingest', 'client.ts'), kind, String(raid.port), String(count)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  try {
    let out = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    await Promise.race([raid.joined(), ended]);
    // Who loads code at the first line has done so by then.
    await raid.send(frames.slice(0, 1));
    await pause(warmMs);
    await raid.send(frames.slice(1), linesPerSecond);
    await ended;
    if (!out) throw new Error(`${kind} did not see all ${count} lines`);
    // tmi.js writes to standard output too.
    return JSON.parse(out.trim().split('\n').at(-1)!) as Run;
  } finally {
    clearTimeout(late);
    await raid.stop();
  }
}
