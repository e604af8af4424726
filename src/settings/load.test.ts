import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderFault } from './file.ts';

import { loadConfiguration } from './load.ts';
import { parseSettings } from './parse.ts';
import type { Env } from './values.ts';

const least = 'bot: { channels: [a_channel] }\n';

function faults(text: string, env: Env = {}): string[] {
  const parsed = parseSettings('config.yaml', text, env);
  return parsed.ok ? [] : parsed.faults.map(renderFault);
}

function settings(text: string, env: Env = {}) {
  const parsed = parseSettings('config.yaml', text, env);
  if (!parsed.ok) throw new Error(parsed.faults.map(renderFault).join('\n'));
  return parsed.settings;
}

describe('a good config.yaml', () => {
  it('needs only a channel, and has the documented defaults for the rest', () => {
    expect(settings(least)).toEqual({
      bot: { name: 'serdabot', channels: ['a_channel'], language: 'fr', prefix: '!' },
      twitch: { irc_url: 'wss://irc-ws.chat.twitch.tv:443', api_port: null },
      llm: {
        enabled: 'auto',
        fallback_mode: 'fun',
        reply_deadline: 20,
        failure_threshold: 1,
        endpoints: [],
        model_limits: null,
        limits_mode: 'modere',
        timeouts: { light: { first_token: 8, total: 20, gap: 5 }, heavy: { first_token: 12, total: 20, gap: 10 } },
        hedge: false,
        llama_server: null,
        idle_unload: 30,
        route_when_unsure: false,
        structured: 'auto',
        cache: { fresh: 3600, stale: 86_400, idle: 21_600, max_mb: 8 },
      },
      rate_limiting: {
        user_cooldown: 10,
        max_requests_per_user_hour: 20,
        newcomers_per_hour: 60,
        channel_cooldown: 0,
        light_cooldown: 3,
        light_channel_cooldown: 5,
        command_cooldowns: {},
        allowances: [{ roles: ['broadcaster'], cooldown: 0, hourly: null }],
        line: {
          length: 100,
          head_start: { broadcaster: 12, moderator: 8, vip: 4, subscriber: 2, viewer: 0, background: -10 },
          commands: {},
        },
        max_concurrent_users: null,
        cleanup_interval: 600,
        max_idle_time: 3600,
        llm_retry_delay: 5,
        llm_backoff_multiplier: 2,
        llm_backoff_max: 300,
        health_check_enabled: false,
        health_check_interval: 30,
        health_check_timeout: 2,
        health_check_failures_threshold: 3,
        wikipedia_rate_limit: 1,
        igdb_rate_limit: 4,
      },
      knowledge: {
        wikipedia_url: 'https://{lang}.wikipedia.org',
        wikidata_url: 'https://www.wikidata.org',
        igdb_url: 'https://api.igdb.com/v4',
        weather_url: 'https://api.open-meteo.com',
        places_url: 'https://geocoding-api.open-meteo.com',
        rates_url: 'https://api.frankfurter.dev/v1',
        libretranslate_url: null,
      },
      storage: {
        url: 'sqlite:data/serdabot.db',
        processes: 1,
        backup: { keep: 7, at: '04:30', folder: 'data/backups' },
        retention_days: 365,
      },
      web: {
        host: '127.0.0.1',
        port: 8787,
        public_url: null,
        trusted_proxies: [],
        operators: [],
        moderators: ['feed', 'pause', 'change'],
        words: 60,
      },
      log: { level: 'info' },
      chat: { send_via: 'irc' },
      budget: { day: null, channel: null, viewer: null, tokens: { day: null, channel: null, viewer: null } },
      outbox: { policy: 'standard', judge: 'none' },
      links: { allow: [] },
      bots: { ignore: ['nightbot', 'streamelements', 'moobot', 'fossabot', 'wizebot'] },
      contact: '',
      max_concurrent_users_modere: null,
    });
  });

  it('may write channels with # and capitals, and twice', () => {
    expect(settings('bot: { channels: ["#Some_One", some_one, OTHER] }').bot.channels).toEqual(['some_one', 'other']);
  });

  it('may have a section whose keys are all commented out', () => {
    expect(settings(`${least}web:\n#  port: 1\nlog:\n`).web.port).toBe(8787);
  });

  it('fills in what an endpoint leaves out', () => {
    const endpoints = '[{ name: a, url: "http://127.0.0.1:1/v1", model: m, price: { in: 1, out: 2 } }]';
    expect(settings(`${least}llm: { endpoints: ${endpoints} }`).llm.endpoints).toEqual([
      {
        name: 'a',
        url: 'http://127.0.0.1:1/v1',
        model: 'm',
        api_key_env: null,
        tier: 'light',
        price: { in: 1, cached: null, write: null, out: 2 },
        timeouts: { min: 2, max: 120, first_token: null, total: null, gap: null },
        max_concurrency: null,
      },
    ]);
  });

  it.each(['memory:', 'sqlite:x.db', 'redis://host', 'redis://host:6379/0', 'rediss://u:p@host/1'])(
    'may store in %s',
    (url) => expect(settings(`${least}storage: { url: "${url}" }`).storage.url).toBe(url),
  );

  it('may share values by a few anchors', () => {
    expect(settings('bot: { name: &n me, channels: [*n] }').bot.channels).toEqual(['me']);
  });

  it('may have Windows line ends and a byte order mark', async () => {
    const file = await write(`\ufeff${least.replaceAll('\n', '\r\n')}`);
    expect((await loadConfiguration(file, {}, [])).ok).toBe(true);
  });
});

