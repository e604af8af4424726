import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
// setup.mjs installs packages before npm's own scripts: nobody calls it by hand, and it takes no flags.
const scripts = readdirSync(import.meta.dirname)
  .filter((name) => /(?<!\.test)\.ts$/.test(name))
  .map((name) => join('scripts', name));

it.each(['src/start.mjs', ...scripts])(
  '%s --help says what it does, with an example and every flag',
  async (script) => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(root, script), '--help'], {
      cwd: root,
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Example: (npm (run|start)|node |echo )/);
    const listed = stdout.split('\n').filter((line) => /^ {2}-/.test(line));
    for (const flag of new Set(stdout.match(/(?<=\[|\| )--[a-z][a-z-]+/g))) {
      expect(
        listed.some((line) => line.includes(flag)),
        flag,
      ).toBe(true);
    }
  },
  30_000,
);
