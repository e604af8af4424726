import { describe, expect, test } from 'vitest';
import {
  bot,
  chat,
  connect,
  connectionForEach,
  events,
  heard,
  pass,
  replaceTwitch,
  setTokens,
  twitch,
  until,
} from '../../test/support/connection.ts';
import { aViewer } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';

connectionForEach();

describe('many channels', () => {
  test('are all joined, at the pace that Twitch allows, and all again after a reset', async () => {
    const names = Array.from({ length: 45 }, (_, i) => `channel_${i}`);
    const clock = createVirtualClock();
    await replaceTwitch({
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
    await replaceTwitch({
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
    setTokens();
    const clock = createVirtualClock();
    await connect({ clock });
    await clock.advance(10);
    expect(chat.state()).toBe('no token');
    expect(events.at(-1)).toMatchObject({ detail: expect.stringContaining('npm run login') });
    setTokens('good');
    await clock.advance(2_500);
    await until('joined', () => chat.state() === 'joined');
  });

  test('a refused one is said, retried slowly, and replaced without a restart', async () => {
    setTokens('bad');
    const clock = createVirtualClock();
    await connect({ clock });
    await until('refusal', () => chat.state() === 'login refused');
    await pass(clock, 60_000);
    expect(twitch.counters.refusedLogins).toBeLessThan(9);
    setTokens('bad', 'newer');
    await clock.advance(2_500);
    await until('joined', () => chat.state() === 'joined');
  });
});
