import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@keyv/redis';
import { until } from './until.ts';

export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Asks the server itself, over a connection of its own. */
  command(...words: string[]): Promise<unknown>;
  /** SIGKILL: the connections break. */
  kill(): Promise<void>;
  /** SIGSTOP: the connections stay, and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** On the same port, with what the append-only file kept. */
  restart(): Promise<void>;
}

/** Its copies are cheap: each client that is made with options of its own takes tens of milliseconds. */
const asker = createClient();

/** A real server in a folder of its own, on a free port of 127.0.0.1. `program` comes from findRedis(). */
export async function startRedis(program: string, ...options: string[]): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}/0`;
  let child: ChildProcess;

  async function start() {
    child = spawn(
      program,
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'yes',
        // What was written survives a SIGKILL all the same, and nothing waits for a disk that others keep busy.
        '--appendfsync',
        'no',
        ...options,
      ],
      { stdio: 'ignore' },
    );
    await until(async () => {
      if ((await command('PING').catch(() => null)) !== 'PONG')
        throw new Error(`${program} does not answer on port ${port}; its exit code: ${child.exitCode}`);
    });
  }
  async function command(...words: string[]): Promise<unknown> {
    const client = asker.duplicate({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => {});
    await client.connect();
    try {
      return await client.sendCommand(words);
    } finally {
      client.destroy();
    }
  }
  async function kill() {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    url,
    port,
    command,
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    restart: start,
    async [Symbol.asyncDispose]() {
      await kill();
      // A child that rewrites the append-only file may still write.
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** One that nothing listens on now: Redis cannot choose for itself. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
