// Writes the table of commands into README.md, as the features declare it: npm run readme
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { features } from '../src/app.ts';
import { markers, tableOf, withTable } from './readme/table.ts';

const file = join(import.meta.dirname, '..', 'README.md');
const written = withTable(readFileSync(file, 'utf8'), tableOf(features));
if (written === null) {
  console.error(`${file} has no place for the table: ${markers.begin} and ${markers.end}.`);
  process.exit(1);
}
writeFileSync(file, written);
