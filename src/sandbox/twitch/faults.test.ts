import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { allRead } from '../../../test/support/all-read.ts';
import type { Viewer } from '../../domain/viewer.ts';
import { connectRaw, enter } from './raw-client.ts';
import { createSandboxTwitch, type SandboxTwitch } from './twitch.ts';

const bob: Viewer = { login: 'bob', name: 'Bob', id: '9', roles: new Set() };
const options = {
  accounts: { good: { login: 'bot', id: '1' } },
  channels: [{ login: 'home', id: '10', standing: 'moderator' as const }],
};

let twitch: SandboxTwitch;
beforeEach(async () => {
  twitch = await createSandboxTwitch(options);
});
afterEach(async () => {
  vi.useRealTimers();
  await twitch.stop();
});
/** Time of sockets: PING and the overlap of two. */
const turnTimers = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });

test('a dropped connection ends without a goodbye, and a new one is welcome', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  const code = new Promise<number>((resolve) => bot.socket.once('close', resolve));
  twitch.drop();
  expect(await code).toBe(1006);
  await enter(twitch.url, 'bot', 'good', 'home');
  await expect.poll(() => twitch.counters).toMatchObject({ sockets: 1, connections: 1, logins: 2, joins: { home: 2 } });
});

test('a frozen connection stays open, hears nothing and says nothing, until it thaws', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  twitch.freeze();
  const before = bot.heard.length;
  twitch.say('home', bob, 'anybody?');
  bot.send('PRIVMSG #home :me');
  bot.socket.ping();
  // Whoever connects later and is answered shows that what came before was left alone.
  await (await connectRaw(twitch.url)).settled();
  expect(bot.heard.length).toBe(before);
  expect(twitch.lines).toEqual([]);
  expect(bot.socket.readyState).toBe(bot.socket.OPEN);
  expect(twitch.counters.sockets).toBe(0);
  twitch.thaw();
  await bot.hear('anybody?');
  await bot.settled();
  expect(twitch.lines).toMatchObject([{ text: 'me' }]);
});

test('a bot that gave a frozen connection up may open another; one that thaws beside it is noticed', async () => {
  await enter(twitch.url, 'bot', 'good', 'home');
  twitch.freeze();
  await enter(twitch.url, 'bot', 'good', 'home');
  expect(twitch.counters).toMatchObject({ sockets: 1, maxSockets: 1 });
  twitch.thaw();
  await expect.poll(() => twitch.breaches).toContain('bot: 2 sockets at once');
});

test('a frozen connection that its client left is gone after the thaw', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  twitch.freeze();
  bot.send('PRIVMSG #home :into nothing');
  bot.socket.terminate();
  await enter(twitch.url, 'bot', 'good', 'home');
  turnTimers();
  twitch.thaw();
  await allRead();
  await vi.advanceTimersByTimeAsync(350);
  expect(twitch.breaches).toEqual([]);
  expect(twitch.counters).toMatchObject({ sockets: 1, connections: 1 });
  // It was half-open: what was said on it reached nobody.
  expect(twitch.lines).toEqual([]);
});

test('where newcomers are frozen too, they get no handshake before the thaw', async () => {
  twitch.freeze('newcomers');
  let inside = false;
  const knocking = connectRaw(twitch.url).then((client) => {
    inside = true;
    return client;
  });
  // Who asks for a page is answered: a handshake that came before was left waiting.
  for (let i = 0; i < 2; i++) expect((await fetch(twitch.url.replace('ws:', 'http:'))).status).toBe(426);
  expect(inside).toBe(false);
  twitch.thaw();
  const client = await knocking;
  await client.settled();
});

test('RECONNECT is announced, and later the connection is closed', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  twitch.reconnect(50);
  expect(await bot.hear('RECONNECT')).toBe(':tmi.twitch.tv RECONNECT');
  expect(bot.socket.readyState).toBe(bot.socket.OPEN);
  await bot.closed();
});

test('Twitch goes down and comes back at the same address', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  await twitch.close();
  await bot.closed();
  await expect(connectRaw(twitch.url)).rejects.toThrow('nobody at');
  await twitch.open();
  await enter(twitch.url, 'bot', 'good', 'home');
});

test('stopping twice, frozen or down, is no trouble', async () => {
  await enter(twitch.url, 'bot', 'good', 'home');
  twitch.freeze();
  await twitch.stop();
  await twitch.stop();
});

