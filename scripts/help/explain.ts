import { writeSync } from 'node:fs';

interface Explained {
  /** What the script does, in one sentence. */
  readonly does: string;
  readonly usage: string;
  /** A command line that somebody may copy. */
  readonly example: string;
  /** Every flag of the usage, and what it is for. */
  readonly flags?: Readonly<Record<string, string>>;
}

/** With `--help` among the arguments: says what the script is for, and ends it well. */
export function explain({ does, usage, example, flags = {} }: Explained): void {
  if (!process.argv.slice(2).some((arg) => arg === '--help' || arg === '-h')) return;
  const all = Object.entries({ ...flags, '--help': 'this text' });
  const width = Math.max(...all.map(([flag]) => flag.length)) + 2;
  const list = all.map(([flag, what]) => `  ${flag.padEnd(width)}${what}`);
  writeSync(1, `${does}\n\nUsage: ${usage.replace(/^usage: /i, '')}\nExample: ${example}\n\n${list.join('\n')}\n`);
  process.exit(0);
}
