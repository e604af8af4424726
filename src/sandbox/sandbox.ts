import type { Clock } from '../lib/clock.ts';
import { createSandboxHelix, type SandboxHelix, type SandboxHelixOptions } from './helix/helix.ts';
import { createSandboxIgdb, type IgdbOptions, type SandboxIgdb } from './igdb.ts';
import { createSandboxLive, type SandboxLive } from './live.ts';
import { createSandboxModels, type ModelsOptions, type SandboxModels } from './models/models.ts';
import type { SandboxTwitch, SandboxTwitchOptions } from './twitch/twitch.ts';
import { createSandboxWikipedia, type SandboxWikipedia, type WikipediaOptions } from './wikipedia.ts';

export interface SandboxOptions {
  readonly bot?: string;
  readonly channels?: readonly string[];
  readonly twitch?: Partial<SandboxTwitchOptions>;
  /** One entry for each endpoint, in order of preference. An empty list is a bot without a model. */
  readonly models?: readonly ModelsOptions[];
  readonly helix?: Partial<SandboxHelixOptions>;
  readonly wikipedia?: WikipediaOptions;
  readonly igdb?: IgdbOptions;
  /** For every part that has not one of its own. */
  readonly clock?: Clock;
}

/** Values of config.yaml, section by section. */
type ConfigValues = Readonly<Record<string, unknown>>;

/** All that a bot needs of the world, on this machine. */
export interface Sandbox {
  readonly twitch: SandboxTwitch;
  readonly helix: SandboxHelix;
  readonly models: readonly SandboxModels[];
  readonly wikipedia: SandboxWikipedia;
  readonly igdb: SandboxIgdb;
  readonly live: SandboxLive;
  /** What the bot's process needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** A config.yaml for a bot in this sandbox. A section in `over` is laid over the one here, key by key. */
  config(over?: ConfigValues): string;
  /** Mistakes of the bot, from every part, each with the part's name. */
  breaches(): string[];
  stop(): Promise<void>;
}

