import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Role, Viewer } from '../../domain/viewer.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { unescapeTag } from './irc.ts';
import { enter, type RawClient } from './raw-client.ts';
import { createSandboxTwitch, type SandboxTwitch } from './twitch.ts';

const viewer = (login: string, ...roles: Role[]): Viewer => ({
  login,
  name: login[0]?.toUpperCase() + login.slice(1),
  id: String(login.length * 1000 + login.charCodeAt(0)),
  roles: new Set(roles),
});
const bob = viewer('bob');
const ann = viewer('ann', 'vip', 'subscriber');

let twitch: SandboxTwitch;
let bot: RawClient;
let seconds = 0;
const clock: Clock = { ...systemClock, now: () => seconds * 1_000 };

beforeEach(async () => {
  seconds = 0;
  twitch = await createSandboxTwitch({
    clock,
    accounts: { good: { login: 'bot', id: '1' }, other: { login: 'eve', id: '2' } },
    channels: [
      { login: 'home', id: '10' },
      { login: 'next', id: '11' },
    ],
  });
  bot = await enter(twitch.url, 'bot', 'good', 'home');
});
afterEach(() => twitch.stop());

const tagsOf = (line: string): Record<string, string> =>
  Object.fromEntries(
    line
      .slice(1, line.indexOf(' '))
      .split(';')
      .map((pair) => {
        const [key = '', ...value] = pair.split('=');
        return [key, unescapeTag(value.join('='))];
      }),
  );

test('a line has the tags that Twitch sends, and its roles', async () => {
  const id = twitch.say('home', ann, '!ask why; is it?');
  const line = await bot.hear('PRIVMSG');
  const tags = tagsOf(line);
  expect(Object.keys(tags).sort()).toEqual(
    'badge-info badges color display-name emotes first-msg flags id mod returning-chatter room-id subscriber tmi-sent-ts turbo user-id user-type vip'.split(
      ' ',
    ),
  );
  expect(tags).toMatchObject({
    id,
    badges: 'vip/1,subscriber/12',
    mod: '0',
    subscriber: '1',
    vip: '1',
    'room-id': '10',
  });
  expect(line.endsWith(':ann!ann@ann.tmi.twitch.tv PRIVMSG #home :!ask why; is it?')).toBe(true);
});

test('a moderator is one, and the broadcaster is not', async () => {
  twitch.say('home', viewer('max', 'moderator'), 'as mod');
  twitch.say('home', viewer('home', 'broadcaster'), 'as owner');
  expect(tagsOf(await bot.hear('as mod'))).toMatchObject({ mod: '1', 'user-type': 'mod', badges: 'moderator/1' });
  expect(tagsOf(await bot.hear('as owner'))).toMatchObject({ mod: '0', 'user-type': '', badges: 'broadcaster/1' });
});

test('a reply names its parent, and the thread it belongs to', async () => {
  const first = twitch.say('home', bob, 'who; is there?');
  const second = twitch.say('home', ann, 'me', { replyTo: first });
  twitch.say('home', bob, 'you who', { replyTo: second });
  expect(tagsOf(await bot.hear(':@Bob me'))).toMatchObject({
    'reply-parent-msg-id': first,
    'reply-parent-user-login': 'bob',
    'reply-parent-msg-body': 'who; is there?',
    'reply-thread-parent-msg-id': first,
  });
  expect(tagsOf(await bot.hear(':@Ann you who'))).toMatchObject({
    'reply-parent-msg-id': second,
    'reply-thread-parent-msg-id': first,
  });
});

test("the bot's reply reaches the others threaded, and is kept as the bot said it", async () => {
  const eve = await enter(twitch.url, 'eve', 'other', 'home');
  const id = twitch.say('home', bob, '!ping');
  bot.send(`@reply-parent-msg-id=${id} PRIVMSG #home :pong`);
  expect(tagsOf(await eve.hear('PRIVMSG #home :@Bob pong'))).toMatchObject({ 'reply-parent-msg-id': id });
  expect(twitch.lines).toMatchObject([{ text: 'pong', replyTo: id }]);
  expect(twitch.breaches).toEqual([]);
});

test('a reply to a message of another channel is a breach', async () => {
  const id = twitch.say('next', bob, '!ping');
  bot.send(`@reply-parent-msg-id=${id} PRIVMSG #home :pong`);
  await bot.settled();
  expect(twitch.breaches).toEqual([`bot in #home: a reply to ${id}, which nobody said here`]);
});

