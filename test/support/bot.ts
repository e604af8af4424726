import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type App, createApp, features, loadPrompts, openStorage, phraseCatalogs } from '../../src/app.ts';
import type { ConfigFile } from '../../src/domain/config-file.ts';
import type { Configuration, Settings } from '../../src/domain/settings.ts';
import type { Viewer } from '../../src/domain/viewer.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createSandboxHelix, type SandboxHelix, type SandboxHelixOptions } from '../../src/sandbox/helix/helix.ts';
import { createSandboxIgdb, type SandboxIgdb } from '../../src/sandbox/igdb.ts';
import { createSandboxLive, type SandboxLive } from '../../src/sandbox/live.ts';
import { createSandboxModels, type ModelsOptions, type SandboxModels } from '../../src/sandbox/models/models.ts';
import type { SentLine } from '../../src/sandbox/twitch/journal.ts';
import { createSandboxTwitch, type SandboxTwitch, type SandboxTwitchOptions } from '../../src/sandbox/twitch/twitch.ts';
import { createSandboxWikipedia, type SandboxWikipedia } from '../../src/sandbox/wikipedia.ts';
import { createSay, inLanguage, loadPhrases } from '../../src/settings/phrases.ts';
import { createRedactor, createTelemetry } from '../../src/telemetry/index.ts';
import { allRead } from './all-read.ts';
import { aViewer, someSettings } from './fakes.ts';

const config = join(import.meta.dirname, '..', '..', 'config');

export interface Bot {
  readonly twitch: SandboxTwitch;
  readonly models: SandboxModels;
  /** Only where the options ask for it. */
  readonly helix: SandboxHelix | null;
  readonly wikipedia: SandboxWikipedia | null;
  readonly igdb: SandboxIgdb | null;
  readonly live: SandboxLive | null;
  readonly app: App;
  readonly log: readonly string[];
  /** Somebody types; resolves with the bot's reply to that very message. */
  ask(text: string, viewer?: Viewer, withinMs?: number): Promise<SentLine>;
  /** Somebody types and the bot says nothing to it. */
  silence(text: string, viewer?: Viewer): Promise<void>;
  configure(over: Parameters<typeof someSettings>[0], limits?: Partial<Configuration['limits']>): void;
  get(path: string): Promise<Response>;
  /** Stops everything, and fails on any breach of Twitch's protocol. */
  stop(): Promise<void>;
}

export interface BotOptions {
  readonly settings?: Parameters<typeof someSettings>[0];
  readonly limits?: Partial<Configuration['limits']>;
  /** What config.yaml says of features, by their names. */
  readonly features?: Readonly<Record<string, unknown>>;
  /** The one to be in before anything else happens. */
  readonly channel?: string;
  readonly models?: ModelsOptions;
  /** Twitch's API beside its chat. */
  readonly helix?: Partial<SandboxHelixOptions>;
  /** Permissions of its token, beside those to talk. */
  readonly scopes?: readonly string[];
  readonly twitch?: Partial<SandboxTwitchOptions>;
  readonly storage?: { readonly url: string; readonly folder: string; readonly clock?: Clock };
  readonly env?: Readonly<Record<string, string>>;
  readonly onFirstLink?: (url: string) => void;
  readonly configFile?: ConfigFile;
  /** Wikipedia, and with `helix` the games database. */
  readonly knowledge?: true;
}

