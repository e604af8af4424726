import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface How {
  readonly cwd?: string;
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  /** Sees what was written so far; in a process of its own, the script can be stopped. */
  readonly onOutput?: (written: string, kill: (signal: NodeJS.Signals) => void) => void;
}

const pathOf = (script: string) => join(root, 'scripts', `${script}.ts`);
const root = join(import.meta.dirname, '..', '..');
/** One for all files of this worker. */
let host: ChildProcess | null = null;
let before: Promise<unknown> = Promise.resolve();

function running(): ChildProcess {
  if (host?.connected) return host;
  host = fork(join(import.meta.dirname, 'script-host.mjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  // It ends with this worker, which does not wait for it.
  host.unref();
  host.channel?.unref();
  return host;
}

function turn(script: string, args: readonly string[], { cwd = root, env = process.env, onOutput }: How): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = running();
    const written = { stdout: '', stderr: '' };
    const end = () => void child.off('message', hear).off('exit', gone);
    const gone = () => {
      end();
      reject(new Error(`the process of ${script} is gone: ${written.stderr}`));
    };
    const hear = (told: { stream?: 'stdout' | 'stderr'; text?: string; code?: number; bug?: string }) => {
      if (told.stream) {
        written[told.stream] += told.text;
        onOutput?.(written.stdout + written.stderr, () => {});
        return;
      }
      end();
      if (told.bug !== undefined) reject(new Error(told.bug));
      else resolve({ code: told.code!, ...written });
    };
    child.on('message', hear).on('exit', gone);
    child.send({ script: pathOf(script), args, cwd, env: { ...env } });
  });
}

/** A script with these arguments, in a process that has the bot loaded already; one after the other. */
export function runScript(script: string, args: readonly string[], how: How = {}): Promise<Ran> {
  const ran = before.then(() => turn(script, args, how));
  before = ran.catch(() => {});
  return ran;
}

/** As an operator runs it: for signals, and where it starts processes that write where it writes. */
export async function spawnScript(script: string, args: readonly string[], how: How = {}): Promise<Ran> {
  const { cwd = root, env = process.env, onOutput } = how;
  const child = spawn(process.execPath, [pathOf(script), ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text;
      onOutput?.(written.stdout + written.stderr, (signal) => child.kill(signal));
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...written };
}
