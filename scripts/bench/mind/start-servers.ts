import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Bill } from '../../../src/sandbox/models/models.ts';

export interface Server {
  readonly url: string;
  readonly model: string;
  readonly billed: Bill;
  readonly completions: number;
}

export interface Servers {
  readonly light: Server;
  readonly heavy: Server;
}

/** `quick`: answers take no time. */
export async function startServers(pace: 'quick' | 'paced') {
  const child = fork(join(import.meta.dirname, 'servers.ts'), [pace], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit').then(() => Promise.reject(new Error('the model servers did not start')));
  exited.catch(() => {});
  const told = async () => {
    const [servers] = await Promise.race([once(child, 'message'), exited]);
    return servers as Servers;
  };
  return {
    servers: await told(),
    /** What they have billed so far. */
    look() {
      child.send('look');
      return told();
    },
    stop: () => void child.kill(),
  };
}
