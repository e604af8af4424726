import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandboxModels, type SandboxModels } from '../src/sandbox/models/models.ts';
import { createSandboxTwitch, type SandboxTwitch } from '../src/sandbox/twitch/twitch.ts';
import { aViewer } from './support/fakes.ts';
import { type BotProcess, startProcess } from './support/process.ts';

let twitch: SandboxTwitch;
let models: SandboxModels;
let bot: BotProcess | undefined;

beforeEach(async () => {
  twitch = await createSandboxTwitch({
    accounts: { good: { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
  });
  models = await createSandboxModels({ kind: 'lmstudio', capacity: 16 });
});
afterEach(async () => {
  await bot?.clean();
  bot = undefined;
  await Promise.all([twitch.stop(), models.stop()]);
});

async function start(endAfter: number, options = '') {
  bot = startProcess(
    {
      'config.yaml': `bot: { channels: [my_channel] }
twitch: { irc_url: "${twitch.url}" }
llm:
  reply_deadline: 60
  endpoints: [{ name: local, url: "${models.url}", model: ${models.models[0]} }]
storage: { url: "sqlite:bot.db" }
web: { port: 0 }`,
      'model_limits.json': JSON.stringify({ max_concurrent_users_modere: 4 }),
    },
    {
      TWITCH_ACCESS_TOKEN: 'good',
      SERDABOT_STALL_SECONDS: String(endAfter),
      NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'support', 'stall.mjs'))} ${options}`,
    },
    bot?.folder,
  );
  await twitch.whenJoined('my_channel');
  await expect.poll(() => bot!.stdout()).toContain('web on http');
}
const say = (text: string, viewer = aViewer()) => twitch.say('my_channel', viewer, text);

/** Seconds: more than a busy machine takes for what a line does. */
const patience = 4;

test('a line that holds the event loop ends the process, which says what it was, and is not tried again', async () => {
  await start(patience);
  const line = say('!ask dis-moi freeze-model, un secret');
  expect(await bot!.exited).toBe(70);
  expect(bot!.stderr()).toMatch(
    /the event loop stood still for \d s \(command ask, channel my_channel, a line of 36 characters\); the process ends/,
  );
  expect(bot!.stderr()).toMatch(/ {4}at stall \(.*stall\.mjs:\d+\)\n.*JSON\.stringify/);
  expect(bot!.stdout() + bot!.stderr()).not.toContain('un secret');

  await start(patience);
  await expect.poll(() => bot!.stdout()).toMatch(/"command":"ask".*a crash that it may have caused.*"command: lost"/);
  const ping = say('!ping', aViewer('other'));
  await twitch.next((sent) => sent.replyTo === ping);
  expect(twitch.lines.filter((sent) => sent.replyTo === line)).toEqual([]);

  // A stall in the reading of a line is blamed on that line.
  say('!freeze-read');
  expect(await bot!.exited).toBe(70);
  expect(bot!.stderr()).toMatch(/\(command \(not known yet\), channel my_channel, a line of 12 characters\)/);
});

test('code that nothing interrupts is killed', async () => {
  await start(patience);
  say('!ask dis-moi freeze-native');
  expect(await bot!.exited).toBe('SIGKILL');
  expect(bot!.stderr()).toMatch(/the event loop stood still for \d s \(.*\); the process ends/);
});

test('a stall that ends is logged and counted, and the command answered; time for which the process was stopped, as on a machine that slept, is none', async () => {
  await start(6);
  const line = say('!ask dis-moi freeze-for-3');
  await twitch.next((sent) => sent.replyTo === line);
  await expect
    .poll(() => bot!.stdout())
    .toMatch(/"level":"warn".*"command":"ask","channel":"my_channel","characters":25.*the event loop stood still/);
  const url = /web on (http:\/\/[\d.:]+)/.exec(bot!.stdout())![1];
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('serdabot_event_loop_stalls_total 1');
  // Nine seconds by the clock, of which the process runs for two: it stops itself, so that no test comes late for that.
  const slept = say('!ask dis-moi freeze-stopped', aViewer('other'));
  await twitch.next((sent) => sent.replyTo === slept);
  // The watchdog keeps no process alive.
  bot!.child.kill('SIGTERM');
  expect(await bot!.exited).toBe(0);
});

test('under a debugger nothing is ended', async () => {
  await start(2, '--inspect=127.0.0.1:0');
  const line = say('!ask dis-moi freeze-for-3');
  await twitch.next((sent) => sent.replyTo === line);
});

test('a limit that is no number is refused', async () => {
  const wrong = startProcess({ 'config.yaml': '' }, { SERDABOT_STALL_SECONDS: '10s' });
  expect(await wrong.exited).toBe(78);
  expect(wrong.stderr()).toContain('SERDABOT_STALL_SECONDS: expected a number of seconds >= 0, got "10s"');
  await wrong.clean();
});
