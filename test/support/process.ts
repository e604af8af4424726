import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const start = join(import.meta.dirname, '..', '..', 'src', 'start.mjs');

export interface BotProcess {
  readonly folder: string;
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** The exit code, or the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  write(file: string, text: string): void;
  /** Ends what still runs and removes the folder. */
  clean(): Promise<void>;
}

/** The bot as an operator starts it: its own process, its own folder with a config.yaml. */
export function startProcess(
  files: Record<string, string>,
  env: Record<string, string> = {},
  folder = mkdtempSync(join(tmpdir(), 'serdabot-')),
): BotProcess {
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  for (const [file, text] of Object.entries(files)) write(file, text);
  const { TWITCH_ACCESS_TOKEN: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [start, '--config', join(folder, 'config.yaml')], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const exited = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  return {
    folder,
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    write,
    async clean() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
