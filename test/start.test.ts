import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandboxTwitch, type SandboxTwitch } from '../src/sandbox/twitch/twitch.ts';
import { aViewer } from './support/fakes.ts';
import { type BotProcess, startProcess } from './support/process.ts';

let twitch: SandboxTwitch;
let bot: BotProcess;

beforeEach(async () => {
  twitch = await createSandboxTwitch({
    accounts: { good: { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
  });
});
afterEach(async () => {
  await bot.clean();
  await twitch.stop();
});

const preloaded = (file: string) => ({
  NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'support', file))}`,
});
function start(env: Record<string, string> = {}) {
  const config = `bot: { channels: [my_channel], language: en }
twitch: { irc_url: "${twitch.url}" }
llm: { endpoints: [{ name: local, url: "http://127.0.0.1:9/v1", model: m }] }
web: { port: 0 }
`;
  const limits = JSON.stringify({ max_concurrent_users_modere: 4 });
  bot = startProcess({ 'config.yaml': config, 'model_limits.json': limits }, { TWITCH_ACCESS_TOKEN: 'good', ...env });
}

test('a bot joins with a part of itself, and loads the rest after that', async () => {
  start(preloaded('loaded.mjs'));
  await expect.poll(() => bot.stdout(), { timeout: 20_000 }).toContain('web on http');
  const loaded = [...bot.stderr().matchAll(/^loaded: (.*)$/gm)].map(([, url]) => url!);
  const rest = loaded.findIndex((url) => url.endsWith('/src/rooms.ts'));
  const before = new Set(loaded.slice(0, rest).filter((url) => !url.startsWith('node:')));
  const own = [...before].filter((url) => !url.includes('/node_modules/'));
  // Each costs a start about a quarter of a millisecond, whatever is in it.
  expect(own.length, own.join('\n')).toBeLessThanOrEqual(142);
  const packages = [...before].filter((url) => url.includes('/node_modules/'));
  expect(packages.length, packages.join('\n')).toBeLessThanOrEqual(65);
  expect(loaded.length).toBeGreaterThan(before.size + 100);
});

test('lines that are written as soon as the bot is in the channel are answered, in their order', async () => {
  start();
  await twitch.whenJoined('my_channel');
  const ids = ['!ping', '!help'].map((text) => twitch.say('my_channel', aViewer(text.slice(1)), text));
  await expect.poll(() => twitch.lines.map(({ replyTo }) => replyTo), { timeout: 20_000 }).toEqual(ids);
});

test('a bot that is told to stop while the rest of it is loaded leaves as it should', async () => {
  start();
  await twitch.whenJoined('my_channel');
  bot.child.kill('SIGTERM');
  expect(await bot.exited).toBe(0);
  expect(bot.stdout()).toContain('stopped');
  expect(bot.stderr()).toBe('');
  expect(twitch.isJoined('my_channel')).toBe(false);
});

test('a part that cannot be loaded ends the process, which says so', async () => {
  start(preloaded('broken.mjs'));
  expect(await bot.exited).toBe(1);
  const last = JSON.parse(bot.stdout().trim().split('\n').at(-1)!) as {
    level: string;
    msg: string;
    err: { message: string };
  };
  expect([last.level, last.msg]).toEqual(['fatal', 'the process ends: a part of the bot could not be loaded']);
  expect(last.err.message).toBe('no such part');
});
