import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface RunningServer {
  readonly url: string;
  /** What it keeps in memory now, where the system says so. */
  residentMb(): number | null;
  stop(): void;
}

const patienceMs = 30_000;

export const startStandIn = () => start(join(import.meta.dirname, 'stand-in.ts'), [], []);

export function startPortkey(): Promise<RunningServer> {
  const folder = dirname(fileURLToPath(import.meta.resolve('@portkey-ai/gateway/package.json')));
  const preload = ['--import', pathToFileURL(join(import.meta.dirname, 'loopback.ts')).href];
  return start(join(folder, 'build', 'start-server.js'), ['--headless'], preload);
}

async function start(file: string, args: string[], execArgv: string[]): Promise<RunningServer> {
  const child = fork(file, args, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const port = await portOf(child, file);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    residentMb: () => residentMb(child.pid),
    stop: () => void child.kill(),
  };
}

function portOf(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error(`${file} does not listen after ${patienceMs} ms`));
    }, patienceMs);
    child.once('message', (message: { port: number }) => {
      clearTimeout(timer);
      resolve(message.port);
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${file} ended with ${code}`));
    });
  });
}

function residentMb(pid: number | undefined): number | null {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
  } catch {
    return null;
  }
}
