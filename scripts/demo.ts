import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { createApp, features, loadPrompts, openStorage, phraseCatalogs } from '../src/app.ts';
import type { Role, Viewer } from '../src/domain/viewer.ts';
import { createSandbox } from '../src/sandbox/sandbox.ts';
import { adminTokenFault, loadSettings } from '../src/settings/index.ts';
import { loadPhrases } from '../src/settings/phrases.ts';
import { createRedactor, createTelemetry } from '../src/telemetry/index.ts';
import { commandsOf } from './demo/commands.ts';
import { findModel } from './demo/find-model.ts';
import { playScene } from './demo/scene.ts';
import { createStage } from './demo/stage.ts';
import { explain } from './help/explain.ts';

const usage = 'usage: npm run demo [-- --exit] [--lang fr|en] [--port 8787]';
explain({
  does: 'Starts the bot in a local Twitch with a chat page, without an account, a key or a network.',
  usage,
  example: 'npm run demo -- --lang en',
  flags: {
    '--exit': 'plays the scene once, then ends',
    '--lang fr|en': 'the language of bot and page; fr by default',
    '--port 8787': 'of the page; 0: any that is free',
  },
});
const channel = 'serda_tv';
const botName = 'serdabot';

interface Options {
  readonly exit: boolean;
  readonly language: 'fr' | 'en';
  readonly port: number;
}

function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        exit: { type: 'boolean', default: false },
        lang: { type: 'string', default: 'fr' },
        port: { type: 'string', default: '8787' },
      },
    });
    if (values.lang !== 'fr' && values.lang !== 'en')
      throw new Error(`--lang: expected fr or en, got "${values.lang}"`);
    const port = Number(values.port);
    if (!(Number.isInteger(port) && port >= 0 && port < 65_536)) {
      throw new Error(`--port: expected a number from 0 to 65535, got "${values.port}"`);
    }
    return { exit: values.exit, language: values.lang, port };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return process.exit(64);
  }
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

const out = (line = '') => process.stdout.write(`${line}\n`);
const dim = (text: string) => styleText('dim', text);
const badges: Readonly<Record<Role, string>> = { broadcaster: '★', moderator: '⚔', vip: '◆', subscriber: '●' };
const nameWidth = 12;

