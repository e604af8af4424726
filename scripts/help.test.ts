import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const run = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: root });
// setup.mjs installs packages before npm's own scripts: nobody calls it by hand, and it takes no flags.
const scripts = readdirSync(import.meta.dirname)
  .filter((name) => /(?<!\.test)\.ts$/.test(name))
  .map((name) => join('scripts', name));

/** Flags of the usage that are not explained below it. */
function unexplained(said: string): string[] {
  expect(said).toMatch(/Example: (npm (run|start)|node |echo )/);
  const listed = said.split('\n').filter((line) => /^ {2}-/.test(line));
  const flags = new Set(said.match(/(?<=\[|\| )--[a-z][a-z-]+/g));
  return [...flags].filter((flag) => !listed.some((line) => line.includes(flag)));
}

it('src/start.mjs --help says what it does, with an example and every flag', async () => {
  const { stdout, stderr } = await run('src/start.mjs', '--help');
  expect(stderr).toBe('');
  expect(unexplained(stdout)).toEqual([]);
});

it('every script --help says what it does, with an example and every flag', async () => {
  const { stdout, stderr } = await run('test/support/help.mjs', ...scripts);
  expect(stderr).toBe('');
  const [, ...said] = stdout.split('\0');
  expect(said.filter((_, i) => i % 2 === 0)).toEqual(scripts);
  for (const [i, script] of scripts.entries()) expect([script, unexplained(said[2 * i + 1]!)]).toEqual([script, []]);
});
