import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

const limits = { user_cooldown: 0, wikipedia_rate_limit: 50, igdb_rate_limit: 4 };
let bot: Bot;
beforeAll(async () => {
  bot = await startBot({
    knowledge: true,
    helix: {
      clientSecret: 'sandboxclientsecret00000000000',
      channels: [{ login: 'my_channel', id: '1', moderators: ['900'], liveSince: 1_700_000_000_000, game: 'Celeste' }],
    },
    settings: { rate_limiting: limits },
  });
});
afterAll(() => bot.stop());

let viewers = 0;
const ask = async (text: string) => (await bot.ask(text, aViewer(`viewer_${viewers++}`))).text;

test('!wiki tells what Wikipedia says, and the second time it does not ask again', async () => {
  expect(await ask('!wiki tour eiffel')).toMatch(/^La tour Eiffel est .*\(Wikipédia\)$/);
  const asked = bot.wikipedia!.count;
  expect(await ask('!wiki Tour Eiffel')).toMatch(/^La tour Eiffel est /);
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
  expect(await ask('!game échecs')).toMatch(/^Les échecs sont .*jeu de plateau.*\(Wikipédia\)$/);
  expect(await ask('!game tour eiffel')).toMatch(/rien trouvé/i);
});

test('when the sources fail, the bot says so, and what it knew before it still knows', async () => {
  await bot.wikipedia!.fault({ status: 500 });
  await bot.igdb!.fault({ status: 500 });
  expect(await ask('!wiki paris')).toMatch(/source/i);
  expect(await ask('!wiki tour eiffel')).toMatch(/^La tour Eiffel est /);
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
  expect(await ask("!ask c'est quoi la tour eiffel ?")).toMatch(/^La tour Eiffel est .*\(Wikipédia\)$/);
  expect(await ask("@serdabot c'est quoi la tour eiffel ?")).toMatch(/^La tour Eiffel est .*\(Wikipédia\)$/);
});

test('a page that is rather not the one that was meant is asked about, and told where the viewer says yes', async () => {
  const viewer = aViewer('in_doubt');
  const first = await bot.ask('!ask c ki deja le physicien avec son chat mort vivant dans une boite', viewer);
  expect(first.text).toMatch(/^Tu parles de « Physicien » \? Dis oui/);
  expect((await bot.ask('!ask oui', viewer)).text).toMatch(/^Le physicien est .*\(Wikipédia\)$/);
});

test('a word that nobody typed for the bot gets what was asked, of the page that was chosen', async () => {
  const viewer = aViewer('in_a_word');
  expect((await bot.ask('!ask mercure a été découvert quand ?', viewer)).text).toMatch(/planète.*chimie/);
  await bot.ask('la planète', viewer);
  const { messages } = bot.models.requests.at(-1)!.body as { messages: { content: string }[] };
  expect(messages.at(-1)?.content).toMatch(/^mercure a été découvert quand[\s\S]*planète/);
  expect((await bot.ask('!ask mercure a été découvert quand ?', viewer)).text).toMatch(/planète.*chimie/);
});

test('a fact that no source has is not left to a model that would guess', async () => {
  const before = bot.models.completions;
  expect(await ask('!ask quand est sorti le jeu Zblorg Quest 7 ?')).toMatch(/source|inventer/);
  expect(bot.models.completions).toBe(before);
});

test('what has to be picked out of an article is answered by the model from it, and the source is named', async () => {
  const line = await ask('!ask combien mesure la tour eiffel ?');
  expect(line).toMatch(/Wikipédia/);
  const { messages } = bot.models.requests.at(-1)!.body as { messages: { role: string; content: string }[] };
  expect(messages.at(-1)?.content).toMatch(
    /^combien mesure la tour eiffel[\s\S]*à partir de ces informations de Wikipédia/,
  );
  expect(messages[0]?.content).not.toMatch(/Eiffel/);
});

test('the game on the stream is meant by who names none, unless another one was just spoken of', async () => {
  const before = bot.models.completions;
  expect(await ask("!ask c'est sorti quand ?")).toMatch(/^Celeste est sorti le 25 janvier 2018/);
  expect(await ask('!ask qui a développé ce jeu ?')).toMatch(/Maddy Makes Games/);
  expect(await ask("@serdabot c'est quoi comme jeu ?")).toMatch(/^Celeste : .*igdb\.com/);
  const lea = aViewer('lea');
  await bot.ask('!ask qui a fait hades ?', lea);
  expect((await bot.ask('!ask et ça tourne sur quoi ?', lea)).text).toMatch(/^Hades est sorti sur PC/);
  expect(bot.models.completions).toBe(before);
});

test('two questions in one line get both answers, or the reply says which one it answers', async () => {
  const both = await ask('!ask qui a fait Hades ? et quand est sorti Celeste ?');
  expect(both).toMatch(/Supergiant Games.*Celeste est sorti le 25 janvier 2018/);
  expect(await ask('!ask qui a fait Hades et quand est sorti Celeste')).toMatch(/Supergiant Games.*25 janvier 2018/);
  expect(await ask('!ask quand est sorti Celeste ? quand est sorti le jeu Zblorg Quest 7 ?')).toMatch(
    /25 janvier 2018.*première question/,
  );
  expect(await ask('!ask quand est sorti le jeu Zblorg Quest 7 ? quand est sorti Celeste ?')).toMatch(
    /25 janvier 2018.*seconde question/,
  );
});

