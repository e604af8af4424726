import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openStorage } from '../src/storage/storage.ts';
import { type Bot, type BotOptions, startBot } from './support/bot.ts';
import { canaries } from './support/canaries.ts';
import { aViewer } from './support/fakes.ts';

// The whole house, from the socket to the socket: each test is something that a person in the chat could see.

let bot: Bot;
const scene = async (options?: BotOptions) => {
  bot = await startBot(options);
  return bot;
};
afterEach(() => bot.stop());

const broadcaster = aViewer('my_channel', 'broadcaster');
const mod = aViewer('mo', 'moderator');
const lea = aViewer('lea');
const paul = aViewer('paul');

describe('a viewer asks', () => {
  test('and is answered by the model, threaded to the question', async () => {
    await scene();
    const line = await bot.ask('!ask chante combien font 6 fois 7 chez les pirates ?');
    expect(line.text).toContain('42');
    expect(bot.models.completions).toBe(1);
  });

  test('by name, anywhere in the line, in any case', async () => {
    await scene();
    for (const [i, text] of ['@SerdaBot salut', 'serdabot: salut', 'salut serdabot !'].entries()) {
      expect((await bot.ask(text, aViewer(`v${i}`))).text).not.toBe('');
    }
    expect(bot.models.completions).toBe(3);
  });

  test('and what they said before is remembered, for them alone', async () => {
    await scene({ settings: { rate_limiting: { user_cooldown: 0 } } });
    await bot.ask('serdabot, je m’appelle Capucine', lea);
    expect((await bot.ask('serdabot comment je m’appelle ?', lea)).text).toContain('Capucine');
    expect((await bot.ask('serdabot comment je m’appelle ?', paul)).text).not.toContain('Capucine');
    expect(JSON.stringify(bot.models.requests.at(-1)!.body)).not.toContain('Capucine');
  });

  test('in English when the bot speaks English', async () => {
    await scene({ settings: { bot: { language: 'en' } } });
    expect((await bot.ask('!help')).text).toMatch(/!ask/);
    expect((await bot.ask('!ask', paul)).text).toMatch(/[a-z]+ /);
    expect(JSON.stringify((await bot.ask('!ping', aViewer('max'))).text)).not.toMatch(/[éèàç]/);
  });

  test('a long answer leaves as at most two lines, none over 499 characters', async () => {
    await scene({ models: { obedient: true }, settings: { rate_limiting: { user_cooldown: 0 } } });
    const long = 'Une phrase tout à fait ordinaire, ni courte ni longue. '.repeat(60);
    await bot.ask(`!ask EMIT${Buffer.from(long).toString('base64').slice(0, 420)}`);
    for (const line of bot.twitch.lines) expect(line.text.length).toBeLessThanOrEqual(499);
    expect(bot.twitch.lines.length).toBeLessThanOrEqual(2);
  });
});

