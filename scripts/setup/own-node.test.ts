import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownNode } from './own-node.mjs';

const root = join(import.meta.dirname, '..', '..');

test('on Windows the path is quoted for the shell that has to start it', () => {
  expect(ownNode(String.raw`C:\Users\Léa B\mon bot à moi (été)`, 'win32')).toEqual({
    path: String.raw`C:\Users\Léa B\mon bot à moi (été)\node_modules\.bin\node.cmd`,
    command: String.raw`"C:\Users\Léa B\mon bot à moi (été)\node_modules\.bin\node.cmd"`,
    shell: true,
  });
});

test.skipIf(process.platform === 'win32')("elsewhere it starts without a shell, whatever the folder's name is", () => {
  const folder = mkdtempSync(join(tmpdir(), "l'été à moi $(bot) "));
  try {
    mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
    symlinkSync(process.execPath, join(folder, 'node_modules', '.bin', 'node'));
    const { command, shell } = ownNode(folder, 'linux');
    expect(spawnSync(command, ['--version'], { shell, encoding: 'utf8' }).stdout.trim()).toBe(process.version);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('nothing that is printed or read tells anybody to type `VAR=value command`, which only some shells know', () => {
  const files = globSync(
    ['src/**/*.{ts,mjs,yaml}', 'scripts/**/*.{ts,mjs}', 'README*.md', 'docs/*.md', 'compose.yaml'],
    {
      cwd: root,
    },
  ).filter((file) => !file.endsWith('.test.ts'));
  const past = files.filter((file) =>
    /[A-Z][A-Z_]{3,}=\S* (?:npm|node|docker) /.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(200);
  expect(past).toEqual([]);
});
