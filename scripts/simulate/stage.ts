import type { Role, Viewer } from '../../src/domain/viewer.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createSandboxHelix, type SandboxHelix } from '../../src/sandbox/helix/helix.ts';
import { createSandboxIgdb, type SandboxIgdb } from '../../src/sandbox/igdb.ts';
import { createSandboxLive, type SandboxLive } from '../../src/sandbox/live.ts';
import { createSandboxModels, type SandboxModels } from '../../src/sandbox/models/models.ts';
import { createSandboxTwitch, type SandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import { createSandboxWikipedia, type SandboxWikipedia } from '../../src/sandbox/wikipedia.ts';

/** The world around the bot: the sandbox, with services that take their time. */
export interface Stage {
  readonly twitch: SandboxTwitch;
  readonly helix: SandboxHelix;
  /** The one at home, and the one that costs money. */
  readonly models: readonly [SandboxModels, SandboxModels];
  readonly wikipedia: SandboxWikipedia;
  readonly igdb: SandboxIgdb;
  readonly live: SandboxLive;
  readonly env: Readonly<Record<string, string>>;
  /** What `npm run login broadcaster` would have put into `data`. */
  readonly ownToken: { readonly file: string; readonly text: string };
  breaches(): string[];
}

export const bot = { login: 'serdabot', id: '900' };
const scopes = [
  'chat:read',
  'chat:edit',
  'user:write:chat',
  'moderator:read:blocked_terms',
  'moderator:read:followers',
  'moderator:manage:shoutouts',
  'moderator:manage:chat_messages',
  'moderator:manage:banned_users',
  'moderator:manage:warnings',
  'clips:edit',
];
/** Of the first channel's own account, to which Twitch alone tells these. */
const ownScopes = ['subscriptions', 'redemptions', 'ads', 'hype_train'].map((what) => `channel:read:${what}`);
/** How long each of them takes. Tokens come by the dozen, which is easier on the simulation. */
export const services = [
  { firstTokenMs: 350, msPerToken: 12, spread: 0.5, together: 12 },
  { firstTokenMs: 600, msPerToken: 8, spread: 0.4, together: 12 },
] as const;
/** USD per million tokens, as config.yaml has it. */
export const price = { in: 0.25, cached: 0.025, out: 2 };
/** What a viewer has typed, in the words of a server that repeats it in its errors. */
export const overheard = 'zonzonbavard';
export const slots = 4;
/** How many may wait for one. */
const waiting = 12;

/** Hears what the bot says by Twitch's API, before anybody reads it. */
type OnSent = (line: { readonly channel: string; readonly text: string; readonly replyTo: string | null }) => void;

export async function createStage(channels: readonly string[], seed: number, onSent: OnSent): Promise<Stage> {
  let twitch: SandboxTwitch | null = null;
  const calendar = systemClock.wall() - systemClock.now();
  const helix = await createSandboxHelix({
    // Who sets the clock of the bot's machine does not set Twitch's.
    clock: { ...systemClock, wall: () => calendar + systemClock.now() },
    accounts: [bot],
    channels: channels.map((login, i) => ({ login, id: String(1 + i), moderators: [bot.id] })),
    clientSecret: 'sandboxclientsecret00000000000',
    onIssued: (token, to) => twitch?.accept(token, to),
    chat: {
      said: (...line) => (twitch as SandboxTwitch).moderated.said(...line),
      deleted: (...line) => (twitch as SandboxTwitch).moderated.deleted(...line),
      silenced: (...who) => (twitch as SandboxTwitch).moderated.silenced(...who),
      freed: (...who) => (twitch as SandboxTwitch).moderated.freed(...who),
    },
    deliver({ channel, sender, text, replyTo }) {
      onSent({ channel, text, replyTo });
      const roles = new Set<Role>(['moderator']);
      return (twitch as SandboxTwitch).say(
        channel,
        { ...sender, name: sender.login, roles },
        text,
        replyTo ? { replyTo } : {},
      );
    },
  });
  const granted = helix.grants.issue(bot, scopes);
  const [first = ''] = channels;
  const ofOwner = helix.grants.issue({ login: first, id: '1' }, [...ownScopes, 'bits:read']);
  twitch = await createSandboxTwitch({
    accounts: { [granted.accessToken]: bot },
    channels: channels.map((login, i) => ({ login, id: String(1 + i), standing: 'moderator' })),
  });
  const own = await createSandboxModels({
    kind: 'lmstudio',
    obedient: true,
    capacity: 8,
    seed,
    service: services[0],
  });
  const paid = await createSandboxModels({
    kind: 'openai',
    obedient: true,
    seed: seed + 1,
    service: services[1],
  });
  const wikipedia = await createSandboxWikipedia({ latencyMs: 120 });
  const igdb = await createSandboxIgdb({
    clientId: helix.clientId,
    accepts: (token) => helix.grants.open(token) !== null,
    latencyMs: 90,
  });
  const live = await createSandboxLive({ latencyMs: 60 });
  const chat = twitch;
  return {
    twitch,
    helix,
    models: [own, paid],
    wikipedia,
    igdb,
    live,
    env: {
      TWITCH_CLIENT_ID: helix.clientId,
      TWITCH_CLIENT_SECRET: helix.clientSecret ?? '',
      TWITCH_ACCESS_TOKEN: granted.accessToken,
      TWITCH_REFRESH_TOKEN: granted.refreshToken ?? '',
      OPENAI_API_KEY: paid.apiKey ?? '',
    },
    ownToken: {
      file: `tokens.${first}.json`,
      text: JSON.stringify({ access_token: ofOwner.accessToken, refresh_token: ofOwner.refreshToken }),
    },
    breaches: () => [
      ...chat.breaches.map((what) => `twitch: ${what}`),
      ...helix.breaches.map((what) => `helix: ${what}`),
      ...[own, paid].flatMap((one) => one.breaches.map((what) => `${one.kind}: ${what}`)),
      ...wikipedia.breaches.map((what) => `wikipedia: ${what}`),
      ...igdb.breaches.map((what) => `igdb: ${what}`),
      ...live.breaches.map((what) => `live: ${what}`),
    ],
  };
}

/** What of config.yaml the operator turns while the bot runs. */
export interface Knobs {
  readonly language: 'fr' | 'en';
  readonly cooldown: number;
  readonly hourly: number;
  readonly fallback: 'fun' | 'minimal' | 'silent';
  /** Cents a day. */
  readonly day: number | null;
  readonly viewer: number | null;
  readonly sendVia: 'irc' | 'helix';
  readonly policy: 'family' | 'standard' | 'mature';
}

export const usual: Knobs = {
  language: 'fr',
  cooldown: 10,
  hourly: 20,
  fallback: 'fun',
  day: 1,
  viewer: 0.5,
  sendVia: 'irc',
  policy: 'standard',
};

export function configOf(stage: Stage, channels: readonly string[], store: string, knobs: Knobs): string {
  const [own, paid] = stage.models;
  return `bot: { name: ${bot.login}, channels: [${channels.join(', ')}], language: ${knobs.language} }
twitch: { irc_url: "${stage.twitch.url}", api_port: ${stage.helix.port} }
llm:
  fallback_mode: ${knobs.fallback}
  endpoints:
    - { name: own, url: "${own.url}", model: ${own.models[0]} }
    - { name: paid, url: "${paid.url}", model: ${paid.models[0]}, api_key_env: OPENAI_API_KEY, tier: heavy, price: { in: ${price.in}, cached: ${price.cached}, out: ${price.out} } }
rate_limiting: { user_cooldown: ${knobs.cooldown}, max_requests_per_user_hour: ${knobs.hourly}, max_concurrent_users: ${slots}, newcomers_per_hour: null, line: { length: ${waiting} } }
knowledge:
  wikipedia_url: "${stage.wikipedia.baseUrl}"
  wikidata_url: "${stage.wikipedia.wikidataUrl}"
  igdb_url: "${stage.igdb.baseUrl}"
  weather_url: "${stage.live.weatherUrl}"
  places_url: "${stage.live.weatherUrl}"
  rates_url: "${stage.live.ratesUrl}"
storage: { url: "${store}" }
web: { port: 0 }
chat: { send_via: ${knobs.sendVia} }
budget: { day: ${knobs.day}, viewer: ${knobs.viewer} }
outbox: { policy: ${knobs.policy} }
reactions: { online: { on: true }, offline: { on: true }, follow: { on: true }, cheer: { on: true, min: 50 }, redemption: { on: true }, hype_train: { on: true } }
moderation: { words: { on: true, list: ["vilainmot*"] }, links: { on: true } }
contact: sandbox@example.org
`;
}

export const aViewer = (id: number, login: string, roles: readonly Role[] = []): Viewer => ({
  id: String(id),
  login,
  name: login.charAt(0).toUpperCase() + login.slice(1),
  roles: new Set(roles),
});
