import { afterEach, expect, test } from 'vitest';
import { type Bot, type BotOptions, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';
import { until } from './support/until.ts';

let bot: Bot;
afterEach(() => bot.stop());

const lea = { ...aViewer('lea'), id: '501' };
const bob = { ...aViewer('bob'), id: '502' };

async function start(reactions: object, options: BotOptions = {}) {
  bot = await startBot({ helix: {}, features: { reactions }, ...options });
  const { eventsub } = bot.helix!;
  const types = () => eventsub.subscriptions.map(({ type }) => type);
  await until(() => expect(types()).toContain('channel.raid'));
  return { eventsub, types, said: () => bot.twitch.next(({ replyTo }) => replyTo === null) };
}
const ready = async () => (await (await bot.get('/ready')).json()) as { parts: Record<string, unknown> };

test('a stream that begins is announced, known at once and in the feed of what happened', async () => {
  const { eventsub, types, said } = await start(
    { online: { on: true, say: 'On est en direct' }, raid: { on: false } },
    { scopes: ['moderator:read:followers'] },
  );
  expect(types()).toEqual(['stream.online', 'stream.offline', 'channel.follow', 'channel.update', 'channel.raid']);
  expect((await ready()).parts['eventsub']).toEqual({ state: 'connected', detail: '5 subscriptions' });
  expect((await bot.ask('!uptime')).text).toMatch(/pas de direct/);
  const online = said();
  eventsub.online('my_channel', { isKnown: false });
  expect((await online).text).toBe('On est en direct');
  expect((await bot.ask('!uptime')).text).toMatch(/depuis/);
});

test('a raid that chat and EventSub tell is greeted once', async () => {
  const { eventsub, said } = await start({ raid: { say: 'Bienvenue $(user)' } });
  const greeting = said();
  eventsub.raid('my_channel', bob, 42);
  bot.twitch.raid('my_channel', bob, 42);
  expect((await greeting).text).toBe('Bienvenue Bob');
  await bot.ask('!ping');
  expect(bot.twitch.lines).toHaveLength(2);
  expect(bot.log.filter((line) => /announcement/.test(line))).toHaveLength(1);
});

test('a follower is thanked', async () => {
  const { eventsub, said } = await start({ follow: { on: true } }, { scopes: ['moderator:read:followers'] });
  const thanks = said();
  eventsub.follow('my_channel', lea);
  expect((await thanks).text).toBe('Merci Lea de suivre la chaîne, et bienvenue !');
});

test('a first message is welcomed, in a chat where nothing is read that is not for the bot', async () => {
  const { said } = await start({ first_chat: { on: true } });
  const welcome = said();
  bot.twitch.say('my_channel', bob, 'coucou', { tags: { 'first-msg': '0' } });
  bot.twitch.say('my_channel', lea, 'coucou', { tags: { 'first-msg': '1' } });
  expect((await welcome).text).toBe('Bienvenue Lea, c’est ton premier message ici !');
});