function print(who: Viewer | 'bot' | 'note', text: string, ms?: number) {
  if (who === 'note') return out(dim(`${' '.repeat(nameWidth + 3)}— ${text}`));
  const bot = who === 'bot';
  const badge = bot
    ? '▸'
    : ((['broadcaster', 'moderator', 'vip', 'subscriber'] as const)
        .filter((r) => who.roles.has(r))
        .map((r) => badges[r])[0] ?? ' ');
  const name = `${badge} ${bot ? botName : who.name}`.padEnd(nameWidth + 2);
  const time = ms === undefined ? '' : dim(`  ${ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`}`);
  out(`${styleText(bot ? ['bold', 'magenta'] : 'cyan', name)} ${text}${time}`);
}

const options = readOptions();
const tokenFault = adminTokenFault(process.env);
if (tokenFault !== null) {
  process.stderr.write(`${tokenFault}\n`);
  process.exit(78);
}
const words = {
  fr: {
    title: 'SerdaBot, dans un chat à lui',
    about: (label: string) => `Twitch, Wikipedia et IGDB sont simulés sur cette machine. Ce qui répond : ${label}.`,
    sent: (lines: number, breaches: number) =>
      `${lines} lignes envoyées, chacune acceptée avec un reçu ; manquements aux règles de Twitch : ${breaches}.`,
    wrong: 'pas comme prévu',
    taken: (port: number) => `Le port ${port} est pris, la page est donc sur un autre.`,
    page: 'À vous :',
    end: '(Ctrl-C l’arrête)',
    dashboard: 'Le tableau de bord, une fois :',
  },
  en: {
    title: 'SerdaBot, in a chat of its own',
    about: (label: string) => `Twitch, Wikipedia and IGDB are stand-ins on this machine. What answers: ${label}.`,
    sent: (lines: number, breaches: number) =>
      `${lines} lines sent, each accepted with a receipt; breaches of Twitch’s rules: ${breaches}.`,
    wrong: 'not as it should be',
    taken: (port: number) => `Port ${port} is taken, so the page is on another one.`,
    page: 'Now you:',
    end: '(Ctrl-C ends it)',
    dashboard: 'The dashboard, once:',
  },
}[options.language];
const found = await findModel();
const sandbox = await createSandbox({
  bot: botName,
  channels: [channel],
  // Who signs in to the dashboard: the broadcaster, a moderator, and somebody who may not.
  helix: {
    channels: [{ login: channel, id: '1', moderators: ['900', '1001'] }],
    people: [
      { login: 'milo', id: '1001', name: 'Milo' },
      { login: 'lea', id: '1004', name: 'Lea' },
    ],
  },
  models: [{ kind: 'lmstudio', service: { firstTokenMs: 250, msPerToken: 4 } }],
});
const folder = mkdtempSync(join(tmpdir(), 'serdabot-demo-'));
const webPort = (await isFree(options.port)) ? options.port : 0;
const file = join(folder, 'config.yaml');
const endpoint = found && { name: 'local', url: found.url, model: found.model };
writeFileSync(
  file,
  sandbox.config({
    bot: { language: options.language },
    web: { port: webPort },
    ...(endpoint && { llm: { endpoints: [endpoint] } }),
    // Everybody may try it: the other filters are turned on with !filter.
    moderation: { links: { on: true } },
  }),
);
writeFileSync(
  join(folder, 'model_limits.json'),
  `${JSON.stringify({ max_concurrent_users_modere: 4, max_history_messages: 10 })}\n`,
);

const config = join(import.meta.dirname, '..', 'config');
const loaded = await loadSettings({
  file,
  env: sandbox.env,
  sections: features,
  catalogs: phraseCatalogs,
  phrases: join(config, 'phrases'),
});
const prompts = await loadPrompts(join(config, 'prompts'));
if (!loaded.ok || prompts.kind === 'faults') {
  const faults = [...(loaded.ok ? [] : loaded.faults), ...(prompts.kind === 'faults' ? prompts.faults : [])];
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exit(78);
}

const label = found
  ? { fr: found.label, en: found.label }
  : {
      fr: 'aucun modèle : un répondeur tout fait, le même à chaque fois',
      en: 'no model: a ready-made answerer, the same each time',
    };
const spoken = await loadPhrases(phraseCatalogs, join(config, 'phrases'));
const commands = spoken.ok ? await commandsOf(features, spoken.phrases) : [];
const stage = createStage({ twitch: sandbox.twitch, channel, botName, label, language: options.language, commands });
const redactor = createRedactor();
const telemetry = createTelemetry({
  level: 'error',
  tty: process.stderr.isTTY === true,
  redactor,
  destination: process.stderr,
});
const settings = loaded.watch(telemetry.tell, () => 0);
const opened = await openStorage({
  ...loaded.configuration.settings.storage,
  folder: loaded.configuration.folder,
  tell: telemetry.tell,
});
if (!opened.ok) throw new Error(opened.reason);
let dashboard: string | null = null;
const app = await createApp({
  ...settings,
  prompts: () => prompts.prompts,
  telemetry,
  store: opened.storage,
  env: { ...sandbox.env, SERDABOT_ADMIN_TOKEN: process.env['SERDABOT_ADMIN_TOKEN'] },
  learnSecret: redactor.learn,
  stage,
  onFirstLink: (url) => {
    dashboard = url;
  },
});

async function leave(code: number): Promise<never> {
  settings.stop();
  await app.stop();
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code);
}
let leaving = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (leaving) process.exit(1);
    leaving = true;
    void leave(0);
  });
}

await app.start();
await sandbox.twitch.whenJoined(channel, 10_000);
const page = app.address();

out();
out(styleText('bold', `  ${words.title}`));
out(dim(`  ${words.about(label[options.language])}`));
out();
const wrong = await playScene({
  twitch: sandbox.twitch,
  helix: sandbox.helix,
  channel,
  stage,
  language: options.language,
  print,
});
const breaches = sandbox.breaches();
out();
out(dim(`  ${words.sent(sandbox.twitch.lines.length, breaches.length)}`));
for (const problem of [...wrong, ...breaches]) out(styleText('red', `  ${words.wrong}: ${problem}`));

if (options.exit) await leave(wrong.length + breaches.length === 0 ? 0 : 1);
if (page) {
  if (webPort === 0 && options.port !== 0) out(dim(`  ${words.taken(options.port)}`));
  out(`  ${words.page} ${styleText(['bold', 'underline'], `http://127.0.0.1:${page.port}/chat`)} ${dim(words.end)}`);
  if (dashboard) out(`  ${words.dashboard} ${styleText('underline', dashboard)}`);
}
out();
