// Writes the tables of commands into README.md and README.fr.md, and docs/commands.md, as the features declare them: npm run readme
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { features } from '../src/app.ts';
import { explain } from './help/explain.ts';
import { commandsPage } from './readme/commands.ts';
import { markers, readmes, withTable } from './readme/table.ts';
import { tables } from './readme/tables.ts';

explain({
  does: 'Writes the tables of commands into README.md and README.fr.md, and docs/commands.md, as the features declare them.',
  usage: 'npm run readme',
  example: 'npm run readme',
  flags: {},
});
const tablesOf = await tables();
for (const name of readmes) {
  const file = join(import.meta.dirname, '..', name);
  const written = withTable(readFileSync(file, 'utf8'), tablesOf[name]);
  if (written === null) {
    console.error(`${file} has no place for the table: ${markers.begin} and ${markers.end}.`);
    process.exit(1);
  }
  writeFileSync(file, written);
}
writeFileSync(join(import.meta.dirname, '..', 'docs', 'commands.md'), await commandsPage(features));