test('an action, a cheer, and the same message twice', async () => {
  twitch.say('home', bob, '/me waves');
  twitch.say('home', bob, 'Cheer100 hi', { bits: 100 });
  twitch.say('home', bob, 'double', { id: 'same', copies: 2 });
  const heard = await bot.settled();
  expect(heard.some((line) => line.endsWith('PRIVMSG #home :\x01ACTION waves\x01'))).toBe(true);
  expect(tagsOf(heard.find((line) => line.includes('Cheer100')) ?? '')).toMatchObject({ bits: '100' });
  expect(heard.filter((line) => line.includes(';id=same;'))).toHaveLength(2);
});

test('a line typed in another room of a shared chat says so', async () => {
  twitch.say('home', ann, 'over there', { source: { roomId: '99', id: 'origin', roles: new Set(['moderator']) } });
  expect(tagsOf(await bot.hear('over there'))).toMatchObject({
    'room-id': '10',
    'source-room-id': '99',
    'source-id': 'origin',
    'source-badges': 'moderator/1',
  });
});

test('in a shared chat one line is seen in every room, with an id of its own and one source', async () => {
  bot.send('JOIN #next');
  await bot.hear('ROOMSTATE #next');
  twitch.shareChat(['home', 'next']);
  const id = twitch.say('home', ann, 'hi all');
  const origin = tagsOf(await bot.hear('#home :hi all'));
  const mirror = tagsOf(await bot.hear('#next :hi all'));
  expect(origin).toMatchObject({ id, 'room-id': '10', 'source-room-id': '10', 'source-id': id });
  expect(mirror).toMatchObject({ 'room-id': '11', 'source-room-id': '10', 'source-id': id, badges: '' });
  expect(mirror['id']).not.toBe(id);
  bot.send('PRIVMSG #home :from the bot');
  await bot.hear('#next :from the bot');
  expect(bot.heard.some((line) => line.includes('PRIVMSG #home :from the bot'))).toBe(false);
});

test('subs, raids and announcements are notices of their own, also from a shared chat', async () => {
  twitch.subscribe('home', ann, 14, 'still here');
  twitch.raid('home', bob, 200);
  twitch.announce('home', bob, 'listen');
  twitch.userNotice('home', bob, 'raid', { source: { roomId: '99', msgId: 'raid' } });
  const notices = (await bot.settled()).filter((line) => line.includes('USERNOTICE #home'));
  expect(notices.map((line) => tagsOf(line)['msg-id'])).toEqual(['resub', 'raid', 'announcement', 'sharedchatnotice']);
  expect(tagsOf(notices[0] ?? '')).toMatchObject({ 'msg-param-cumulative-months': '14', login: 'ann' });
  expect(tagsOf(notices[1] ?? '')).toMatchObject({ 'system-msg': '200 raiders from Bob have joined!' });
  expect(tagsOf(notices[3] ?? '')).toMatchObject({ 'source-msg-id': 'raid', 'source-room-id': '99' });
});

test('moderation shows', async () => {
  const id = twitch.say('home', bob, 'rude');
  twitch.deleteMessage('home', id);
  twitch.timeout('home', bob, 600);
  twitch.clear('home');
  twitch.notice('home', 'msg_rejected');
  const heard = await bot.settled();
  expect(tagsOf(heard.find((line) => line.endsWith('CLEARMSG #home :rude')) ?? '')).toMatchObject({
    'target-msg-id': id,
    login: 'bob',
  });
  expect(tagsOf(heard.find((line) => line.endsWith('CLEARCHAT #home :bob')) ?? '')).toMatchObject({
    'ban-duration': '600',
    'target-user-id': bob.id,
  });
  expect(heard.some((line) => line.endsWith('CLEARCHAT #home'))).toBe(true);
  expect(heard.some((line) => line.startsWith('@msg-id=msg_rejected :tmi.twitch.tv NOTICE #home :'))).toBe(true);
});

test.each([
  [{ emoteOnly: true }, '@emote-only=1;room-id=10', 'msg_emoteonly'],
  [{ subsOnly: true }, '@subs-only=1;room-id=10', 'msg_subsonly'],
  [{ followersOnly: 10 }, '@followers-only=10;room-id=10', 'msg_followersonly'],
])('a room with %j keeps out who is nobody there', async (modes, tags, reason) => {
  twitch.room('home', modes);
  await bot.hear(`${tags} :tmi.twitch.tv ROOMSTATE #home`);
  bot.send('PRIVMSG #home :hi');
  await bot.hear(`@msg-id=${reason} :tmi.twitch.tv NOTICE #home`);
  expect(twitch.lines).toEqual([]);
  twitch.standing('home', 'moderator');
  bot.send('PRIVMSG #home :hello');
  await bot.settled();
  expect(twitch.lines).toHaveLength(1);
});