describe('what is not for the bot', () => {
  test.each([
    ['ordinary talk', 'bonjour tout le monde'],
    ['an unknown command', '!unknown @serdabot'],
    ['a command in the middle', 'essaie !ask pour voir'],
    ['the bot’s name in the middle', 'je crois que serdabot dort'],
  ])('%s is left alone', async (_, text) => {
    await scene();
    await bot.silence(text);
    expect(bot.models.completions).toBe(0);
  });

  test('a known bot and a line from another room are left alone', async () => {
    await scene();
    await bot.silence('!ask x', aViewer('nightbot'));
    bot.twitch.say('my_channel', lea, '!ask x', { source: { roomId: '77' } });
    await bot.silence('rien');
    expect(bot.models.completions).toBe(0);
  });

  test('one message delivered three times is one command, in a shared chat too', async () => {
    await scene();
    bot.twitch.say('my_channel', lea, '!ping', { copies: 3 });
    bot.twitch.say('my_channel', aViewer('milo'), '!ping', { copies: 3, source: { roomId: '1' } });
    await bot.ask('!ping', paul);
    const metrics = await (await bot.get('/metrics')).text();
    expect(metrics).toContain('serdabot_chat_received_total 7\n');
    expect(metrics.match(/^serdabot_commands_total\{.*/gm)).toEqual([
      'serdabot_commands_total{command="ping",outcome="answered"} 3',
    ]);
    expect(bot.twitch.lines).toHaveLength(3);
  });
});

describe('another bot', () => {
  test('that answers every answer gets two, and then a minute of silence', async () => {
    await scene({ settings: { rate_limiting: { user_cooldown: 0 } } });
    const other = aViewer('robot');
    bot.twitch.onLine((line) => {
      if (line.login === 'serdabot')
        bot.twitch.say('my_channel', other, `@serdabot ah oui, ${line.text.slice(0, 20)} ?`);
    });
    bot.twitch.say('my_channel', other, 'serdabot, parle-moi');
    await expect.poll(() => bot.twitch.lines.length).toBe(2);
    // Who asks after its third line is answered, by the model too: an answer to that line would be there by now.
    await bot.ask('!ping', lea);
    await bot.ask('!ask et toi ?', paul);
    expect(bot.twitch.lines).toHaveLength(4);
  });

  test('is not heard once a moderator said so, also after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot-ignore-'));
    const storage = { url: 'sqlite:bot.db', folder };
    await scene({ storage });
    expect((await bot.ask('!ignore @Robot', mod)).text).toContain('robot');
    await bot.silence('!ping', aViewer('robot'));
    await bot.stop();
    await scene({ storage });
    await bot.silence('!ping', aViewer('robot'));
    expect((await bot.ask('!ignore', broadcaster)).text).toContain('robot');
    await bot.ask('!unignore robot', broadcaster);
    await bot.ask('!ping', aViewer('robot'));
    rmSync(folder, { recursive: true, force: true });
  });

  test('and whatever else moderators set with an older version is there after the update', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot-update-'));
    const storage = { url: 'sqlite:bot.db', folder };
    const opened = await openStorage({ ...storage, tell() {}, processes: 1 });
    if (!opened.ok) throw new Error(opened.reason);
    const { records, close } = opened.storage;
    await records.set('ignored', { my_channel: ['robot'], elsewhere: ['another'] });
    await records.set('devs', { my_channel: ['studio_dev'] });
    await records.set('cooldowns', { my_channel: { ping: 120 } });
    await records.set('personas', { my_channel: 'pirate' });
    await records.set('fact/my_channel/clavier', { subject: 'clavier', answer: 'un Keychron K2' });
    await close();
    await scene({ storage });
    await bot.silence('!ping', aViewer('robot'));
    expect((await bot.ask('!listdevs', broadcaster)).text).toContain('studio_dev');
    expect((await bot.ask('!cooldown ping', broadcaster)).text).toMatch(/2 min/);
    expect((await bot.ask('!persona', broadcaster)).text).toContain('pirate');
    expect((await bot.ask('!fact clavier', broadcaster)).text).toBe('un Keychron K2');
    rmSync(folder, { recursive: true, force: true });
  });

  test('that Twitch marks as one is not heard', async () => {
    await scene();
    bot.twitch.say('my_channel', lea, '!ping', { tags: { badges: 'bot-badge/1' } });
    await bot.silence('rien', paul);
    expect(bot.twitch.lines).toHaveLength(1);
  });
});

