import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createListening, type Listening } from '../../../test/faults/eventsub-house.ts';
import { isEventSub } from '../twurple.ts';
import { readFrame } from './frames.ts';
import { happeningIn } from './happenings.ts';
import { channelIdIn, topics } from './topics.ts';

// Messages of EventSub that have the wrong types, are cut, huge, late or out of order. FUZZ_RUNS=100000 for long.
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 600);

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1e308, 0.5, '', '7', '-7', ' ', 'x'.repeat(5_000), '\u0000\ud800', [], {}),
  // Nothing can be made of it: neither a text nor a number.
  fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, { length: 3 }, [[[]]], { constructor: null }, [{ id: 'a' }]),
  fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as unknown),
);
const person = { user_id: '501', user_login: 'lea', user_name: 'Lea' };
const broadcaster = { broadcaster_user_id: '1', broadcaster_user_login: 'my_channel', broadcaster_user_name: 'My' };
const from = { from_broadcaster_user_id: '7', from_broadcaster_user_login: 'bob', from_broadcaster_user_name: 'Bob' };
const event = {
  ...{ ...person, ...broadcaster, ...from, id: 'e', type: 'live', started_at: '2026-01-01T00:00:00Z', is_gift: false },
  ...{ title: 'Hi', category_name: 'Hades', viewers: 4, total: 5, bits: 100, level: 2, viewer_count: 3 },
  ...{ cumulative_months: 3, duration_seconds: 90, reward: { title: 'Hydrate', cost: 500 } },
};
const types = ['session_welcome', 'session_keepalive', 'session_reconnect', 'revocation', 'notification', 'toString'];
const stamps = ['2026-01-01T00:00:00.123456789Z', '9999-12-31T23:59:59Z', '0001-01-01T00:00:00Z', 'soon'];

/** Some of the values of an object, at any depth, are others. */
const spoilt = <T extends object>(whole: T): fc.Arbitrary<unknown> =>
  fc.array(fc.record({ at: fc.nat(40), value: odd }), { maxLength: 3 }).map((changes) => {
    let place = 0;
    const walk = (value: unknown): unknown => {
      const change = changes.find(({ at }) => at === place++);
      if (change) return change.value;
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
    };
    return walk(whole);
  });

const subscription = (type: string) => ({ id: 's', type, status: 'revoked', condition: { broadcaster_user_id: '1' } });
const message = fc
  .record({
    type: fc.constantFrom('notification', 'notification', 'notification', ...types),
    topic: fc.constantFrom(...topics.map(({ type }) => type), 'constructor', ''),
    stamp: fc.constantFrom(...stamps),
    id: fc.constantFrom('a', 'b', 'c', ''),
  })
  .chain(({ type, topic, stamp, id }) =>
    spoilt({
      metadata: { message_id: id, message_type: type, message_timestamp: stamp },
      payload: {
        session: { id: 'new', keepalive_timeout_seconds: 10, reconnect_url: 'ws://127.0.0.1:9/ws#x' },
        subscription: subscription(topic),
        event,
      },
    }),
  );
const raw = fc
  .record({ message, cut: fc.option(fc.nat(400), { nil: null, freq: 4 }), twice: fc.boolean() })
  .map(({ message, cut, twice }) => {
    const text = JSON.stringify(message) ?? 'null';
    return cut === null ? text : text.slice(0, cut) + (twice ? text : '');
  });

test('whatever a message holds, it is read as an event of known shape or as nothing', () => {
  fc.assert(
    fc.property(raw, (text) => {
      const read = readFrame(text);
      if (read?.frame.type !== 'notification') return;
      const { about } = read.frame;
      expect(channelIdIn(about.condition)).toBeTypeOf('string');
      const happening = happeningIn(about.type, read.frame.event);
      if (happening === null || happening.kind === 'changed') return;
      const { by, count, title = '' } = happening.event;
      expect(by.login).toMatch(/^\w{1,50}$/);
      expect(by.name.length).toBeLessThanOrEqual(100);
      expect(title.length).toBeLessThanOrEqual(200);
      expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
    }),
    { numRuns, seed: 20_261_122 },
  );
});

test('what no text and no number can be made of counts for nothing', () => {
  const nothing = { toString: 1, valueOf: 1 };
  expect(channelIdIn({ broadcaster_user_id: nothing })).toBe('');
  expect(happeningIn('channel.raid', { ...from, viewers: nothing })).toMatchObject({ event: { count: 0 } });
  const reward = { title: nothing, cost: nothing };
  const redeemed = 'channel.channel_points_custom_reward_redemption.add';
  expect(happeningIn(redeemed, { ...person, reward })).toMatchObject({ event: { count: 0, title: '' } });
});

test.each(['ws://127.0.0.1:9/ws#x', 'ws://127.0.0.1/#', 'http://127.0.0.1/', '', 'ws://', 'ws://evil.com/'])(
  'a session does not move to "%s"',
  (url) => expect(isEventSub(url, 9)).toBe(false),
);

let it: Listening | null = null;
afterEach(async () => {
  await it?.stop();
  it = null;
});
const bob = { id: '502', login: 'bob', name: 'Bob' };

test('after hundreds of broken messages the next raid is told, and none of them was a bug', async () => {
  it = await createListening();
  const { twitchSide, events } = it;
  const texts = fc.sample(raw, { numRuns: 300, seed: 7 });
  const huge = `{"metadata":{"message_type":"notification"},"payload":${'['.repeat(100_000)}`;
  for (const text of [...texts, huge]) for (const { socket } of twitchSide.sessions) socket.send(text);
  await it.pass(0);
  twitchSide.raid('my_channel', bob, 42);
  await it.pass(0);
  expect(it.told()).toContain('#my_channel bob raid 42');
  expect(events.filter(({ kind }) => kind === 'bug')).toEqual([]);
});
