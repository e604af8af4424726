import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const patienceMs = 10 * 60_000;
const debian = 'bookworm';

/** What is not on this machine of what builds an image without a registry; empty where all of it is. */
export function missingTools(path = process.env['PATH'] ?? ''): readonly string[] {
  const has = (name: string) => path.split(delimiter).some((folder) => existsSync(join(folder, name)));
  const tools = ['buildah', 'debootstrap', 'chroot', 'npm'].filter((name) => !has(name));
  return process.getuid?.() === 0 ? tools : [...tools, 'the rights of root'];
}

/** buildah with a store of its own, without kernel features that a machine may lack. */
export const createBuildah = (place: string) => {
  const global = ['--root', join(place, 'store'), '--runroot', join(place, 'run')];
  // The flag of the same name is not heeded beside --root.
  const env = { ...process.env, STORAGE_DRIVER: 'vfs' };
  return {
    env,
    args: (args: readonly string[]) => [...global, ...args],
    async do(...args: string[]): Promise<string> {
      const { stdout } = await run('buildah', [...global, ...args], {
        ...{ cwd: root, env, timeout: patienceMs, maxBuffer: 2 ** 26, killSignal: 'SIGTERM' },
      });
      return stdout.trim();
    },
  };
};
export type Buildah = ReturnType<typeof createBuildah>;

/** Of the npm that is on PATH. */
function npmFolder(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const npm = folders.map((folder) => join(folder, 'npm')).find((file) => existsSync(file));
  return dirname(dirname(realpathSync(npm ?? 'npm')));
}

const dockerfile = () => readFileSync(join(root, 'Dockerfile'), 'utf8');

/** What the Dockerfile begins with, made of Debian's packages, this Node and this machine's npm. */
export async function buildBase(buildah: Buildah, place: string) {
  const tree = join(place, 'tree');
  await run('debootstrap', ['--variant=minbase', debian, tree], { timeout: patienceMs, maxBuffer: 2 ** 26 });
  cpSync(process.execPath, join(tree, 'usr/local/bin/node'), { dereference: true });
  mkdirSync(join(tree, 'usr/local/lib/node_modules'), { recursive: true });
  cpSync(npmFolder(), join(tree, 'usr/local/lib/node_modules/npm'), { recursive: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(tree, 'usr/local/bin/npm'));
  await run('chroot', [tree, 'useradd', '--uid', '1000', '--user-group', '--create-home', 'node']);
  const container = await buildah.do('from', 'scratch');
  await buildah.do('copy', '-q', container, tree, '/');
  // Of a network that looks into TLS.
  const authorities = process.env['NODE_EXTRA_CA_CERTS'];
  if (authorities) {
    const inside = '/etc/ssl/certs/extra.pem';
    mkdirSync(join(tree, dirname(inside)), { recursive: true });
    await buildah.do('copy', '-q', container, authorities, inside);
    await buildah.do('config', '--env', `NODE_EXTRA_CA_CERTS=${inside}`, container);
  }
  const [, name = ''] = /^FROM (\S+)/m.exec(dockerfile()) ?? [];
  await buildah.do('commit', '-q', container, `localhost/${name}`);
  await buildah.do('rm', container);
}

/** The image itself, by the Dockerfile as it is. */
export const buildImage = (buildah: Buildah, tag: string) =>
  buildah.do(
    ...['bud', '--isolation', 'chroot', '--layers=false', '--pull-never', '--network', 'host'],
    ...['--format', 'docker', '-t', tag, '.'],
  );

/** The command of the image, as the Dockerfile has it. */
export const commandOfImage = (): readonly string[] => JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile())?.[1] ?? '[]');
