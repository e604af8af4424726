import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A llama-server of this script's own, on a port of its own. */
export interface Engine {
  readonly url: string;
  readonly child: ChildProcess;
  /** Slots that generate. */
  busy(): Promise<number>;
  ready(): Promise<void>;
  stop(): Promise<void>;
}

const longestLoadMs = 60_000;
const mostSaid = 1_000;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

export async function startEngine(
  program: string,
  model: string,
  more: readonly string[] = [],
  at?: number,
): Promise<Engine> {
  const port = at ?? (await freePort());
  const args = ['--model', model, '--alias', 'tiny', '--host', '127.0.0.1', '--port', String(port), ...more];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => {
    said = `${said}${data}`.slice(-mostSaid);
  });
  const ended = once(child, 'close');
  const origin = `http://127.0.0.1:${port}`;
  const look = (path: string) => fetch(origin + path, { signal: AbortSignal.timeout(2_000) });
  return {
    url: `${origin}/v1`,
    child,
    async busy() {
      const slots = (await (await look('/slots')).json()) as readonly { is_processing: boolean }[];
      return slots.filter((slot) => slot.is_processing).length;
    },
    async ready() {
      for (const until = Date.now() + longestLoadMs; Date.now() < until; await pause(50)) {
        if (child.exitCode !== null) {
          const last = said.trim().split('\n').slice(-2).join(' / ');
          throw new Error(`${program} ended with exit code ${child.exitCode}${last && `: ${last}`}`);
        }
        if (
          await look('/health').then(
            (response) => response.ok,
            () => false,
          )
        )
          return;
      }
      throw new Error(`${program} did not load a tiny model within a minute`);
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGCONT');
        child.kill('SIGKILL');
        await ended;
      }
    },
  };
}
