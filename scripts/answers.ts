// Asks the whole bot a set of questions, against the sandbox, and tells how many are answered from the right page with the
// right value: npm run answers -- --set FILE [--json] [--all]
import { parseArgs } from 'node:util';
import { printReport, reportOf } from './answers/report.ts';
import { answersTo } from './answers/run.ts';
import { readSet } from './answers/set.ts';
import { explain } from './help/explain.ts';

const usage = 'npm run answers -- --set FILE [--json] [--all]';

explain({
  does: 'Asks the whole bot the questions of a set, against the sandbox, and says how many are answered from the right page with the right value.',
  usage,
  example: 'npm run answers -- --set test/questions/development.jsonl',
  flags: {
    '--set FILE': 'one JSON object a line: question, lang, route, pages, value',
    '--json': 'the figures as one JSON object',
    '--all': 'every question, not only those that went wrong',
  },
});

async function main(): Promise<number> {
  let values: { set?: string; json?: boolean; all?: boolean };
  try {
    const flag = { type: 'boolean', default: false } as const;
    ({ values } = parseArgs({ options: { set: { type: 'string' }, json: flag, all: flag } }));
  } catch (error) {
    console.error(`${(error as Error).message.split('. ')[0]}. Usage: ${usage}`);
    return 64;
  }
  if (values.set === undefined) {
    console.error(`Which set? Usage: ${usage}`);
    return 64;
  }
  const set = readSet(values.set);
  if (typeof set === 'string') {
    console.error(set);
    return 65;
  }
  const answers = await answersTo(set.rows, (line) => console.error(line));
  const report = reportOf(set, answers);
  if (values.json) console.log(JSON.stringify(report));
  else printReport(report, answers, values.all ?? false, (line) => console.log(line));
  return 0;
}

process.exitCode = await main();
