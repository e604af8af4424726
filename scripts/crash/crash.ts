import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../src/lib/clock.ts';
import { openStorage } from '../../src/storage/storage.ts';

export interface CrashReport {
  readonly points: number;
  readonly acknowledged: number;
  readonly faults: readonly string[];
  readonly longestOpenMs: number;
}

export interface CrashOptions {
  readonly points: number;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly progress?: (line: string) => void;
}

const writer = fileURLToPath(import.meta.resolve('./writer.ts'));

/** Kills a process that writes, at random points, and looks each time at what it has left. */
export async function crash({ points, random = Math.random, progress = () => {} }: CrashOptions): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-crash-'));
  const latest = new Map<string, number>();
  const faults: string[] = [];
  let acknowledged = 0;
  let longestOpenMs = 0;
  try {
    for (let point = 1; point <= points; point++) {
      const from = Math.max(0, ...latest.values()) + 1_000;
      for (const [lane, n] of await writeUntilKilled(folder, from, random)) {
        latest.set(lane, n);
        acknowledged += n - from + 1;
      }
      const startedAt = performance.now();
      const found = await look(folder, latest);
      longestOpenMs = Math.max(longestOpenMs, performance.now() - startedAt);
      faults.push(...found.map((fault) => `point ${point}: ${fault}`));
      progress(`crash: point ${point} of ${points}, ${acknowledged} writes acknowledged, ${faults.length} faults`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { points, acknowledged, faults, longestOpenMs };
}

/** The last write of each lane that was acknowledged. */
async function writeUntilKilled(folder: string, from: number, random: () => number): Promise<Map<string, number>> {
  const child = spawn(process.execPath, [writer, folder, String(from)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaint = '';
  let begun = () => {};
  const firstWord = new Promise<void>((resolve) => {
    begun = resolve;
  });
  child.stdout.on('data', (data) => {
    said += data;
    begun();
  });
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  const closed = once(child, 'close');
  // Most points lie among the writes; some in the opening, where a file is made or recovered.
  if (random() < 0.8) await Promise.race([firstWord, closed]);
  await Promise.race([pause(random() * 150), closed]);
  child.kill('SIGKILL');
  await closed;
  if (child.signalCode !== 'SIGKILL') throw new Error(`the writer ended by itself: ${complaint}`);

  const lines = said.slice(0, said.lastIndexOf('\n') + 1).split('\n');
  return new Map(
    lines
      .filter((line) => line !== '')
      .map((line) => line.split(' ') as [string, string])
      .map(asLast),
  );
}
const asLast = ([lane, n]: [string, string]): [string, number] => [lane, Number(n)];

async function look(folder: string, latest: ReadonlyMap<string, number>): Promise<string[]> {
  const path = join(folder, 'bot.db');
  if (!existsSync(path)) return latest.size > 0 ? ['the file is gone'] : [];
  const faults: string[] = [];
  const opened = await openStorage({ url: `sqlite:${path}`, folder, clock: systemClock, tell() {}, processes: 1 });
  if (!opened.ok) return [`cannot be opened: ${opened.reason}`];
  const { records, cache, close } = opened.storage;
  const numberOf = async (key: string) => {
    const answer = await records.get(key);
    return answer.ok ? ((answer.value?.value ?? null) as number | null) : null;
  };
  for (const [lane, n] of latest) {
    const [a, b] = [await numberOf(`pair/${lane}/a`), await numberOf(`pair/${lane}/b`)];
    if (a !== b) faults.push(`half a batch: ${a} and ${b}`);
    if (a === null || a < n) faults.push(`lane ${lane}: ${n} was acknowledged, ${a} is there`);
    const entry = await cache('talks').get(lane);
    if (!entry.ok || Number(entry.value) < n) faults.push(`lane ${lane}: an entry of the cache is lost`);
    const logged = await records.list(`log/${lane}/`, { limit: 1_000 });
    const newest = logged.ok ? Math.max(...logged.value.records.map(({ value }) => (value as { n: number }).n)) : -1;
    if (newest !== a) faults.push(`lane ${lane}: the log ends at ${newest}, the pair is ${a}`);
  }
  await close();
  const file = new DatabaseSync(path);
  const verdict = file.prepare('PRAGMA integrity_check').all();
  file.close();
  if (verdict.length !== 1 || verdict[0]?.['integrity_check'] !== 'ok')
    faults.push(`corrupt: ${JSON.stringify(verdict)}`);
  return faults;
}
