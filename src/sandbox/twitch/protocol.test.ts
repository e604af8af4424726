import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { allRead } from '../../../test/support/all-read.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { connectRaw, enter } from './raw-client.ts';
import { createSandboxTwitch, type SandboxTwitch } from './twitch.ts';

let twitch: SandboxTwitch;
let minutes = 0;
const clock: Clock = { ...systemClock, now: () => minutes * 60_000 };

beforeEach(async () => {
  minutes = 0;
  twitch = await createSandboxTwitch({
    clock,
    accounts: { good: { login: 'bot', id: '1' }, other: { login: 'eve', id: '2' } },
    channels: [
      { login: 'home', id: '10', standing: 'moderator' },
      { login: 'away', id: '11' },
      { login: 'gone', id: '12', suspended: true },
      ...Array.from({ length: 101 }, (_, n) => ({ login: `c${n}`, id: String(100 + n) })),
    ],
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await twitch.stop();
});

test('logging in brings the greeting, then the state of the account', async () => {
  const client = await connectRaw(twitch.url);
  expect(client.socket.protocol).toBe('irc');
  client.send('CAP REQ :twitch.tv/tags twitch.tv/commands');
  client.send('PASS oauth:good');
  client.send('NICK bot');
  await client.hear('GLOBALUSERSTATE');
  expect(client.heard.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
    ':tmi.twitch.tv CAP *',
    ...['001', '002', '003', '004', '375', '372', '376'].map((code) => `:tmi.twitch.tv ${code} bot`),
    '@badge-info=;badges=;color=;display-name=bot;emote-sets=0;user-id=1;user-type= :tmi.twitch.tv GLOBALUSERSTATE',
  ]);
  expect(twitch.counters).toMatchObject({ logins: 1, sockets: 1, maxSockets: 1 });
  expect(twitch.breaches).toEqual([]);
});

test.each([
  [['PASS oauth:bad', 'NICK bot'], 'Login authentication failed', []],
  [['PASS bad', 'NICK bot'], 'Improperly formatted auth', []],
  [['NICK bot', 'PASS oauth:good'], 'Improperly formatted auth', ['bot: NICK before PASS']],
  [['PASS oauth:other', 'NICK bot'], 'Login authentication failed', ['bot: NICK with the token of eve']],
])('%j is turned away and the door closed', async (lines, why, breaches) => {
  const client = await connectRaw(twitch.url);
  client.send('CAP REQ :twitch.tv/tags');
  for (const line of lines) client.send(line);
  expect(await client.hear('NOTICE')).toBe(`:tmi.twitch.tv NOTICE * :${why}`);
  await client.closed();
  expect(twitch.breaches).toEqual(breaches);
  expect(twitch.counters).toMatchObject({ logins: 0, refusedLogins: 1, sockets: 0 });
});

test('a capability that Twitch does not know is not granted', async () => {
  const client = await connectRaw(twitch.url);
  client.send('CAP REQ :twitch.tv/tags twitch.tv/nonsense');
  expect(await client.hear('CAP')).toBe(':tmi.twitch.tv CAP * NAK :twitch.tv/tags twitch.tv/nonsense');
});

test('joining tells who one is in the room, and what the room is like', async () => {
  const client = await enter(twitch.url, 'bot', 'good', 'home');
  const after = client.heard.slice(client.heard.findIndex((line) => line.includes(' JOIN ')));
  expect(after[0]).toBe(':bot!bot@bot.tmi.twitch.tv JOIN #home');
  expect(after[1]).toBe(':bot.tmi.twitch.tv 353 bot = #home :bot');
  expect(after[2]).toBe(':bot.tmi.twitch.tv 366 bot #home :End of /NAMES list');
  expect(after[3]).toMatch(/badges=moderator\/1;.*mod=1;.*user-type=mod.* :tmi\.twitch\.tv USERSTATE #home$/);
  expect(after[4]).toBe(
    '@emote-only=0;followers-only=-1;r9k=0;slow=0;subs-only=0;room-id=10 :tmi.twitch.tv ROOMSTATE #home',
  );
  expect(twitch.counters.joins).toEqual({ home: 1 });
});

test('a suspended channel answers, one that never was keeps silent', async () => {
  const client = await enter(twitch.url, 'bot', 'good');
  client.send('JOIN #gone,#never');
  const heard = await client.settled();
  expect(heard.filter((line) => line.includes('NOTICE'))).toEqual([
    '@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #gone :This channel does not exist or has been suspended.',
  ]);
  expect(heard.some((line) => line.includes('#never'))).toBe(false);
});

test('a line gets a receipt with its id; everybody but its sender sees it', async () => {
  const bot = await enter(twitch.url, 'bot', 'good', 'home');
  const eve = await enter(twitch.url, 'eve', 'other', 'home');
  bot.send('PRIVMSG #home :hello there\r\n');
  const shown = await eve.hear('PRIVMSG #home :hello there');
  const heard = await bot.settled();
  const [line] = twitch.lines;
  expect(line).toMatchObject({ login: 'bot', channel: 'home', text: 'hello there', replyTo: null });
  expect(shown).toContain(`;id=${line?.id};`);
  expect(shown).toContain('room-id=10');
  expect(heard.at(-1)).toMatch(new RegExp(`;id=${line?.id} :tmi\\.twitch\\.tv USERSTATE #home$`));
  expect(heard.some((other) => other.includes('PRIVMSG'))).toBe(false);
  expect(twitch.breaches).toEqual([]);
});

test('a bare PING is answered bare, one with a word with that word', async () => {
  const client = await enter(twitch.url, 'bot', 'good');
  client.send('PING');
  client.send('PING :now');
  expect((await client.settled()).slice(-2)).toEqual(['PONG :tmi.twitch.tv', ':tmi.twitch.tv PONG tmi.twitch.tv :now']);
});

test('an anonymous client may look on without a token', async () => {
  const client = await connectRaw(twitch.url);
  client.send('NICK justinfan123');
  client.send('JOIN #home');
  await client.hear(' 366 ');
  twitch.say('home', { login: 'bob', name: 'Bob', id: '9', roles: new Set() }, 'hi');
  expect(await client.hear('PRIVMSG')).toBe(':bob!bob@bob.tmi.twitch.tv PRIVMSG #home :hi');
  expect(twitch.breaches).toEqual([]);
});

test.each([
  ['PRIVMSG #c0 :hi', 'bot in #c0: a line to a channel that is not joined'],
  ['PRIVMSG #home :', 'bot in #home: empty text'],
  ['PRIVMSG #home :  hi', 'bot in #home: leading space'],
  ['PRIVMSG #home hi', undefined],
  ['PRIVMSG #home hi there', 'bot in #home: words before the text'],
  [`PRIVMSG #home :${'x'.repeat(501)}`, 'bot in #home: 501 characters, at most 500'],
  ['PRIVMSG #home :a\x07b', 'bot in #home: control character U+0007'],
  ['PRIVMSG #home :a\u200Bb', 'bot in #home: invisible character U+200B'],
  ['PRIVMSG #home :/ban eve', 'bot in #home: starts like a chat command'],
  ['PRIVMSG #home :/me waves', undefined],
  ['PRIVMSG #home :\x01ACTION waves\x01', undefined],
  ['PRIVMSG #home :hi\r\nPRIVMSG #home :pwned', 'bot: 2 lines in one frame'],
  ['@reply-parent-msg-id=true PRIVMSG #home :hi', 'bot in #home: a reply to true, which nobody said here'],
  ['PART #home', undefined],
  ['PART #away', 'bot: PART from #away, which it is not in'],
  ['WHISPER eve :hi', 'bot: WHISPER, which Twitch does not know here'],
])('%j breaks: %s', async (frame, breach) => {
  const client = await enter(twitch.url, 'bot', 'good', 'home');
  client.send(frame);
  await client.settled();
  expect(twitch.breaches).toEqual(breach === undefined ? [] : [breach]);
});

test('a chat command is refused, and what is too long is cut', async () => {
  const client = await enter(twitch.url, 'bot', 'good', 'home');
  client.send('PRIVMSG #home :/ban eve');
  expect(await client.hear('NOTICE')).toContain('@msg-id=unrecognized_cmd ');
  client.send(`PRIVMSG #home :${'x'.repeat(510)}`);
  await client.settled();
  expect(twitch.refused.map(({ reason }) => reason)).toEqual(['unrecognized_cmd']);
  expect(twitch.lines.map(({ text }) => text)).toEqual(['x'.repeat(500)]);
});

test('anything but a login before the login is a breach', async () => {
  const client = await connectRaw(twitch.url);
  client.send('JOIN #home');
  client.send('PASS oauth:good');
  client.send('NICK bot');
  await client.hear(' 376 ');
  expect(twitch.breaches).toEqual(['before login: JOIN before login', 'bot: NICK before any CAP REQ']);
});

test('who says the same twice is told, and it is not delivered', async () => {
  const client = await enter(twitch.url, 'bot', 'good', 'away');
  client.send('PRIVMSG #away :hello');
  await client.settled();
  minutes = 0.1;
  client.send('PRIVMSG #away :hello ');
  expect(await client.hear('NOTICE')).toContain('@msg-id=msg_duplicate :tmi.twitch.tv NOTICE #away :');
  expect(twitch.lines).toHaveLength(1);
  expect(twitch.refused).toMatchObject([{ channel: 'away', text: 'hello', reason: 'msg_duplicate' }]);
  expect(twitch.breaches).toEqual([]);
});

test('who sends too much is told once, then ignored in silence, then heard again', async () => {
  const client = await enter(twitch.url, 'bot', 'good', 'home', 'away');
  for (let n = 0; n < 20; n++) client.send(`PRIVMSG #home :line ${n}`);
  client.send('PRIVMSG #away :one too many');
  client.send('PRIVMSG #away :and another');
  const heard = await client.settled();
  expect(heard.filter((line) => line.includes('NOTICE'))).toHaveLength(1);
  expect(heard.find((line) => line.includes('NOTICE'))).toContain('msg_ratelimit');
  expect(twitch.refused.map(({ reason }) => reason)).toEqual(['msg_ratelimit', 'ignored']);
  expect(twitch.breaches).toHaveLength(2);
  minutes = 31;
  client.send('PRIVMSG #away :sorry');
  await client.settled();
  expect(twitch.lines.at(-1)?.text).toBe('sorry');
});

test('20 joins in 10 seconds, and 100 channels where one is nobody', async () => {
  const client = await enter(twitch.url, 'bot', 'good', 'home');
  for (let n = 0; n < 20; n++) client.send(`JOIN #c${n}`);
  await client.settled();
  expect(twitch.breaches).toEqual(['bot: more than 20 JOINs in 10 s']);
  for (let n = 19; n <= 100; n++) {
    if (n % 20 === 19) minutes++;
    client.send(`JOIN #c${n}`);
    if (n % 20 === 18) await client.settled();
  }
  await client.settled();
  expect(twitch.breaches.slice(1)).toEqual(['bot: more than 100 channels']);
});

test('a second socket of the account is noticed, a quick successor is not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const first = await enter(twitch.url, 'bot', 'good');
  const second = await enter(twitch.url, 'bot', 'good');
  first.socket.terminate();
  await allRead();
  vi.advanceTimersByTime(300);
  expect(twitch.breaches).toEqual([]);
  await enter(twitch.url, 'bot', 'good');
  vi.advanceTimersByTime(300);
  expect(twitch.breaches).toEqual(['bot: 2 sockets at once']);
  expect(twitch.counters).toMatchObject({ sockets: 2, maxSockets: 2, logins: 3 });
  expect(second.socket.readyState).toBe(second.socket.OPEN);
});

test('the 21st login in 10 seconds is too many', async () => {
  for (let n = 0; n < 21; n++) {
    const client = await connectRaw(twitch.url);
    client.send('CAP REQ :twitch.tv/tags');
    client.send('PASS oauth:bad');
    client.send('NICK bot');
    await client.closed();
  }
  expect(twitch.breaches).toEqual(['bot: more than 20 logins in 10 s']);
});