describe('LLM_MODE', () => {
  it.each([
    ['true', true],
    ['FALSE', false],
    [' auto ', 'auto'],
    ['', true],
    [undefined, true],
  ])('%j gives %j where the file says true', (mode, enabled) => {
    expect(settings(`${least}llm: { enabled: true }`, { LLM_MODE: mode }).llm.enabled).toBe(enabled);
  });

  it('is named when it is wrong, together with the faults of the file', () => {
    expect(faults('bot: { channels: [a], nam: b }', { LLM_MODE: 'on' })).toEqual([
      'config.yaml:1:1 LLM_MODE: expected auto, true or false in this environment variable, got "on"',
      'config.yaml:1:23 bot.nam: unknown key nam, did you mean "name"?',
    ]);
  });
});

describe('a fault', () => {
  it('stands at its value, and all of them are told at once in reading order', () => {
    const text = `# a comment
bot:
  chanels: [x]
  language: de
rate_limiting:
  user_cooldown: "10s"
  llm_backoff_multiplier: 0.5
llm:
  user_cooldown: 3
  endpoints:
    - { name: a, url: "ftp://x", model: m }
    - { name: a, url: "http://x", model: m, price: { in: -1 } }
web: 8
log:
  level: loud
web: {}
`;
    expect(faults(text)).toEqual([
      'config.yaml:3:3 bot.channels: missing, expected a list of channel logins such as [my_channel]',
      'config.yaml:3:3 bot.chanels: unknown key chanels, did you mean "channels"?',
      'config.yaml:4:13 bot.language: expected fr or en, got "de"',
      'config.yaml:6:18 rate_limiting.user_cooldown: expected a number of seconds >= 0, got "10s"',
      'config.yaml:7:27 rate_limiting.llm_backoff_multiplier: expected a number >= 1 and <= 100, got 0.5',
      'config.yaml:9:3 llm.user_cooldown: unknown key user_cooldown, it belongs under rate_limiting',
      'config.yaml:11:23 llm.endpoints[0].url: expected an address that starts with http:// or https://, without a password, got "ftp://x"',
      'config.yaml:12:15 llm.endpoints[1].name: expected a name that no endpoint above has, got "a"',
      'config.yaml:12:52 llm.endpoints[1].price.out: missing, expected a number of USD per million tokens >= 0',
      'config.yaml:12:58 llm.endpoints[1].price.in: expected a number of USD per million tokens >= 0, got -1',
      'config.yaml:15:10 log.level: expected trace, debug, info, warn, error, fatal or silent, got "loud"',
      'config.yaml:16:1 web: this key is written twice, expected it once',
    ]);
  });

  it.each([
    ['channels: []', '1:18 bot.channels: expected at least one channel, got a list'],
    ['channels: x', '1:18 bot.channels: expected a list of channel logins such as [my_channel], got "x"'],
    ['channels: [1]', "1:19 bot.channels[0]: expected a channel's Twitch login of 1 to 25 letters, digits or _ (in"],
    ['channels: [a b]', '1:19 bot.channels[0]: expected a channel'],
    ['channels: [a], prefix: /', '1:31 bot.prefix: expected 1 to 5 signs'],
    ['channels: [a], prefix: ""', '1:31 bot.prefix: expected 1 to 5 signs'],
    ['channels: [a], name: ', '1:23 bot.name: expected a Twitch login'],
  ])('bot: { %s }', (inside, start) => {
    const found = faults(`bot: { ${inside} }`);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`config.yaml:${start}`);
  });

  it.each([
    ['web: { port: 65536 }', 'web.port: expected a whole number from 0 to 65535, got 65536'],
    ['web: { port: 1.5 }', 'web.port: expected a whole number from 0 to 65535, got 1.5'],
    ['web: { port: .nan }', 'web.port: expected a whole number from 0 to 65535, got NaN'],
    ['web: []', 'web: expected a mapping of "key: value", got a list'],
    ['twitch: { api_port: x }', 'twitch.api_port: expected a whole number from 1 to 65535, or null, got "x"'],
    ['twitch: { irc_url: "http://x" }', 'twitch.irc_url: expected an address that starts with ws:// or wss://, got'],
    ['rate_limiting: { user_cooldown: .inf }', 'expected a number of seconds >= 0, got Infinity'],
    ['rate_limiting: { user_cooldown: 1e9 }', 'expected a number of seconds <= 604800 (a week), got 1000000000'],
    ['rate_limiting: { max_concurrent_users: 0 }', 'a whole number from 1 to 10000, or null, got 0'],
    ['rate_limiting: { wikipedia_rate_limit: 0 }', 'expected a number of requests a second > 0 and <= 1000, got 0'],
    ['rate_limiting: { health_check_enabled: yes }', 'health_check_enabled: expected true or false, got "yes"'],
    [
      'rate_limiting: { line: { commands: { ask: 601 } } }',
      'line.commands.ask: expected a number of seconds from -600',
    ],
    ['llm: { failure_threshold: 0 }', 'llm.failure_threshold: expected a whole number from 1 to 1000, got 0'],
    ['llm: { enabled: "true" }', 'llm.enabled: expected auto, true or false, got "true"'],
    ['llm: { endpoints: null, reply_deadline: 0 }', 'expected a number of seconds > 0 and <= 600, got 0'],
    ['llm: { endpoints: [x] }', 'llm.endpoints[0]: expected a mapping of "key: value", got "x"'],
    ['storage: { url: "mysql://x" }', 'storage.url: expected sqlite:PATH, memory: or redis://HOST:PORT/NUMBER'],
    ['storage: { url: "redis://host/zero" }', 'storage.url: expected sqlite:PATH, memory: or redis://'],
    ['storage: { backup: { at: 4:30 } }', 'storage.backup.at: expected a time of day in quotes such as "04:30", got'],
    [
      'storage: { backup: { at: "24:00" } }',
      'storage.backup.at: expected a time of day in quotes such as "04:30", got',
    ],
    ['storage: { backup: { keep: -1 } }', 'storage.backup.keep: expected a whole number of days from 0 (off) to 3650'],
    ['storage: { processes: 0 }', 'storage.processes: expected a whole number from 1 to 1000, got 0'],
    ['budget: { day: -1 }', 'budget.day: expected a number of cents >= 0, or null, got -1'],
    ['links: { allow: ["https://example.com"] }', 'links.allow[0]: expected a domain such as example.com'],
    ['bots: { ignore: [a b] }', 'bots.ignore[0]: expected a Twitch login'],
    [
      'contact: "a\\r\\nX: y"',
      'contact: expected an address of at most 200 plain characters, in quotes, got "a\\r\\nX: y"',
    ],
    ['max_concurrent_users_modere: 2.5', 'max_concurrent_users_modere: expected a whole number from 1 to 10000'],
    ['max_concurrent_users: 3', 'unknown key max_concurrent_users, it belongs under rate_limiting'],
    ['llm: { temprature: 3 }', 'llm.temprature: unknown key temprature'],
    ['rate_limitting: {}', 'unknown key rate_limitting, did you mean "rate_limiting"?'],
    ['llm: { prot: 1 }', 'llm.prot: unknown key prot, did you mean "port"? It belongs under web'],
    ['wikipedia_ur: 1', 'unknown key wikipedia_ur, did you mean "wikipedia_url"? It belongs under knowledge'],
    ['__proto__: { a: 1 }', '__proto__: unknown key __proto__'],
    ['"a\\nb": 1', '"a\\nb": unknown key "a\\nb"'],
  ])('%s', (line, message) => {
    const found = faults(least + line);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
    expect(found[0]).toMatch(/^config\.yaml:2:\d+ [^\n]+$/);
  });

  it('is one line of bounded length, whatever the value is', () => {
    const [fault] = faults(`${least}log: { level: "${'x'.repeat(5000)}\\u202e\\u0007" }`);
    expect(fault?.length).toBeLessThan(250);
    expect(faults(`${least}log: { level: "\\u202e\\u0007" }`)[0]).toContain('got "\\u202e\\u0007"');
  });

  it('is followed by a count where there are hundreds', () => {
    const found = faults(least + Array.from({ length: 500 }, (_, index) => `unknown_${index}: 1\n`).join(''));
    expect(found).toHaveLength(101);
    expect(found.at(-1)).toBe('config.yaml:102:1 file: 400 more faults from here on');
  });
});

