import { afterEach, expect, test } from 'vitest';
import { createListening, type Listening, type ListeningOptions } from '../../../test/faults/eventsub-house.ts';
import { allRead } from '../../../test/support/all-read.ts';
import { time } from '../../sandbox/helix/call.ts';

let it: Listening;
const open = async (options?: ListeningOptions) => {
  it = await createListening(options);
  return it;
};
afterEach(async () => {
  await it.stop();
  expect(it.twitch.breaches).toEqual([]);
});

const { signal } = new AbortController();
const lea = { id: '501', login: 'lea', name: 'Lea' };
const bob = { id: '502', login: 'bob', name: 'Bob' };
const free = ['stream.online', 'stream.offline', 'channel.update', 'channel.raid'];
const posts = () => it.twitch.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('eventsub'));

test('what needs no permission is subscribed with any token, the rest by what the token allows', async () => {
  await open();
  expect(it.types()).toEqual(free);
  expect(it.eventsub.health()).toMatchObject({ state: 'connected', detail: '4 subscriptions', level: 'ok' });
  await it.stop();
  await open({ scopes: ['moderator:read:followers', 'moderator:manage:shoutouts', 'channel:read:ads'] });
  // The ads of a channel are told to its own account alone.
  expect(it.types().toSorted()).toEqual([...free, 'channel.follow', 'channel.shoutout.receive'].toSorted());
  expect(it.twitchSide.subscriptions.find(({ type }) => type === 'channel.follow')).toMatchObject({
    version: '2',
    condition: { broadcaster_user_id: '1', moderator_user_id: '900' },
  });
});

test('everything that Twitch tells becomes an event of the channel', async () => {
  await open({ scopes: ['moderator:read:followers', 'moderator:read:shoutouts'] });
  const all = ['subscriptions', 'redemptions', 'ads', 'hype_train'].map((one) => `channel:read:${one}`);
  it.login('my_channel', '1', [...all, 'bits:read']);
  await it.pass(60_000);
  expect(it.twitchSide.sessions.size).toBe(2);
  const { twitchSide } = it;
  twitchSide.online('my_channel');
  twitchSide.offline('my_channel');
  twitchSide.raid('my_channel', bob, 42);
  twitchSide.follow('my_channel', lea);
  twitchSide.follow('my_channel', lea);
  twitchSide.subscribe('my_channel', lea);
  twitchSide.subscribe('my_channel', bob, true);
  twitchSide.resubscribe('my_channel', lea, 12);
  twitchSide.gift('my_channel', null, 5);
  twitchSide.cheer('my_channel', lea, 100);
  twitchSide.cheer('my_channel', null, 1);
  twitchSide.redeem('my_channel', lea, 'Hydrate', 500);
  twitchSide.adBreak('my_channel', 90);
  twitchSide.hypeTrain('my_channel', 'begin', 1);
  twitchSide.hypeTrain('my_channel', 'progress', 1);
  twitchSide.hypeTrain('my_channel', 'progress', 2);
  twitchSide.shoutOut('my_channel', bob, 300);
  await it.pass(0);
  expect(it.told().toSorted()).toEqual(
    [
      'my_channel online 1',
      'my_channel offline 1',
      'bob raid 42',
      'lea follow 1',
      'lea sub 1',
      'lea resub 12',
      'ananonymousgifter gift 5',
      'lea cheer 100',
      'ananonymouscheerer cheer 1',
      'lea redemption 500 Hydrate',
      'my_channel ad 90',
      'my_channel hype_train 1',
      'my_channel hype_train 2',
      'bob shoutout 300',
    ]
      .map((line) => `#my_channel ${line}`)
      .toSorted(),
  );
});

test('what is told twice is one event, and what is older than ten minutes is none', async () => {
  await open();
  it.twitchSide.raid('my_channel', bob, 42, { id: 'one' });
  await it.pass(61_000);
  it.twitchSide.raid('my_channel', bob, 42, { id: 'one' });
  it.twitchSide.raid('my_channel', lea, 7, { at: it.clock.wall() - 10 * 60_000 - 5_000 });
  await it.pass(0);
  expect(it.told()).toEqual(['#my_channel bob raid 42']);
});

