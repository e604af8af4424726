import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPrompts } from './prompts.ts';

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
    'fr/ask.md:1:1 is empty, expected the rules that the model is given',
    'fr/mention.md:1:1 cannot be read (ENOENT), expected the rules that the model is given',
    'en/ask.md:1:3 unexpected {, expected {bot} or {channel}',
    'en/mention.md:1:3001 goes on too long, expected at most 3000 characters',
  ]);
});