describe('broken YAML', () => {
  it.each([
    ['bot:\n\tname: x\n', '2:1 yaml: a tab as indentation, expected spaces'],
    ['bot: { channels: [a]\n', '2:1 yaml: wrong indentation, or a bracket not closed above'],
    ['bot:\n  a: "x\n', 'yaml: something is not closed'],
    ['bot:\n  a: b: c\n', '2:6 yaml: a second ":" on the line'],
    [
      'bot: { channels: [a], prefix: ! }\n',
      '1:23 bot.prefix: expected 1 to 5 signs without spaces, not starting with / . \\ @ or #, in straight quotes: "!", got ""',
    ],
    ['bot: *nobody\n', 'yaml: '],
    [`${least}---\n${least}`, 'yaml: a second document after ---'],
    ['a: !!binary aGk=\n', '1:4 yaml: a text that begins with !'],
    ['', '1:1 file: is empty'],
    ['# nothing\n', '1:1 file: is empty'],
    ['just words\n', '1:1 file: expected a mapping of "key: value", got "just words"'],
    ['- a\n', '1:1 file: expected a mapping of "key: value", got a list'],
  ])('%j', (text, message) => {
    const found = faults(text);
    expect(found[0]).toContain(message);
    for (const line of found) expect(line).toMatch(/^config\.yaml:\d+:\d+ \S+: [^\n]+$/);
  });
});

