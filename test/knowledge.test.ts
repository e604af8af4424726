import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({
    knowledge: true,
    helix: {
      clientSecret: 'sandboxclientsecret00000000000',
      channels: [{ login: 'my_channel', id: '1', moderators: ['900'], liveSince: 1_700_000_000_000, game: 'Celeste' }],
    },
    settings: {
      rate_limiting: { user_cooldown: 0, wikipedia_rate_limit: 50, igdb_rate_limit: 4 },
    },
  });
});
afterAll(() => bot.stop());

let viewers = 0;
const ask = async (text: string) => (await bot.ask(text, aViewer(`viewer_${viewers++}`))).text;

test('!wiki tells what Wikipedia says, and the second time it does not ask again', async () => {
  expect(await ask('!wiki tour eiffel')).toMatch(/^Tour Eiffel : .*\(Wikipédia\)$/);
  const asked = bot.wikipedia!.count;
  expect(await ask('!wiki Tour Eiffel')).toMatch(/^Tour Eiffel : /);
  expect(bot.wikipedia!.count).toBe(asked);
});

test('!wiki with a name that several things have asks which', async () => {
  expect(await ask('!wiki mercure')).toMatch(/Mercure \(planète\)/);
});

test('!game tells the essentials of a game with its link and source', async () => {
  const line = await ask('!game hades');
  expect(line).toMatch(
    /^Hades : sorti le 17 septembre 2020 · Supergiant Games · .*igdb\.com\/games\/hades \(source : IGDB\.com\)$/,
  );
  expect(await ask('!gameinfo HADES')).toBe(line);
  expect(bot.igdb!.maxPerSecond).toBeLessThanOrEqual(4);
});

test('!game alone is the game being streamed', async () => {
  expect(await ask('!game')).toMatch(/^Celeste : /);
});

test('a game that the database does not have is looked for in Wikipedia', async () => {
  expect(await ask('!game tour eiffel')).toMatch(/^Tour Eiffel : .*\(Wikipédia\)$/);
});

test('when the sources fail, the bot says so, and what it knew before it still knows', async () => {
  await bot.wikipedia!.fault({ status: 500 });
  await bot.igdb!.fault({ status: 500 });
  expect(await ask('!wiki paris')).toMatch(/source/i);
  expect(await ask('!wiki tour eiffel')).toMatch(/^Tour Eiffel : /);
  await bot.wikipedia!.fault(null);
  await bot.igdb!.fault(null);
});

test('/ready tells the state of the sources', async () => {
  const { parts } = (await (await bot.get('/ready')).json()) as { parts: { knowledge: unknown } };
  expect(parts.knowledge).toEqual({ state: expect.any(String), detail: expect.stringContaining('igdb: ') });
});

test('!ask about a game’s facts is answered by the database, without a model', async () => {
  const before = bot.models.completions;
  expect(await ask('!ask quand est sorti Celeste ?')).toBe('Celeste est sorti le 25 janvier 2018. (source : IGDB.com)');
  expect(await ask('!ask qui a fait Hades')).toMatch(/Supergiant Games/);
  expect(bot.models.completions).toBe(before);
});

test('!ask about a thing or a person is answered by Wikipedia, and by its name as a mention too', async () => {
  expect(await ask("!ask c'est quoi la tour eiffel ?")).toMatch(/^Tour Eiffel : .*\(Wikipédia\)$/);
  expect(await ask("@serdabot c'est quoi la tour eiffel ?")).toMatch(/^Tour Eiffel : .*\(Wikipédia\)$/);
});

test('a fact that no source has is not left to a model that would guess', async () => {
  const before = bot.models.completions;
  expect(await ask('!ask quand est sorti le jeu Zblorg Quest 7 ?')).toMatch(/Zblorg Quest 7/i);
  expect(bot.models.completions).toBe(before);
});

test('what has to be picked out of an article is answered by the model from it, and the source is named', async () => {
  const line = await ask("!ask combien mesure la tour eiffel ?");
  expect(line).toMatch(/Wikipédia/);
  const { messages } = bot.models.requests.at(-1)!.body as { messages: { role: string; content: string }[] };
  expect(messages.at(-1)?.content).toMatch(/^combien mesure la tour eiffel[\s\S]*à partir de ces informations de Wikipédia/);
  expect(messages[0]?.content).not.toMatch(/Eiffel/);
});
