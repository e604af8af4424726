// What one chat line runs through in the bot: npm run trace -- '!ask raconte-moi une histoire'
import { parseArgs } from 'node:util';
import { type Trace, traceLine } from './trace/run.ts';
import { type Budget, budgetIn, overBudget } from './trace/way.ts';

const usage = "npm run trace -- 'LINE' [--budget files=N,functions=N,calls=N] [--json]";
const help = `Usage: ${usage}
Example: npm run trace -- '!ask qui a fait Hades ?'

Starts the bot on the memory store against a local Twitch, a model server, Wikipedia and IGDB, types LINE until all is
warm and prints what it ran through the last time: per file of src/ the functions in the order of their first call, and
how often each was called.

  {n} in LINE        another number each time; without it a question that the answer cache takes is answered from there
  --budget           exit 1 when the line takes more than that
  --json             one object, callers of each function included
  --help             this text

Counted is what the line causes from its arrival until nothing more happens. Left out: what the bot does without it
(heartbeats, looks at files), what waits half a second or longer (writes that many lines share), and src/sandbox.`;
const width = 118;
/** What is called at least so often is listed with its callers. */
const often = 4;
const mostListed = 40;

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        budget: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { help: true } as const;
    const [line = ''] = positionals;
    if (positionals.length !== 1 || line.trim() === '') return 'Expected one line of chat in quotes.';
    const budget: Budget | string = values.budget === undefined ? {} : budgetIn(values.budget);
    return typeof budget === 'string' ? budget : { help: false as const, line, budget, json: values.json };
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

async function main(): Promise<number> {
  const options = read();
  if (typeof options === 'string') {
    console.error(`${options} Usage: ${usage}`);
    return 64;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  const trace = await traceLine(options.line).catch((error: Error) => error);
  if (trace instanceof Error) {
    console.error(`The line could not be traced: ${trace.message}`);
    return 1;
  }
  const over = overBudget(trace.totals, options.budget);
  if (options.json) console.log(JSON.stringify({ ...trace, budget: options.budget, holds: over.length === 0 }));
  else console.log(text(trace));
  for (const one of over) console.error(`Over the budget: ${one}.`);
  return over.length === 0 ? 0 : 1;
}

function text({ line, reply, asked, files, totals }: Trace): string {
  const sources = Object.entries(asked).filter(([, times]) => times > 0);
  const from = sources.map(([name, times]) => (times === 1 ? name : `${name} ${times} times`)).join(', ');
  const named = ({ name, line }: { name: string; line: number }) => (name === '' ? `:${line}` : name);
  const longest = Math.max(...files.map(({ file }) => file.length));
  const rows = files.map(({ file, functions }) => {
    const words = functions.map((one) => (one.calls === 1 ? named(one) : `${named(one)}×${one.calls}`));
    return `${file.padEnd(longest)}  ${wrapped(words, width - longest - 2, ' '.repeat(longest + 2))}`;
  });
  const repeated = files
    .flatMap(({ file, functions }) => functions.map((one) => ({ ...one, file })))
    .filter(({ calls }) => calls >= often)
    .sort((a, b) => b.calls - a.calls);
  const callers = repeated.slice(0, mostListed).map((one) => {
    const by = Object.entries(one.callers).map(([caller, times]) => `${caller}${times === 1 ? '' : `×${times}`}`);
    const own = `${String(one.calls).padStart(5)}  ${one.file}:${one.line} ${one.name}  `;
    return `${own}from ${wrapped(by, width - 12, ' '.repeat(12), own.length + 5 - 12)}`;
  });
  return [
    `> ${line}`,
    `< ${reply}`,
    `  asked: ${from || 'nobody'}`,
    '',
    ...rows,
    '',
    `Called ${often} times or more, and from where:`,
    ...callers,
    '',
    `${totals.files} files, ${totals.functions} functions, ${totals.calls} calls`,
  ].join('\n');
}

/** Words in rows of at most `most` characters; the first row has `used` of them already. */
function wrapped(words: readonly string[], most: number, indent: string, used = 0): string {
  let at = used;
  return words
    .map((word, i) => {
      const fits = at + word.length + 1 <= most || i === 0;
      at = fits ? at + word.length + 1 : word.length + 1;
      return i === 0 ? word : fits ? ` ${word}` : `\n${indent}${word}`;
    })
    .join('');
}

process.exitCode = await main();
