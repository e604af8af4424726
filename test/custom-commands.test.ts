// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how variables are written
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bot, type BotOptions, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';
import { runScript } from './support/scripts.ts';

let bot: Bot;
afterEach(() => bot.stop());

const lea = aViewer('lea');
const mod = aViewer('mo', 'moderator');
const other = aViewer('ana', 'moderator');
async function scene(options: BotOptions = {}, ...commands: string[]) {
  bot = await startBot(options);
  for (const command of commands) await does(command, mod);
}
const does = async (text: string, viewer = lea) => (await bot.ask(text, viewer)).text;

describe('a custom command', () => {
  test('is added, used, shown, changed, switched off and deleted from chat', async () => {
    await scene({ settings: { bot: { language: 'en' } } });
    expect(await does('!commands')).toMatch(/No custom commands/);
    expect(await does('!commands add !hi -cd=0 Hello $(user)!', mod)).toBe('Done, !hi exists.');
    expect(await does('!hi')).toBe('Hello Lea!');
    expect(await does('!HI')).toBe('Hello Lea!');
    expect(await does('!commands')).toMatch(/!hi/);
    expect(await does('!help hi')).toBe(
      'Help → !hi is a command of this channel, for everyone. It says: Hello $(user)!',
    );
    expect(await does('!commands show hi')).toMatch(/The command !hi -cd=0 -n=2: Hello \$\(user\)!/);
    expect(await does('!editcom hi Bye $(touser)', mod)).toMatch(/up to date/);
    expect(await does('!hi @Max')).toBe('Bye Max');
    expect(await does('!commands edit !hi -ul=moderator', mod)).toMatch(/up to date/);
    expect(await does('!hi')).not.toMatch(/Bye/);
    expect(await does('!hi', mod)).toBe('Bye Mo');
    expect(await does('!cmd off !hi', mod)).toMatch(/keeps quiet/);
    await bot.silence('!hi', mod);
    expect(await does('!command on hi', mod)).toMatch(/answers again/);
    expect(await does('!delcom !hi', mod)).toMatch(/gone/);
    await bot.silence('!hi', mod);
  });

  test('is for moderators to change, and a viewer may read', async () => {
    await scene({}, '!addcom !hi salut');
    expect(await does('!commands add !x y')).not.toMatch(/existe/);
    expect(await does('!addcom !x y')).not.toMatch(/existe/);
    await bot.silence('!delcom !hi');
    expect(await does('!commands list')).toMatch(/!hi/);
    expect(await does('!hi')).toBe('salut');
  });

  test.each([
    ['!addcom !ask x', /d’une commande du bot/],
    ['!addcom !aide x', /d’une commande du bot/],
    ['!addcom !yo x', /pris par !hi/],
    ['!addcom !new -a=hi x', /pris par !hi/],
    ['!addcom !hi x', /existe déjà/],
    ['!addcom !new', /manque le texte/],
    ['!addcom', /Un nom a/],
    ['!addcom !a$b x', /Un nom a/],
    ['!addcom !new -ul=king x', /-ul=everyone/],
    ['!addcom !new -cd=never x', /-cd=30/],
    ['!addcom !new -k=/(a/ x', /motif/],
    ['!addcom !new -k=/(?=a)b/ x', /motif/],
    ['!addcom !new salut $(usr)', /usr \(caractère 7\).*user/],
    ['!addcom !new -zz=3 salut', /ne connais pas l’option -zz\. .*-ucd .*-game/],
    ['!addcom !new $(urlfetch http://x.y)', /s’écrit comme ceci : \$\(urlfetch ADDRESS \(https\)\)/],
    ['!addcom !new $(pick $(pick $(user)))', /plus profond/],
    ['!addcom !new $(user', /parenthèse/],
    ['!addcom !new $(random 9-1)', /\$\(random 1-100\)/],
    [`!addcom !new ${'x '.repeat(201)}`, /400 caractères/],
    ['!editcom !hii x', /Voulais-tu dire !hi/],
    ['!delcom !nothing', /pas de commande/],
    ['!addcom !new /ban lea', /filtre/],
  ])('"%s" is refused with the reason', async (typed, reason) => {
    await scene({}, '!addcom !hi -a=yo salut');
    expect(await does(typed, mod)).toMatch(reason);
    await bot.silence('!new');
  });

  test('has aliases, counts its uses, and may be given a count', async () => {
    await scene({}, '!addcom !fail -a=oups,rate -n=41 Raté $(count) fois');
    expect(await does('!oups')).toBe('Raté 42 fois');
    expect(await does('!rate')).toBe('Raté 43 fois');
    expect(await does('!fail')).toBe('Raté 44 fois');
  });

  test('is limited as a light command, by seconds of its own where it has them, and uses up no question', async () => {
    const rate_limiting = { light_cooldown: 3, light_channel_cooldown: 5, max_requests_per_user_hour: 1 };
    await scene({ settings: { rate_limiting } }, '!addcom !a un', '!addcom !b -cd=0 -ucd=0 deux');
    expect(await does('!a')).toBe('un');
    expect(await does('!a', aViewer('max'))).toMatch(/5 s/);
    for (let i = 0; i < 4; i++) expect(await does('!b')).toMatch(/^deux/);
    expect(await does('!ask raconte')).not.toMatch(/quota/);
  });

  test('that asks a model costs a question', async () => {
    await scene(
      { settings: { rate_limiting: { user_cooldown: 0, max_requests_per_user_hour: 1 } } },
      '!addcom !wise -cd=0 On dit que $(ask une phrase sur $(query))',
    );
    expect(await does('!wise la mer')).toMatch(/^On dit que \S/);
    expect(bot.models.completions).toBe(1);
    expect(await does('!wise la terre')).toMatch(/\d+ min|1 h/);
    expect(bot.models.completions).toBe(1);
  });

  test('says links and mentions that its moderator wrote, and none that a viewer brings', async () => {
    await scene(
      {},
      '!addcom !discord Viens sur https://discord.gg/abc',
      '!addcom !voir Va voir https://twitch.tv/$(touser) @$(touser) !',
      '!addcom !say -cd=0 $(query)',
    );
    expect(await does('!discord')).toBe('Viens sur https://discord.gg/abc');
    expect(await does('!voir @max')).toBe('Va voir https://twitch.tv/max @max !');
    expect(await does('!say va sur discord.gg/evil @eve')).not.toMatch(/discord\.gg|@eve/);
    expect(await does('!say !ask rien')).not.toMatch(/^!/);
  });

  test('never expands what a viewer typed', async () => {
    await scene({}, '!addcom !echo On me dit : $(query)');
    expect(await does('!echo $(ask x) ${user}')).toBe('On me dit : $(ask x) ${user}');
    expect(bot.models.completions).toBe(0);
  });

  test('may answer words or a pattern, once in a while', async () => {
    await scene({}, '!addcom !k1 -k=quel,clavier Un Keychron', '!addcom !k2 -k=/^gg+ ?!*$/ Bien joué');
    expect(await does('C’est QUEL ton clavier ?')).toBe('Un Keychron');
    await bot.silence('quel beau clavier');
    await bot.silence('quels claviers');
    expect(await does('GGGG !!')).toBe('Bien joué');
    await bot.silence('!k1');
  });

  test('that was brought over with something unknown is not switched on before it is mended', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot-mend-'));
    const storage = { url: 'sqlite:bot.db', folder };
    await scene({ storage });
    const config = join(folder, 'config.yaml');
    writeFileSync(
      config,
      'bot: { channels: [my_channel] }\nllm: { endpoints: [] }\nstorage: { url: "sqlite:bot.db" }\n',
    );
    const file = join(folder, 'nightbot.json');
    writeFileSync(file, JSON.stringify({ commands: [{ name: '!e', message: '$(eval 1+1)' }] }));
    const done = await runScript('import', ['--config', config, '--from', 'nightbot', file, '--apply']);
    expect(done.code).toBe(0);
    await expect.poll(() => does('!commands show e')).toMatch(/off : \$\(eval/);
    expect(await does('!commands on e', mod)).toMatch(/Je ne connais pas la variable eval/);
    await bot.silence('!e');
    await does('!editcom e deux', mod);
    await does('!commands on e', mod);
    expect(await does('!e')).toBe('deux');
    rmSync(folder, { recursive: true, force: true });
  });

  test('for when the stream is live is silent when it is not', async () => {
    await scene({}, '!addcom !live -live on joue', '!addcom !off -offline on dort');
    await bot.silence('!live');
    expect(await does('!off')).toBe('on dort');
  });

  test('outlives a restart, with its count', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot-custom-'));
    const storage = { url: 'sqlite:bot.db', folder };
    await scene({ storage }, '!addcom !n $(count)');
    expect(await does('!n')).toBe('1');
    await bot.stop();
    await scene({ storage });
    expect(await does('!n')).toBe('2');
    rmSync(folder, { recursive: true, force: true });
  });

  test('that an import writes beside the bot is there within two seconds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot-beside-'));
    await scene({ storage: { url: 'sqlite:bot.db', folder } });
    await bot.silence('!brought');
    const config = join(folder, 'config.yaml');
    writeFileSync(
      config,
      'bot: { channels: [my_channel] }\nllm: { endpoints: [] }\nstorage: { url: "sqlite:bot.db" }\n',
    );
    const file = join(folder, 'nightbot.json');
    writeFileSync(file, JSON.stringify({ commands: [{ name: '!brought', message: 'Me voici' }] }));
    const done = await runScript('import', ['--config', config, '--from', 'nightbot', file, '--apply']);
    expect(done.code).toBe(0);
    await expect.poll(() => does('!commands list')).toMatch(/!brought/);
    expect(await does('!brought')).toBe('Me voici');
    rmSync(folder, { recursive: true, force: true });
  });

  test('is one name in metrics', async () => {
    await scene({}, '!addcom !hi salut');
    await does('!hi');
    expect(await (await bot.get('/metrics')).text()).toMatch(/commands_total\{command="custom",outcome="answered"\} 1/);
  });
});

