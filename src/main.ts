import { existsSync, watchFile } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRedactor, createTelemetry, createWatchdog, isSecretName } from './telemetry/index.ts';

const badUsage = 64;
const badConfiguration = 78;
const ownConfig = join(import.meta.dirname, '..', 'config');

// Before anything else, which may fail with a secret in its words.
const redactor = createRedactor();
const learnSecrets = () => {
  for (const [name, value] of Object.entries(process.env)) if (isSecretName(name)) redactor.learnForGood(value);
};
learnSecrets();
const complain = (text: string) => process.stderr.write(`${redactor.clean(text)}\n`);
/** Node's own last words would print the error as it is. */
let lastWords = (error: unknown): void => void complain(`serdabot: ${(error as Error)?.stack ?? error}`);
process.on('uncaughtException', (error) => {
  lastWords(error);
  process.exit(1);
});
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => complain(`(node:${process.pid}) ${name}: ${message}`));

/** Sentences for whoever started the bot; no trace, as nothing here is a bug. */
function refuse(code: number, lines: readonly string[]): never {
  complain(lines.join('\n'));
  process.exit(code);
}

/** Where something restarts the bot for ever, as a container does, it waits until the file has changed. */
async function refuseConfiguration(lines: readonly string[]): Promise<never> {
  complain(lines.join('\n'));
  if (process.env['SERDABOT_WAIT_FOR_CONFIG']) {
    // As process 1 of a container it has no default for signals.
    for (const signal of stopSignals()) process.on(signal, () => process.exit(badConfiguration));
    complain(`serdabot: waiting for ${file} to change`);
    await new Promise<void>((changed) => watchFile(file, { interval: 1000 }, () => changed()));
  }
  process.exit(badConfiguration);
}

const help = `Starts the bot.

Usage: npm start -- [--config FILE]
Example: npm start

  --config FILE  the configuration; config.yaml by default
  --help         this text`;

function configFile(): string {
  try {
    const { values } = parseArgs({
      options: { config: { type: 'string', default: 'config.yaml' }, help: { type: 'boolean', short: 'h' } },
    });
    if (!values.help) return values.config;
    process.stdout.write(`${help}\n`);
    return process.exit(0);
  } catch (error) {
    return refuse(badUsage, [(error as Error).message, 'usage: npm start -- --config FILE']);
  }
}

const file = configFile();
const [
  { createApp, features, loadPrompts, openStorage, phraseCatalogs, watchPrompts },
  { adminTokenFault, isUntouched, loadSettings, offerSetup, readEnvironment, stopSignals, untouchedFault },
] = await Promise.all([import('./app.ts'), import('./settings/index.ts')]);
readEnvironment(file);
learnSecrets();
const stallSeconds = Number(process.env['SERDABOT_STALL_SECONDS'] || 30);
if (!(stallSeconds >= 0)) {
  refuse(badConfiguration, [
    `SERDABOT_STALL_SECONDS: expected a number of seconds >= 0, got "${process.env['SERDABOT_STALL_SECONDS']}"`,
  ]);
}
const load = () =>
  loadSettings({
    file,
    env: process.env,
    sections: features,
    catalogs: phraseCatalogs,
    phrases: join(ownConfig, 'phrases'),
  });
/** Why nothing is configured yet: there is no file, or it is the shipped one. */
function unconfigured(): string | null {
  if (!existsSync(file)) return loaded.ok ? null : loaded.faults.join('\n');
  const settings = loaded.ok && loaded.configuration.settings;
  return settings && isUntouched(settings) ? untouchedFault(file, settings) : null;
}
let loaded = await load();
const why = unconfigured();
if (why !== null) {
  const offered = await offerSetup(file, why);
  if (offered === 'declined') await refuseConfiguration([why]);
  if (offered === 'failed') process.exit(badConfiguration);
  readEnvironment(file);
  learnSecrets();
  loaded = await load();
}
const tokenFault = adminTokenFault(process.env);
if (tokenFault !== null) refuse(badConfiguration, [tokenFault]);
const good = loaded.ok ? loaded : await refuseConfiguration(loaded.faults);
const promptFolder = join(ownConfig, 'prompts');
const prompts = await loadPrompts(promptFolder);
if (prompts.kind === 'faults') refuse(badConfiguration, prompts.faults);

const { settings, folder } = good.configuration;
for (const { api_key_env } of settings.llm.endpoints) redactor.learnForGood(process.env[api_key_env ?? '']);
const tty = process.stdout.isTTY === true;
let operator = settings.bot;
const telemetry = createTelemetry({
  level: settings.log.level,
  tty,
  colour: tty && !process.env['NO_COLOR'],
  redactor,
  operator: () => operator,
});
const { tell, log } = telemetry;
lastWords = (error) => log.fatal({ err: error }, 'the process ends: an error that nobody caught');
const watched = good.watch(tell);
const watchedPrompts = watchPrompts({ folder: promptFolder, initial: prompts.prompts, tell });
watched.configuration.onChange(({ settings: next }) => {
  log.level = next.log.level;
  operator = next.bot;
});
const opened = await openStorage({ ...settings.storage, folder, tell, serve: true });
if (!opened.ok) refuse(badConfiguration, [opened.reason]);
const app = await createApp({
  configuration: watched.configuration,
  configFile: watched.configFile,
  say: watched.say,
  speakIn: watched.speakIn,
  prompts: watchedPrompts.current,
  telemetry,
  store: opened.storage,
  env: process.env,
  learnSecret: redactor.learn,
  onFirstLink(url) {
    const says = {
      fr: 'serdabot : le tableau de bord s’ouvre ici, une fois, dans les 10 minutes :',
      en: 'serdabot: the dashboard opens here, once, in the next 10 minutes:',
    };
    process.stderr.write(`${says[operator.language]} ${url}\n`);
  },
  watchdog: createWatchdog({
    marks: settings.storage.url.startsWith('memory:') ? null : join(folder, 'data', 'stalled.json'),
    endAfterMs: stallSeconds * 1000,
    tell,
  }),
});

let stopping = false;
async function stop(signal: string) {
  // A second signal means it.
  if (stopping) process.exit(1);
  stopping = true;
  tell({ kind: 'lifecycle', text: `${signal}: leaving` });
  watched.stop();
  watchedPrompts.stop();
  const code = await app.stop().then(
    () => 0,
    (error: unknown) => {
      log.fatal({ err: error }, 'the process ends: it could not stop as it should');
      return 1;
    },
  );
  process.exit(code);
}
for (const signal of stopSignals()) process.on(signal, stop);
process.on('unhandledRejection', (error) => tell({ kind: 'bug', where: 'a promise nobody waited for', error }));
// The bot waits out whatever Twitch does: no pause between two connections may end the process.
setInterval(() => {}, 2 ** 30);
await app.start().catch((error: unknown) => {
  log.fatal({ err: error }, 'the process ends: a part of the bot could not be loaded');
  process.exit(1);
});
// Node writes the cache when a process ends by itself; one that is killed would start cold for ever.
flushCompileCache();
