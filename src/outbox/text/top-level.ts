import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const file = readFileSync(join(import.meta.dirname, '../lists/domains.txt'), 'utf8');

/** Endings of host names. What is written xn-- is a link whatever follows. */
export const topLevel: ReadonlySet<string> = new Set(
  file
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => line.split(' '))
    .filter(Boolean),
);