test('slow mode lets one line through', async () => {
  twitch.room('home', { slow: 30 });
  bot.send('PRIVMSG #home :one');
  await bot.settled();
  seconds += 2;
  bot.send('PRIVMSG #home :two');
  await bot.hear('msg_slowmode');
  expect(twitch.lines).toMatchObject([{ text: 'one' }]);
});

test('what is done by the API is shown in chat, by whoever’s id it names; who is freed may speak again', async () => {
  const eve = await enter(twitch.url, 'eve', 'other', 'home');
  const removed: unknown[] = [];
  twitch.onRemoved((what) => removed.push(what));
  const id = twitch.say('home', bob, 'rude');
  const { moderated } = twitch;
  expect(moderated.said('home', id)).toMatchObject({ authorId: bob.id });
  expect(moderated.said('home', 'never')).toBeNull();
  moderated.deleted('home', id);
  moderated.silenced('home', bob.id, 60);
  eve.send('PRIVMSG #home :hello');
  await bot.hear('PRIVMSG #home :hello');
  moderated.silenced('home', '2', null);
  seconds += 5;
  eve.send('PRIVMSG #home :again');
  await eve.hear('@msg-id=msg_banned ');
  moderated.freed('home', '2');
  seconds += 5;
  eve.send('PRIVMSG #home :at last');
  await bot.hear('PRIVMSG #home :at last');
  const heard = await eve.settled();
  expect(
    heard.filter((line) => / CLEAR(?:MSG|CHAT) /.test(line)).map((line) => line.split(' tmi.twitch.tv ').at(-1)),
  ).toEqual([
    expect.stringMatching(/CLEARMSG #home :rude$/),
    expect.stringMatching(/CLEARCHAT #home :bob$/),
    expect.stringMatching(/CLEARCHAT #home :eve$/),
  ]);
  expect(removed).toEqual([
    { what: 'line', channel: 'home', id },
    { what: 'viewer', channel: 'home', login: 'bob', seconds: 60 },
    { what: 'viewer', channel: 'home', login: 'eve', seconds: null },
  ]);
});

test('a bot that is timed out is told so', async () => {
  twitch.timeout('home', { login: 'bot', id: '1' }, 60);
  bot.send('PRIVMSG #home :hi');
  await bot.hear('@msg-id=msg_timedout ');
  expect(twitch.refused).toMatchObject([{ reason: 'msg_timedout' }]);
});

test('a new standing is told to the bot, and to nobody else', async () => {
  const eve = await enter(twitch.url, 'eve', 'other', 'home');
  twitch.standing('home', 'vip');
  expect(tagsOf(await bot.hear('badges=vip/1'))).toMatchObject({ vip: '1', mod: '0' });
  expect((await eve.settled()).some((line) => line.includes('vip'))).toBe(false);
});

test('who listens to what is refused hears a line that Twitch takes for a command', async () => {
  const heard: object[] = [];
  const leave = twitch.onRefused(({ text, replyTo, reason }) => heard.push({ text, replyTo, reason }));
  bot.send('@reply-parent-msg-id=7 PRIVMSG #home :/ban eve');
  await bot.settled();
  leave();
  bot.send('PRIVMSG #home :/clear');
  await bot.settled();
  expect(heard).toEqual([{ text: '/ban eve', replyTo: '7', reason: 'unrecognized_cmd' }]);
});

test('listeners hear each accepted line until they leave', async () => {
  const heard: string[] = [];
  const leave = twitch.onLine(({ text }) => heard.push(text));
  twitch.standing('home', 'moderator');
  const next = twitch.next(({ text }) => text === 'two');
  bot.send('PRIVMSG #home :one');
  bot.send('PRIVMSG #home :two');
  expect(await next).toMatchObject({ text: 'two' });
  leave();
  bot.send('PRIVMSG #home :three');
  await bot.settled();
  expect(heard).toEqual(['one', 'two']);
  await expect(twitch.next(() => true, 10)).rejects.toThrow('no such line within 10 ms');
});
