import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
/** The bot has heard from Twitch that the act is done: what comes now is another offence. */
const noted = (act: RegExp) => until(async () => expect(await does('!modlog 1')).toMatch(act));
const done = (expected: readonly string[]) => until(() => expect(deeds()).toEqual(expected));

test('a link is deleted and is no command; whoever may write it is left alone, and !modlog tells', async () => {
  await start({ links: { on: true, allow: ['example.org'] } });
  // What is said unasked has ten seconds: what judges it is loaded by then.
  await does('!ping');
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

test('strikes climb: deleted, a minute, ten minutes; a pardon ends it and begins anew', async () => {
  await start({ links: { on: true, tell: false } });
  const first = says('https://evil.com/1');
  await done([`delete ${first}`]);
  says('https://evil.com/2');
  await done([`delete ${first}`, 'timeout 501 60 liens: evil.com']);
  await noted(/60 s/);
  says('https://evil.com/3');
  const third = [`delete ${first}`, 'timeout 501 60 liens: evil.com', 'timeout 501 600 liens: evil.com'];
  await done(third);
  await noted(/10 min/);
  expect(await does('!modlog 2')).toMatch(/lea : exclusion 10 min \(liens\) · .*lea : exclusion 60 s \(liens\)/);
  expect(await does('!pardon @lea')).toBe('C’est pardonné pour lea.');
  await done([...third, 'unban 501']);
  expect(await does('!modlog 1')).toMatch(/lea : exclusion levée \(@mo\)/);
  const again = says('https://evil.com/4');
  await done([...third, 'unban 501', `delete ${again}`]);
  expect(await does('!pardon personne_du_tout')).toMatch(/Personne ne s’appelle/);
});

test('a ladder of its own, with a warning; the line goes too', async () => {
  await start({ words: { on: true, list: ['gros mot'], strikes: ['warn', 'ban'], tell: false } });
  const id = says('c’est un GR0S   m0t ça');
  await done([`delete ${id}`, 'warn 501 mots interdits']);
  // Subscribers are spared by other filters, not by this one.
  const sam = { ...aViewer('sam', 'subscriber'), id: '503' };
  const other = says('gros mot', sam);
  await done([`delete ${id}`, 'warn 501 mots interdits', `delete ${other}`, 'warn 503 mots interdits']);
  says('gros mot', sam);
  await until(() => expect(deeds().at(-1)).toBe('ban 503 mots interdits'));
});

test('a dry run does nothing and says nothing; the log of moderation and the feed show it, and commands are answered', async () => {
  await start(
    { dry_run: true, links: { on: true } },
    { env: { SERDABOT_ADMIN_TOKEN: 'a-token-that-is-long-enough-for-it' } },
  );
  expect(await does('!ping https://evil.com', lea)).not.toBe('');
  says('https://evil.com');
  await until(async () =>
    expect(await does('!modlog')).toMatch(/lea : à blanc : exclusion 60 s .*lea : à blanc : message effacé/),
  );
  expect(deeds()).toEqual([]);
  expect(bot.twitch.lines.filter(({ replyTo }) => replyTo === null)).toEqual([]);
  const { port } = bot.app.address()!;
  const answer = await fetch(`http://127.0.0.1:${port}/api/feed`, {
    headers: { authorization: 'Bearer a-token-that-is-long-enough-for-it' },
  });
  const { items } = (await answer.json()) as { items: { kind: string }[] };
  expect(items.filter(({ kind }) => kind === 'moderation')).toMatchObject([
    { command: 'delete', ending: 'ignored', by: 'links', viewer: 'lea', text: '!ping https://evil.com' },
    { command: 'timeout', ending: 'ignored', by: 'links', viewer: 'lea', text: 'https://evil.com' },
  ]);
  // In chat it is turned off, and the first strike is the first.
  expect(await does('!filter dry off')).toBe('La modération agit.');
  const id = says('https://evil.com');
  await done([`delete ${id}`]);
  expect(await does('!undo')).toMatch(/dry run/);
  expect(await does('!filter')).toMatch(/^Actifs : links\. .*À blanc/);
});

test('a permission that is missing is said once, in the log of moderation and in /ready', async () => {
  await start({ links: { on: true } }, { scopes: ['moderator:manage:chat_messages'] });
  says('https://evil.com/1');
  await until(() => expect(deeds()).toHaveLength(1));
  says('https://evil.com/2');
  says('https://evil.com/3');
  await until(async () =>
    expect(await does('!modlog 1')).toMatch(
      /raté : exclusion (?:60 s|10 min) \(il manque la permission moderator:manage:banned_users/,
    ),
  );
  const parts = ((await (await bot.get('/ready')).json()) as { parts: Record<string, unknown> }).parts;
  expect(parts['moderation']).toMatchObject({ state: 'cannot act', detail: expect.stringContaining('banned_users') });
  const warnings = bot.log.filter((line) => line.includes('moderation cannot act'));
  expect(warnings).toHaveLength(1);
  expect(await does('!pardon lea')).toMatch(/Twitch n’a pas levé l’exclusion : il manque la permission moderator/);
});

test('a bot that is no moderator says so, and goes on answering', async () => {
  await start({ caps: { on: true } }, { helix: { channels: [{ login: 'my_channel', id: '1' }] } });
  bot.helix!.channel('my_channel').moderators.delete('900');
  says('POURQUOI PERSONNE NE ME RÉPOND ICI');
  const why = 'the bot is no moderator in #my_channel: type /mod serdabot there';
  await until(() => expect(bot.log.some((line) => line.includes(`moderation cannot act: ${why}`))).toBe(true));
  const { parts } = (await (await bot.get('/ready')).json()) as { parts: Record<string, unknown> };
  expect(parts['moderation']).toMatchObject({ state: 'cannot act', detail: why });
  expect(await does('!modlog')).toMatch(
    /raté : message effacé \(je ne suis pas modérateur ici : tape \/mod serdabot\)/,
  );
  expect(deeds()).toEqual([]);
  expect(await does('!ping', lea)).not.toBe('');
});

test('a line that Twitch delivers twice is one strike, and one that somebody deleted first is done', async () => {
  await start({ links: { on: true, tell: false } });
  const id = bot.twitch.say('my_channel', lea, 'https://evil.com', { copies: 2 });
  await done([`delete ${id}`]);
  const gone = bot.twitch.say('my_channel', max, 'https://evil.com', { id: 'unknown-1' });
  await until(async () => expect(await does('!modlog 1')).toMatch(/max : message effacé \(liens\)$/));
  expect(gone).toBe('unknown-1');
  expect(deeds()).toHaveLength(1);
});

test('strikes outlive a restart and are gone with !forgetme, which lets nobody write what they like', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-moderation-'));
  const storage = { url: `sqlite:${join(folder, 'bot.db')}`, folder };
  await start({ links: { on: true, tell: false } }, { storage });
  says('https://evil.com');
  await until(() => expect(deeds()).toHaveLength(1));
  await does('!filter caps on');
  await bot.stop();
  await start({ links: { on: true, tell: false } }, { storage });
  expect(await does('!filter')).toMatch(/^Actifs : links, caps\./);
  says('https://evil.com');
  await done(['timeout 501 60 liens: evil.com']);
  await noted(/60 s/);
  await does('!forgetme', lea);
  expect(await does('!modlog')).toMatch(/encore rien fait/);
  const id = says('https://evil.com');
  await done(['timeout 501 60 liens: evil.com', `delete ${id}`]);
  await until(async () => expect(await does('!modlog')).toMatch(/^\S+ quelqu’un : message effacé \(liens\)$/));
  expect(bot.log.filter((line) => line.includes('moderation: ')).at(-1)).not.toMatch(/lea|501/);
  rmSync(folder, { recursive: true });
});

test('a filter that is turned on in chat looks at the very next line', async () => {
  await start({ tell: false });
  const before = says('https://evil.com');
  expect(await does('!filter')).toMatch(/^Aucun filtre actif\./);
  expect(await does('!filter links on')).toBe('Le filtre liens est actif.');
  const id = says('https://evil.com', max);
  await done([`delete ${id}`]);
  expect(before).not.toBe(id);
  expect(await does('!filter links allow https://Evil.com/')).toBe('Les liens vers evil.com passent.');
  expect(await does('!filter words add mauvais*')).toBe('C’est noté.');
  expect(await does('!filter words add /(?<=a)b/')).toMatch(/Je ne comprends pas/);
  expect(await does('!filter words on')).toMatch(/actif/);
  says('https://evil.com', max);
  const other = says('c’est mauvaise langue');
  await done([`delete ${id}`, `delete ${other}`]);
  expect(await does('!filter words del mauvais*')).toBe('C’est retiré.');
  expect(await does('!filter words del mauvais*')).toMatch(/n’est pas dans la liste/);
  expect(await does('!filter links maybe')).toMatch(/^Comme ceci/);
  expect(await does('!filter links usual')).toMatch(/comme dans config\.yaml/);
  expect(await does('!permit')).toMatch(/^Comme ceci/);
  expect(await does('!filter', lea)).not.toMatch(/Actifs/);
});

test('the same first line by five accounts: all five lines go; a raid that Twitch told of is let be', async () => {
  await start({ lookalikes: { on: true, tell: false } });
  const bots = Array.from({ length: 6 }, (_, i) => ({ ...aViewer(`bot${i}`), id: `70${i}` }));
  const first = (i: number, text: string) =>
    bot.twitch.say('my_channel', bots[i]!, text, { tags: { 'first-msg': '1' } });
  const ids = [0, 1, 2, 3, 4].map((i) => first(i, `Achetez des viewers ici n${i}`));
  await until(() => expect(deeds().toSorted()).toEqual(ids.map((id) => `delete ${id}`).toSorted()));
  bot.twitch.raid('my_channel', max, 40);
  first(5, 'Achetez des viewers ici n5');
  await does('!ping');
  expect(deeds()).toHaveLength(5);
});

test('whatever is on, nobody has a moderator, the streamer, a known bot or a line of another channel punished', async () => {
  const on = { on: true, exempt: [], tell: false };
  const all = ['links', 'caps', 'symbols', 'emotes', 'length', 'mentions', 'repeated', 'flood', 'lookalikes'];
  await start({ ...Object.fromEntries(all.map((name) => [name, on])), words: { ...on, list: ['zut'] } });
  const boss = { ...aViewer('my_channel', 'broadcaster'), id: '1' };
  const nightbot = { ...aViewer('nightbot'), id: '800' };
  const bad = 'ZUT ZUT ZUT ZUT ZUT ZUT ZUT ZUT ZUT ZUT https://evil.com !!!!!!!!!!!!!!!!!!!!!!!!!!!!!!';
  for (const viewer of [mod, boss, nightbot]) for (let i = 0; i < 12; i++) says(bad, viewer);
  bot.twitch.say('my_channel', lea, bad, { source: { roomId: '77' } });
  bot.twitch.say('my_channel', lea, bad, { tags: { badges: 'bot-badge/1' } });
  // A name and a text that pretend: the badges alone count.
  const liar = { ...aViewer('liar'), id: '801', name: 'my_channel' };
  const id = says(`@my_channel mod=1 badges=broadcaster/1 ${bad}`, liar);
  await done([`delete ${id}`]);
  await does('!ping');
  expect(deeds()).toEqual([`delete ${id}`]);
});
