import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allRead } from '../../test/support/all-read.ts';
import { aViewer, collectEvents } from '../../test/support/fakes.ts';
import { until as untilFact } from '../../test/support/until.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { ChatMessage } from '../domain/chat.ts';
import { systemClock } from '../lib/clock.ts';
import { createSandboxTwitch, type SandboxTwitch } from '../sandbox/twitch/twitch.ts';
import { type Connection, createConnection, type Listeners } from './connection.ts';
import { createStreamEvents } from './stream-events.ts';
import type { Token } from './tokens.ts';

const bot = { login: 'serdabot', id: '900' };
const token = (accessToken: string): Token => ({ accessToken, refreshToken: null });

let twitch: SandboxTwitch;
let chat: Connection;
let heard: ChatMessage[];
let tokens: Token[];
let events: ReturnType<typeof collectEvents>['events'];

type Over = Partial<Parameters<typeof createConnection>[0] & Listeners> & { readonly channels?: readonly string[] };
async function connect({ channels = ['my_channel'], ...over }: Over = {}) {
  const collected = collectEvents();
  events = collected.events;
  chat = createConnection({
    url: twitch.url,
    login: 'serdabot',
    windows: null,
    tokens: { all: () => tokens, refresh: async () => null, onRevoked() {} },
    clock: systemClock,
    tell: collected.tell,
    events: createStreamEvents({ tell: collected.tell, clock: over.clock ?? systemClock }),
    hearsFirst: () => true,
    random: () => 0,
    ...over,
  });
  chat.hear({
    isWorthReading: () => true,
    alwaysRead: () => false,
    onChatter() {},
    onMessage: (message) => void heard.push(message),
    onEntered() {},
    onSilenced() {},
    ...over,
  });
  chat.setChannels(channels);
  chat.start();
}

const until = (what: string, holds: () => boolean) =>
  untilFact(() => {
    if (!holds()) throw new Error(`${what} did not happen; state: ${chat.state()}`);
  });

/** Time passes step by step while both ends say to each other what they have to say. */
async function pass(clock: VirtualClock, ms: number, stepMs = 1_000, over = () => false) {
  for (let passed = 0; passed < ms && !over(); passed += stepMs) {
    await clock.advance(stepMs);
    await allRead();
  }
}

beforeEach(async () => {
  heard = [];
  tokens = [token('good')];
  twitch = await createSandboxTwitch({
    accounts: { good: bot, newer: bot },
    channels: [
      { login: 'my_channel', id: '1' },
      { login: 'other', id: '2', standing: 'moderator' },
    ],
  });
});

afterEach(async () => {
  await chat.stop();
  const { breaches } = twitch;
  await twitch.stop();
  expect(breaches).toEqual([]);
});

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

describe('many channels', () => {
  test('are all joined, at the pace that Twitch allows, and all again after a reset', async () => {
    const names = Array.from({ length: 45 }, (_, i) => `channel_${i}`);
    await twitch.stop();
    const clock = createVirtualClock();
    twitch = await createSandboxTwitch({
      accounts: { good: bot },
      channels: names.map((login, i) => ({ login, id: String(i) })),
      clock,
    });
    await connect({ clock, channels: names });
    const all = async () => {
      await pass(clock, 60_000, 250, () => chat.joined().length === names.length);
      return chat.joined().length;
    };
    expect(await all()).toBe(45);
    twitch.drop();
    await until('the end', () => chat.joined().length === 0);
    expect(await all()).toBe(45);
  });

  test('one that does not exist is asked for again, seldom, and holds nobody up', async () => {
    const clock = createVirtualClock();
    await connect({ clock, channels: ['nowhere', 'my_channel'] });
    await until('joined', () => chat.state() === 'joined');
    await pass(clock, 120_000);
    expect(chat.joined()).toEqual(['my_channel']);
    expect(events.filter((e) => e.kind === 'warning').length).toBeGreaterThan(1);
    expect(events.filter((e) => e.kind === 'warning').length).toBeLessThan(6);
  });
});

