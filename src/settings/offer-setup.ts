import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'setup-bot.ts');

/** Where somebody sits at the terminal, asks whether to set the bot up now, and does. False: it is not set up. */
export async function offerSetup(file: string, why: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const stopped = new AbortController();
  terminal.on('close', () => stopped.abort());
  const asked = terminal.question(`${why}\nnpm run setup ? [O/n, Y/n] `, { signal: stopped.signal });
  const answer = await asked.catch(() => 'n');
  terminal.close();
  if (!/^(|o|oui|y|yes)$/i.test(answer.trim())) return false;
  const child = spawn(process.execPath, [script, '--config', file, '--no-start'], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code === 0;
}