describe('!undo', () => {
  test('takes back what the same person changed last, one after the other', async () => {
    await scene({}, '!addcom !a un', '!editcom !a deux', '!delcom !a');
    expect(await does('!undo', other)).toMatch(/Rien à annuler/);
    expect(await does('!undo', mod)).toMatch(/!a est de retour/);
    expect(await does('!a')).toBe('deux');
    expect(await does('!undo', mod)).toMatch(/!a est comme avant/);
    expect(await does('!a')).toBe('un');
    expect(await does('!undo', mod)).toMatch(/!a n’existe plus/);
    expect(await does('!undo', mod)).toMatch(/Rien à annuler/);
  });

  test('does not touch what somebody else has changed since', async () => {
    await scene({}, '!addcom !a un');
    await does('!editcom !a deux', other);
    expect(await does('!undo', mod)).toMatch(/Depuis, !a a changé \(ana\)/);
    expect(await does('!a')).toBe('deux');
  });
});

test('who adds a text that may come to more than a line is told, and its end is cut at a word', async () => {
  bot = await startBot();
  const mod = aViewer('mo', 'moderator');
  const long =
    'Le lundi on joue à Hades, le mardi à Celeste, le mercredi on cuisine des crêpes, le jeudi c’est repos, le vendredi ' +
    'soirée blind test avec le chat, le samedi tournoi de Mario Kart et le dimanche on regarde ensemble vos dessins, on ' +
    'lit vos messages et on choisit les jeux de la semaine suivante, avec un café, en pyjama et sans se presser';
  expect((await bot.ask(`!addcom !long ${long} $(query)`, mod)).text).toMatch(/existe\. .*480 caractères/);
  expect((await bot.ask('!addcom !court bonjour $(user)', mod)).text).not.toMatch(/caractères/);
  const typed =
    'merci pour tout, à très vite, et n’oubliez pas le chat ni la bouillotte du canapé vert, ni le thé au miel que la voisine apporte quand il neige sur la colline';
  const said = (await bot.ask(`!long ${typed}`)).text;
  expect(said.length).toBeLessThanOrEqual(481);
  expect(`${long} ${typed}`.startsWith(said.replace(/…$/, ''))).toBe(true);
  expect(`${long} ${typed}`.slice(said.replace(/…$/, '').length)).toMatch(/^[\s,]/);
});
