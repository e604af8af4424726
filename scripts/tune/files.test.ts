import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfiguration } from '../../src/settings/load.ts';
import { watchConfiguration } from '../../src/settings/watch.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { writeLimits } from './files.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tune-'));
  file = join(folder, 'model_limits.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const read = async () => JSON.parse(await readFile(file, 'utf8'));

test('what is not the tuner’s stays, what is its own is replaced, and no other file is left', async () => {
  const mine = {
    ours: { a: [1] },
    max_concurrent_users_brut: 9,
    max_history_messages: 6,
    tune: { modere: { old: 1 } },
  };
  await writeFile(file, JSON.stringify(mine));
  await writeLimits(file, { max_concurrent_users_brut: 4, tune: { brut: { verdict: 'v' } } }, 10);
  expect(await read()).toMatchObject({
    ours: { a: [1] },
    max_concurrent_users_brut: 4,
    max_concurrent_users_modere: null,
    max_history_messages: 6,
    test_results_modere: [],
    tune: { modere: { old: 1 }, brut: { verdict: 'v' } },
  });
  expect(await readdir(folder)).toEqual(['model_limits.json']);
});

test('a reader sees the old file or the new one, never a part', async () => {
  const long = 'x'.repeat(300_000);
  await writeLimits(file, { long, max_concurrent_users_modere: 1 });
  let done = false;
  const seen = new Set<number>();
  const watching = (async () => {
    while (!done) seen.add((await read()).max_concurrent_users_modere);
  })();
  for (let cap = 2; cap < 12; cap++) await writeLimits(file, { max_concurrent_users_modere: cap });
  done = true;
  await watching;
  expect(Math.max(...seen)).toBeGreaterThan(1);
});

test('a file that is broken, or missing, is written anew; a link stays a link', async () => {
  await writeFile(file, '{ "max_con');
  await writeLimits(file, { max_concurrent_users_brut: 2 });
  expect((await read()).max_concurrent_users_brut).toBe(2);
  const real = join(folder, 'real.json');
  await rm(file);
  await writeFile(real, '{}');
  await symlink(real, file);
  await writeLimits(file, { max_concurrent_users_brut: 3 }, 8);
  expect(JSON.parse(await readFile(real, 'utf8'))).toMatchObject({
    max_concurrent_users_brut: 3,
    max_history_messages: 8,
  });
});

test('a bot that runs takes the new cap over', async () => {
  const config = join(folder, 'config.yaml');
  await writeFile(config, 'bot: { channels: [a] }\n');
  await writeLimits(file, { max_concurrent_users_modere: 2, response_timeout: 3 });
  const initial = await loadConfiguration(config, {}, []);
  if (!initial.ok) throw new Error('the config is not valid');
  const watch = watchConfiguration({ file: config, initial, tell: () => {}, clock: createVirtualClock() });
  expect(watch.current().limits.cap).toBe(2);
  await writeLimits(file, { max_concurrent_users_modere: 7, model_name: 'm' });
  await watch.check();
  await watch.check();
  expect(watch.current().limits).toMatchObject({ cap: 7, modelName: 'm', responseTimeout: 3 });
  watch.stop();
});
