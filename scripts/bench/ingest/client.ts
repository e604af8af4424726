import { createRequire } from 'node:module';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// One client of the raid in a process of its own: ours, or a peer that does no more than count commands.
// argv: kind, port, lines. Prints one JSON object when it has seen every line.

const [kind, portText, linesText] = process.argv.slice(2) as [string, string, string];
const port = Number(portText);
const lines = Number(linesText);
const delay = monitorEventLoopDelay({ resolution: 5 });
let seen = 0;
let commands = 0;
let startedAt = 0;
let cpu = process.cpuUsage();
let rss = 0;

/** The first frame is for what is loaded at the first line. */
const warmingLines = 16;

function line(isCommand: boolean) {
  if (seen === warmingLines) {
    startedAt = performance.now();
    cpu = process.cpuUsage();
    rss = process.memoryUsage.rss();
    delay.enable();
  }
  seen++;
  if (isCommand) commands++;
  if (seen < lines) return;
  // After everything that the last line set going.
  setImmediate(() => {
    const { user, system } = process.cpuUsage(cpu);
    const result = {
      kind,
      seen,
      commands,
      wallMs: performance.now() - startedAt,
      cpuMs: (user + system) / 1000,
      lagP99Ms: delay.percentile(99) / 1e6,
      grownMib: (process.memoryUsage.rss() - rss) / 2 ** 20,
    };
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
  });
}

async function ours() {
  const root = join(import.meta.dirname, '..', '..', '..');
  const { createApp, loadPrompts, openStorage, phraseCatalogs } = await import('../../../src/app.ts');
  const { parseSettings } = await import('../../../src/settings/parse.ts');
  const { loadPhrases, createSay } = await import('../../../src/settings/phrases.ts');
  const { createTelemetry } = await import('../../../src/telemetry/index.ts');
  const parsed = parseSettings(
    'bench.yaml',
    `bot: { channels: [my_channel] }\ntwitch: { irc_url: "ws://127.0.0.1:${port}" }\nstorage: { url: "memory:" }\nweb: { port: 0 }\n`,
    {},
  );
  const phrases = await loadPhrases(phraseCatalogs, join(root, 'config', 'phrases'));
  const prompts = await loadPrompts(join(root, 'config', 'prompts'));
  if (!parsed.ok || !phrases.ok || prompts.kind === 'faults')
    throw new Error('the configuration of the benchmark is broken');
  const telemetry = createTelemetry({ level: 'silent' });
  const configuration = {
    settings: parsed.settings,
    features: parsed.features,
    limits: { cap: 4, maxHistoryMessages: 10, responseTimeout: null, modelName: null },
    folder: '/nowhere',
    warnings: [],
  };
  const opened = await openStorage({ ...parsed.settings.storage, folder: '/nowhere', tell: telemetry.tell });
  if (!opened.ok) throw new Error(opened.reason);
  const app = await createApp({
    configuration: { current: () => configuration, onChange: () => {} },
    say: createSay(
      () => 'fr',
      () => phrases.phrases,
    ),
    prompts: () => prompts.prompts,
    telemetry: {
      ...telemetry,
      tell(event) {
        telemetry.tell(event);
        if (event.kind === 'chat.received') line(false);
        if (event.kind === 'command.ended') commands++;
      },
    },
    store: opened.storage,
    env: { TWITCH_ACCESS_TOKEN: 'good' },
    learnSecret: () => {},
  });
  await app.start();
}

function bareTmi() {
  // As in the bot: with the built-in WebSocket it would be another library that is measured.
  Reflect.deleteProperty(globalThis, 'WebSocket');
  const { Client } = createRequire(import.meta.url)('tmi.js') as typeof import('tmi.js');
  const client = new Client({
    options: { skipUpdatingEmotesets: true, skipMembership: true },
    connection: { server: '127.0.0.1', port, secure: false },
    identity: { username: 'serdabot', password: 'good' },
    channels: ['my_channel'],
  });
  client.on('message', (_channel, _tags, text, self) => {
    if (!self) line(text.startsWith('!'));
  });
  return client.connect();
}

// twurple knows no port: it stands in the host name, and what twurple appends becomes a query.
const twurpleHost = { hostName: `127.0.0.1:${port}/?`, ssl: false };

async function twurpleChat() {
  const { ChatClient } = await import('@twurple/chat');
  const client = new ChatClient({ channels: ['my_channel'], ...twurpleHost });
  client.onMessage((_channel, _user, text) => line(text.startsWith('!')));
  client.connect();
}

async function easyBot() {
  const require = createRequire(import.meta.url);
  const { Bot, createBotCommand } = require('@twurple/easy-bot') as typeof import('@twurple/easy-bot');
  // Its chat client would ask id.twitch.tv about the token first.
  const { ChatClient } = createRequire(require.resolve('@twurple/easy-bot'))('@twurple/chat') as {
    ChatClient: { prototype: { _getAuthToken(): Promise<string>; _ircClient: { changeNick(nick: string): void } } };
  };
  ChatClient.prototype._getAuthToken = async function () {
    this._ircClient.changeNick('serdabot');
    return 'oauth:good';
  };
  const token = {
    accessToken: 'good',
    refreshToken: null,
    scope: ['chat:read'],
    expiresIn: null,
    obtainmentTimestamp: 0,
    userId: '900',
  };
  const authProvider = {
    clientId: 'bench',
    getCurrentScopesForUser: () => token.scope,
    getAccessTokenForUser: async () => token,
    getAccessTokenForIntent: async () => token,
    getAnyAccessToken: async () => token,
  };
  const bot = new Bot({
    authProvider,
    channel: 'my_channel',
    commands: [createBotCommand('ping', () => line(true))],
    chatClientOptions: { ...twurpleHost, isAlwaysMod: true },
  });
  bot.onMessage(() => line(false));
}

await { ours, 'tmi.js': bareTmi, '@twurple/chat': twurpleChat, '@twurple/easy-bot': easyBot }[kind]!();