test('chat and EventSub tell one event once, and two cheers twice', async () => {
  await open();
  const { streamEvents } = it;
  const cheer = { what: 'cheer', by: lea, count: 100 } as const;
  for (const way of ['chat', 'chat', 'eventsub', 'eventsub'] as const) streamEvents.told('my_channel', cheer, way);
  expect(it.told()).toHaveLength(2);
  streamEvents.told('my_channel', { what: 'raid', by: bob, count: 41 }, 'chat');
  it.twitchSide.raid('my_channel', bob, 42);
  await it.pass(59_000);
  it.twitchSide.raid('my_channel', bob, 42);
  await it.pass(0);
  expect(it.told().slice(2)).toEqual(['#my_channel bob raid 41']);
  await it.pass(2_000);
  it.twitchSide.raid('my_channel', bob, 42);
  await it.pass(0);
  expect(it.told()).toHaveLength(4);
});

test('a stream that begins or ends is known at once, whatever Helix still says', async () => {
  await open({ twitch: { channels: [{ login: 'my_channel', id: '1', moderators: ['900'], game: 'Hades' }] } });
  const { helix, clock, twitchSide } = it;
  expect(await helix.stream('my_channel', signal)).toBeNull();
  twitchSide.online('my_channel', { isKnown: false });
  await it.pass(0);
  expect(await helix.stream('my_channel', signal)).toMatchObject({ category: 'Hades', game: 'Hades' });
  twitchSide.update('my_channel', 'On change', 'Celeste');
  await it.pass(0);
  expect(helix.lastStream('my_channel')).toMatchObject({ title: 'On change', category: 'Celeste' });
  it.twitch.channel('my_channel').liveSince = clock.wall() - 60_000;
  await it.pass(60_000);
  expect(await helix.stream('my_channel', signal)).toMatchObject({ viewers: 12 });
  twitchSide.offline('my_channel', { isKnown: false });
  expect(helix.lastStream('my_channel')).not.toBeNull();
  await it.pass(0);
  expect(helix.lastStream('my_channel')).toBeNull();
  await it.pass(40_000);
  expect(await helix.stream('my_channel', signal)).toBeNull();
  // After some minutes Helix is right again.
  await it.pass(5 * 60_000);
  expect(await helix.stream('my_channel', signal)).not.toBeNull();
});

test('silence for longer than the keepalive is a dead connection: a new one stands within 5 s more, and the stream is looked at', async () => {
  await open();
  const looks = it.twitch.count('streams');
  it.twitchSide.silence(true);
  await it.pass(13_000);
  it.twitchSide.silence(false);
  await it.pass(2_000);
  expect(it.twitchSide.opened).toBe(2);
  expect(it.types()).toEqual(free);
  expect(it.twitch.count('streams')).toBeGreaterThan(looks);
  it.twitchSide.raid('my_channel', bob, 42);
  await it.pass(0);
  expect(it.told()).toEqual(['#my_channel bob raid 42']);
});

test('a stream that flaps is announced once, and is on air all the same', async () => {
  await open();
  const startedAt = it.clock.wall();
  it.twitchSide.online('my_channel');
  it.twitchSide.offline('my_channel');
  await it.pass(5_000);
  it.twitch.channel('my_channel').liveSince = startedAt;
  it.twitchSide.happens('stream.online', 'my_channel', { type: 'live', started_at: time(startedAt) });
  await it.pass(0);
  expect(it.told()).toEqual(['#my_channel my_channel online 1', '#my_channel my_channel offline 1']);
  expect(await it.helix.stream('my_channel', signal)).not.toBeNull();
});

test('a stream that began or ended while nobody listened is told when the connection is back', async () => {
  await open({ channels: ['my_channel', 'other'], wants: ['online'] });
  const cut = async (meanwhile: () => void) => {
    it.twitchSide.refuse(true);
    it.twitchSide.drop();
    await it.pass(5_000);
    meanwhile();
    it.twitchSide.refuse(false);
    await it.pass(30_000);
  };
  // The one that was on air when the bot came is no news.
  await cut(() => {
    it.twitch.channel('other').liveSince = Math.floor(it.clock.wall() / 1000) * 1000;
  });
  await cut(() => {
    it.twitch.channel('my_channel').liveSince = null;
  });
  await cut(() => {});
  it.twitch.fault('streams', { status: 503 });
  await cut(() => {});
  expect(it.told()).toEqual(['#other other online 1', '#my_channel my_channel offline 1']);
});

