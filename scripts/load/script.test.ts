import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { runScript } from '../../test/support/scripts.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, '..', 'load.ts');

test('a run of seconds accounts for every command, and leaves a page with plots', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-load-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'report.html');
  const { stdout } = await run(process.execPath, [script, 'smoke', '--minutes', '0.03', '--json', '--out', out]).catch(
    // A busy machine may miss a target of time; what became of commands is the same there.
    (error: { stdout: string }) => error,
  );
  const { account, targets, modelCalls } = JSON.parse(stdout);
  expect(account).toMatchObject({ lost: 0, failed: 0, disagreements: [] });
  expect(account.typed).toBeGreaterThanOrEqual(6);
  expect(account.answered + account.told + account.silent + account.ignored).toBe(account.typed);
  expect(account.answered).toBeGreaterThanOrEqual(5);
  expect(modelCalls.total).toBeGreaterThan(0);
  expect(targets.map(({ name }: { name: string }) => name)).toContain('errors');
  const page = readFileSync(out, 'utf8');
  expect(page.match(/<svg/g)).toHaveLength(8);
  expect(page).not.toMatch(/NaN|undefined|src=|https?:/);
  // What it measures with is a process that a busy machine lets start late.
});

test('a profile that does not exist is named, with those that do', async () => {
  const failed = await runScript('load', ['everybody']);
  expect(failed).toMatchObject({ code: 64, stderr: expect.stringMatching(/no profile "everybody"\nusage:.*smoke/) });
});