describe('limits', () => {
  test('a viewer in the cooldown is told once how long, then left in silence', async () => {
    await scene();
    await bot.ask('!ask x', lea);
    expect((await bot.ask('!ask x', lea)).text).toMatch(/\d+ s/);
    await bot.silence('!ask x', lea);
    await bot.silence('!ask x', lea);
    expect(await (await bot.get('/metrics')).text()).toMatch(/serdabot_refusals_total\{gate="cooldown"\} 3/);
  });

  test('the cooldown of one viewer is not another’s, and the broadcaster has none', async () => {
    await scene();
    await bot.ask('!ask x', lea);
    await bot.ask('!ask x', paul);
    for (let i = 0; i < 3; i++) expect((await bot.ask('!ask x', broadcaster)).text).toBeTruthy();
  });

  test('an unknown command costs no cooldown', async () => {
    await scene();
    await bot.silence('!unknown', lea);
    expect((await bot.ask('!ask x', lea)).text).not.toMatch(/patiente/i);
  });

  test('a viewer over the hourly cap is told once, then left in silence', async () => {
    await scene({ settings: { rate_limiting: { user_cooldown: 0, max_requests_per_user_hour: 2 } } });
    await bot.ask('!ask x', lea);
    await bot.ask('!ask x', lea);
    await bot.ask('!ask x', lea);
    await bot.silence('!ask x', lea);
    expect(await (await bot.get('/metrics')).text()).toMatch(/serdabot_refusals_total\{gate="hourly"\} 2/);
  });

  test('a viewer whose question is still being answered waits for that answer', async () => {
    await scene({ settings: { rate_limiting: { user_cooldown: 0 } }, models: { service: { firstTokenMs: 400 } } });
    const slow = bot.ask('!ask une', lea);
    const refused = await bot.ask('!ask deux', lea);
    expect(refused.id).not.toBe((await slow).id);
    expect(bot.models.completions).toBe(1);
  });

  test('no more calls run at once than the cap says, and a new cap counts at once', async () => {
    await scene({ limits: { cap: 2 }, models: { service: { firstTokenMs: 150 }, capacity: 16 } });
    const ask = (n: number) =>
      Promise.all(Array.from({ length: n }, (_, i) => bot.ask('!ask x', aViewer(`v${n}-${i}`))));
    await ask(6);
    expect(bot.models.maxInFlight).toBe(2);
    bot.configure({}, { cap: 5 });
    await ask(10);
    expect(bot.models.maxInFlight).toBe(5);
  });

  test('!ping never waits behind models', async () => {
    await scene({ limits: { cap: 1 }, models: { service: { firstTokenMs: 800 } } });
    const slow = bot.ask('!ask x', lea);
    await bot.ask('!ping', paul);
    expect(bot.twitch.lines).toHaveLength(1);
    await slow;
  });
});

describe('moderators', () => {
  test('see how the bot is, and others are told once that it is not theirs', async () => {
    await scene({ settings: { rate_limiting: { user_cooldown: 0 } } });
    expect((await bot.ask('!botstatus', mod)).text).toContain('local pas encore essayé');
    await bot.ask('!ask x', paul);
    expect((await bot.ask('!botstatus', mod)).text).toContain('local en forme');
    expect((await bot.ask('!botstatus', lea)).text).not.toContain('local');
    await bot.silence('!botstatus', lea);
  });

  test('see commands in !help that viewers do not', async () => {
    await scene();
    expect((await bot.ask('!help', mod)).text).toContain('!botstatus');
    expect((await bot.ask('!commands', lea)).text).not.toContain('!botstatus');
  });
});