test('keepalives hold a quiet connection for hours', async () => {
  await open();
  await it.pass(60 * 60_000);
  expect(it.twitchSide.opened).toBe(1);
  expect(posts()).toHaveLength(4);
});

test('a session that Twitch moves keeps its subscriptions, and nothing that comes meanwhile is missed', async () => {
  await open();
  it.twitchSide.reconnect();
  it.twitchSide.raid('my_channel', bob, 42);
  await it.pass(0);
  it.twitchSide.raid('my_channel', lea, 7);
  await it.pass(60_000);
  expect(it.told()).toEqual(['#my_channel bob raid 42', '#my_channel lea raid 7']);
  expect(it.twitchSide.opened).toBe(2);
  expect(it.twitchSide.sessions.size).toBe(1);
  expect(it.twitchSide.closed).toEqual([]);
  expect(posts()).toHaveLength(4);
});

test('a session that cannot move begins anew', async () => {
  await open();
  it.twitchSide.refuse(true);
  it.twitchSide.reconnect();
  await it.pass(31_000);
  expect(it.twitchSide.closed).toEqual([4004]);
  it.twitchSide.refuse(false);
  await it.pass(10_000);
  expect(it.types()).toEqual(free);
});

test.each([4000, 4002, 4005, 4006, 4007])(
  'after Twitch closed with %i everything is subscribed again',
  async (code) => {
    await open();
    it.twitchSide.close(code);
    await it.pass(2_000);
    expect(it.twitchSide.opened).toBe(2);
    expect(it.types()).toEqual(free);
  },
);

test('a Twitch that is down is tried after 1 s, then ever later, and after a minute at the latest', async () => {
  await open();
  it.twitchSide.refuse(true);
  it.twitchSide.drop();
  for (let second = 0; second < 200; second++) await it.pass(1_000);
  const at = it.twitchSide.refusedAt;
  expect(at.slice(1).map((time, i) => Math.round((time - at[i]!) / 1000))).toEqual([2, 4, 8, 16, 32, 60, 60]);
  expect(it.eventsub.health()).toMatchObject({ state: 'down', level: 'ok' });
  it.wanted.add('online');
  expect(it.eventsub.health()).toMatchObject({ state: 'down', level: 'degraded' });
  it.twitchSide.refuse(false);
  await it.pass(60_000);
  expect(it.types()).toEqual(free);
});

test('a token pays for ten at most: streams come first in every channel, and what is freed goes to what waits', async () => {
  const six = ['a', 'b', 'c', 'd', 'e', 'f'];
  const channels = six.map((login, i) => ({ login, id: String(10 + i) }));
  await open({ channels: six, wants: ['online'], twitch: { channels } });
  const of = (type: string) => it.types().filter((one) => one === type).length;
  expect([of('stream.online'), of('stream.offline'), of('channel.update')]).toEqual([6, 4, 0]);
  expect(it.eventsub.health().level).toBe('ok');
  const asked = posts().length;
  await it.pass(60_000);
  // Three tries of one subscription, not of all that wait.
  expect(posts().length - asked).toBeLessThan(10);
  it.eventsub.serve(['a', 'b']);
  await it.pass(11 * 60_000);
  expect(it.twitchSide.subscriptions.filter(({ condition }) => Object.values(condition).includes('15'))).toEqual([]);
  expect(it.types().toSorted()).toEqual([...free, ...free].toSorted());
  // Once the channel's own account lets the application in, nothing of it costs any more.
  it.twitch.grants.issue({ login: 'c', id: '12' }, []);
  it.eventsub.serve(['a', 'b', 'c']);
  await it.pass(5_000);
  expect(it.types()).toHaveLength(12);
});

test('what only some tokens open is missed aloud once, and heard as soon as the token may', async () => {
  await open({ wants: ['follow', 'redemption', 'raid'] });
  const lacks = () => it.warnings().filter((text) => text.startsWith('reactions.'));
  await it.pass(3 * 60_000);
  expect(lacks().toSorted()).toEqual([
    'reactions.follow: Twitch does not tell it of #my_channel without moderator:read:followers: run `npm run login`',
    'reactions.redemption: Twitch does not tell it of #my_channel without channel:read:redemptions: run `npm run login broadcaster my_channel`',
  ]);
  expect(it.eventsub.health()).toMatchObject({
    state: 'partly',
    detail: expect.stringContaining('redemption of #my_channel lacks channel:read:redemptions'),
    level: 'degraded',
  });
  it.give(['moderator:read:followers']);
  it.login('my_channel', '1', ['channel:read:redemptions']);
  await it.pass(2 * 60_000);
  expect(it.types()).toContain('channel.follow');
  expect(it.types()).toContain('channel.channel_points_custom_reward_redemption.add');
  expect(it.eventsub.health()).toMatchObject({ detail: '6 subscriptions', level: 'ok' });
});

