import { afterEach, expect, test } from 'vitest';
import type { Viewer } from '../src/domain/viewer.ts';
import { type Bot, type BotOptions, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';
import { until } from './support/until.ts';

let bot: Bot;
afterEach(() => bot.stop());

const lea = { ...aViewer('lea'), id: '501' };
const max = { ...aViewer('max'), id: '502' };
const mod = { ...aViewer('mo', 'moderator'), id: '600' };
const all = ['moderator:manage:chat_messages', 'moderator:manage:banned_users', 'moderator:manage:warnings'];

async function start(moderation: object, options: Partial<BotOptions> = {}) {
  bot = await startBot({
    helix: { channels: [{ login: 'my_channel', id: '1', moderators: ['900', '600'] }] },
    scopes: all,
    features: { moderation },
    ...options,
  });
}
const says = (text: string, viewer: Viewer = lea) => bot.twitch.say('my_channel', viewer, text);
const does = async (text: string, viewer = mod) => (await bot.ask(text, viewer)).text;
const deeds = () => bot.helix!.deeds.map(({ kind, detail }) => `${kind} ${detail}`);
const done = (expected: readonly string[]) => until(() => expect(deeds()).toEqual(expected));

test('a link is deleted and is no command; whoever may write it is left alone, and !modlog tells', async () => {
  await start({ links: { on: true, allow: ['example.org'] } });
  const id = says('!ping https://evil.com/x');
  const told = bot.twitch.next(({ replyTo }) => replyTo === null);
  await done([`delete ${id}`]);
  expect((await told).text).toMatch(/Lea, les liens/);
  says('regardez https://www.example.org/page');
  says('https://evil.com', mod);
  says('https://evil.com', aViewer('sam', 'subscriber'));
  expect(await does('!permit @max 60')).toBe('max peut poster un lien pendant 60 s.');
  says('https://evil.com/mine', max);
  expect(await does('!modlog')).toMatch(/^\d\d:\d\d lea : message effacé \(liens\)$/);
  expect(bot.twitch.lines.some(({ replyTo }) => replyTo === id)).toBe(false);
  expect(deeds()).toHaveLength(1);
});
