import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';

let bot: Bot;
beforeAll(async () => {
  bot = await startBot({ models: { obedient: true }, settings: { rate_limiting: { user_cooldown: 0 } } });
});
afterAll(() => bot.stop());

const mod = aViewer('mod', 'moderator');
const say = async (text: string, viewer = aViewer('viewer_1')) => (await bot.ask(text, viewer)).text;
const emit = (text: string) => `EMIT<${Buffer.from(text).toString('base64')}>`;

test('!trad asks a model for the translation, into the other language or the one that was named', async () => {
  expect(await say(`!trad see you later ${emit('À plus tard !')}`)).toBe('À plus tard !');
  const asked = () => (bot.models.requests.at(-1)!.body as { messages: { content: string }[] }).messages;
  expect(asked()[0]?.content).toContain('français');
  await say(`!trad à plus tard tout le monde ${emit('See you later!')}`);
  expect(asked()[0]?.content).toContain('anglais');
  await say(`!trad es à plus tard ${emit('¡Hasta luego!')}`);
  expect(asked()[0]?.content).toContain('espagnol');
  expect(asked()[1]?.content).toMatch(/^à plus tard/);
});

test('!trad alone says how it is used', async () => {
  expect(await say('!trad')).toMatch(/!trad es/);
});

test('what a listed viewer says in another language is said again in that of the bot', async () => {
  expect(await say('!adddev studio_dev', mod)).toMatch(/studio_dev/);
  expect(await say('!listdevs', mod)).toMatch(/studio_dev/);
  const dev = aViewer('studio_dev');
  expect(await say(`we just shipped the patch for this boss ${emit('On vient de sortir le patch.')}`, dev)).toMatch(
    /^Studio_dev : « On vient de sortir le patch\. »/,
  );
  await bot.silence('on a sorti le patch pour ce boss', dev);
  await bot.silence('we just shipped the patch for this boss', aViewer('somebody'));
  await say('!deldev studio_dev', mod);
  await bot.silence('we just shipped the patch for this boss', dev);
});

test('moderators teach facts, everybody may ask for them, and questions that name them get them', async () => {
  expect(await say('!fact add clavier | un Keychron K2', mod)).toMatch(/clavier/);
  expect(await say('!fact clavier')).toBe('un Keychron K2');
  expect(await say('!fact list', mod)).toMatch(/\(1\) : clavier/);
  expect(await say('!fact add souris | une G502')).not.toMatch(/retenu/);
  const before = bot.models.completions;
  expect(await say("!ask c'est quoi ton clavier ?")).toBe('un Keychron K2');
  expect(bot.models.completions).toBe(before);
  expect(await say('!fact del clavier', mod)).toMatch(/oublié/);
  expect(await say('!fact clavier')).toMatch(/rien appris/);
});

test('the broadcaster sees what caches are good for, and empties them', async () => {
  const streamer = aViewer('streamer', 'broadcaster');
  expect(await say('!cachestats', streamer)).toMatch(/wikipedia : 0 en mémoire/);
  expect(await say('!cacheclear wikipedia', streamer)).toMatch(/wikipedia/);
  expect(await say('!cacheclear nothing', streamer)).toMatch(/igdb/);
});

test('translations count like any command: the model is nobody’s for free, and what nobody asked for is refused in silence', async () => {
  bot.configure({ rate_limiting: { user_cooldown: 10 } });
  expect(await say(`!trad see you ${emit('À bientôt')}`, aViewer('nina'))).toBe('À bientôt');
  expect(await say('!trad write me a poem', aViewer('nina'))).toMatch(/\d+ s|secondes/);
  const dev = aViewer('tired_dev');
  await say('!adddev tired_dev', aViewer('streamer', 'broadcaster'));
  expect(await say(`we are shipping it today ${emit('On le sort')}`, dev)).toMatch(/On le sort/);
  const before = bot.models.completions;
  await bot.silence(`and another one tomorrow ${emit('Et un autre')}`, dev);
  expect(bot.models.completions).toBe(before);
});