describe('cooldowns in chat', () => {
  test('moderators see and change them, for their channel, and a restart remembers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot-cooldown-'));
    const storage = { url: 'sqlite:bot.db', folder };
    await scene({ storage });
    expect((await bot.ask('!cooldown', broadcaster)).text).toContain('10 s');
    expect((await bot.ask('!cooldown 0', broadcaster)).text).toContain('aucun délai');
    await bot.ask('!ping', lea);
    expect((await bot.ask('!ping', lea)).text).toMatch(/depuis/);
    expect((await bot.ask('!cooldown ping 2min', broadcaster)).text).toMatch(/!ping : 2 min/);
    expect((await bot.ask('!ping', lea)).text).toMatch(/\d+ s|min/);
    expect((await bot.ask('!cooldown nothing 5', broadcaster)).text).toContain('!help');
    expect((await bot.ask('!cooldown ping plenty', broadcaster)).text).toContain('!cooldown ask 30');
    await bot.stop();
    await scene({ storage });
    expect((await bot.ask('!cooldown ping', broadcaster)).text).toMatch(/2 min.*aucun délai/);
    expect((await bot.ask('!cooldown ping off', broadcaster)).text).not.toContain('2 min');
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('why a command got no answer', () => {
  test('is told to moderators: the gate, and how long it still takes', async () => {
    await scene();
    await bot.ask('!ask x', lea);
    await bot.ask('!ask x', lea);
    expect((await bot.ask('!why @Lea', mod)).text).toMatch(/lea : !ask.*délai entre deux commandes. Encore \d+ s/);
  });

  test('without a name: the last one of the channel', async () => {
    await scene({ settings: { llm: { fallback_mode: 'silent' }, rate_limiting: { user_cooldown: 0 } } });
    expect((await bot.ask('!why', mod)).text).toMatch(/ont eu leur réponse/);
    await bot.models.fault({ status: 500 });
    await bot.silence('!ask x', lea);
    await expect.poll(async () => (await bot.ask('!why', mod)).text).toMatch(/lea : !ask.*le modèle a échoué/);
  });

  test('names the source of an answer, and knows nothing of strangers', async () => {
    await scene({ settings: { rate_limiting: { user_cooldown: 0 } } });
    await bot.ask('!ask x', lea);
    expect((await bot.ask('!why lea', mod)).text).toContain('endpoint:local');
    expect((await bot.ask('!why inconnu', mod)).text).toContain('inconnu');
    expect((await bot.ask('!why lea', paul)).text).not.toContain('endpoint');
  });

  test('a phrase in the place of an answer is called one, and is no answer', async () => {
    await scene({ settings: { rate_limiting: { user_cooldown: 0 } } });
    await bot.models.fault({ status: 500 });
    await bot.ask('!ask x', lea);
    for (const asked of ['!why lea', '!why'])
      expect((await bot.ask(asked, mod)).text).toMatch(/lea : !ask.*qu'une phrase d'excuse : le modèle a échoué/);
  });

  test('an answer that the gate held back is called so; it is not remembered, nor given to the next viewer', async () => {
    await scene({ models: { obedient: true }, settings: { rate_limiting: { user_cooldown: 0 } } });
    const slur = canaries[0];
    const question = `!ask chante combien font 6 fois 7 chez les pirates EMIT${Buffer.from(`espèce de ${slur}`).toString('base64')}`;
    for (const viewer of [lea, paul])
      expect((await bot.ask(question, viewer)).text).toMatch(/ne (?:pas dire|le dirai pas)|demande-moi autre chose/i);
    expect(bot.models.completions).toBe(2);
    await expect
      .poll(async () => (await bot.ask('!why lea', mod)).text)
      .toMatch(/lea : !ask.*retenue par le filtre, règle/);
    expect((await bot.ask('!memory', lea)).text).toMatch(/aucun échange/);
  });

  test('!resetlimit lets a viewer go on at once', async () => {
    await scene();
    await bot.ask('!ping', lea);
    await bot.ask('!ping', lea);
    expect((await bot.ask('!resetlimit @lea', mod)).text).toContain('zéro');
    expect((await bot.ask('!ping', lea)).text).toMatch(/depuis/);
  });
});

describe('when the model does not answer', () => {
  test('a phrase is said, and the next endpoint is asked meanwhile', async () => {
    await scene();
    await bot.models.fault({ status: 500 });
    const line = await bot.ask('!ask x', lea);
    expect(line.text.length).toBeGreaterThan(5);
    expect((await bot.ask('!botstatus', mod)).text).toContain('local en pause');
    expect(await (await bot.get('/ready')).json()).toMatchObject({ status: 'degraded' });
  });

  test('and never will, the viewer hears so by the deadline and the call is given up', async () => {
    await scene({ settings: { llm: { reply_deadline: 1 } } });
    await bot.models.fault('hang');
    const started = performance.now();
    await bot.ask('!ask x', lea);
    expect(performance.now() - started).toBeLessThan(9_000);
    await expect.poll(() => bot.models.open).toBe(0);
  });

  test('in silent mode nothing is said', async () => {
    await scene({ settings: { llm: { fallback_mode: 'silent' } } });
    await bot.models.fault({ status: 500 });
    await bot.silence('!ask x', lea);
  });

  test('without any endpoint the bot still works', async () => {
    await scene({ settings: { llm: { endpoints: [] } } });
    expect((await bot.ask('!ask x', lea)).text).toBeTruthy();
    expect((await bot.ask('!ping', paul)).text).toBeTruthy();
    expect(await (await bot.get('/ready')).json()).toMatchObject({ status: 'ready', parts: { llm: { state: 'off' } } });
  });
});

describe('settings that change while the bot runs', () => {
  test('prefix, language and cooldown count from the next line, without a new login', async () => {
    await scene();
    bot.configure({ bot: { prefix: '?', language: 'en' }, rate_limiting: { user_cooldown: 0 } });
    const before = bot.twitch.say('my_channel', lea, '!ping');
    expect((await bot.ask('?ping', lea)).text).not.toMatch(/[éè]/);
    expect((await bot.ask('?ping', lea)).text).toBeTruthy();
    expect(bot.twitch.lines.filter(({ replyTo }) => replyTo === before)).toEqual([]);
    expect(bot.twitch.counters.logins).toBe(1);
  });
});

describe('with Twitch’s API', () => {
  test('answers leave through Helix where the streamer wants it so, threaded, and are accepted with an id', async () => {
    await scene({ helix: {}, settings: { chat: { send_via: 'helix' } } });
    const asked = bot.twitch.say('my_channel', lea, '!ping');
    await expect.poll(() => bot.helix!.sent.length).toBe(1);
    expect(bot.helix!.sent[0]).toMatchObject({ channel: 'my_channel', replyTo: asked });
    expect(bot.twitch.lines).toEqual([]);
    await expect.poll(async () => (await bot.get('/metrics')).text()).toContain('chat_sent_total{result="accepted"} 1');
  });

  test('a word that the channel has blocked on Twitch is never said', async () => {
    const blockedTerms = ['supercalifragi*'];
    await scene({
      helix: { channels: [{ login: 'my_channel', id: '1', blockedTerms }] },
      models: { obedient: true },
      settings: { rate_limiting: { user_cooldown: 0 } },
    });
    const emit = `!ask EMIT${Buffer.from('C’est supercalifragilistique !').toString('base64')}`;
    await bot.ask('!ping', lea);
    await expect.poll(() => bot.helix!.count('moderation/blocked_terms')).toBe(1);
    await expect.poll(async () => (await bot.ask(emit, lea)).text).not.toContain('supercali');
  });
});

describe('a restart', () => {
  test('remembers what a viewer said, and their cooldown', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'serdabot-restart-'));
    const storage = { url: 'sqlite:bot.db', folder };
    await scene({ storage });
    await bot.ask('serdabot, je m’appelle Capucine', lea);
    await bot.stop();
    await scene({ storage });
    await bot.ask('!ping', lea);
    await bot.stop();
    await scene({ storage, settings: { rate_limiting: { user_cooldown: 0 } } });
    expect((await bot.ask('serdabot comment je m’appelle ?', lea)).text).toContain('Capucine');
    expect(await (await bot.get('/metrics')).text()).toContain('chat_sent_total{result="accepted"} 1');
    rmSync(folder, { recursive: true, force: true });
  });
});