describe('when the connection goes', () => {
  test('a reset socket is replaced, the channel joined again, and a line under way is a loss that says so', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    twitch.noReceipts(true);
    const lost = chat.send({ channel: 'my_channel', text: 'sous les roues' });
    await until('the hand-over', () => twitch.lines.length === 1);
    twitch.drop();
    expect(await lost).toMatchObject({ kind: 'lost', handed: true });
    expect(await chat.send({ channel: 'my_channel', text: 'trop tôt' })).toMatchObject({ kind: 'lost', handed: false });
    await until('joined again', () => chat.state() === 'joined');
    expect(twitch.counters).toMatchObject({ sockets: 1, maxSockets: 1, logins: 2 });
  });

  test('RECONNECT, twice, ends with one socket and one event a line', async () => {
    await connect();
    await until('joined', () => chat.state() === 'joined');
    twitch.reconnect(100);
    twitch.reconnect(100);
    await until('a second login', () => twitch.counters.logins === 2);
    await twitch.whenJoined('my_channel');
    await until('the end of the first', () => twitch.counters.connections === 1);
    twitch.say('my_channel', aViewer(), 'salut');
    twitch.say('my_channel', aViewer(), 'fin');
    await until('the lines', () => heard.some(({ text }) => text === 'fin'));
    expect(heard.map(({ text }) => text)).toEqual(['salut', 'fin']);
    expect(twitch.counters).toMatchObject({ sockets: 1, maxSockets: 1, logins: 2 });
  });

  test('a half-open socket is noticed within 20 s', async () => {
    const clock = createVirtualClock();
    await connect({ clock });
    await twitch.whenJoined('my_channel');
    await until('joined', () => chat.state() === 'joined');
    twitch.freeze();
    const frozenAt = clock.now();
    while (chat.state() === 'joined') {
      await clock.advance(1_000);
      if (clock.now() - frozenAt > 20_000) break;
    }
    expect(chat.state()).toBe('down');
    twitch.thaw();
    await clock.advance(2_000);
    await until('joined again', () => chat.state() === 'joined');
  });

  test('a quiet channel is not a dead one', async () => {
    const clock = createVirtualClock();
    await connect({ clock });
    await twitch.whenJoined('my_channel');
    await until('joined', () => chat.state() === 'joined');
    await pass(clock, 120_000);
    expect(chat.state()).toBe('joined');
    expect(twitch.counters.logins).toBe(1);
  });

  test.each([7_500, 10_000])(
    'an event loop that stood still after %i ms is not taken for a dead server',
    async (ms) => {
      const clock = createVirtualClock();
      await connect({ clock });
      await twitch.whenJoined('my_channel');
      await until('joined', () => chat.state() === 'joined');
      await clock.advance(ms);
      // The timers of 60 s come at once, and what Twitch sent meanwhile only after them.
      clock.stall(60_000);
      await clock.advance(1_000);
      expect(chat.state()).toBe('joined');
    },
  );

  test('however often Twitch drops it, there are never more than 20 logins in 10 s', async () => {
    const clock = createVirtualClock();
    await twitch.stop();
    twitch = await createSandboxTwitch({
      accounts: { good: bot },
      channels: [{ login: 'my_channel', id: '1' }],
      clock,
    });
    await connect({ clock });
    for (let i = 0; i < 60; i++) {
      twitch.reconnect(0);
      await pass(clock, 500, 500);
    }
    expect(twitch.counters.logins).toBeGreaterThan(10);
  });

  test('tries again from 1 s to 60 s apart, and never longer', async () => {
    const clock = createVirtualClock();
    await connect({ clock, random: () => 1 });
    await twitch.whenJoined('my_channel');
    await twitch.close();
    await until('down', () => chat.state() === 'down');
    const tries: number[] = [];
    for (let s = 0; s < 400; s++) {
      const before = events.length;
      await pass(clock, 1_000);
      if (events.slice(before).some((e) => e.kind === 'chat.state' && e.state === 'connecting')) tries.push(s);
    }
    const gaps = tries.slice(1).map((at, i) => at - tries[i]!);
    expect(Math.max(...gaps)).toBeGreaterThan(50);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(62);
    expect(gaps[0]).toBeLessThanOrEqual(3);
    await twitch.open();
    await pass(clock, 62_000, 1_000, () => chat.state() === 'joined');
    expect(chat.state()).toBe('joined');
  });
});

describe('tokens', () => {
  test('without one the bot stays up, says what to do, and starts when one appears', async () => {
    tokens = [];
    const clock = createVirtualClock();
    await connect({ clock });
    await clock.advance(10);
    expect(chat.state()).toBe('no token');
    expect(events.at(-1)).toMatchObject({ detail: expect.stringContaining('npm run login') });
    tokens = [token('good')];
    await clock.advance(2_500);
    await until('joined', () => chat.state() === 'joined');
  });

  test('a refused one is said, retried slowly, and replaced without a restart', async () => {
    tokens = [token('bad')];
    const clock = createVirtualClock();
    await connect({ clock });
    await until('refusal', () => chat.state() === 'login refused');
    await pass(clock, 60_000);
    expect(twitch.counters.refusedLogins).toBeLessThan(9);
    tokens = [token('bad'), token('newer')];
    await clock.advance(2_500);
    await until('joined', () => chat.state() === 'joined');
  });
});