test('a bot that is no moderator is told so, and follows are heard when it is one', async () => {
  await open({
    scopes: ['moderator:read:followers'],
    wants: ['follow'],
    twitch: { channels: [{ login: 'my_channel', id: '1' }] },
  });
  expect(it.eventsub.health()).toMatchObject({ detail: expect.stringMatching(/follow of #my_channel: 403/) });
  expect(it.warnings()).toEqual([
    'reactions.follow: Twitch does not tell it of #my_channel (403 subscription missing proper authorization): is the bot a moderator there?',
  ]);
  it.twitch.channel('my_channel').moderators.add('900');
  await it.pass(10 * 60_000);
  expect(it.types()).toContain('channel.follow');
});

test('what Twitch takes back is said once and asked for again later', async () => {
  await open({ wants: ['online'] });
  const { twitchSide } = it;
  twitchSide.revoke(twitchSide.subscriptions[0]!, 'version_removed');
  await it.pass(60_000);
  expect(it.warnings()).toEqual(['Twitch does not tell stream.online of #my_channel any more: version_removed']);
  expect(it.eventsub.health()).toMatchObject({ detail: expect.stringContaining('version_removed'), level: 'degraded' });
  expect(it.types()).not.toContain('stream.online');
  await it.pass(10 * 60_000);
  expect(it.types()).toContain('stream.online');
});

test('a call that is refused, and one that never comes to an answer, are made again; a session that stays empty is left', async () => {
  await open({ scopes: null });
  expect(it.eventsub.health()).toMatchObject({ state: 'idle', level: 'ok' });
  expect(it.twitchSide.opened).toBe(0);
  it.twitch.fault('eventsub/subscriptions', { status: 503 }, 2);
  it.give([]);
  await it.pass(60_000);
  await it.pass(20_000);
  expect(it.types().toSorted()).toEqual(free.toSorted());
  it.twitch.fault('eventsub/subscriptions', 'hang');
  it.twitchSide.drop();
  const drift = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await it.clock.advance(1_000);
      await allRead();
    }
  };
  await drift(20);
  expect(it.twitchSide.closed).toContain(4003);
  it.twitch.fault('eventsub/subscriptions', null);
  await drift(15);
  await it.pass(30_000);
  expect(it.types().toSorted()).toEqual(free.toSorted());
});

test('nothing is told of a channel that another process serves now', async () => {
  await open({ channels: ['my_channel', 'other'] });
  it.eventsub.serve(['other']);
  it.twitchSide.raid('my_channel', bob, 42);
  it.twitchSide.raid('other', lea, 7);
  await it.pass(0);
  expect(it.told()).toEqual(['#other lea raid 7']);
  expect(it.types()).toEqual(free);
});

test('a session begins once however often it is welcomed, and a message of a wrong date makes no other old', async () => {
  await open();
  const [session] = it.twitchSide.sessions;
  const welcome = { session: { id: session!.id, keepalive_timeout_seconds: 10 } };
  const send = (message_type: string, message_timestamp: string, payload: object) =>
    session!.socket.send(JSON.stringify({ metadata: { message_id: '', message_type, message_timestamp }, payload }));
  for (let i = 0; i < 3; i++) send('session_welcome', time(it.clock.wall()), welcome);
  send('session_keepalive', '9999-12-31T23:59:59Z', {});
  await it.pass(60_000);
  expect(posts()).toHaveLength(4);
  it.twitchSide.raid('my_channel', bob, 42);
  await it.pass(0);
  expect(it.told()).toEqual(['#my_channel bob raid 42']);
});

test('a bot that stops leaves no socket and no timer', async () => {
  await open({ channels: ['my_channel', 'other'] });
  await it.eventsub.stop();
  await it.pass(0);
  expect(it.twitchSide.sessions.size).toBe(0);
  expect(it.eventsub.health().state).toBe('idle');
});
