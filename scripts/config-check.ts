// Says whether a config.yaml is right, before the bot is started with it: npm run config:check -- --config FILE [--json]
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { features, phraseCatalogs } from '../src/app.ts';
import type { Language } from '../src/domain/settings.ts';
import { strayCommands } from '../src/pipeline/stray-commands.ts';
import { readEnvironment } from '../src/settings/environment.ts';
import { renderFault } from '../src/settings/file.ts';
import { inLanguage, languageIn } from '../src/settings/french.ts';
import type { Loaded } from '../src/settings/load.ts';
import { loadConfiguration } from '../src/settings/load.ts';
import { loadPhrases } from '../src/settings/phrases.ts';
import { isUntouched, untouchedFault } from '../src/settings/untouched.ts';
import { explain } from './help/explain.ts';

const fromHere = (path: string) => relative(process.cwd(), join(import.meta.dirname, '..', path));
const usage = 'npm run config:check -- --config FILE [--json]';
explain({
  does: 'Says whether a config.yaml is right, before the bot is started with it.',
  usage,
  example: 'npm run config:check -- --config config.yaml',
  flags: {
    '--config FILE': 'the configuration; config.yaml by default',
    '--json': 'one JSON object on stdout and nothing else',
  },
});
const exitCodes = { ok: 0, usage: 64, config: 78 } as const;

async function main(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    console.error(`${options} Usage: ${usage}`);
    return exitCodes.usage;
  }
  const file = options.config ?? fromHere('config.yaml');
  const language = languageIn(await readFile(file, 'utf8').catch(() => ''));
  const loaded = await loadConfiguration(file, readEnvironment(file), features);
  const phrases = await loadPhrases(phraseCatalogs, fromHere('config/phrases'));
  const faults = [...(loaded.ok ? [] : loaded.faults), ...(phrases.ok ? [] : phrases.faults)].map(renderFault);
  if (!loaded.ok || faults.length > 0) {
    if (options.json) console.log(JSON.stringify({ ok: false, file, faults }));
    for (const fault of faults) console.error(fault);
    console.error(verdict(file, faults.length, language));
    return exitCodes.config;
  }
  const summary = summarise(file, loaded, language);
  if (options.json) console.log(JSON.stringify({ ok: true, ...summary }));
  else console.log(render(summary, language));
  return exitCodes.ok;
}

function verdict(file: string, n: number, language: Language): string {
  if (language === 'fr') return `${file} : ${n === 1 ? '1 faute' : `${n} fautes`}, le bot ne démarrerait pas.`;
  return `${file}: ${n === 1 ? '1 fault' : `${n} faults`}, the bot would not start.`;
}

function readOptions(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: { config: { type: 'string' }, json: { type: 'boolean', default: false } } })
      .values;
  } catch (error) {
    return `${(error as Error).message.split('. ')[0]}.`;
  }
}

function summarise(file: string, { configuration, capFrom }: Extract<Loaded, { ok: true }>, language: Language) {
  const { settings, limits } = configuration;
  // Every command has a phrase for `!help`, under its name.
  const names = features.flatMap(({ phrases }) => Object.keys(phrases)).filter((key) => key.startsWith(about));
  const commands = [...names.map((key) => key.slice(about.length)), 'mention'].map((name) => ({ name, aliases: [] }));
  const stray = strayCommands(settings.rate_limiting, commands).map((text) => inLanguage(text, language));
  const warnings = [...configuration.warnings, ...stray];
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

const about = 'help.about.';

const words = {
  fr: {
    right: (file: string) => `${file} est juste.`,
    labels: ['Bot', 'Langue', 'Plafond', 'Modèles', 'Données', 'Web', 'Attention'],
    in: 'sur',
    of: ' :',
    at: 'à',
    prefix: 'préfixe',
    cap: 'à la fois',
    set: (isSet: boolean) => (isSet ? 'est définie' : "n'est pas définie"),
    none: 'aucun',
    processes: (n: number) => (n === 1 ? '1 processus' : `${n} processus`),
    enabled: 'llm.enabled vaut',
    from: {
      'rate_limiting.max_concurrent_users': 'de rate_limiting.max_concurrent_users',
      max_concurrent_users_modere: 'de max_concurrent_users_modere de ce fichier',
      model_limits: 'de model_limits.json',
      none: 'jusqu’à ce que "npm run tune" ait mesuré le modèle',
    },
  },
  en: {
    right: (file: string) => `${file} is right.`,
    labels: ['Bot', 'Language', 'Model cap', 'Endpoints', 'Storage', 'Web', 'Warning'],
    in: 'in',
    of: ':',
    at: 'at',
    prefix: 'prefix',
    cap: 'at once',
    set: (isSet: boolean) => (isSet ? 'is set' : 'is not set'),
    none: 'none',
    processes: (n: number) => (n === 1 ? '1 process' : `${n} processes`),
    enabled: 'llm.enabled is',
    from: {
      'rate_limiting.max_concurrent_users': 'from rate_limiting.max_concurrent_users',
      max_concurrent_users_modere: 'from max_concurrent_users_modere of this file',
      model_limits: 'from model_limits.json',
      none: 'until "npm run tune" has measured the model',
    },
  },
} as const;

function render(
  { file, bot, llm, cap, storage, web, warnings }: ReturnType<typeof summarise>,
  language: Language,
): string {
  const said = words[language];
  const row = (label: number, text: string) => `${said.labels[label]!.padEnd(11)}${text}`;
  const endpoints = llm.endpoints.map(
    ({ name, url, model, api_key_env, api_key_set }) =>
      `  ${name}${said.of} ${model} ${said.at} ${url}${api_key_env ? `, ${api_key_env} ${said.set(api_key_set === true)}` : ''}`,
  );
  return [
    said.right(file),
    row(0, `${bot.name}, ${said.in} ${bot.channels.map((channel) => `#${channel}`).join(' ')}`),
    row(1, `${bot.language}, ${said.prefix} ${bot.prefix}`),
    row(2, `${cap.value} ${said.cap}, ${said.from[cap.from]}`),
    row(3, `${endpoints.length === 0 ? said.none : endpoints.length}, ${said.enabled} ${llm.enabled}`),
    ...endpoints,
    row(4, `${storage.url}, ${said.processes(storage.processes)}`),
    row(5, `http://${web.host}:${web.port}`),
    ...warnings.map((warning) => row(6, warning)),
  ].join('\n');
}

process.exitCode = await main(process.argv.slice(2));
