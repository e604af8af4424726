import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, '..', 'scripts', 'newcomer.ts');

// Without the install, which `npm run newcomer` measures too: 40 s of npm.
test('from a bare copy in “mon bot à moi (été)”: set up with flags, signed in, started, !ask answered', async () => {
  // It exits with 1 where something does not hold; what, is in the object.
  const run = promisify(execFile)(process.execPath, [script, '--linked', '--json']);
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  const { steps, ...rest } = JSON.parse(stdout);
  expect(rest).toMatchObject({ holds: true, problem: null, breaches: [] });
  expect(steps).toHaveLength(4);
}, 90_000);
