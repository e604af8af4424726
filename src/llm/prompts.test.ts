import { cp, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { loadPrompts, watchPrompts } from './prompts.ts';

const shipped = fileURLToPath(new URL('../../config/prompts', import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompts-'));
  await cp(shipped, folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

test('the prompts that come with the bot are sound, in both languages', async () => {
  const loaded = await loadPrompts(shipped);
  expect(loaded.kind).toBe('prompts');
  if (loaded.kind !== 'prompts') return;
  for (const { ask, mention } of [loaded.prompts.fr, loaded.prompts.en]) {
    for (const text of [ask, mention]) {
      expect(text).toContain('{bot}');
      expect(text.length).toBeLessThan(1_200);
    }
  }
  expect(loaded.prompts.fr.ask).toContain('en français');
  expect(loaded.prompts.en.ask).toContain('in English');
});

test('a placeholder that nobody fills is named with its place', async () => {
  const file = join(folder, 'en', 'ask.md');
  await writeFile(file, 'You are {bot}.\nThe viewer is {viewer}.\n');
  expect(await loadPrompts(folder)).toEqual({
    kind: 'faults',
    faults: [`${file}:2:15 unexpected {viewer}, expected {bot} or {channel}`],
  });
});

test('every fault of every file is told at once', async () => {
  await rm(join(folder, 'fr', 'mention.md'));
  await writeFile(join(folder, 'fr', 'ask.md'), ' \n');
  await writeFile(join(folder, 'en', 'ask.md'), 'a { b');
  await writeFile(join(folder, 'en', 'mention.md'), 'x'.repeat(5_000));
  const loaded = await loadPrompts(folder);
  expect(loaded.kind === 'faults' ? loaded.faults.map((fault) => fault.slice(folder.length + 1)) : []).toEqual([
    'en/ask.md:1:3 unexpected {, expected {bot} or {channel}',
    'en/mention.md:1:3001 goes on too long, expected at most 3000 characters',
    'fr/ask.md:1:1 is empty, expected what the model is told',
    'fr/mention.md:1:1 cannot be read (ENOENT), expected what the model is told',
  ]);
});

test('a changed file is taken over while the bot runs, and one with a fault is not', async () => {
  const loaded = await loadPrompts(folder);
  if (loaded.kind !== 'prompts') throw new Error('the prompts are broken');
  const told: unknown[] = [];
  const watch = watchPrompts({
    folder,
    initial: loaded.prompts,
    tell: (event) => told.push(event.kind),
    clock: createVirtualClock(),
  });
  const file = join(folder, 'en', 'personas', 'pirate.md');
  let at = 1_000;
  const write = async (text: string) => {
    await writeFile(file, text);
    // Two writes within one tick of the file system's clock look the same.
    await utimes(file, at, at++);
    for (let looks = 0; looks < 3; looks++) await watch.check();
  };
  await watch.check();
  await write('Arr, I am {bot}.');
  expect(watch.current().en.personas['pirate']).toBe('Arr, I am {bot}.');
  await write('Arr, I am {nobody}.');
  expect(watch.current().en.personas['pirate']).toBe('Arr, I am {bot}.');
  expect(told).toEqual(['settings.applied', 'settings.rejected']);
  watch.stop();
});
