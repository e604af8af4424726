import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findProgram, replaceFile, shellWord, stopSignals } from './machine.ts';

const hard = "mon bot à moi (été) d'Anaïs $HOME";

test('a path is quoted as the shell of each system wants it', () => {
  expect(shellWord('data/serdabot.db', 'linux')).toBe('data/serdabot.db');
  expect(shellWord(hard, 'linux')).toBe(String.raw`'mon bot à moi (été) d'\''Anaïs $HOME'`);
  expect(shellWord(String.raw`C:\Users\lea\bot`, 'win32')).toBe(String.raw`C:\Users\lea\bot`);
  expect(shellWord(String.raw`C:\mon bot à moi (été)`, 'win32')).toBe(String.raw`"C:\mon bot à moi (été)"`);
});

test.skipIf(process.platform === 'win32')('a shell reads back what was quoted', () => {
  for (const text of [hard, 'plain', 'a&b;c', '*', '']) {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text, 'linux')}`], { encoding: 'utf8' })).toBe(text);
  }
});

test('a program is looked for on PATH, under the endings that Windows knows', () => {
  const windows = String.raw`C:\Program Files\llama\llama-server.exe`;
  const env = { Path: String.raw`C:\Windows;C:\Program Files\llama` };
  expect(findProgram('llama-server', env, 'win32', (path) => path === windows)).toBe(windows);
  const find = (there: string) => findProgram('x', { PATH: '/a b:/c' }, 'linux', (path) => path === there);
  expect([find('/c/x'), find('/d/x')]).toEqual(['/c/x', null]);
});

test('where SIGTERM does not exist, closing the window stops the bot', () => {
  expect(stopSignals('win32')).toEqual(['SIGINT', 'SIGBREAK', 'SIGHUP']);
  expect(stopSignals('linux')).toEqual(['SIGINT', 'SIGTERM']);
});

test('a file that Windows has locked is tried again for half a second; elsewhere, and for other errors, it fails at once', () => {
  const attempt = (code: string, times: number, platform: NodeJS.Platform) => {
    let tries = 0;
    let waited = 0;
    const rename = () => {
      if (++tries <= times) throw Object.assign(new Error(code), { code });
    };
    let failed = false;
    try {
      replaceFile('a', 'b', platform, rename, (ms) => {
        waited += ms;
      });
    } catch {
      failed = true;
    }
    return { tries, waited, failed };
  };
  expect(attempt('EPERM', 3, 'win32')).toEqual({ tries: 4, waited: 150, failed: false });
  expect(attempt('EBUSY', 99, 'win32')).toEqual({ tries: 10, waited: 450, failed: true });
  expect(attempt('ENOENT', 1, 'win32')).toEqual({ tries: 1, waited: 0, failed: true });
  expect(attempt('EACCES', 1, 'linux')).toEqual({ tries: 1, waited: 0, failed: true });
});
