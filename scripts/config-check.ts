// Says whether a config.yaml is right, before the bot is started with it: npm run config:check -- --config FILE [--json]
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { features, phraseCatalogs } from '../src/app.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import type { Loaded } from '../src/settings/load.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { loadPhrases } from '../src/settings/phrases.ts';
import { isUntouched, untouchedFault } from '../src/settings/untouched.ts';

const fromHere = (path: string) => relative(process.cwd(), join(import.meta.dirname, '..', path));
const usage = 'npm run config:check -- --config FILE [--json]';
const exitCodes = { ok: 0, usage: 64, config: 78 } as const;

async function main(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    console.error(`${options} Usage: ${usage}`);
    return exitCodes.usage;
  }
  const file = options.config ?? fromHere('config.yaml');
  const loaded = await loadConfiguration(file, readEnvironment(file), features);
  const phrases = await loadPhrases(phraseCatalogs, fromHere('config/phrases'));
  const faults = [...(loaded.ok ? [] : loaded.faults), ...(phrases.ok ? [] : phrases.faults)].map(renderFault);
  if (!loaded.ok || faults.length > 0) {
    if (options.json) console.log(JSON.stringify({ ok: false, file, faults }));
    for (const fault of faults) console.error(fault);
    console.error(`${file}: ${faults.length === 1 ? '1 fault' : `${faults.length} faults`}, the bot would not start.`);
    return exitCodes.config;
  }
  const summary = summarise(file, loaded);
  if (options.json) console.log(JSON.stringify({ ok: true, ...summary }));
  else console.log(render(summary));
  return exitCodes.ok;
}

function readOptions(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: { config: { type: 'string' }, json: { type: 'boolean', default: false } } })
      .values;
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

function summarise(file: string, { configuration, capFrom }: Extract<Loaded, { ok: true }>) {
  const { settings, limits, warnings } = configuration;
  return {
    file,
    bot: settings.bot,
    llm: {
      enabled: settings.llm.enabled,
      endpoints: settings.llm.endpoints.map(({ name, url, model, api_key_env }) => ({
        name,
        url: withoutSecrets(url),
        model,
        api_key_env,
        api_key_set: api_key_env === null ? null : Boolean(process.env[api_key_env]),
      })),
    },
    cap: { value: limits.cap, from: capFrom },
    storage: { ...settings.storage, url: withoutSecrets(settings.storage.url) },
    web: settings.web,
    warnings: [...(isUntouched(settings) ? [untouchedFault(file, settings)] : []), ...warnings],
  };
}

/** Passwords and query strings of an address stay out of what is printed. */
function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//***@').replace(/\?.*$/, '?***');
}

const capSources = {
  'rate_limiting.max_concurrent_users': 'from rate_limiting.max_concurrent_users',
  max_concurrent_users_modere: 'from max_concurrent_users_modere of this file',
  model_limits: 'from model_limits.json',
  none: 'until "npm run tune" has measured the model',
} as const;

function render({ file, bot, llm, cap, storage, web, warnings }: ReturnType<typeof summarise>): string {
  const endpoints = llm.endpoints.map(
    ({ name, url, model, api_key_env, api_key_set }) =>
      `  ${name}: ${model} at ${url}${api_key_env ? `, ${api_key_env} is ${api_key_set ? 'set' : 'not set'}` : ''}`,
  );
  return [
    `${file} is right.`,
    `Bot        ${bot.name}, in ${bot.channels.map((channel) => `#${channel}`).join(' ')}`,
    `Language   ${bot.language}, prefix ${bot.prefix}`,
    `Model cap  ${cap.value} at once, ${capSources[cap.from]}`,
    `Endpoints  ${endpoints.length === 0 ? 'none' : endpoints.length}, llm.enabled is ${llm.enabled}`,
    ...endpoints,
    `Storage    ${storage.url}, ${storage.processes === 1 ? '1 process' : `${storage.processes} processes`}`,
    `Web        http://${web.host}:${web.port}`,
    ...warnings.map((warning) => `Warning    ${warning}`),
  ].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
