import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { bot, chat, connect, connectionForEach, events, heard, twitch, until } from '../../test/support/connection.ts';
import { aViewer } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { systemClock } from '../lib/clock.ts';

connectionForEach();

test('stopping does not wait for a login that nobody answers', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  await connect({ url: `ws://127.0.0.1:${(silent.address() as AddressInfo).port}`, clock: createVirtualClock() });
  await until('the connection', () => sockets.length === 1);
  // No timer runs out on this clock.
  await chat.stop();
  expect(chat.state()).toBe('stopped');
  for (const socket of sockets) socket.destroy();
  silent.close();
});

describe('joined', () => {
  test('a line arrives with who typed it, what they are and what they typed', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    twitch.say('my_channel', aViewer('lea', 'moderator', 'subscriber'), '!ask salut; ça va \\o/ ?');
    await until('the line', () => heard.length === 1);
    expect(heard[0]).toMatchObject({
      channel: 'my_channel',
      roomId: '1',
      text: '!ask salut; ça va \\o/ ?',
      viewer: { login: 'lea', name: 'Lea', id: 'id-lea' },
      replyToLogin: null,
    });
    expect([...heard[0]!.viewer.roles].sort()).toEqual(['moderator', 'subscriber']);
  });

  test('a /me line, a line with bits and a reply are lines like others', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    const first = twitch.say('my_channel', aViewer('paul'), '/me !ask danse');
    twitch.say('my_channel', aViewer('lea'), 'Cheer100 !ask merci', { bits: 100 });
    twitch.say('my_channel', aViewer('lea'), 'oui', { replyTo: first });
    await until('three lines', () => heard.length === 3);
    expect(heard.map((line) => line.text)).toEqual(['!ask danse', 'Cheer100 !ask merci', '@Paul oui']);
    expect(heard[2]!.replyToLogin).toBe('paul');
  });

  test('raids, subscriptions, gifts and cheers are told once each, whoever reads the line; those of a shared chat are not', async () => {
    // Nothing of what is typed is for the bot.
    await connect({ isWorthReading: () => false });
    await until('joined', () => chat.state() === 'joined');
    const [lea, bob] = [aViewer('lea'), aViewer('bob')];
    twitch.raid('my_channel', bob, 42);
    twitch.subscribe('my_channel', lea);
    twitch.subscribe('my_channel', bob, 12, 'toujours là');
    twitch.gift('my_channel', lea, [bob]);
    twitch.gift('my_channel', bob, [lea, aViewer('ana'), aViewer('zoe')]);
    twitch.say('my_channel', lea, 'Cheer100 bravo', { bits: 100, copies: 2 });
    twitch.say('my_channel', bob, 'free;bits=5000;words');
    twitch.userNotice('my_channel', bob, 'sub', { source: { roomId: '99', msgId: 'sub' } });
    twitch.say('my_channel', bob, 'Cheer1', { bits: 1, source: { roomId: '99' } });
    twitch.raid('my_channel', lea, 3);
    const told = () =>
      events.flatMap((event) =>
        event.kind === 'chat.event' ? [`${event.by.login} ${event.by.name} ${event.what} ${event.count}`] : [],
      );
    await until('the last', () => told().includes('lea Lea raid 3'));
    expect(told()).toEqual([
      'bob Bob raid 42',
      'lea Lea sub 1',
      'bob Bob resub 12',
      'lea Lea gift 1',
      'bob Bob gift 3',
      'lea Lea cheer 100',
      'lea Lea raid 3',
    ]);
  });

  test('a line is accepted with the id that Twitch gave it, and threaded', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    const asked = twitch.say('my_channel', aViewer(), 'hello');
    await until('the line', () => heard.length === 1);
    const receipt = await chat.send({ channel: 'my_channel', text: 'bonjour', replyTo: asked });
    expect(receipt).toEqual({ kind: 'accepted', id: twitch.lines[0]!.id });
    expect(twitch.lines[0]).toMatchObject({ text: 'bonjour', replyTo: asked });
  });

  test('a line that Twitch refuses comes back with the reason', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    twitch.rejectNext('my_channel', 'msg_timedout');
    expect(await chat.send({ channel: 'my_channel', text: 'bonjour' })).toEqual({
      kind: 'refused',
      reason: 'msg_timedout',
    });
  });

  test('in slow mode the refusal says when the line would be welcome', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    twitch.room('my_channel', { slow: 7 });
    twitch.rejectNext('my_channel', 'msg_slowmode');
    expect(await chat.send({ channel: 'my_channel', text: 'un' })).toEqual({
      kind: 'refused',
      reason: 'msg_slowmode',
      retryAfterMs: 7_250,
    });
  });

  test('a line with a line break never reaches the socket', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    const receipt = await chat.send({ channel: 'my_channel', text: 'a\r\nPRIVMSG #other :b' });
    expect(receipt.kind).toBe('refused');
    expect(twitch.lines).toEqual([]);
  });

  test('what could not be for the bot is counted and never parsed; a reply to the bot always is read', async () => {
    await connect({ isWorthReading: (text) => text.startsWith('!') });
    await until('joined', () => chat.state() === 'joined');
    twitch.say('my_channel', aViewer(), 'un :PRIVMSG #my_channel :!piège');
    twitch.say('my_channel', aViewer(), '!ask');
    const own = await chat.send({ channel: 'my_channel', text: 'bonjour' });
    twitch.say('my_channel', aViewer(), 'et toi ?', { replyTo: own.kind === 'accepted' ? own.id : '' });
    await until('two lines', () => heard.length === 2);
    expect(heard.map((line) => line.text)).toEqual(['!ask', '@serdabot et toi ?']);
    expect(events.filter((e) => e.kind === 'chat.received')).toHaveLength(3);
  });

  test('a rush is read in turns, in order, and each line knows when it came', async () => {
    let late = 0;
    let turn = 0;
    const read: { text: string; turn: number; waitedMs: number }[] = [];
    const clock = { ...systemClock, now: () => systemClock.now() + late };
    await connect({
      clock,
      // Each takes 2 ms.
      onMessage({ text, receivedAt }) {
        read.push({ text, turn, waitedMs: clock.now() - receivedAt });
        late += 2;
      },
    });
    await until('joined', () => chat.state() === 'joined');
    const texts = Array.from({ length: 200 }, (_, i) => `!ask question ${i}`);
    for (const text of texts) twitch.say('my_channel', aViewer('lea'), text);
    const count = () => {
      turn++;
      if (read.length < texts.length) setImmediate(count);
    };
    count();
    await until('all lines', () => read.length === texts.length);
    expect(read.map(({ text }) => text)).toEqual(texts);
    const turns = Map.groupBy(read, (one) => one.turn);
    expect(Math.max(...[...turns.values()].map((lines) => lines.length))).toBeLessThan(10);
    expect(Math.max(...read.map(({ waitedMs }) => waitedMs))).toBeGreaterThan(4);
  });

  test('what the bot is in a channel is learned from Twitch, per channel', async () => {
    await connect({ channels: ['my_channel', 'other'] });
    await twitch.whenJoined('other');
    await until('standing', () => chat.standing('other').privileged);
    expect(chat.standing('my_channel').privileged).toBe(false);
    twitch.standing('my_channel', 'vip');
    await until('the new standing', () => chat.standing('my_channel').privileged);
  });

  test('mirrored lines and the bot’s own are none', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    twitch.say('my_channel', aViewer(), 'mirrored', { source: { roomId: '77' } });
    twitch.say('my_channel', { ...aViewer('serdabot'), id: bot.id }, 'from another session');
    twitch.say('my_channel', aViewer(), 'own room in a shared chat', { source: { roomId: '1' } });
    await until('the line', () => heard.length === 1);
    expect(heard.map((line) => line.text)).toEqual(['own room in a shared chat']);
    expect(events.filter((e) => e.kind === 'chat.received')).toHaveLength(3);
  });

  test('channels are joined and left without a new login', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    chat.setChannels(['other']);
    await twitch.whenJoined('other');
    await until('leaving', () => !twitch.isJoined('my_channel'));
    // Twitch has let the bot in before the bot has heard so.
    await until('the other channel', () => chat.joined().join() === 'other');
    expect(twitch.counters.logins).toBe(1);
  });
});
