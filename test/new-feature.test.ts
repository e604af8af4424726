import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { compiledFor } from './support/compiled.ts';
import { runScript } from './support/scripts.ts';

// What a newcomer would do, in a copy of the checkout: a feature is one folder and one line.

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

const experimental = { viteModuleRunner: false, nodeLoader: false };

function copy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot feature é '));
  for (const part of [
    'src',
    'scripts/new-feature.ts',
    'scripts/new-feature',
    'test/support',
    'tsconfig.json',
    'package.json',
  ]) {
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(
    join(folder, 'tsconfig.features.json'),
    JSON.stringify({
      extends: './tsconfig.json',
      include: ['dice/*.ts', 'cheers/*.ts', 'index.ts'].map((part) => `src/features/${part}`),
    }),
  );
  // One worker for both files of tests.
  const config = { pool: 'threads', isolate: false, maxWorkers: 1, testTimeout: 60_000, experimental };
  writeFileSync(join(folder, 'vitest.config.ts'), `export default { test: ${JSON.stringify(config)} };\n`);
  return folder;
}

/** The code blocks of the chapter on features in CONTRIBUTING.md, by the file that they are. */
function blocks() {
  const chapter = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split(/^## /m)[1]!;
  const [index, fr, en, tests, line] = [...chapter.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, text]) => text!);
  return { 'index.ts': index!, 'phrases.fr.yaml': fr!, 'phrases.en.yaml': en!, 'cheers.test.ts': tests!, line: line! };
}

/** Prints what `!help` and the settings say of the features. */
const probe = `
import { createApp as _, features, phraseCatalogs } from './src/app.ts';
import { createSay, loadPhrases } from './src/settings/phrases.ts';
import { parseSettings } from './src/settings/parse.ts';
const loaded = await loadPhrases(phraseCatalogs, './nothing');
if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults));
const config = 'bot: { channels: [a] }\\ncheers: { most: 7 }\\ndice: { step: 3 }\\n';
const parsed = parseSettings('config.yaml', config, {}, features);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
const about = (language) => createSay(() => language, () => loaded.phrases)('help.about.dice', { prefix: '!' });
console.log(JSON.stringify([about('fr'), about('en'), features.map(({ name }) => name)]));
`;

test('the example of CONTRIBUTING.md and a new feature are each one folder and one line', async () => {
  const folder = copy();
  try {
    const made = await run(process.execPath, ['scripts/new-feature.ts', 'dice'], { cwd: folder });
    expect(made.stdout).toContain('src/features/dice/');
    const { line, ...files } = blocks();
    mkdirSync(join(folder, 'src/features/cheers'));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, 'src/features/cheers', file), text);
    const index = join(folder, 'src/features/index.ts');
    writeFileSync(index, readFileSync(index, 'utf8') + line);

    const module = (path: string) => join(folder, 'node_modules', path);
    const inCopy = { cwd: folder, env: { ...process.env, ...compiledFor(folder) } };
    const [tests, types, said] = await Promise.all([
      run(process.execPath, [module('vitest/vitest.mjs'), 'run', 'src/features/dice', 'src/features/cheers'], inCopy),
      // More threads take twice the time of a processor.
      run(module('.bin/tsc'), ['-p', 'tsconfig.features.json', '--singleThreaded'], { cwd: folder }),
      run(process.execPath, ['--input-type=module', '-e', probe], inCopy),
    ]);
    expect(tests.stdout.replace(/\u001b\[\d+m/g, '')).toMatch(/Tests {2}4 passed/);
    expect(types.stdout).toBe('');
    const [fr, en, names] = JSON.parse(said.stdout);
    expect([fr, en]).toEqual([
      expect.stringContaining('on l’a tapé'.replace('’', "'")),
      expect.stringContaining('how often'),
    ]);
    expect(names).toEqual(expect.arrayContaining(['cheers', 'dice', 'ask']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // A compiler and a test runner, on a machine that may be busy.
}, 300_000);

test.each([['Dice'], ['../dice'], ['ask'], []])('a name that cannot be is refused: %s', async (...names) => {
  const refused = await runScript('new-feature', names);
  expect(refused).toMatchObject({ code: 64, stderr: expect.stringMatching(/expected|there already/) });
});
