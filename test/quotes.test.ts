import { afterEach, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

let bot: Bot;
afterEach(() => bot.stop());

const lea = aViewer('lea');
const mod = aViewer('mo', 'moderator');
const does = async (text: string, viewer = lea) => (await bot.ask(text, viewer)).text;

test('quotes are added, found by number and by words, changed and deleted; a number never comes back', async () => {
  bot = await startBot();
  expect(await does('!quote')).toMatch(/Aucune citation/);
  expect(await does('!quote add Je suis né pour gagner - Lea', mod)).toMatch(/citation 1\b/);
  expect(await does('!addquote Les crêpes, c’est la vie - Max', mod)).toMatch(/citation 2\b/);
  expect(await does('!quote 1')).toMatch(/№ 1 : « Je suis né pour gagner » — Lea, /);
  expect(await does('!quote crepes')).toMatch(/№ 2 /);
  expect(await does('!quote ganger')).toMatch(/№ 1 /);
  expect(await does('!quote zzzzzz')).toMatch(/pas cette citation/);
  expect(await does('!quote')).toMatch(/№ [12] /);
  expect(await does('!quote edit 2 Les gaufres aussi', mod)).toMatch(/à jour/);
  expect(await does('!quote 2')).toMatch(/Les gaufres aussi » — Max/);
  expect(await does('!delquote 2', mod)).toMatch(/n’existe plus/);
  expect(await does('!quote add Encore - Max', mod)).toMatch(/citation 3\b/);
  expect(await does('!quote 2')).toMatch(/pas cette citation/);
});

test('viewers do not change quotes unless config.yaml lets them', async () => {
  bot = await startBot({ features: { quotes: { change: 'viewer' } } });
  expect(await does('!quote add Bonjour')).toMatch(/citation 1/);
  expect(await does('!quote 1')).toMatch(/my_channel/);
  await bot.stop();
  bot = await startBot();
  expect(await does('!quote add Bonjour')).not.toMatch(/citation 1/);
});

test('!forgetme erases what the viewer said, under the login or the display name', async () => {
  bot = await startBot();
  await does('!quote add un - lea', mod);
  await does('!quote add deux - @Lea', mod);
  await does('!quote add trois - Max', mod);
  await does('!quote edit 1 un un', mod);
  await does('!forgetme');
  expect(await does('!quote 1', mod)).toMatch(/pas cette citation/);
  expect(await does('!quote 2', mod)).toMatch(/pas cette citation/);
  expect(await does('!quote 3', mod)).toMatch(/trois/);
  // The changes that had the words are gone too: what is left to take back is the third.
  expect(await does('!undo', mod)).toMatch(/citation 3 n’existe plus/);
});

test('a custom command says quotes and counters', async () => {
  bot = await startBot();
  await does('!quote add Bien vu - Max', mod);
  await does('!counter morts = 7', mod);
  await does('!addcom !bilan $(counter morts) morts. $(quote 1)', mod);
  expect(await does('!bilan')).toMatch(/^7 morts\. № 1 : « Bien vu » — Max/);
});
