import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importsOf } from '../graph/imports.ts';

const root = join(import.meta.dirname, '..', '..');
const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  devDependencies: Record<string, string>;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l'été "));
  cpSync(join(root, 'scripts', 'setup.mjs'), join(folder, 'scripts', 'setup.mjs'));
  cpSync(join(root, 'scripts', 'setup', 'own-node.mjs'), join(folder, 'scripts', 'setup', 'own-node.mjs'));
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  // In the place of npm: it notes how it was called.
  writeFileSync(
    join(folder, 'npm.cjs'),
    "require('fs').appendFileSync('called', process.argv.slice(2).join(' ') + '\\n')",
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What npm was asked for; empty where it was not. */
function setUp(...args: string[]): string {
  const called = join(folder, 'called');
  rmSync(called, { force: true });
  const env = { ...process.env, npm_execpath: join(folder, 'npm.cjs') };
  execFileSync(process.execPath, [join(folder, 'scripts', 'setup.mjs'), ...args], { env, stdio: 'pipe' });
  return existsSync(called) ? readFileSync(called, 'utf8').trim() : '';
}

test('what the bot runs on is installed once; what tests run on, when somebody tests', () => {
  expect(setUp('bot')).toMatch(/^install --no-save .*--omit=dev$/);
  expect(setUp('bot')).toBe('');
  expect(setUp()).toMatch(/^install --no-save (?!.*--omit)/);
  writeFileSync(join(folder, 'node_modules', '.bin', 'vitest'), '');
  expect([setUp(), setUp('bot')]).toEqual(['', '']);
});

test('where tests ran, an update of the bot takes nothing away from them', () => {
  writeFileSync(join(folder, 'node_modules', '.bin', 'vitest'), '');
  expect(setUp('bot')).toMatch(/^install --no-save (?!.*--omit)/);
});

test('no command that installs only what the bot runs on imports anything else', () => {
  const commands = Object.entries(project.scripts).filter(([, command]) => command === 'node scripts/setup.mjs bot');
  expect(commands.length).toBeGreaterThan(10);
  for (const [before] of commands) {
    const [entry] = /(?:src|scripts)\/\S+/.exec(project.scripts[before.slice('pre'.length)]!)!;
    const read = packagesFrom(join(root, entry));
    expect(read.size).toBeGreaterThan(0);
    expect(Object.keys(project.devDependencies).filter((name) => read.has(name))).toEqual([]);
  }
});

/** Packages that a file imports, or what it imports. */
function packagesFrom(entry: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const files = new Set([entry]);
  for (const file of files) {
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      const target = resolve(dirname(file), specifier);
      if (!specifier.startsWith('.')) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
      else if (existsSync(target)) files.add(target);
    }
  }
  return packages;
}
