import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTokenFile, readTokens, type Token, writeTokenFile } from './tokens.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  file = join(folder, 'data', 'tokens.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const token: Token = {
  accessToken: 'access',
  refreshToken: 'refresh',
  grant: {
    clientId: 'client',
    userId: '900',
    login: 'serdabot',
    scopes: ['chat:read', 'chat:edit'],
    expiresAt: Date.UTC(2026, 10, 20, 4),
    obtainedAt: Date.UTC(2026, 10, 20),
  },
};
const mode = (path: string) => statSync(path).mode & 0o777;
const onPosix = test.skipIf(process.platform === 'win32');

test('what was written is read again, and people can read it too', () => {
  writeTokenFile(file, token);
  expect(readTokenFile(file)).toEqual(token);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    access_token: 'access',
    refresh_token: 'refresh',
    client_id: 'client',
    user_id: '900',
    login: 'serdabot',
    scope: ['chat:read', 'chat:edit'],
    expires_at: '2026-11-20T04:00:00.000Z',
    obtained_at: '2026-11-20T00:00:00.000Z',
  });
});

test('a file that was changed where it is, by as many characters, is read anew; one that is gone is no token', () => {
  writeTokenFile(file, token);
  expect(readTokenFile(file)?.accessToken).toBe('access');
  const before = statSync(file);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"access"', '"sseacc"'));
  utimesSync(file, before.atime, new Date(before.mtimeMs + 1_000));
  expect(readTokenFile(file)?.accessToken).toBe('sseacc');
  rmSync(file);
  expect(readTokenFile(file)).toBeNull();
});

test('keys of somebody else stay, and nothing is kept that was said of another token', () => {
  writeTokenFile(file, token);
  const data = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...data, note: 'mine' }));
  writeTokenFile(file, { accessToken: 'b', refreshToken: null });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ note: 'mine', access_token: 'b', refresh_token: null });
});

describe('A23: nobody else reads it, and it is never half there', () => {
  onPosix('it is 0600 from the first byte, in a folder of its owner, whatever was there', () => {
    writeTokenFile(file, token);
    expect([mode(join(folder, 'data')), mode(file)]).toEqual([0o700, 0o600]);
    chmodSync(file, 0o644);
    expect(readTokenFile(file)).toEqual(token);
    expect(mode(file)).toBe(0o600);
    chmodSync(file, 0o666);
    writeTokenFile(file, token);
    expect(mode(file)).toBe(0o600);
    expect(readdirSync(join(folder, 'data'))).toEqual(['tokens.json']);
  });

  onPosix('a process that dies between write and rename leaves the old token whole', () => {
    writeTokenFile(file, token);
    const program = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      fs.renameSync = () => process.kill(process.pid, 'SIGKILL');
      syncBuiltinESMExports();
      const { writeTokenFile } = await import(${JSON.stringify(join(import.meta.dirname, 'tokens.ts'))});
      writeTokenFile(${JSON.stringify(file)}, { accessToken: 'new', refreshToken: 'newer' });`;
    const died = spawnSync(process.execPath, ['--input-type=module', '-e', program]);
    expect(died.signal).toBe('SIGKILL');
    expect(readTokenFile(file)).toEqual(token);
    const left = readdirSync(join(folder, 'data')).find((name) => name.endsWith('.tmp'))!;
    expect(mode(join(folder, 'data', left))).toBe(0o600);
    // A minute later nobody can be about to use it.
    const then = Date.now() / 1000 - 61;
    utimesSync(join(folder, 'data', left), then, then);
    writeTokenFile(file, { accessToken: 'next', refreshToken: null });
    expect(readdirSync(join(folder, 'data'))).toEqual(['tokens.json']);
    expect(readTokenFile(file)?.accessToken).toBe('next');
  });

  test('what cannot be written leaves nothing behind', () => {
    mkdirSync(file, { recursive: true });
    expect(() => writeTokenFile(file, token)).toThrow();
    expect(readdirSync(join(folder, 'data'))).toEqual(['tokens.json']);
  });
});

test('a file that is broken, empty or missing is no token', () => {
  mkdirSync(join(folder, 'data'));
  for (const text of ['', '{', 'null', '[]', '{"access_token":""}', '{"access_token":7}']) {
    writeFileSync(file, text);
    expect(readTokenFile(file)).toBeNull();
  }
  rmSync(file);
  expect(readTokenFile(file)).toBeNull();
  expect(existsSync(file)).toBe(false);
});

test('the file comes before the environment, with or without oauth: before it', () => {
  const env = { TWITCH_ACCESS_TOKEN: ' oauth:fromenv ', TWITCH_REFRESH_TOKEN: 'again' };
  expect(readTokens(file, env)).toEqual([{ accessToken: 'fromenv', refreshToken: 'again' }]);
  writeTokenFile(file, token);
  expect(readTokens(file, env).map(({ accessToken }) => accessToken)).toEqual(['access', 'fromenv']);
});
