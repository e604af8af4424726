import { execFile } from 'node:child_process';
import { access, chmod, constants, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const name = 'llama-server';
const debian = 'llama.cpp-tools';

export const howToGet = [
  `There is no ${name}: nothing on PATH, and nothing in Debian's packages of this machine.`,
  `Debian unstable and testing: apt install ${debian}. macOS: brew install llama.cpp. Windows: winget install llama.cpp.`,
  'Any system: an archive of https://github.com/ggml-org/llama.cpp/releases, then npm run engines -- --server PATH.',
];

const runs = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** The program on PATH, or unpacked (without installing it) from Debian's packages, where those have it; null: neither. */
export async function findServer(env: NodeJS.ProcessEnv, folder: string): Promise<string | null> {
  for (const place of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const file = join(place, name);
    if (await runs(file)) return file;
  }
  return unpacked(folder).catch(() => null);
}

async function unpacked(folder: string): Promise<string | null> {
  const into = join(folder, 'debian');
  const wrapper = join(into, name);
  if (await runs(wrapper)) return wrapper;
  const { stdout: policy } = await run('apt-cache', ['policy', debian]);
  if (!/Candidate: (?!\(none\))\S/.test(policy)) return null;
  const { stdout: depends } = await run('apt-cache', [
    'depends',
    '--recurse',
    '--no-suggests',
    '--no-recommends',
    debian,
  ]);
  const libraries = [...depends.matchAll(/^(lib(?:llama|ggml|mtmd)[\w.+-]*)$/gm)].map(([, library]) => library!);
  await mkdir(into, { recursive: true });
  await run('apt-get', ['download', debian, ...new Set(libraries)], { cwd: into });
  for (const file of await readdir(into)) {
    if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', file, 'root'], { cwd: into });
  }
  const triplet = (await readdir(join(into, 'root', 'usr', 'lib'))).find((one) => one.includes('linux-gnu')) ?? '';
  const libs = join(into, 'root', 'usr', 'lib', triplet);
  const paths = [libs, join(libs, 'llama'), join(libs, 'ggml')].join(':');
  const program = join(into, 'root', 'usr', 'bin', name);
  await writeFile(wrapper, `#!/bin/sh\nLD_LIBRARY_PATH="${paths}" exec "${program}" "$@"\n`);
  await chmod(wrapper, 0o755);
  return wrapper;
}
