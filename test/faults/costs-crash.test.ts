import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serdabot-costs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Cents that a process was allowed to spend until it was killed, after so many calls, or the day had no more. */
async function spendUntil(most: number, killAfter: number, scope = 'day', atOnce = 8) {
  const child = fork(join(import.meta.dirname, 'costs-process.ts'), [folder, String(most), String(atOnce), scope], {
    silent: true,
  });
  let cents = 0;
  let calls = 0;
  let spent = false;
  child.on('message', (granted: number | null) => {
    if (granted === null) spent = true;
    else cents += granted;
    if (spent || ++calls === killAfter) child.kill('SIGKILL');
    else if (calls < killAfter && child.connected) child.send('go on');
  });
  const [, signal] = await once(child, 'close');
  return { cents, calls, spent, signal };
}

test('a day’s budget holds over processes that are killed while they spend it', async () => {
  const day = 20;
  const first = await spendUntil(day, 11);
  const second = await spendUntil(day, 23);
  const third = await spendUntil(day, Number.POSITIVE_INFINITY);
  expect([first, second].map(({ spent, signal }) => [spent, signal])).toEqual([
    [false, 'SIGKILL'],
    [false, 'SIGKILL'],
  ]);
  expect(third.spent).toBe(true);
  const all = first.cents + second.cents + third.cents;
  expect(all).toBeLessThanOrEqual(day);
  // What was under way at a kill may be lost to the day, and nothing else.
  expect(all).toBeGreaterThan(day - 2 * 16 * 0.225 - 0.225);
  expect((await spendUntil(day, Number.POSITIVE_INFINITY)).cents).toBe(0);
});

test('a viewer’s budget of the day holds over a kill too', async () => {
  const most = 5;
  const first = await spendUntil(most, 7, 'viewer', 1);
  expect(first).toMatchObject({ spent: false, signal: 'SIGKILL' });
  const second = await spendUntil(most, Number.POSITIVE_INFINITY, 'viewer', 1);
  expect(second.spent).toBe(true);
  expect(first.cents + second.cents).toBeLessThanOrEqual(most);
  expect(first.cents + second.cents).toBeGreaterThan(most - 16 * 0.225);
});
