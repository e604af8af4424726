// Measures how many viewers a model server can answer at once and writes it to model_limits.json: npm run tune [-- ...]
// Exit codes: 0 written, 1 nothing to write or not even one viewer, 64 wrong usage, 69 no server, 77 it costs money and
// --yes is missing, 78 configuration, 130 stopped.
import { access, constants } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Configuration, EndpointSettings } from '../src/domain/settings.ts';
import { systemClock } from '../src/lib/clock.ts';
import { isFree } from '../src/llm/cost/price.ts';
import { createLocalServer, fileOf, isLocal } from '../src/llm/local-server.ts';
import { loadPrompts } from '../src/llm/prompts.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { features } from './features/shipped.ts';
import { explain } from './help/explain.ts';
import { meet, shown } from './tune/about.ts';
import { estimate } from './tune/estimate.ts';
import { inWords, type Options, readOptions, usage } from './tune/options.ts';
import { createDisplay } from './tune/screen.ts';
import { tune } from './tune/tune.ts';

const exitCodes = { done: 0, failed: 1, usage: 64, away: 69, paid: 77, config: 78, stopped: 130 } as const;
/** More are rarely quicker, and each takes memory. */
const mostLocalSlots = 8;
explain({
  does: 'Measures how many viewers a model server can answer at once, and writes model_limits.json.',
  usage,
  example: 'npm run tune',
  flags: {
    '--config FILE': 'the configuration; config.yaml by default',
    '--endpoint NAME': 'of llm.endpoints; the first by default',
    '--mode brut|modere|both': 'the bare server, or what viewers are given of it',
    '--what cap,history,tokens': 'what is measured',
    '--slo 3s': 'how long an answer may take',
    '--percentile 95': 'for how many of them',
    '--confidence 95': 'how sure that is',
    '--headroom 0..0.5': 'what is left unused',
    '--max 50': 'no more viewers than this',
    '--budget 5min': 'how long it may take',
    '--out FILE': 'where to write',
    '--json': 'one JSON object on stdout and nothing else',
    '--yes': 'also where the calls cost money',
  },
});
const root = join(import.meta.dirname, '..');

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') return refuse(argv.includes('--json'), exitCodes.usage, options, `Usage: ${usage}`);
  const no = (code: number, ...lines: string[]) => refuse(options.json, code, ...lines);

  const file = options.config ?? relative(process.cwd(), join(root, 'config.yaml'));
  const loaded = await loadConfiguration(file, readEnvironment(file), features);
  if (!loaded.ok) return no(exitCodes.config, ...loaded.faults.map(renderFault));
  const prompts = await loadPrompts(join(root, 'config', 'prompts'));
  if (prompts.kind === 'faults') return no(exitCodes.config, ...prompts.faults);
  const { configuration } = loaded;
  const { settings, folder } = configuration;

  const chosen = choose(settings.llm.endpoints, options);
  if (typeof chosen === 'string') return no(exitCodes.usage, chosen);
  let endpoint = chosen;
  let key = endpoint.api_key_env === null ? undefined : process.env[endpoint.api_key_env];
  if (endpoint.api_key_env !== null && !key) {
    return no(
      exitCodes.config,
      `"${endpoint.name}" needs a key: set the environment variable ${endpoint.api_key_env}.`,
    );
  }
  const out = resolve(options.out ?? resolve(folder, settings.llm.model_limits ?? 'model_limits.json'));
  const writable = await access(dirname(out), constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) return no(exitCodes.usage, `${out} cannot be written: its folder is missing or not yours.`);
  const cost = estimate(endpoint, prompts.prompts[settings.bot.language], options);
  if (!isFree(endpoint) && !options.yes) return no(exitCodes.paid, cost, 'Nothing was asked. Add --yes to go on.');

  const display = createDisplay(options.json ? process.stderr : process.stdout, systemClock.now);
  const stop = new AbortController();
  let dead: string | null = null;
  const interrupt = () => (stop.signal.aborted ? process.exit(exitCodes.stopped) : stop.abort());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  // The house's timers keep no process alive by themselves.
  const awake = setInterval(() => {}, 60_000);
  const local = isLocal(endpoint.url) ? serverOf(endpoint, configuration, options, display.line) : null;
  try {
    if (local) {
      display.line('  starting the model ...');
      const url = await local.url().catch((error: Error) => error);
      if (url instanceof Error) return no(exitCodes.away, `${url.message}.`);
      endpoint = { ...endpoint, url };
      key = local.key;
    }
    if (!isFree(endpoint)) display.line(`  ${cost}`);
    const met = await meet({
      endpoint,
      key,
      clock: systemClock,
      signal: stop.signal,
      patienceMs: Math.min(options.budgetMs / 2, 300_000),
      onLoading: () => display.line('  the server is loading its model ...'),
    });
    if (stop.signal.aborted) return exitCodes.stopped;
    if (!met.ok) return no(exitCodes.away, met.sentence);
    const told = [
      `${met.about.kind}${met.about.version ? ` ${met.about.version}` : ''} at ${shown(endpoint.url)}`,
      endpoint.model,
      ...(met.about.quantisation ? [met.about.quantisation] : []),
      ...(met.about.context ? [`${met.about.context} tokens`] : []),
      ...(met.about.parallel ? [`says it does ${met.about.parallel} at once`] : []),
    ];
    display.line();
    display.line(`  ${styleText('bold', told.join(' · '))}`);
    display.line(
      styleText(
        'dim',
        `  ${options.percentile} % of answers within ${inWords(options.sloMs)}, ${options.confidence} % sure, ${inWords(options.budgetMs)} at most`,
      ),
    );
    const result = await tune({
      options,
      configuration,
      endpoint,
      key,
      prompts: prompts.prompts[settings.bot.language],
      about: met.about,
      out,
      display,
      clock: systemClock,
      signal: stop.signal,
      onDead(sentence) {
        dead ??= sentence;
        stop.abort();
      },
    });
    display.end();
    if (dead !== null) return no(exitCodes.away, dead, ...(result.kept > 0 ? [result.keptWords] : []));
    if (result.kind === 'stopped') {
      display.line(`  ${result.keptWords}`);
      return exitCodes.stopped;
    }
    display.line();
    for (const { verdict, notes } of result.said) {
      display.line(`  ${styleText('bold', verdict)}`);
      for (const note of notes) display.line(styleText('dim', `  ${note}`));
    }
    for (const path of result.written) display.line(styleText('dim', `  written: ${relative(process.cwd(), path)}`));
    display.line();
    if (options.json) console.log(JSON.stringify(result.figures));
    return result.holds ? exitCodes.done : exitCodes.failed;
  } catch (error) {
    // A file that cannot be written is an expected end; so is anything else of the outside.
    return no(exitCodes.failed, `The tuning ended early: ${(error as Error).message}.`);
  } finally {
    await local?.stop();
    clearInterval(awake);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
  }
}

