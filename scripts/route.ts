// Where questions would go, without asking anything: one question a line from stdin, one answer a line to stdout.
// npm run route -- [--json] [--lang fr|en] [--accuracy] [--why]
import { parseArgs } from 'node:util';
import type { Language } from '../src/domain/settings.ts';
import { reasons } from '../src/knowledge/router/classify.ts';
import { loadWeights } from '../src/knowledge/router/weights.ts';
import { createReader, createRouter, type Reading } from '../src/knowledge/router.ts';
import { accuracy, printAccuracy } from '../test/router/accuracy.ts';
import { explain } from './help/explain.ts';

const usage = 'npm run route -- [--json] [--lang fr|en] [--accuracy] [--why]';
explain({
  does: 'Says where questions would go (IGDB, Wikipedia, a model), one a line from stdin, without asking anybody.',
  usage,
  example: "echo 'qui a fait Hades ?' | npm run route",
  flags: {
    '--json': 'one JSON object a line',
    '--lang fr|en': 'of the bot; fr by default',
    '--accuracy': 'how often it is right, over the labelled questions',
    '--why': 'what it could be, and what weighs most',
  },
});
/** More of a line is not kept; the router reads less. */
const longest = 4_096;

function read() {
  const option = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      options: { json: option, accuracy: option, why: option, lang: { type: 'string', default: 'fr' } },
    });
    if (values.lang === 'fr' || values.lang === 'en') return { ...values, lang: values.lang as Language };
    return `--lang: expected fr or en, got "${values.lang}".`;
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

/** Lines as they come, each cut at `longest`, the last one also without its end. */
async function* linesOf(input: AsyncIterable<string>): AsyncGenerator<string> {
  let line = '';
  let pending = false;
  for await (const chunk of input) {
    const parts = chunk.split('\n');
    for (const [index, part] of parts.entries()) {
      if (line.length < longest) line += part.slice(0, longest - line.length);
      pending ||= part !== '';
      if (index === parts.length - 1) break;
      yield line.replace(/\r$/, '');
      line = '';
      pending = false;
    }
  }
  if (pending) yield line;
}

async function main(): Promise<number> {
  const options = read();
  if (typeof options === 'string') {
    console.error(`${options} Usage: ${usage}`);
    return 64;
  }
  const route = createRouter();
  const reasonsOf = options.why ? explainer() : null;
  if (options.accuracy) {
    if (options.json) console.log(JSON.stringify(accuracy(route)));
    else printAccuracy(route, (line) => console.log(line));
    return 0;
  }
  process.stdout.on('error', () => process.exit(0));
  if (!options.json && !reasonsOf) console.log(row('route', 'aspect', 'sure', 'tier', 'subject', 'question'));
  for await (const line of linesOf(process.stdin.setEncoding('utf8'))) {
    const { route: to, subject, aspect, confidence, tier } = route(line, options.lang);
    if (reasonsOf) console.log(reasonsOf(line, options.lang));
    else if (options.json) console.log(JSON.stringify({ route: to, subject, aspect, confidence }));
    else console.log(row(to, aspect, confidence.toFixed(2), tier, subject, line.slice(0, 80)));
  }
  return 0;
}

/** What a line could be, and what weighs most. */
function explainer(): (line: string, language: Language) => string {
  const read = createReader();
  const weights = loadWeights();
  const share = (part: number) => part.toFixed(3);
  return (line, language) => {
    const { routed, guesses, spans, seen }: Reading = read(line, language, true);
    const [best] = guesses;
    const weighing = best ? reasons(seen, best.label, weights) : [];
    return [
      line,
      `  goes to   ${routed.route} ${routed.aspect} "${routed.subject}" (${share(routed.confidence)})`,
      ...(routed.second
        ? [`  or to     ${routed.second.route} ${routed.second.aspect} "${routed.second.subject}"`]
        : []),
      ...(routed.follows ? ['  goes on   from the line before, where there is one'] : []),
      `  learned   ${guesses
        .slice(0, 3)
        .map(({ label, probability }) => `${label} ${share(probability)}`)
        .join(', ')}`,
      `  subjects  ${spans.map((span) => `"${span}"`).join(', ')}`,
      `  also      ${(routed.candidates ?? []).map((one) => `"${one}"`).join(', ')}`,
      ...weighing.map(([feature, weight]) => `  ${weight.toFixed(2).padStart(7)}   ${feature}`),
    ].join('\n');
  };
}

function row(to: string, aspect: string, sure: string, tier: string, subject: string, question: string): string {
  return [
    to.padEnd(9),
    aspect.padEnd(9),
    sure.padEnd(4),
    tier.padEnd(5),
    subject.slice(0, 32).padEnd(32),
    question,
  ].join('  ');
}

process.exitCode = await main();
