import { isIP } from 'node:net';
import { z } from 'zod/v3';
import {
  count,
  domains,
  flag,
  leaf,
  list,
  number,
  oneOf,
  orNull,
  recordOf,
  seconds,
  section,
  someSeconds,
  text,
  url,
  variableName,
  whole,
} from '../lib/schema.ts';

const rate = number('a number of requests a second > 0 and <= 1000', (n) => n > 0 && n <= 1000);
const dollars = (or = '') => number(`a number of USD per million tokens >= 0${or}`, (n) => n >= 0);
const cents = number('a number of cents >= 0, or null', (n) => n >= 0);
const tokens = number('a whole number of tokens >= 0, or null', (n) => Number.isInteger(n) && n >= 0);
const port = (least: number, or = '') => whole(least, 65_535, or);

const lower = (value: string) => value.toLowerCase();
const login = text('a Twitch login of 1 to 25 letters, digits or _', /^\w{1,25}$/).transform(lower);
const channel = text(
  'a channel\'s Twitch login of 1 to 25 letters, digits or _ (in quotes when it starts with #: "#name")',
  /^#?\w{1,25}$/,
).transform((value) => lower(value.replace('#', '')));
const ignored = text('a Twitch login of 1 to 25 letters, digits or _', /^@?\w{1,25}$/).transform((value) =>
  lower(value.replace('@', '')),
);
const unique = <T>(values: readonly T[]) => [...new Set(values)];

const bare = ({ username, password }: URL) => username === '' && password === '';
const webUrl = url('an address that starts with http:// or https://, without a password', ['http:', 'https:'], bare);

const publicUrl = url(
  'an address such as https://bot.example.com, without a path',
  ['http:', 'https:'],
  (parsed) => bare(parsed) && parsed.pathname === '/' && parsed.search === '' && parsed.hash === '',
);
const address = leaf<string>('an address such as 127.0.0.1 or 10.0.0.0/8', (value) => {
  const [ip = '', bits, ...more] = typeof value === 'string' ? value.split('/') : [];
  const most = { 4: 32, 6: 128 }[isIP(ip)] ?? -1;
  return most > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
});
/** `feed`: what happened and who waits. `pause`: pause and resume. `change`: what they change in chat as well. */
const moderatorRights = ['feed', 'pause', 'change'] as const;

const storageUrl = leaf<string>(
  'sqlite:PATH, memory: or redis://HOST:PORT/NUMBER',
  (value) =>
    typeof value === 'string' && (value === 'memory:' || /^sqlite:[^\s\u0000]/.test(value) || isRedisUrl(value)),
);
function isRedisUrl(value: string): boolean {
  const parsed = URL.parse(value);
  return (
    parsed !== null && /^rediss?:$/.test(parsed.protocol) && parsed.host !== '' && /^\/?\d*$/.test(parsed.pathname)
  );
}

// To the first token, from the start to the end, and between two pieces of an answer.
const tier = (firstToken: number, gap: number) =>
  section({
    first_token: someSeconds.default(firstToken),
    total: someSeconds.default(20),
    gap: someSeconds.default(gap),
  });

const endpointUrl = leaf<string>(
  'an address that starts with http:// or https://, without a password',
  (value) =>
    webUrl.safeParse(value).success || (typeof value === 'string' && /^gguf:[^\u0000-\u001f]{1,1000}$/.test(value)),
);

const endpoint = z.strictObject({
  name: text('a name of 1 to 40 letters, digits or . _ -', /^[\w.-]{1,40}$/),
  url: endpointUrl,
  model: text("a model's name", /^[^\s\u0000-\u001f][^\u0000-\u001f]{0,199}$/),
  api_key_env: variableName,
  tier: oneOf('light', 'heavy').default('light'),
  // USD per million tokens; `cached` were in the endpoint's cache, `write` went into it.
  price: z
    .strictObject({
      in: dollars(),
      cached: orNull(dollars(', or null')),
      write: orNull(dollars(', or null')),
      out: dollars(),
    })
    .nullable()
    .default(null),
  // `min` and `max` hold for timeouts that were measured; the others replace those of the tier.
  timeouts: section({
    min: someSeconds.default(2),
    max: someSeconds.default(120),
    first_token: orNull(someSeconds),
    total: orNull(someSeconds),
    gap: orNull(someSeconds),
  }),
  // Calls that the endpoint takes at once; null: as many as the cap allows.
  max_concurrency: orNull(count(10_000, ', or null')),
});

// Looked at before the entries are, so that a name used twice is told together with every other fault.
const endpoints = z.preprocess(
  (value, context) => {
    const seen = new Set<unknown>();
    for (const [index, entry] of (Array.isArray(value) ? value : []).entries()) {
      const name: unknown = entry?.name;
      if (typeof name === 'string' && seen.has(name)) {
        const message = 'expected a name that no endpoint above has';
        context.addIssue({ code: 'custom', path: [index, 'name'], message });
      }
      seen.add(name);
    }
    return value ?? [];
  },
  list(endpoint, 'a list of endpoints', 20),
);

