import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readGgufHead } from '../src/llm/gguf.ts';
import { findServer } from './engines/find.ts';
import { tinyModel, writeTinyModel } from './engines/gguf.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, 'engines.ts');
const standIn = join(import.meta.dirname, '..', 'test', 'support', 'llama-server.mjs');

test('all that is promised of a real engine holds for its stand-in, and each check says what it saw', async () => {
  const ended = run(process.execPath, [script, '--server', standIn, '--lines', '50', '--tune', '1', '--json']);
  // It fails when a check does: which one is on stdout.
  const { stdout } = await ended.catch((error: { stdout: string }) => error);
  const { ok, checks } = JSON.parse(stdout) as {
    ok: boolean;
    checks: { name: string; holds: boolean; seen: string }[];
  };
  expect(checks.filter(({ holds }) => !holds)).toEqual([]);
  expect([ok, checks.length]).toEqual([true, 18]);
});

test('a program that is no server fails', async () => {
  const ended = run(process.execPath, [script, '--server', '/bin/false', '--lines', '5', '--json']);
  const { code, stdout } = (await ended.catch((error: object) => error)) as { code: number; stdout: string };
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    checks: [{ holds: false, seen: '/bin/false ended with exit code 1' }],
  });
});

test('the program is found on PATH; where there is none the script says how to get one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'engines-test-'));
  try {
    expect(await findServer({ PATH: folder }, folder)).toBeNull();
    await writeFile(join(folder, 'llama-server'), '#!/bin/sh\n');
    expect(await findServer({ PATH: folder }, folder)).toBeNull();
    await chmod(join(folder, 'llama-server'), 0o755);
    expect(await findServer({ PATH: `/nowhere:${folder}` }, folder)).toBe(join(folder, 'llama-server'));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a tiny model is the same for the same seed, small, and its head can be read', async () => {
  const words = ['oui', 'non'];
  expect(tinyModel({ words })).toEqual(tinyModel({ words }));
  expect(tinyModel({ words }).equals(tinyModel({ words, seed: 2 }))).toBe(false);
  const folder = await mkdtemp(join(tmpdir(), 'engines-test-'));
  try {
    await writeTinyModel(join(folder, 'tiny.gguf'), { words });
    expect((await readGgufHead(join(folder, 'tiny.gguf'))).bytes).toBeLessThan(1_000_000);
  } finally {
    await rm(folder, { recursive: true });
  }
});
