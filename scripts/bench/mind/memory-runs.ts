import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Held {
  /** The median of the last quarter. */
  readonly rssMb: number;
  /** At the end, after a collection. */
  readonly heapMb: number;
  readonly collections: number;
  readonly answers: number;
  readonly conversations: number;
  readonly seconds: number;
}

/** With bounds and without them, at the same time, so that the machine is the same for both. */
export async function holdEvening(before: number, asks: number): Promise<readonly [bounded: Held, unbounded: Held]> {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-mind-'));
  async function hold(kind: 'bounded' | 'unbounded') {
    const args = [kind, String(before), String(asks), mkdtempSync(join(folder, kind))];
    // As the bot's own start does.
    const execArgv = ['--expose-gc', '--max-semi-space-size=2'];
    const child = fork(join(import.meta.dirname, 'memory.ts'), args, {
      execArgv,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const exited = once(child, 'exit').then(() => Promise.reject(new Error('a long evening ended early')));
    const [held] = await Promise.race([once(child, 'message'), exited]);
    exited.catch(() => {});
    return held as Held;
  }
  try {
    return await Promise.all([hold('bounded'), hold('unbounded')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
