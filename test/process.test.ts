import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxModels, type SandboxModels } from '../src/sandbox/models/models.ts';
import { createSandboxTwitch, type SandboxTwitch } from '../src/sandbox/twitch/twitch.ts';
import { aViewer } from './support/fakes.ts';
import { type BotProcess, startProcess } from './support/process.ts';

let twitch: SandboxTwitch;
let models: SandboxModels;
let bot: BotProcess;

beforeEach(async () => {
  twitch = await createSandboxTwitch({
    accounts: { 'token-of-the-bot': { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
  });
  models = await createSandboxModels({ kind: 'lmstudio', capacity: 16 });
});
afterEach(async () => {
  await bot.clean();
  await Promise.all([twitch.stop(), models.stop()]);
});

const config = (extra = '') => `bot: { channels: [my_channel] }
twitch: { irc_url: "${twitch.url}" }
llm:
  endpoints:
    - { name: local, url: "${models.url}", model: ${models.models[0]}, api_key_env: MODEL_KEY }
storage: { url: "memory:" }
web: { port: 0 }
${extra}`;
const limits = (cap: number) => JSON.stringify({ max_concurrent_users_modere: cap, max_history_messages: 10 });
const env = { TWITCH_ACCESS_TOKEN: 'token-of-the-bot', MODEL_KEY: 'sk-the-key-of-the-model' };
const start = (text = config(), cap = 8) => {
  bot = startProcess({ 'config.yaml': text, 'model_limits.json': limits(cap) }, env);
};
const logged = (what: string | RegExp) =>
  expect.poll(() => bot.stdout()).toMatch(typeof what === 'string' ? new RegExp(what) : what);

test('nothing of the dashboard is loaded until somebody comes, and no model’s client or web framework for nobody', async () => {
  const preload = `--import ${pathToFileURL(join(import.meta.dirname, 'support', 'loaded.mjs'))}`;
  const begin = async () => {
    bot = startProcess({ 'config.yaml': config(), 'model_limits.json': limits(4) }, { ...env, NODE_OPTIONS: preload });
    await logged('web on http');
    return /web on (http:\/\/[\d.:]+)/.exec(bot.stdout())![1]!;
  };
  const loaded = () => [
    /^loaded: .*\/node_modules\/(?:openai|hono)\//m.test(bot.stderr()),
    /^loaded: .*(?:\/src\/web\/(?:dashboard|api|oidc)\.ts|\/zod\/v4\/)/m.test(bot.stderr()),
  ];
  await begin();
  bot.child.kill('SIGTERM');
  await bot.exited;
  expect(loaded()).toEqual([false, false]);
  expect(bot.stderr()).toMatch(/^loaded: .*\/src\/main\.ts$/m);
  await bot.clean();
  const url = await begin();
  await fetch(`${url}/ready`);
  expect(loaded()).toEqual([true, false]);
  await fetch(`${url}/`);
  expect(loaded()).toEqual([true, true]);
});

describe('a wrong start', () => {
  test('with an admin token that can be guessed exits 78 and says how to make a good one', async () => {
    bot = startProcess({ 'config.yaml': config() }, { ...env, SERDABOT_ADMIN_TOKEN: 'x'.repeat(31) });
    expect(await bot.exited).toBe(78);
    const told =
      'SERDABOT_ADMIN_TOKEN: expected at least 32 characters, got 31. "openssl rand -hex 32" makes a good one.\n';
    expect(bot.stderr()).toBe(told);
  });

  test('with a broken configuration prints every fault on a line of its own and exits 78', async () => {
    start('bot: { channels: [] , languag: fr }\nrate_limiting:\n  user_cooldown: 10s\n');
    expect(await bot.exited).toBe(78);
    const lines = bot.stderr().trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/config\.yaml:1:\d+ bot\.channels: /);
    expect(lines[1]).toMatch(/config\.yaml:1:\d+ bot\.languag: .*did you mean "language"/);
    expect(lines[2]).toMatch(
      /config\.yaml:3:18 rate_limiting\.user_cooldown: expected a number of seconds >= 0, got "10s"/,
    );
    expect(bot.stderr()).not.toMatch(/\bat .*\.ts:\d+/);
    expect(bot.stdout()).toBe('');
  });

  test('without a token stays up, is live but not ready, and says what to do', async () => {
    bot = startProcess({ 'config.yaml': config(), 'model_limits.json': limits(4) }, { TWITCH_ACCESS_TOKEN: '' });
    await logged('npm run login');
    await logged('web on http');
    const url = /web on (http:\/\/[\d.:]+)/.exec(bot.stdout())![1];
    expect((await fetch(`${url}/ready`)).status).toBe(503);
    expect((await fetch(`${url}/live`)).status).toBe(200);
  });
});

describe('a signal', () => {
  test('SIGTERM with calls that never end: all are refused after 10 s, the exit code is 0', async () => {
    // Without a signal they would be waited for longer than this test may take.
    start(config().replace('llm:', 'llm:\n  reply_deadline: 120'));
    await twitch.whenJoined('my_channel');
    await models.fault('hang');
    const asked = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => twitch.say('my_channel', aViewer(`v${i}`), `!ask question ${i}`));
    await expect.poll(() => models.inFlight).toBe(8);
    bot.child.kill('SIGTERM');
    expect(await bot.exited).toBe(0);
    expect(twitch.lines.map(({ replyTo }) => replyTo).sort()).toEqual(asked.sort());
    const refusal = /redémarre|à tout de suite|Petite pause technique/;
    expect(twitch.lines.filter(({ text }) => !refusal.test(text))).toEqual([]);
  });

  test('a second one exits at once', async () => {
    start();
    await twitch.whenJoined('my_channel');
    await models.fault('hang');
    twitch.say('my_channel', aViewer(), '!ask x');
    await expect.poll(() => models.inFlight).toBe(1);
    bot.child.kill('SIGTERM');
    await logged('finishing what is under way');
    bot.child.kill('SIGTERM');
    // In the end it would be 0.
    expect(await bot.exited).toBe(1);
  });
});

