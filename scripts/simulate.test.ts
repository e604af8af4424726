import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, 'simulate.ts');
const simulate = async (...flags: string[]) => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--json', ...flags], { maxBuffer: 1e8 });
  const { wall_s, ...rest } = JSON.parse(stdout);
  return rest;
};

it('a simulated week holds all invariants, and one seed prints the same twice', async () => {
  const week = ['--days', '7', '--channels', '1', '--seed', '3'];
  const [one, other] = await Promise.all([simulate(...week), simulate(...week)]);
  expect(one.invariants.filter(({ broken }: { broken: number }) => broken > 0)).toEqual([]);
  expect(Object.values(one.outcomes as Record<string, number>).reduce((sum, n) => sum + n, 0)).toBe(one.commands);
  expect(one.commands).toBeGreaterThan(1_000);
  expect(other).toEqual(one);
}, 120_000);
