import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findRedis } from '../../test/support/real-parts.ts';
import type { BenchResult, Ratio } from './result.ts';

/** A benchmark that came to its end, or what it said instead. */
export type Ran = { readonly kind: 'ran'; readonly result: BenchResult } | Crashed;

export interface Crashed {
  readonly kind: 'crashed';
  readonly bench: string;
  readonly reason: string;
}

export interface All {
  readonly ratios: readonly (Ratio & { readonly bench: string })[];
  readonly benches: readonly BenchResult[];
  readonly crashed: readonly Omit<Crashed, 'kind'>[];
  /** Peers that are not on this machine, and what was not measured for that. */
  readonly missing: readonly string[];
}

const patienceMs = 20 * 60_000;
const longestReason = 300;

/** Each in a process of its own: none finds another's compiled code, heap or mistakes. */
export async function runAll(
  names: readonly string[],
  args: readonly string[],
  say: (text: string) => void,
): Promise<All> {
  const ran: Ran[] = [];
  for (const [i, name] of names.entries()) {
    say(`${name} (${i + 1} of ${names.length})\n`);
    ran.push(await runOne(name, args, say));
  }
  return gather(ran, findRedis() ? [] : ['Redis: what is measured on a real server is left out']);
}

export function gather(ran: readonly Ran[], missing: readonly string[]): All {
  const benches = ran.flatMap((one) => (one.kind === 'ran' ? [one.result] : []));
  return {
    ratios: benches.flatMap(({ bench, ratios }) => ratios.map((ratio) => ({ bench, ...ratio }))),
    benches,
    crashed: ran.flatMap((one) => (one.kind === 'crashed' ? [{ bench: one.bench, reason: one.reason }] : [])),
    missing: [...missing, ...benches.flatMap((one) => one.missing ?? [])],
  };
}

const script = join(import.meta.dirname, '..', 'bench.ts');

export function runOne(
  bench: string,
  args: readonly string[],
  say: (text: string) => void,
  file = script,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, bench, '--json', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    let out = '';
    let said = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(-8_000);
      say(String(text));
    });
    child.once('close', (code, signal) => {
      clearTimeout(late);
      const result = read(out);
      // 1 is a target that fails: the figures are there all the same.
      if (result) return resolve({ kind: 'ran', result });
      const why = signal === 'SIGKILL' ? `not done within ${patienceMs / 60_000} min` : lastWords(said);
      resolve({ kind: 'crashed', bench, reason: (why || `ended with ${code ?? signal}`).slice(0, longestReason) });
    });
  });
}

function read(out: string): BenchResult | null {
  try {
    const result = JSON.parse(out.trim().split('\n').at(-1) ?? '') as BenchResult;
    return Array.isArray(result.ratios) ? result : null;
  } catch {
    return null;
  }
}

/** What the error says, and not where it came from. */
function lastWords(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /\w*Error\b.*:/.test(line)) ?? lines.at(-1) ?? '').trim();
}