test('logins are refused while they are, and a token is good while it is', async () => {
  const knock = async (token: string) => {
    const client = await connectRaw(twitch.url);
    client.send('CAP REQ :twitch.tv/tags');
    client.send(`PASS oauth:${token}`);
    client.send('NICK bot');
    const answer = await Promise.race([client.hear(' 001 '), client.hear('NOTICE')]);
    client.socket.terminate();
    return answer.includes('NOTICE') ? 'refused' : 'welcome';
  };
  twitch.refuseLogins(true);
  expect(await knock('good')).toBe('refused');
  twitch.refuseLogins(false);
  expect(await knock('good')).toBe('welcome');
  twitch.revoke('good');
  expect(await knock('good')).toBe('refused');
  twitch.accept('fresh', { login: 'bot', id: '1' });
  expect(await knock('fresh')).toBe('welcome');
});

test('without receipts lines are delivered all the same', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  const before = bot.heard.length;
  twitch.noReceipts(true);
  bot.send('PRIVMSG #home :hello');
  expect(await bot.settled()).toHaveLength(before);
  expect(twitch.lines).toHaveLength(1);
});

test('the next line is refused as wished, the one after it is not', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  twitch.rejectNext('home', 'msg_rejected_mandatory');
  bot.send('PRIVMSG #home :one');
  bot.send('PRIVMSG #home :two');
  await bot.hear('@msg-id=msg_rejected_mandatory :tmi.twitch.tv NOTICE #home :');
  await bot.settled();
  expect(twitch.refused).toMatchObject([{ text: 'one', reason: 'msg_rejected_mandatory' }]);
  expect(twitch.lines).toMatchObject([{ text: 'two' }]);
});

test('a banned bot is put out and kept out, until it is unbanned', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  twitch.ban('home');
  await bot.hear(':bot!bot@bot.tmi.twitch.tv PART #home');
  expect(twitch.isJoined('home')).toBe(false);
  bot.send('JOIN #home');
  await bot.hear('@msg-id=msg_banned ');
  twitch.unban('home');
  bot.send('JOIN #home');
  await twitch.whenJoined('home');
});

test('with latency everything comes late, but in order', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  twitch.latency(80);
  twitch.say('home', bob, 'slow');
  await Promise.resolve();
  twitch.latency(0);
  twitch.say('home', bob, 'fast');
  expect((await bot.settled()).some((line) => line.includes('fast'))).toBe(true);
  const said = bot.heard.filter((line) => line.includes('PRIVMSG')).map((line) => line.split(' :').at(-1));
  expect(said).toEqual(['slow', 'fast']);
});

test('who does not answer a PING is a breach and is dropped', async () => {
  await twitch.stop();
  turnTimers();
  twitch = await createSandboxTwitch({ ...options, pingIntervalMs: 100, pongTimeoutMs: 40 });
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  vi.advanceTimersByTime(100);
  await bot.hear('PING :tmi.twitch.tv');
  bot.send('PONG :tmi.twitch.tv');
  await bot.settled();
  vi.advanceTimersByTime(40);
  expect(twitch.breaches).toEqual([]);
  vi.advanceTimersByTime(100);
  await bot.closed();
  expect(twitch.breaches).toEqual(['bot: no PONG within 40 ms']);
});

test('lines share frames, unless each is to have its own', async () => {
  const framesOf = async (stand: SandboxTwitch) => {
    const bot = await enter(stand.url, 'bot', 'good', 'home');
    let frames = 0;
    bot.socket.on('message', () => frames++);
    for (let n = 0; n < 20; n++) stand.say('home', bob, `line ${n}`);
    await bot.hear('line 19');
    return frames;
  };
  expect(await framesOf(twitch)).toBe(2);
  const single = await createSandboxTwitch({ ...options, linesPerFrame: 1 });
  expect(await framesOf(single)).toBe(20);
  await single.stop();
});

test('a flood keeps its pace, and every line has an id of its own', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  const sent = await twitch.flood('home', { linesPerSecond: 5000, seconds: 0.5, text: (n) => `flood ${n}.` });
  expect(sent).toBe(2500);
  await bot.hear('flood 2499.');
  const ids = bot.heard.filter((line) => line.includes('flood')).map((line) => line.match(/;id=([^;]+)/)?.[1]);
  expect(new Set(ids).size).toBe(2500);
  bot.send(`@reply-parent-msg-id=${ids[7]} PRIVMSG #home :here`);
  await bot.settled();
  expect(twitch.breaches).toEqual([]);
});
