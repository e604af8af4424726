import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ knowledge: true, settings: { rate_limiting: { wikipedia_rate_limit: 50 } } });
});
afterAll(() => bot.stop());

const mo = aViewer('mo', 'moderator', 'broadcaster');
const type = async (text: string) => (await bot.ask(text, mo)).text;

test('a cooldown is told as it was set, and one that is too long is refused with the limit', async () => {
  expect(await type('!cooldown 90')).toContain('1 min 30 s');
  expect(await type('!cooldown 999999')).toMatch(/de 0 à 24 h/);
  expect(await type('!cooldown ask 99999999999999999999')).toMatch(/de 0 à 24 h/);
  expect(await type('!cooldown')).toContain('1 min 30 s');
  expect(await type('!cooldown all off')).toMatch(/comme dans config\.yaml.* 10 s/);
});

test('a command whose cooldown is taken back has none of its own, in a sentence that says so', async () => {
  expect(await type('!cooldown ask 30')).toContain('Délai de !ask : 30 s');
  expect(await type('!cooldown ask off')).toBe(
    'De nouveau comme dans config.yaml. Pas de délai propre à !ask, seul compte le délai général (10 s).',
  );
});

test('a name that no account can have is told to be none', async () => {
  for (const command of ['!why @Léa', '!resetlimit Léa']) expect(await type(command)).toMatch(/pas un pseudo Twitch/);
  expect(await type('!why @nobody_here')).toMatch(/commande récente de nobody_here/);
});

test('taking somebody off a list who is not on it changes nothing, and says so', async () => {
  expect(await type('!deldev jean')).toMatch(/jean n'est pas dans la liste/);
  expect(await type('!unignore jean')).toMatch(/jean n'est pas dans la liste/);
  expect(await type('!adddev jean')).not.toMatch(/pas dans la liste/);
  expect(await type('!deldev jean')).not.toMatch(/pas dans la liste/);
});

test('help shows a command with the mark that it is typed with', async () => {
  expect(await type('!help ask')).toMatch(/^Aide → !ask ta question/);
});

test('the game on the stream, when there is none, is told not to be seen', async () => {
  expect(await type('!game')).toMatch(/pas de jeu en cours/);
});

test('a fact with a link that may not leave names the key that lets it', async () => {
  expect(await type('!fact add discord | https://discord.gg/abc')).toContain('links.allow');
  expect(await type('!fact add discord | viens sur discord.gg/abc')).toContain('links.allow');
});

test('an article that begins with its own title is not announced by it', async () => {
  expect(await type('!wiki tour eiffel')).toMatch(/^La tour Eiffel est /);
});

test('who was asked which one answers in a plain line, within the cooldown and once', async () => {
  for (const [login, question] of [
    ['lea', '!wiki mercure'],
    ['max', "!ask c'est quoi mercure ?"],
  ] as const) {
    const viewer = aViewer(login);
    expect((await bot.ask(question, viewer)).text).toMatch(/planète.*chimie/);
    await bot.silence('salut tout le monde', viewer);
    await bot.silence('la planète', aViewer('somebody'));
    // What replies to somebody else answers them.
    const other = bot.twitch.say('my_channel', aViewer('somebody'), 'laquelle ?');
    const toOther = bot.twitch.say('my_channel', viewer, 'la planète', { replyTo: other });
    await bot.silence('hmm', viewer);
    expect(bot.twitch.lines.filter(({ replyTo }) => replyTo === toOther)).toEqual([]);
    expect((await bot.ask('la planète', viewer)).text).toMatch(/^Mercure est la planète/);
    await bot.silence('la planète', viewer);
    expect((await bot.ask('!wiki paris', viewer)).text).toMatch(/\d s/);
  }
});
