// What providers send and what the bot makes of it: npm run shapes -- [--write] [--json]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cases } from './shapes/cases.ts';
import { run } from './shapes/run.ts';
import { tableOf, withTable } from './shapes/table.ts';

const usage = 'npm run shapes -- [--write] [--json]';
const help = `Usage: ${usage}
Example: npm run shapes -- --write

Asks a local server for every shape of scripts/shapes/ and says what became of it. Exit 1 where that is not what
the case says.

  --write   puts the table of the cases into docs/models.md
  --json    one object`;

async function main(): Promise<number> {
  const flag = { type: 'boolean', default: false } as const;
  const options = parseArgs({ options: { write: flag, json: flag, help: flag } }).values;
  if (options.help) {
    console.log(help);
    return 0;
  }
  const results = [];
  for (const { provider, shape, expect, ...one } of cases) {
    const { outcome, seen } = await run(one);
    results.push({ provider, shape, expect, outcome });
    if (!options.json && outcome !== expect)
      console.error(`${provider}, ${shape}: expected ${expect}, got ${outcome} (${seen})`);
  }
  const right = results.filter(({ outcome, expect }) => outcome === expect).length;
  if (options.json) console.log(JSON.stringify({ cases: results.length, right, results }));
  else console.log(`${right} of ${results.length} shapes end as they should.`);
  if (options.write) {
    const file = join(import.meta.dirname, '..', 'docs', 'models.md');
    const written = withTable(readFileSync(file, 'utf8'), tableOf(cases));
    if (written === null) throw new Error(`${file} has no place for the table.`);
    writeFileSync(file, written);
  }
  return right === results.length ? 0 : 1;
}

// The house's timers keep no process alive by themselves.
const awake = setInterval(() => {}, 60_000);
process.exitCode = await main().catch((error: Error) => {
  console.error(error.message);
  return 1;
});
clearInterval(awake);