describe('leaving', () => {
  test('what is under way is answered first, and what comes then is refused', async () => {
    await scene({ models: { service: { firstTokenMs: 300 } } });
    const all = Array.from({ length: 4 }, (_, i) => bot.ask('!ask x', aViewer(`v${i}`)));
    await expect.poll(() => bot.models.inFlight).toBe(4);
    const stopping = bot.app.stop();
    expect((await Promise.all(all)).every((line) => line.text)).toBe(true);
    await stopping;
    await expect.poll(() => bot.twitch.counters.sockets).toBe(0);
  });
});

describe('health', () => {
  test('live, ready, metrics and sessions answer as documented', async () => {
    await scene();
    await bot.ask('!ask salut', lea);
    await expect.poll(async () => (await bot.get('/ready')).status).toBe(200);
    expect(await (await bot.get('/live')).json()).toMatchObject({ status: 'live' });
    expect(await (await bot.get('/api/sessions/count')).json()).toEqual({
      active_sessions: 1,
      storage_backend: 'memory',
    });
    const metrics = await (await bot.get('/metrics')).text();
    expect(metrics).toContain('serdabot_commands_total{command="ask",outcome="answered"} 1');
    expect(metrics).toContain('serdabot_chat_sent_total{result="accepted"} 1');
    expect(metrics).toContain('serdabot_llm_requests_total{endpoint="local",outcome="ok"} 1');
    expect(metrics).toMatch(/serdabot_overhead_seconds_count 1/);
  });
});
