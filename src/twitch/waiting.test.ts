import { describe, expect, test } from 'vitest';
import { allRead } from '../../test/support/all-read.ts';
import {
  chat,
  connect,
  connectionForEach,
  events,
  hear,
  heard,
  pass,
  twitch,
  until,
} from '../../test/support/connection.ts';
import { aViewer } from '../../test/support/fakes.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';

connectionForEach();

describe('before anybody hears of lines', () => {
  test('they wait, all of them and in their order, while the bot joins its channels', async () => {
    const order: string[] = [];
    const chatters = new Set<string>();
    await connect({
      deaf: true,
      channels: ['my_channel', 'other'],
      isWorthReading: (text) => text.startsWith('!'),
      onChatter: (_channel, login) => void chatters.add(login),
      onMessage: ({ text }) => void order.push(text),
      onSilenced: (_channel, viewerId) => void order.push(`silenced ${viewerId}`),
    });
    await until('both joined', () => chat.joined().length === 2);
    for (let i = 0; i < 3_000; i++) twitch.say('my_channel', aViewer('lea'), `!ask ${i}`);
    twitch.say('my_channel', aViewer('bob'), 'bonjour');
    twitch.raid('my_channel', aViewer('bob'), 42);
    twitch.timeout('my_channel', aViewer('lea'), 60);
    twitch.say('other', aViewer('ana'), '!ping');
    await allRead();
    expect([order, events.filter(({ kind }) => kind === 'chat.event' || kind === 'chat.received')]).toEqual([[], []]);
    hear();
    await until('the last line', () => order.at(-1) === '!ping');
    const asked = Array.from({ length: 3_000 }, (_, i) => `!ask ${i}`);
    expect(order).toEqual([...asked, 'silenced id-lea', '!ping']);
    expect([...chatters].sort()).toEqual(['ana', 'bob', 'lea']);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'chat.event', what: 'raid', count: 42 }));
    twitch.say('my_channel', aViewer('lea'), '!ask encore');
    await until('a line after that', () => order.at(-1) === '!ask encore');
  });

  test('a connection whose lines wait is not taken for a dead one', async () => {
    const clock = createVirtualClock();
    await connect({ deaf: true, clock });
    await until('joined', () => chat.state() === 'joined');
    twitch.say('my_channel', aViewer('lea'), '!ask salut');
    await pass(clock, 60_000);
    hear();
    await until('the line', () => heard.length === 1);
    expect(twitch.counters.logins).toBe(1);
  });
});