/** A model that the bot would run itself runs here for the measurement. */
function serverOf(
  { name, model, url }: EndpointSettings,
  of: Configuration,
  { max }: Options,
  say: (text: string) => void,
) {
  return createLocalServer({
    name,
    model,
    file: resolve(of.folder, fileOf(url)),
    settings: () => of.settings.llm,
    slots: () => Math.min(max, mostLocalSlots),
    clock: systemClock,
    tell: (event) => 'text' in event && say(`  ${event.text}`),
  });
}

function choose(endpoints: readonly EndpointSettings[], { endpoint: name }: Options): EndpointSettings | string {
  if (endpoints.length === 0) return 'There is nothing to tune: llm.endpoints of the configuration is empty.';
  const names = endpoints.map((endpoint) => endpoint.name).join(', ');
  const found = name === undefined ? endpoints[0] : endpoints.find((endpoint) => endpoint.name === name);
  return found ?? `--endpoint: expected one of ${names}, got "${name}".`;
}

function refuse(json: boolean, code: number, ...lines: readonly string[]): number {
  for (const line of lines) console.error(line);
  if (json) console.log(JSON.stringify({ ok: false, problem: lines[0] ?? '' }));
  return code;
}

process.exitCode = await main(process.argv.slice(2));
// Connections that are kept open for a next question would hold the process.
process.stdout.write('', () => process.exit());
