import { execFile } from 'node:child_process';
import { access, chmod, constants, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readGgufHead } from '../src/llm/gguf.ts';
import { runScript } from '../test/support/scripts.ts';
import { findServer } from './engines/find.ts';
import { tinyModel, writeTinyModel } from './engines/gguf.ts';

const run = promisify(execFile);
const script = join(import.meta.dirname, 'engines.ts');
const standIn = join(import.meta.dirname, '..', 'test', 'support', 'llama-server.mjs');

test('all that is promised of a real engine holds for its stand-in, and each check says what it saw', async () => {
  const ended = run(process.execPath, [script, '--server', standIn, '--lines', '10', '--tune', '1', '--json']);
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
  const { code, stdout } = await runScript('engines', ['--server', '/bin/false', '--lines', '5', '--json']);
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

test('where PATH has none it is unpacked from the mirror that apt uses, and runs with the C library beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'engines-test-'));
  // A file that this process has written cannot be run while another thread forks: a copy by a child can.
  const tool = async (name: string, text: string) => {
    await writeFile(join(folder, `${name}.sh`), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    await run('/bin/cp', [join(folder, `${name}.sh`), join(folder, name)]);
  };
  const libraries = '"$3/usr/lib/x86_64-linux-gnu"';
  try {
    await tool('apt-cache', 'echo " 500 http://mirror.example/debian bookworm/main amd64 Packages"');
    await tool('apt-config', `echo 'Acquire::http::Proxy "http://proxy";'; echo 'APT::Other "x";'`);
    await tool(
      'apt-get',
      `case "$*" in *install*) into=\${APT_CONFIG%/*}; /bin/cat "$APT_CONFIG" "$into/sources.list" > ${folder}/told
      echo > "$into/archives/a.deb";; esac`,
    );
    await tool(
      'dpkg-deb',
      `/bin/mkdir -p ${libraries}/ggml/backends0 "$3/usr/bin"
      echo > ${libraries}/ggml/backends0/libggml-cpu-x64.so
      printf '#!/bin/sh\\necho "$@"\\n' > ${libraries}/ld-linux-x86-64.so.2
      /bin/chmod +x ${libraries}/ld-linux-x86-64.so.2`,
    );
    const program = await findServer({ PATH: folder }, folder);
    const root = join(folder, 'debian', 'root', 'usr');
    const inside = join(root, 'lib', 'x86_64-linux-gnu');
    expect(program).toBe(join(folder, 'debian', 'llama-server'));
    await access(program!, constants.X_OK);
    const { stdout } = await run('/bin/sh', [program!, '--port', '1']);
    const paths = [inside, join(inside, 'llama'), join(inside, 'ggml')].join(':');
    expect(stdout).toBe(`--library-path ${paths} ${join(root, 'bin', 'llama-server')} --port 1\n`);
    expect(await readdir(inside)).toContain('libggml-cpu-x64.so');
    const told = await readFile(join(folder, 'told'), 'utf8');
    expect(told).toMatch(/^deb (?:\[signed-by=\S+\] )?http:\/\/mirror\.example\/debian sid main$/m);
    expect(told).toContain('Acquire::http::Proxy "http://proxy";');
    expect(told).not.toContain('APT::Other');
    // The next run finds it there.
    await rm(join(folder, 'apt-get'));
    expect(await findServer({ PATH: folder }, folder)).toBe(program);
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