export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { bot = 'serdabot', channels = ['my_channel'], clock } = options;
  const own = clock ? { clock } : {};
  // Only the chat needs a WebSocket library: who wants models alone does not load it.
  const { createSandboxTwitch } = await import('./twitch/twitch.ts');
  const stops: (() => Promise<void>)[] = [];
  async function started<T extends { stop(): Promise<void> }>(part: Promise<T>): Promise<T> {
    const running = await part;
    stops.push(() => running.stop());
    return running;
  }
  const stop = async () => {
    await Promise.all(stops.splice(0).map((end) => end()));
  };

  let twitch: SandboxTwitch | null = null;
  try {
    const account = { login: bot, id: '900' };
    const helix = await started(
      createSandboxHelix({
        accounts: [account],
        channels: channels.map((login, i) => ({ login, id: String(1 + i), moderators: [account.id] })),
        clientSecret: 'sandboxclientsecret00000000000',
        onIssued: (accessToken, to) => twitch?.accept(accessToken, to),
        chat: {
          said: (...line) => twitch!.moderated.said(...line),
          deleted: (...line) => twitch!.moderated.deleted(...line),
          silenced: (...who) => twitch!.moderated.silenced(...who),
          freed: (...who) => twitch!.moderated.freed(...who),
        },
        deliver: ({ channel, sender, text, replyTo }) =>
          twitch!.say(channel, { ...sender, name: sender.login, roles: new Set(['moderator']) }, text, {
            ...(replyTo && { replyTo }),
          }),
        ...own,
        ...options.helix,
      }),
    );
    const { accessToken: token } = helix.grants.issue(account, [
      ...(['chat:read', 'chat:edit', 'user:write:chat'] as const),
      ...['chat_messages', 'banned_users', 'warnings'].map((what) => `moderator:manage:${what}`),
    ]);
    twitch = await started(
      createSandboxTwitch({
        accounts: { [token]: account },
        channels: channels.map((login, i) => ({ login, id: String(1 + i), standing: 'moderator' })),
        ...own,
        ...options.twitch,
      }),
    );
    const models: SandboxModels[] = [];
    for (const one of options.models ?? [{ kind: 'lmstudio' }])
      models.push(await started(createSandboxModels({ ...own, ...one })));
    const wikipedia = await started(createSandboxWikipedia({ ...own, ...options.wikipedia }));
    const igdb = await started(
      createSandboxIgdb({
        clientId: helix.clientId,
        accepts: (token) => helix.grants.open(token) !== null,
        ...own,
        ...options.igdb,
      }),
    );
    const live = await started(createSandboxLive(own));
    const botToken = Object.keys(options.twitch?.accounts ?? {})[0] ?? token;
    const env = {
      TWITCH_CLIENT_ID: helix.clientId,
      TWITCH_CLIENT_SECRET: helix.clientSecret ?? '',
      TWITCH_ACCESS_TOKEN: botToken,
      ...Object.fromEntries(models.flatMap((one, i) => (one.apiKey ? [[keyName(i), one.apiKey]] : []))),
    };
    const sections = sectionsFor(bot, channels, { twitch, helix, models, wikipedia, igdb, live });
    const chat = twitch;
    return {
      twitch,
      helix,
      models,
      wikipedia,
      igdb,
      live,
      env,
      config: (over = {}) => configText(sections, over),
      breaches: () => [
        ...chat.breaches.map((what) => `twitch: ${what}`),
        ...helix.breaches.map((what) => `helix: ${what}`),
        ...models.flatMap((one) => one.breaches.map((what) => `${one.kind}: ${what}`)),
        ...wikipedia.breaches.map((what) => `wikipedia: ${what}`),
        ...igdb.breaches.map((what) => `igdb: ${what}`),
        ...live.breaches.map((what) => `live: ${what}`),
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const keyName = (i: number) => `SANDBOX_MODEL_KEY_${i + 1}`;

function sectionsFor(
  bot: string,
  channels: readonly string[],
  parts: Pick<Sandbox, 'twitch' | 'helix' | 'models' | 'wikipedia' | 'igdb' | 'live'>,
): ConfigValues {
  const endpoints = parts.models.map(({ kind, url, models, apiKey }, i) => ({
    name: `${kind}-${i + 1}`,
    url,
    model: models[0],
    ...(apiKey ? { api_key_env: keyName(i) } : {}),
    ...(kind === 'openai' ? { tier: 'heavy', price: { in: 0.25, cached: 0.025, out: 2 } } : {}),
  }));
  const cap = parts.models[0]?.capacity;
  return {
    bot: { name: bot, channels },
    twitch: { irc_url: parts.twitch.url, api_port: parts.helix.port },
    llm: { endpoints },
    ...(cap ? { rate_limiting: { max_concurrent_users: cap } } : {}),
    knowledge: {
      wikipedia_url: parts.wikipedia.baseUrl,
      wikidata_url: parts.wikipedia.wikidataUrl,
      igdb_url: parts.igdb.baseUrl,
      weather_url: parts.live.weatherUrl,
      places_url: parts.live.weatherUrl,
      rates_url: parts.live.ratesUrl,
    },
    storage: { url: 'memory:' },
    web: { port: 0 },
    contact: 'sandbox@example.org',
  };
}

const isSection = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** JSON is YAML: each key on a line of its own, its value in JSON. */
function configText(sections: ConfigValues, over: ConfigValues): string {
  const lines = Object.keys({ ...sections, ...over }).map((key) => {
    const [mine, theirs] = [sections[key], over[key]];
    const value = isSection(mine) && isSection(theirs) ? { ...mine, ...theirs } : (theirs ?? mine);
    if (!isSection(value)) return `${key}: ${JSON.stringify(value)}`;
    const inner = Object.entries(value).map(([name, one]) => `  ${name}: ${JSON.stringify(one)}`);
    return inner.length > 0 ? `${key}:\n${inner.join('\n')}` : `${key}: {}`;
  });
  return `${lines.join('\n')}\n`;
}
