import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { writeTokenFile } from '../src/twitch/tokens.ts';
import { type Bot, type BotOptions, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

let bot: Bot;
afterEach(() => bot.stop());

const lea = { ...aViewer('lea'), id: '501' };
const sub = aViewer('sam', 'subscriber');
const mod = aViewer('mo', 'moderator');
const does = async (text: string, viewer = lea) => (await bot.ask(text, viewer)).text;

type Channel = NonNullable<NonNullable<BotOptions['helix']>['channels']>[number];
async function live(over: Partial<Channel> = {}, scopes: readonly string[] = []) {
  const channel = { login: 'my_channel', id: '1', title: 'On joue', game: 'Hades', liveSince: Date.now() - 3_600_000 };
  bot = await startBot({
    helix: { channels: [{ ...channel, followers: { '501': Date.now() - 40 * 86_400_000 }, ...over }] },
    scopes,
  });
}
const all = ['moderator:read:followers', 'moderator:manage:shoutouts', 'clips:edit', 'channel:manage:broadcast'];

test('what is on air, since when, and who follows', async () => {
  await live({}, all);
  expect(await does('!uptime')).toMatch(/depuis 1 h/);
  expect(await does('!title')).toBe('Titre : On joue');
  expect(await does('!category')).toBe('Catégorie : Hades');
  expect(await does('!followage')).toMatch(/^Lea suit la chaîne depuis 40 j/);
  expect(await does('!followage', aViewer('max'))).toMatch(/ne suit pas/);
  await does('!addcom !info $(title) · $(category) · $(uptime) · $(viewers) · $(followage)', mod);
  expect(await does('!info')).toMatch(/^On joue · Hades · 1 h.* · 12 · 40 j/);
});

test('while nothing is on air that is what is said', async () => {
  await live({ liveSince: null }, all);
  expect(await does('!uptime')).toMatch(/pas de direct/);
  expect(await does('!clip', sub)).toMatch(/pas de direct/);
  expect(await does('!title')).toBe('Titre : On joue');
});

test('a clip and a shout-out are made on Twitch too', async () => {
  await live({}, all);
  expect(await does('!clip', sub)).toMatch(/https:\/\/clips\.twitch\.tv\/Clip/);
  expect(await does('!so @my_channel', mod)).toMatch(
    /My_channel, la dernière fois sur Hades : https:\/\/twitch\.tv\/my_channel/,
  );
  expect(await does('!so nobody_at_all', aViewer('my_channel', 'broadcaster'))).toMatch(/Personne ne s’appelle/);
  expect(await does('!so', aViewer('my_channel', 'broadcaster'))).toMatch(/Qui \?/);
});

test.each([
  ['!followage', lea, /moderator:read:followers/],
  ['!clip', sub, /clips:edit/],
  ['!title Nouveau titre', mod, /channel:manage:broadcast.*compte de la chaîne/],
  ['!category Celeste', mod, /channel:manage:broadcast/],
])('%s names the permission that is missing', async (typed, viewer, scope) => {
  await live();
  expect(await does(typed, viewer)).toMatch(scope);
});

test('with a token of the channel’s own account moderators change title and category; viewers change nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-stream-'));
  const own = { login: 'my_channel', id: '1' };
  bot = await startBot({
    helix: { channels: [{ ...own, title: 'On joue', game: 'Hades' }] },
    scopes: all,
    storage: { url: 'memory:', folder },
  });
  // The bot's own token, whatever it may, is not the channel's.
  expect(await does('!title Nouveau', mod)).toMatch(/npm run login broadcaster/);
  const { grants } = bot.helix!;
  const file = join(folder, 'data', 'tokens.my_channel.json');
  writeTokenFile(file, grants.issue({ login: 'serdabot', id: '900' }, ['channel:manage:broadcast']));
  expect(await does('!title Nouveau', mod)).toMatch(/npm run login broadcaster/);
  const issued = grants.issue(own, ['channel:manage:broadcast']);
  writeTokenFile(file, issued);
  expect(await does('!title Nouveau titre', mod)).toBe('Le titre est maintenant : Nouveau titre');
  expect(await does('!category celeste', mod)).toBe('La catégorie est maintenant : Celeste');
  expect(bot.helix!.channel('my_channel')).toMatchObject({ title: 'Nouveau titre', game: 'Celeste' });
  expect(await does('!title Autre')).not.toMatch(/maintenant/);
  expect(await does('!category Rien de tel', mod)).toMatch(/ne connaît pas de catégorie « Rien de tel »/);
  grants.disconnect('my_channel');
  expect(await does('!title Encore', mod)).not.toMatch(/maintenant/);
  rmSync(folder, { recursive: true });
});

test('a bot that is no moderator does not say that nobody follows', async () => {
  await live({}, all);
  bot.twitch.standing('my_channel', 'viewer');
  await bot.ask('!ping');
  expect(await does('!followage', aViewer('max'))).toMatch(/\/mod serdabot/);
});

test('without an API of Twitch nothing is claimed', async () => {
  bot = await startBot();
  expect(await does('!uptime')).toMatch(/pas de direct/);
  expect(await does('!followage')).toMatch(/Twitch n’a pas voulu/);
});

test('gifts are thanked for on the wire, once for all of them; a raid of one and what is off are not', async () => {
  bot = await startBot({ features: { reactions: { gift: { say: 'Merci $(user) pour les $(count) !' } } } });
  const thanked = bot.twitch.next(({ replyTo }) => replyTo === null);
  bot.twitch.raid('my_channel', aViewer('bob'), 1);
  bot.twitch.say('my_channel', lea, 'Cheer100', { bits: 100 });
  bot.twitch.gift('my_channel', aViewer('ana'), [lea, sub, mod]);
  expect((await thanked).text).toBe('Merci Ana pour les 3 !');
  await does('!uptime');
  expect(bot.twitch.lines).toHaveLength(2);
});
