import { execFile } from 'node:child_process';
import { access, chmod, constants, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const name = 'llama-server';
const debian = 'llama.cpp-tools';
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const longestMs = 300_000;

export const howToGet = [
  `There is no ${name}: nothing on PATH, and nothing in the Debian packages that this machine can reach.`,
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
  const into = join(folder, 'debian');
  const wrapper = join(into, name);
  if (await runs(wrapper)) return wrapper;
  // In a folder of its own until it is whole: what was stopped in between is begun again.
  const half = join(folder, `debian-${process.pid}`);
  try {
    await unpack(env, half);
    await writeWrapper(half, into, name);
    await rm(into, { recursive: true, force: true });
    await rename(half, into);
    return wrapper;
  } catch {
    return null;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/**
 * The package and all that it needs, its C library too, from Debian unstable on the mirror that apt uses here. apt gets
 * folders of its own, so that nothing of the machine's changes and no rights are needed. Throws where there is no apt.
 */
async function unpack(env: NodeJS.ProcessEnv, into: string): Promise<void> {
  const { stdout: policy } = await run('apt-cache', ['policy'], { env });
  const mirror = /https?:\/\/\S+\/debian(?=\/?\s)/.exec(policy)?.[0];
  if (mirror === undefined) throw new Error('no mirror of Debian');
  const { stdout: settings } = await run('apt-config', ['dump'], { env });
  const network = settings.split('\n').filter((line) => line.startsWith('Acquire::'));
  await mkdir(join(into, 'lists', 'partial'), { recursive: true });
  await mkdir(join(into, 'archives', 'partial'), { recursive: true });
  const signed = (await access(keyring).catch((error: Error) => error)) ? '' : `[signed-by=${keyring}] `;
  await writeFile(join(into, 'sources.list'), `deb ${signed}${mirror} sid main\n`);
  await writeFile(join(into, 'status'), '');
  const config = join(into, 'apt.conf');
  await writeFile(
    config,
    [
      ...network,
      // A mirror may be a snapshot; the signature still has to be right.
      'Acquire::Check-Valid-Until "false";',
      'Acquire::Languages "none";',
      'APT::Sandbox::User "root";',
      `Dir::State "${into}";`,
      `Dir::State::lists "${join(into, 'lists')}";`,
      `Dir::State::status "${join(into, 'status')}";`,
      `Dir::Cache "${into}";`,
      `Dir::Cache::archives "${join(into, 'archives')}";`,
      'Dir::Cache::pkgcache "";',
      'Dir::Cache::srcpkgcache "";',
      `Dir::Etc::sourcelist "${join(into, 'sources.list')}";`,
      'Dir::Etc::sourceparts "/dev/null";',
      'Dir::Etc::parts "/dev/null";',
      '',
    ].join('\n'),
  );
  const own = { env: { ...env, APT_CONFIG: config }, timeout: longestMs };
  await run('apt-get', ['update', '-qq'], own);
  await run('apt-get', ['install', '-qq', '-y', '--download-only', '--no-install-recommends', debian], own);
  const archives = join(into, 'archives');
  for (const file of await readdir(archives)) {
    if (file.endsWith('.deb')) await run('dpkg-deb', ['-x', join(archives, file), join(into, 'root')], { env });
  }
  await rm(archives, { recursive: true });
  await rm(join(into, 'lists'), { recursive: true });
}

/** A script that runs the program with the C library that it was built for. */
async function writeWrapper(half: string, into: string, program: string): Promise<void> {
  const libraries = join('root', 'usr', 'lib');
  const triplet = (await readdir(join(half, libraries))).find((one) => one.includes('linux-gnu')) ?? '';
  const inside = join(libraries, triplet);
  const loader = (await readdir(join(half, inside))).find((one) => one.startsWith('ld-linux')) ?? '';
  // It looks for its kinds of processor beside the program that runs, and that is the loader.
  const backends = join(inside, 'ggml', 'backends0');
  for (const one of await readdir(join(half, backends)).catch(() => [])) {
    await symlink(join('ggml', 'backends0', one), join(half, inside, one));
  }
  const paths = [inside, join(inside, 'llama'), join(inside, 'ggml')].map((path) => join(into, path)).join(':');
  const started = `"${join(into, inside, loader)}" --library-path "${paths}" "${join(into, 'root', 'usr', 'bin', program)}"`;
  await writeFile(join(half, program), `#!/bin/sh\nexec ${started} "$@"\n`);
  await chmod(join(half, program), 0o755);
}
