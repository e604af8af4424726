import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqlite } from '../../src/storage/sqlite-file.ts';
import { findRedis } from '../support/real-parts.ts';
import { startRedis } from '../support/redis.ts';

const program = findRedis();

/** Real processes: on one event loop two transactions of SQLite never meet. */
async function counted(url: string, folder: string) {
  const children = [0, 1].map(() => fork(join(import.meta.dirname, 'documents-process.ts'), [url, folder]));
  const ended = children.map((child) => once(child, 'close'));
  const all = children.map((child) => on(child, 'message'));
  const said = () => Promise.all(all.map(async (messages) => (await messages.next()).value?.[0] as unknown));
  const goOn = () => {
    for (const child of children) child.send('go on');
  };
  try {
    expect(await said()).toEqual(['ready', 'ready']);
    goOn();
    const told = (await said()) as { stored: number; unsure: number }[];
    goOn();
    const [one, other] = (await said()) as number[];
    expect(other).toBe(one);
    return { stored: told.reduce((sum, { stored }) => sum + stored, 0), told, seen: one! };
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(ended);
  }
}

test('two processes with two writers each lose nothing on one file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-documents-'));
  try {
    const made = openSqlite(join(folder, 'bot.db'));
    if (made.ok) made.file.close();
    expect(await counted('sqlite:bot.db', folder)).toMatchObject({ stored: 800, seen: 800 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.skipIf(!program)('two processes with two writers each lose nothing on Redis', async () => {
  await using redis = await startRedis(program!);
  const { stored, told, seen } = await counted(redis.url, '/');
  // A Redis that a busy machine starves answers some of them too late: these may be stored or not.
  expect(told.map((one) => one.stored + one.unsure)).toEqual([400, 400]);
  expect(seen).toBeGreaterThanOrEqual(stored);
  expect(seen).toBeLessThanOrEqual(800);
  expect(stored).toBeGreaterThan(400);
});