describe('a secret in the file', () => {
  const secrets = [
    'sk-abc',
    'oauth:abc',
    'sk_live_0a1b2c',
    'ghp_0a1b',
    '0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o',
    'A1B2C3D4E5F6G7H8J9K0',
  ];
  const places = [
    (secret: string) => `llm: { endpoints: [{ name: a, url: "http://x", model: m, api_key_env: "${secret}" }] }`,
    (secret: string) => `llm: { endpoints: [{ name: a, url: "http://x", model: m, api_key: "${secret}" }] }`,
    (secret: string) => `llm: { endpoints: [{ name: a, url: "https://u:${secret}@x", model: m }] }`,
    (secret: string) => `llm: { endpoints: [{ name: "${secret}!", url: "http://x", model: m }] }`,
    (secret: string) => `storage: { url: "redis:/${secret}" }`,
    (secret: string) => `"${secret}": 1`,
    (secret: string) => `bot: { "${secret}": 1 }`,
    (secret: string) => `log: { level: "${secret}" }`,
    (secret: string) => `web: "${secret}`,
    (secret: string) => `web: *${secret}`,
    (secret: string) => `web: !${secret} x`,
    (secret: string) => `web: [ ${secret}\n] ${secret}`,
    (secret: string) => `? ${secret}\n${secret}`,
    (secret: string) => `${secret}\n: ${secret}: - ${secret}`,
  ];

  it.each(secrets)('%s is never printed', (secret) => {
    for (const place of places) {
      const found = faults(`${least}${place(secret)}\n`);
      expect(found.length, place(secret)).toBeGreaterThan(0);
      expect(found.join('\n')).not.toContain(secret);
    }
    expect(faults(least, { LLM_MODE: secret }).join('\n')).not.toContain(secret);
  });

  it('is told where it belongs', () => {
    const line = 'llm: { endpoints: [{ name: a, url: "http://x", model: m, api_key_env: sk-abc }] }';
    expect(faults(least + line)).toEqual([
      'config.yaml:2:71 llm.endpoints[0].api_key_env: a secret belongs in the environment, expected the name of its variable such as OPENAI_API_KEY',
    ]);
  });
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(content: string | Uint8Array, name = 'config.yaml') {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

async function fileFaults(file: string): Promise<string[]> {
  const loaded = await loadConfiguration(file, {}, []);
  return loaded.ok ? [] : loaded.faults.map(renderFault);
}

describe('a file that cannot be used', () => {
  it('does not exist', async () => {
    const file = join(folder, 'nobody.yaml');
    expect(await fileFaults(file)).toEqual([
      `${file}:1:1 file: ${file} does not exist, expected the path of a file that does`,
    ]);
  });

  it('is a folder', async () => {
    expect(await fileFaults(folder)).toEqual([
      `${folder}:1:1 file: is a folder, expected a file: name the file inside it`,
    ]);
  });

  it('is huge', async () => {
    const file = await write('#'.repeat(1_100_000), 'huge.yaml');
    expect(await fileFaults(file)).toEqual([`${file}:1:1 file: is larger than 131072 bytes, expected a short file`]);
  });

  it('is not UTF-8, with the place of the first sign that is not', async () => {
    const file = await write(Buffer.from(`${least}# caf\u00e9`, 'latin1'), 'latin.yaml');
    expect(await fileFaults(file)).toEqual([
      `${file}:2:6 file: is not UTF-8 text, expected the file to be saved as UTF-8`,
    ]);
    const wide = await write(Buffer.from(`\ufeff${least}`, 'utf16le'), 'wide.yaml');
    expect((await fileFaults(wide))[0]).toContain('is not UTF-8 text');
  });
});