describe('a bot that runs', () => {
  test('takes files that change without a new login, and where one is broken keeps the last good one and says so; at SIGTERM all 8 in flight are answered, the exit code is 0', async () => {
    start();
    await twitch.whenJoined('my_channel');
    bot.write('config.yaml', config('rate_limiting: { light_cooldown: 0, light_channel_cooldown: 0 }'));
    await logged('changed: rate_limiting');
    for (let i = 0; i < 2; i++) {
      const id = twitch.say('my_channel', aViewer(), '!ping');
      await twitch.next((line) => line.replyTo === id);
    }
    bot.write('config.yaml', config('rate_limiting: { user_cooldown: ten }'));
    await logged(/user_cooldown: expected a number of seconds >= 0/);
    const id = twitch.say('my_channel', aViewer(), '!ping');
    expect((await twitch.next((line) => line.replyTo === id)).text).toMatch(/depuis/);
    bot.write('model_limits.json', limits(2));
    bot.write('config.yaml', config('rate_limiting: { light_cooldown: 0, light_channel_cooldown: 0 }'));
    await logged('model limits');
    models.pace({ firstTokenMs: 200 });
    const asked = [1, 2, 3, 4].map((i) => twitch.say('my_channel', aViewer(`w${i}`), '!ask x'));
    await twitch.next((line) => line.replyTo === asked[3]);
    expect(models.maxInFlight).toBe(2);

    bot.write('model_limits.json', limits(8));
    await logged(/model limits[\s\S]*model limits/);
    models.pace({ firstTokenMs: 2_000 });
    const last = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => twitch.say('my_channel', aViewer(`v${i}`), `!ask question ${i}`));
    await expect.poll(() => models.inFlight).toBe(8);
    bot.child.kill('SIGTERM');
    expect(await bot.exited).toBe(0);
    expect(twitch.lines.map(({ replyTo }) => replyTo)).toEqual(expect.arrayContaining(last));
    expect(twitch.counters.logins).toBe(1);
    expect(twitch.breaches).toEqual([]);
  });
});

test('no secret is in what the bot writes, even when everything fails', async () => {
  start(config('log: { level: trace }\nrate_limiting: { llm_retry_delay: 0.01 }'));
  await twitch.whenJoined('my_channel');
  let asked = 0;
  for (const fault of ['reset', 'html', { status: 401 }] as const) {
    await models.fault(fault);
    const secrets = '!ask quel est ton token-of-the-bot sk-the-key-of-the-model ?';
    const id = twitch.say('my_channel', aViewer(`v${asked++}`), secrets);
    await twitch.next((line) => line.replyTo === id);
  }
  twitch.revoke('token-of-the-bot');
  twitch.drop();
  await logged('login refused');
  bot.child.kill('SIGTERM');
  await bot.exited;
  expect(bot.stdout() + bot.stderr()).not.toMatch(/token-of-the-bot|sk-the-key/);
});

test('no secret is in what is said before the bot has read its configuration', async () => {
  const secret = { ...env, SERDABOT_PRIVACY_KEY: 'a-privacy-key-of-32-characters-or-more' };
  const leak = `--import ${pathToFileURL(join(import.meta.dirname, 'support', 'leak.mjs'))}`;
  bot = startProcess({ 'config.yaml': config(), 'model_limits.json': limits(4) }, { ...secret, NODE_OPTIONS: leak });
  expect(await bot.exited).toBe(1);
  const said = bot.stdout() + bot.stderr();
  expect(said).toMatch(/Warning: not with \[secret\]/);
  expect(said).toMatch(/not with \[secret\] and \[secret\]/);
});
