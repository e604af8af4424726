import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { All } from './all.ts';
import type { Ratio } from './result.ts';

type Row = Ratio & { readonly bench: string };

/** A run that was kept to hold later ones against. */
export interface Kept {
  readonly version: 1;
  readonly at: string;
  readonly machine: string;
  readonly ratios: readonly Row[];
}

const isRow = (value: unknown): value is Row => {
  const row = value as Partial<Record<keyof Row, unknown>> | null;
  return typeof row?.bench === 'string' && typeof row.name === 'string' && typeof row.ratio === 'number';
};

export interface Change {
  readonly bench: string;
  readonly name: string;
  readonly peer: string;
  readonly before: number;
  readonly after: number;
  /** Over 1: better than before. */
  readonly change: number;
  /** `limit`: its peer is a number and no program, so the machine of that day is in the ratio, and it is not judged. */
  readonly verdict: 'same' | 'better' | 'worse' | 'limit' | 'gone' | 'new';
}

export function save(file: string, { ratios }: All, at = new Date()): void {
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`;
  const kept: Kept = { version: 1, at: at.toISOString(), machine, ratios: [...ratios] };
  writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
}

/** What a file of `--save` says. Throws a sentence. */
export function load(file: string): Kept {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file}: there is no such file; npm run bench -- --save FILE writes one`);
  }
  try {
    const kept = JSON.parse(text) as Kept;
    if (kept.version === 1 && Array.isArray(kept.ratios) && kept.ratios.every(isRow)) return kept;
  } catch {}
  throw new Error(`${file}: this is no file of npm run bench -- --save FILE`);
}

const keyOf = ({ bench, name, peer }: Row) => `${bench} | ${name} | ${peer}`;

/**
 * Holds a run against an earlier one: ratio against ratio, each to peers of its own run, so that a machine that is slow
 * today is so on both sides. Worse is a ratio that fell by more than `tolerance`.
 */
export function compare(now: All, earlier: Kept, tolerance: number): Change[] {
  const before = new Map(earlier.ratios.map((row) => [keyOf(row), row]));
  const changes = now.ratios.map((row): Change => {
    const { bench, name, peer, ratio } = row;
    const old = before.get(keyOf(row));
    before.delete(keyOf(row));
    if (!old) return { bench, name, peer, before: Number.NaN, after: ratio, change: Number.NaN, verdict: 'new' };
    const change = ratio / old.ratio;
    // What is the same to the last digit in two runs was not measured.
    const isLimit = row.theirs === old.theirs;
    const verdict = isLimit ? 'limit' : change < 1 - tolerance ? 'worse' : change > 1 + tolerance ? 'better' : 'same';
    return { bench, name, peer, before: old.ratio, after: ratio, change, verdict };
  });
  const ran = new Set([...now.benches, ...now.crashed].map(({ bench }) => bench));
  const gone = [...before.values()]
    .filter(({ bench }) => ran.has(bench))
    .map(
      ({ bench, name, peer, ratio }): Change => ({
        bench,
        name,
        peer,
        before: ratio,
        after: Number.NaN,
        change: Number.NaN,
        verdict: 'gone',
      }),
    );
  return [...changes, ...gone];
}

/** A figure that is not measured any more hides what became of it, unless its peer is not on this machine. */
export const isRegression = ({ verdict }: Change, missing: readonly string[]) =>
  verdict === 'worse' || (verdict === 'gone' && missing.length === 0);

/** The better of two runs of the same benchmarks, row by row: what is worse twice is worse. */
export function betterOf(first: All, second: All): All {
  const again = new Map(second.ratios.map((row) => [keyOf(row), row]));
  const ratios = first.ratios.map((row) => {
    const other = again.get(keyOf(row));
    return other && other.ratio > row.ratio ? other : row;
  });
  return { ...first, ratios };
}
