import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';

const script = join(import.meta.dirname, '..', '..', 'scripts', 'setup-bot.ts');

/** Where somebody sits at the terminal, asks whether to set the bot up now, and does. A failed set-up has said why. */
export async function offerSetup(file: string, why: string): Promise<'declined' | 'done' | 'failed'> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return 'declined';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const stopped = new AbortController();
  terminal.on('close', () => stopped.abort());
  const asked = terminal.question(`${why}\nnpm run setup ? [O/n, Y/n] `, { signal: stopped.signal });
  const answer = await asked.catch(() => 'n');
  terminal.close();
  if (!/^(|o|oui|y|yes)$/i.test(answer.trim())) return 'declined';
  // Ctrl-C is the set-up's to answer.
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const child = spawn(process.execPath, [script, '--config', file, '--no-start'], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  process.off('SIGINT', ignore);
  return code === 0 ? 'done' : 'failed';
}
