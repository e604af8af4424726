// Writes Grafana's boards and the alert rules from scripts/boards/: npm run boards -- [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { files } from './boards/write.ts';
import { explain } from './help/explain.ts';

const usage = 'npm run boards -- [--write]';
explain({
  does: "Says which of Grafana's boards and alert rules are not as scripts/boards/ has them; ends with 1 where one is not.",
  usage,
  example: 'npm run boards -- --write',
  flags: { '--write': 'writes them' },
});
const root = join(import.meta.dirname, '..');

function readWrite(): boolean {
  try {
    return parseArgs({ options: { write: { type: 'boolean', default: false } } }).values.write;
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. Usage: ${usage}`);
    process.exit(64);
  }
}

function stored(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const isWriting = readWrite();
const stale = [...files()].filter(([path, text]) => stored(join(root, path)) !== text);
for (const [path, text] of stale) {
  if (isWriting) writeFileSync(join(root, path), text);
  console.log(`${isWriting ? 'written' : 'not as scripts/boards/ has it'}: ${path}`);
}
process.exitCode = stale.length > 0 && !isWriting ? 1 : 0;
