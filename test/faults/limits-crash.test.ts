import { expect, test } from 'vitest';
import { createSandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import { aViewer } from '../support/fakes.ts';
import { type BotProcess, startProcess } from '../support/process.ts';

test('a bot that is killed right after an admission counts it, also of a viewer of whom nothing is stored', async () => {
  await using cleanup = new AsyncDisposableStack();
  const twitch = await createSandboxTwitch({
    accounts: { 'token-of-the-bot': { login: 'serdabot', id: '900' } },
    channels: [{ login: 'my_channel', id: '1', standing: 'moderator' }],
  });
  cleanup.defer(() => twitch.stop());
  const files = {
    'config.yaml': `bot: { channels: [my_channel] }
twitch: { irc_url: "${twitch.url}" }
llm: { endpoints: [] }
rate_limiting: { user_cooldown: 0, max_requests_per_user_hour: 3 }
storage: { url: "sqlite:bot.db" }
web: { port: 0 }`,
    'model_limits.json': JSON.stringify({ max_concurrent_users_modere: 8, max_history_messages: 10 }),
  };
  let bot: BotProcess | undefined;
  cleanup.defer(() => bot?.clean());
  async function start() {
    bot = startProcess(files, { TWITCH_ACCESS_TOKEN: 'token-of-the-bot' }, bot?.folder);
    await twitch.whenJoined('my_channel');
  }
  async function kill() {
    bot!.child.kill('SIGKILL');
    await bot!.exited;
  }
  const ask = async (login: string, words: string) => {
    const id = twitch.say('my_channel', aViewer(login), words);
    return (await twitch.next((line) => line.replyTo === id)).text;
  };
  const pong = /^(?!.*dans \d)/;
  const full = /dans (1 h|59 min)/;

  await start();
  await ask('private', '!forgetme');
  for (let n = 0; n < 2; n++) {
    for (const login of ['lea', 'mia', 'private']) expect(await ask(login, '!ask x')).toMatch(pong);
  }
  for (const login of ['lea', 'private']) expect(await ask(login, '!ask x')).toMatch(pong);
  await kill();

  await start();
  for (const login of ['lea', 'private']) expect(await ask(login, '!ask x')).toMatch(full);
  // Neither forgotten nor counted twice.
  expect(await ask('mia', '!ask x')).toMatch(pong);
  expect(await ask('mia', '!ask x')).toMatch(full);
  expect(await ask('zoe', '!ask x')).toMatch(pong);
});