test('who was asked which one may answer in a word', async () => {
  const max = aViewer('max');
  expect((await bot.ask('!wiki mercure', max)).text).toMatch(/planète.*chimie/);
  expect((await bot.ask('@serdabot la planète', max)).text).toMatch(/^Mercure est la planète/);
  expect((await bot.ask("!ask c'est quoi mercure ?", max)).text).toMatch(/planète.*chimie/);
  expect((await bot.ask('!wiki chimie', max)).text).toMatch(/^Le mercure est l’élément chimique/);
  // What was asked is asked of the one that was chosen.
  expect((await bot.ask('!ask mercure a été découvert quand ?', max)).text).toMatch(/planète.*chimie/);
  const before = bot.models.completions;
  await bot.ask('!ask la planète', max);
  expect(bot.models.completions).toBe(before + 1);
});

test('nicknames, editions and what chats leave out of a title find the game', async () => {
  expect(await ask('!game zelda botw')).toMatch(/^The Legend of Zelda: Breath of the Wild : /);
  expect(await ask('!game skyrim special edition')).toMatch(/^The Elder Scrolls V: Skyrim : /);
  expect(await ask('!game baldurs gate 3')).toMatch(/^Baldur's Gate 3 : /);
});

test('a source that hangs leaves the other one and the deadline their time', async () => {
  bot.configure({ llm: { reply_deadline: 4 }, rate_limiting: limits });
  await bot.igdb!.fault('hang');
  expect(await ask('!game tetris')).toMatch(/^Tetris est .*\(Wikipédia\)$/);
  await bot.igdb!.fault(null);
});

test('one application token serves all questions, look-ups and failures can be counted', async () => {
  expect(bot.helix!.grants.appTokens).toBe(1);
  for (let n = 0; n < 2; n++) expect(await ask('!wiki zblorg')).toMatch(/rien trouvé/i);
  const metrics = await (await bot.get('/metrics')).text();
  for (const result of ['hit', 'miss', 'negative', 'error']) {
    expect(metrics).toMatch(
      new RegExp(`serdabot_cache_requests_total\\{cache="wikipedia",result="${result}"\\} [1-9]`),
    );
  }
  expect(metrics).toMatch(/serdabot_cache_requests_total\{cache="igdb",result="hit"\} [1-9]/);
});

test('without credentials the streamer is told once, and Wikipedia is asked about games', async () => {
  const other = await startBot({ knowledge: true, settings: { rate_limiting: limits } });
  for (const [line, expected] of [
    ['!game tetris', /^Tetris est .*\(Wikipédia\)$/],
    ['!game mercure', /rien trouvé/i],
    ['!ask qui a fait tetris ?', /Wikipédia/],
    ['!game', /pas de jeu en cours/],
  ] as const) {
    expect((await other.ask(line, aViewer(`viewer_${viewers++}`))).text).toMatch(expected);
  }
  expect(other.log.filter((line) => /IGDB has no credentials/.test(line))).toHaveLength(1);
  const { parts } = (await (await other.get('/ready')).json()) as { parts: { knowledge: { detail: string } } };
  expect(parts.knowledge.detail).toMatch(/igdb: no credentials/);
  await other.stop();
});

test('what was found is still known after a restart, the sources being down', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-knowledge-'));
  const options = {
    knowledge: true,
    storage: { url: 'sqlite:bot.db', folder },
    settings: { rate_limiting: limits },
  } as const;
  const first = await startBot(options);
  const line = (await first.ask('!wiki Tour Eiffel')).text;
  await first.stop();
  const second = await startBot(options);
  await second.wikipedia!.fault('refuse');
  expect((await second.ask('!wiki tour eiffel')).text).toBe(line);
  expect(second.wikipedia!.count).toBe(0);
  expect((await second.ask('!wiki Paris')).text).toMatch(/source/);
  await second.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('sums, units, money, times and the weather are answered without a model', async () => {
  const before = bot.models.completions;
  expect(await ask('!ask combien font 17 fois 23 ?')).toMatch(/= 391$/);
  expect(await ask('!ask 10 miles en km')).toMatch(/= 16,09 km$/);
  expect(await ask('!ask 50 euros en dollars')).toMatch(/^50 EUR = .* USD/);
  expect(await ask('!ask il est quelle heure à tokyo ?')).toMatch(/^Tokyo : .*\d\d:\d\d\.$/);
  expect(await ask('!ask météo lyon')).toMatch(/^Lyon : .*°C.*Open-Meteo/);
  expect(await ask('!ask combien coûte elden ring')).toMatch(/source|inventer/);
  expect(bot.models.completions).toBe(before);
});

test('what a line leaves out is what its viewer asked about before, and nobody else’s', async () => {
  const zoe = aViewer('zoe');
  expect((await bot.ask('!ask qui est zinédine zidane ?', zoe)).text).toMatch(/Zidane/);
  expect((await bot.ask('!ask quel âge a-t-il ?', zoe)).text).toMatch(/^Zinédine Zidane a \d\d ans/);
  expect((await bot.ask('!ask et thomas pesquet ?', zoe)).text).toMatch(/Pesquet/);
  expect(await ask('!ask quel âge a-t-il ?')).not.toMatch(/Zidane|Pesquet/);
  const tom = aViewer('tom');
  await bot.ask('!ask quand est sorti hades ?', tom);
  expect((await bot.ask('!ask et celeste ?', tom)).text).toMatch(/^Celeste est sorti le 25 janvier 2018/);
});

test('a misspelt name is found, and an exact value comes with its source', async () => {
  expect(await ask('!ask marie curi est morte quand')).toMatch(
    /^Marie Curie : décès le 4 juillet 1934, à 66 ans\. \(Wiki/,
  );
  expect(await ask('!wiki albert einstien')).toMatch(/Einstein/);
  expect(await ask("!ask capitale de l'australie")).toMatch(/Canberra\. \(Wikipédia\)$/);
});
