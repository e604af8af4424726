import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { mutants } from './simulate/mutants.ts';
import { planOf } from './simulate/plan.ts';
import { hunksOf, patched } from './simulate/world/mutant.ts';
import { createSource } from './simulate/world/random.ts';

const root = join(import.meta.dirname, '..');
const simulate = async (...flags: string[]) => {
  const script = join(import.meta.dirname, 'simulate.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--json', ...flags], { maxBuffer: 1e8 });
  const { wall_s, ...rest } = JSON.parse(stdout);
  return rest;
};

const aWeek = ['--days', '7', '--channels', '1', '--pace', '0.04', '--nights', '1', '--seed', '3'];
let living: ReturnType<typeof simulate> | null = null;
/** Lived once. */
const lived = () => {
  living ??= simulate(...aWeek);
  return living;
};

it('a simulated week holds every invariant, and each command has one outcome', async () => {
  const week = await lived();
  expect(week.invariants.filter(({ broken }: { broken: number }) => broken > 0)).toEqual([]);
  const ended = Object.values<number>(week.outcomes).reduce((sum, count) => sum + count, 0);
  expect(ended).toBe(week.commands);
  expect(week.commands).toBeGreaterThan(300);
  expect(Object.keys(week.faults).length).toBeGreaterThan(15);
}, 600_000);

it('one seed is the same day, byte by byte', async () => {
  const [week, day] = await Promise.all([lived(), simulate(...aWeek, '--until', '86400')]);
  expect(week.dawns).toHaveLength(7);
  expect(day.dawns).toEqual([week.dawns[0]]);
  expect(day.commands).toBeGreaterThan(10);
}, 600_000);

it('another seed is another month', () => {
  const wish = { days: 3, channels: 1, pace: 1, nights: 0.5, without: [] };
  const [one, same, other] = [5, 5, 6].map((seed) => planOf({ ...wish, seed }, createSource(`${seed}/plan`)));
  expect(same).toEqual(one);
  expect(other?.acts.map(({ at }) => at)).not.toEqual(one?.acts.map(({ at }) => at));
});

it('every mutant fits the code as it is', () => {
  const hunks = mutants().flatMap((file) => hunksOf(readFileSync(file, 'utf8')));
  expect(mutants().length).toBeGreaterThanOrEqual(30);
  const changed = hunks.map((hunk) => {
    const source = readFileSync(join(root, hunk.file), 'utf8');
    return patched(source, hunk) !== source;
  });
  expect(changed).not.toContain(false);
});
