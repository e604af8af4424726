import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "l'été à moi "));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('.env beside the config file adds to the environment, which wins; an empty variable says nothing', () => {
  writeFileSync(
    join(folder, '.env'),
    '\ufeffTWITCH_CLIENT_ID=abc # mine\nOPENAI_API_KEY="sk x"\nLLM_MODE=false\nNOTHING=\n',
  );
  const env = readEnvironment(join(folder, 'config.yaml'), { LLM_MODE: 'true', OPENAI_API_KEY: ' ', PATH: '/bin' });
  expect(env).toEqual({ TWITCH_CLIENT_ID: 'abc', OPENAI_API_KEY: 'sk x', LLM_MODE: 'true', PATH: '/bin' });
});

test.skipIf(process.platform === 'win32')('.env is closed to others, as it holds secrets', () => {
  writeFileSync(join(folder, '.env'), 'A=1\n', { mode: 0o644 });
  readEnvironment(join(folder, 'config.yaml'), {});
  expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
});

test('without a file, or with a folder of that name, the environment is as it was', () => {
  expect(readEnvironment(join(folder, 'nowhere', 'config.yaml'), { A: '1' })).toEqual({ A: '1' });
});

test('no script reads a configuration with an environment in which .env is missing', () => {
  const root = join(import.meta.dirname, '..', '..');
  const files = globSync('scripts/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  const past = files.filter((file) =>
    /load(?:Configuration|Settings)\([^)]*process\.env/.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(past).toEqual([]);
});
