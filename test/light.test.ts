import { afterEach, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

let bot: Bot;
afterEach(() => bot.stop());

const rate_limiting = { light_cooldown: 3, light_channel_cooldown: 5, user_cooldown: 0, max_requests_per_user_hour: 1 };

test('light commands use up no question, and a question makes no light command wait', async () => {
  bot = await startBot({ settings: { rate_limiting } });
  const lea = aViewer('lea');
  expect((await bot.ask('!ping', lea)).text).toMatch(/depuis/);
  expect((await bot.ask('!ping', lea)).text).not.toMatch(/depuis/);
  expect((await bot.ask('!ask raconte-moi une blague', lea)).text).not.toMatch(/quota|questions/i);
  expect((await bot.ask('!ask encore une autre blague', lea)).text).toMatch(/\d+ (min|h)/);
});

test('moderators are exempt from light limits, and their uses make no viewer wait', async () => {
  bot = await startBot({ settings: { rate_limiting } });
  const mo = aViewer('mo', 'moderator');
  for (let i = 0; i < 3; i++) expect((await bot.ask('!botstatus', mo)).text).not.toMatch(/patience/);
  await bot.ask('!ping', mo);
  expect((await bot.ask('!ping')).text).not.toMatch(/\b\d s\b.*(pause|redemande|reviens)/i);
});