// What viewers who hold all of `roles` are allowed beyond others. 0 as `cooldown`, null as `hourly`: exempt.
const allowance = z.strictObject({
  roles: list(
    oneOf('broadcaster', 'moderator', 'vip', 'subscriber'),
    'a list of roles such as [vip, subscriber]',
    4,
  ).min(1, 'expected at least one role'),
  cooldown: number('a number >= 0 that multiplies the cooldowns (0: none)', (n) => n >= 0 && n <= 1000).default(1),
  hourly: number('a number > 0 that multiplies the hourly cap, or null (no cap)', (n) => n > 0 && n <= 1000)
    .nullable()
    .default(1),
});
const headStart = number('a number of seconds from -600 to 600', (n) => Math.abs(n) <= 600);

/** config.yaml, keys and units as the operator writes them. */
export const schema = z.strictObject({
  bot: section({
    name: login.default('serdabot'),
    channels: list(channel, 'a list of channel logins such as [my_channel]', 1000)
      .min(1, 'expected at least one channel')
      .transform(unique),
    language: oneOf('fr', 'en').default('fr'),
    prefix: text(
      '1 to 5 signs without spaces, not starting with / . \\ @ or #, in straight quotes: "!"',
      /^(?![/.\\@#])[^\s\p{C}“”„‘’«»]{1,5}$/u,
    ).default('!'),
  }),
  twitch: section({
    irc_url: url('an address that starts with ws:// or wss://', ['ws:', 'wss:'], bare).default(
      'wss://irc-ws.chat.twitch.tv:443',
    ),
    api_port: orNull(port(1, ', or null')),
  }),
  llm: section({
    enabled: oneOf('auto', true, false).default('auto'),
    fallback_mode: oneOf('fun', 'silent', 'minimal').default('fun'),
    reply_deadline: number('a number of seconds > 0 and <= 600', (n) => n > 0 && n <= 600).default(20),
    failure_threshold: count(1000).default(1),
    endpoints,
    // The program behind `gguf:` endpoints; null: `llama-server`, from PATH.
    llama_server: orNull(text("a program's path or name, or null", /^[^\u0000-\u001f]{1,1000}$/)),
    // Minutes after which a model that nobody asks is unloaded; 0: never.
    idle_unload: number('a number of minutes from 0 (never) to 10080', (n) => n >= 0 && n <= 10_080).default(30),
    model_limits: orNull(text("a file's path, or null", /^[^\u0000-\u001f]{1,1000}$/)),
    limits_mode: oneOf('brut', 'modere').default('modere'),
    // What calls may take until enough of an endpoint's own answers were timed.
    timeouts: section({ light: tier(8, 5), heavy: tier(12, 10) }),
    // Whether a call that is later than usual is made a second time, elsewhere.
    hedge: flag.default(false),
    // Whether a small model is asked where a question belongs when the rules cannot tell.
    route_when_unsure: flag.default(false),
    // Whether models are asked for tone and confidence too, where their servers can hold them to it.
    structured: oneOf('auto', false).default('auto'),
    // Answers that any viewer may be given again.
    cache: section({
      fresh: seconds.default(3600),
      // After that, better than a wait or a failure.
      stale: seconds.default(86_400),
      // Forgotten when nobody asked for it as long.
      idle: someSeconds.default(21_600),
      max_mb: number('a number of megabytes from 0 to 1024', (n) => n >= 0 && n <= 1024).default(8),
    }),
  }),
  rate_limiting: section({
    user_cooldown: seconds.default(10),
    max_requests_per_user_hour: count(100_000).default(20),
    // Model calls an hour and channel of accounts that were never seen before today; null: no limit.
    newcomers_per_hour: count(100_000, ', or null').nullable().default(60),
    // Commands that ask no model and no source: between two of a viewer, and between two uses of one in a channel.
    light_cooldown: seconds.default(3),
    light_channel_cooldown: seconds.default(5),
    // Between any two questions in a channel.
    channel_cooldown: seconds.default(0),
    // Between two uses of one command by one viewer, by the command's name; aliases share it.
    command_cooldowns: recordOf(seconds, 'a mapping of command names to seconds such as { ask: 30 }'),
    allowances: list(allowance, 'a list of allowances', 20).default([
      { roles: ['broadcaster'], cooldown: 0, hourly: null },
    ]),
    line: section({
      length: count(10_000).default(100),
      // Seconds that each priority counts as having come earlier than it did.
      head_start: section({
        broadcaster: headStart.default(12),
        moderator: headStart.default(8),
        vip: headStart.default(4),
        subscriber: headStart.default(2),
        viewer: headStart.default(0),
        background: headStart.default(-10),
      }),
      // The same by the command's name, added to that of the priority.
      commands: recordOf(headStart, 'a mapping of command names to seconds such as { ask: 2 }'),
    }),
    max_concurrent_users: orNull(count(10_000, ', or null')),
    cleanup_interval: someSeconds.default(600),
    max_idle_time: someSeconds.default(3600),
    llm_retry_delay: someSeconds.default(5),
    llm_backoff_multiplier: number('a number >= 1 and <= 100', (n) => n >= 1 && n <= 100).default(2),
    llm_backoff_max: someSeconds.default(300),
    health_check_enabled: flag.default(false),
    health_check_interval: someSeconds.default(30),
    health_check_timeout: someSeconds.default(2),
    health_check_failures_threshold: count(1000).default(3),
    wikipedia_rate_limit: rate.default(1),
    igdb_rate_limit: rate.default(4),
  }),
  knowledge: section({
    wikipedia_url: webUrl.default('https://{lang}.wikipedia.org'),
    wikidata_url: webUrl.default('https://www.wikidata.org'),
    igdb_url: webUrl.default('https://api.igdb.com/v4'),
    weather_url: webUrl.default('https://api.open-meteo.com'),
    places_url: webUrl.default('https://geocoding-api.open-meteo.com'),
    rates_url: webUrl.default('https://api.frankfurter.dev/v1'),
    // Null: models translate.
    libretranslate_url: orNull(webUrl),
  }),
  storage: section({
    url: storageUrl.default('sqlite:data/serdabot.db'),
    processes: count(1000).default(1),
    backup: section({
      keep: number(
        'a whole number of days from 0 (off) to 3650',
        (n) => Number.isInteger(n) && n >= 0 && n <= 3650,
      ).default(7),
      at: text('a time of day in quotes such as "04:30"', /^(?:[01]\d|2[0-3]):[0-5]\d$/).default('04:30'),
      folder: text("a folder's path", /^[^\u0000-\u001f]{1,1000}$/).default('data/backups'),
    }),
    retention_days: number(
      'a whole number of days from 1 to 3650',
      (n) => Number.isInteger(n) && n >= 1 && n <= 3650,
    ).default(365),
  }),
  web: section({
    host: text('a host name or an address such as 127.0.0.1', /^[\w.:-]{1,253}$/).default('127.0.0.1'),
    port: port(0).default(8787),
    // Where people reach it from outside, as a TLS proxy has it.
    public_url: orNull(publicUrl),
    // Addresses of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.
    trusted_proxies: list(address, 'a list of addresses such as [127.0.0.1, 10.0.0.0/8]', 20).default([]),
    // What moderators of a channel may do in its dashboard, beside reading it.
    moderators: list(oneOf(...moderatorRights), `a list of ${moderatorRights.join(', ')}`, 10)
      .transform(unique)
      .default([...moderatorRights]),
    // Logins that may do everything.
    operators: list(login, 'a list of Twitch logins', 50).transform(unique).default([]),
    // Minutes for which the feed shows what viewers typed; 0: never.
    words: number('a number of minutes from 0 (never) to 1440', (n) => n >= 0 && n <= 1440).default(60),
  }),
  log: section({ level: oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent').default('info') }),
  chat: section({ send_via: oneOf('irc', 'helix').default('irc') }),
  // Cents a day, and tokens, which hold endpoints without a price too.
  budget: section({
    day: orNull(cents),
    channel: orNull(cents),
    viewer: orNull(cents),
    tokens: section({ day: orNull(tokens), channel: orNull(tokens), viewer: orNull(tokens) }),
  }),
  outbox: section({
    // What is never said; what Twitch punishes everywhere is forbidden by each of them.
    policy: oneOf('family', 'standard', 'mature').default('standard'),
    // Who is asked beside the bot's own rules: OpenAI's moderation, with OPENAI_API_KEY; Twitch's AutoMod, where the bot's
    // account is the broadcaster's; the light model; or nobody.
    judge: oneOf('openai', 'twitch', 'model', 'none').default('none'),
  }),
  links: section({ allow: domains(1000).default([]) }),
  bots: section({
    ignore: list(ignored, 'a list of Twitch logins', 1000)
      .transform(unique)
      .default(['nightbot', 'streamelements', 'moobot', 'fossabot', 'wizebot']),
  }),
  // It becomes part of a header: printable ASCII.
  contact: text('an address of at most 200 plain characters, in quotes', /^[\x20-\x7e]{0,200}$/).default(''),
  // Operators' files of today have the cap at the top level; it wins over model_limits.json.
  max_concurrent_users_modere: orNull(count(10_000, ', or null')),
});