/** The real bot, in this process, against the sandbox. */
export async function startBot(options: BotOptions = {}): Promise<Bot> {
  const twitch = await createSandboxTwitch({
    accounts: { good: { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
    ...options.twitch,
  });
  const account = { login: 'serdabot', id: '900' };
  const helix =
    options.helix &&
    (await createSandboxHelix({
      ...options.helix,
      accounts: [account],
      channels: [{ login: 'my_channel', id: '1', moderators: ['900'], ...options.helix.channels?.[0] }],
      chat: twitch.moderated,
      onIssued: (token, to) => twitch.accept(token, to),
      deliver: ({ channel, sender, text, replyTo }) =>
        twitch.say(channel, { ...sender, name: sender.login, roles: new Set(['moderator']) }, text, {
          ...(replyTo && { replyTo }),
        }),
    }));
  const token = helix
    ? helix.grants.issue(account, [
        'chat:read',
        'chat:edit',
        'user:write:chat',
        'moderator:read:blocked_terms',
        ...(options.scopes ?? []),
      ]).accessToken
    : 'good';
  const wikipedia = options.knowledge ? await createSandboxWikipedia() : null;
  const igdb =
    options.knowledge && helix
      ? await createSandboxIgdb({
          clientId: helix.clientId,
          accepts: (appToken) => helix.grants.open(appToken) !== null,
        })
      : null;
  const live = options.knowledge ? await createSandboxLive() : null;
  const models = await createSandboxModels({ kind: 'lmstudio', ...options.models });
  const endpoint = { name: 'local', url: models.url, model: models.models[0]! };
  const make = (over: BotOptions['settings'] = {}, limits: BotOptions['limits'] = {}): Configuration => {
    const settings: Settings = someSettings({
      ...over,
      knowledge: {
        wikipedia_url: wikipedia?.baseUrl ?? 'http://127.0.0.1:9/{lang}',
        wikidata_url: wikipedia?.wikidataUrl ?? 'http://127.0.0.1:9',
        igdb_url: igdb?.baseUrl ?? 'http://127.0.0.1:9',
        weather_url: live?.weatherUrl ?? 'http://127.0.0.1:9',
        places_url: live?.weatherUrl ?? 'http://127.0.0.1:9',
        rates_url: live?.ratesUrl ?? 'http://127.0.0.1:9',
        libretranslate_url: over.knowledge?.libretranslate_url,
      },
      twitch: { irc_url: twitch.url, api_port: helix?.port ?? null },
      llm: { endpoints: [endpoint], ...over.llm },
    });
    return {
      settings,
      features: new Map(
        features.map(({ name, settings: schema }) => [name, schema?.parse(options.features?.[name] ?? {})]),
      ),
      limits: { cap: 4, maxHistoryMessages: 10, responseTimeout: null, modelName: null, ...limits },
      folder: options.storage?.folder ?? '/nowhere',
      warnings: [],
    };
  };
  let configuration = make(options.settings, options.limits);
  const listeners: ((next: Configuration, previous: Configuration) => void)[] = [];
  const log: string[] = [];
  const redactor = createRedactor();
  const phrases = await loadPhrases(phraseCatalogs, join(config, 'phrases'));
  const prompts = await loadPrompts(join(config, 'prompts'));
  if (!phrases.ok || prompts.kind === 'faults') throw new Error('the phrases or prompts are broken');
  const telemetry = createTelemetry({ level: 'debug', redactor, destination: { write: (line) => log.push(line) } });
  const opened = await openStorage({
    url: 'memory:',
    folder: '/nowhere',
    tell: telemetry.tell,
    processes: 1,
    ...options.storage,
  });
  if (!opened.ok) throw new Error(opened.reason);
  const app = await createApp({
    configuration: {
      current: () => configuration,
      onChange: (listener) => void listeners.push(listener),
    },
    say: createSay(
      () => configuration.settings.bot.language,
      () => phrases.phrases,
    ),
    speakIn: async (language, run) => inLanguage(language, run),
    prompts: () => prompts.prompts,
    telemetry,
    store: opened.storage,
    env: {
      TWITCH_ACCESS_TOKEN: token,
      // A bot without a folder of its own can keep no file.
      ...((options.storage?.folder ?? '/nowhere') === '/nowhere' && {
        SERDABOT_PRIVACY_KEY: 'a key for tests, 32 letters long',
      }),
      ...options.env,
      ...(helix?.clientSecret && { TWITCH_CLIENT_ID: helix.clientId, TWITCH_CLIENT_SECRET: helix.clientSecret }),
    },
    learnSecret: redactor.learn,
    ...(options.configFile && { configFile: options.configFile }),
    ...(options.onFirstLink && { onFirstLink: options.onFirstLink }),
  });
  await app.start();
  await twitch.whenJoined(options.channel ?? 'my_channel');

  return {
    twitch,
    models,
    helix: helix ?? null,
    wikipedia,
    igdb,
    live,
    app,
    log,
    ask(text, viewer = aViewer(), withinMs = 30_000) {
      const id = twitch.say('my_channel', viewer, text);
      return twitch.next((line) => line.replyTo === id, withinMs);
    },
    async silence(text, viewer = aViewer()) {
      const id = twitch.say('my_channel', viewer, text);
      // A later line that is answered has overtaken nothing: lines go in order.
      const fence = twitch.say('my_channel', { ...aViewer('fence', 'broadcaster') }, '!ping');
      await twitch.next((line) => line.replyTo === fence);
      assert.deepEqual(
        twitch.lines.filter((line) => line.replyTo === id),
        [],
      );
    },
    configure(over, limits) {
      const previous = configuration;
      configuration = make(over, limits);
      for (const listener of listeners) listener(configuration, previous);
    },
    get(path) {
      const address = app.address();
      return fetch(`http://127.0.0.1:${address?.port}${path}`);
    },
    async stop() {
      await app.stop();
      await allRead();
      const breaches = [
        ...twitch.breaches,
        ...models.breaches,
        ...(helix?.breaches ?? []),
        ...(wikipedia?.breaches ?? []),
        ...(igdb?.breaches ?? []),
        ...(live?.breaches ?? []),
      ];
      await Promise.all([twitch.stop(), models.stop(), helix?.stop(), wikipedia?.stop(), igdb?.stop(), live?.stop()]);
      assert.deepEqual(breaches, []);
    },
  };
}
