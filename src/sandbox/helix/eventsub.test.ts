import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { allRead } from '../../../test/support/all-read.ts';
import { createVirtualClock, type VirtualClock } from '../../../test/support/virtual-clock.ts';
import { createSandboxHelix, type SandboxHelix } from './helix.ts';

// What Twitch's page on EventSub says that a client meets.

const bot = { login: 'serdabot', id: '900' };
let clock: VirtualClock;
let helix: SandboxHelix;

beforeEach(async () => {
  clock = createVirtualClock();
  helix = await createSandboxHelix({
    clock,
    accounts: [bot],
    channels: [
      { login: 'lea', id: '1', moderators: [bot.id] },
      { login: 'tom', id: '2' },
    ],
  });
});
afterEach(() => helix.stop());

interface Frame {
  readonly metadata: Readonly<Record<string, string>>;
  readonly payload: { readonly session?: { readonly id: string; readonly reconnect_url: string | null } };
}

async function connect(url = `ws://127.0.0.1:${helix.port}/ws?keepalive_timeout_seconds=10`) {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  let code: number | null = null;
  socket.on('message', (data) => void frames.push(JSON.parse(String(data))));
  socket.on('close', (with_) => {
    code = with_;
  });
  await once(socket, 'open');
  await allRead();
  return {
    socket,
    frames,
    kinds: () => frames.map(({ metadata }) => metadata['message_type']),
    session: () => frames[0]?.payload.session?.id ?? '',
    code: () => code,
  };
}

/** One second at a time, and everything that is said meanwhile is heard. */
async function pass(seconds: number) {
  for (let i = 0; i < seconds; i++) {
    await clock.advance(1_000);
    await allRead();
  }
}

const tokenOf = (account: typeof bot, ...scopes: string[]) => helix.grants.issue(account, scopes).accessToken;

async function subscribe(token: string, session: string, type: string, version: string, condition: object) {
  const response = await fetch(`${helix.url}/eventsub/subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'client-id': helix.clientId, 'content-type': 'application/json' },
    body: JSON.stringify({ type, version, condition, transport: { method: 'websocket', session_id: session } }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const online = (token: string, session: string, id = '1') =>
  subscribe(token, session, 'stream.online', '1', { broadcaster_user_id: id });

test('a welcome, keepalives while nothing happens, and notifications with all that Twitch says of them', async () => {
  const it = await connect();
  expect(await online(tokenOf(bot), it.session())).toMatchObject({
    status: 202,
    body: {
      total: 1,
      total_cost: 1,
      max_total_cost: 10,
      data: [{ type: 'stream.online', status: 'enabled', cost: 1 }],
    },
  });
  await pass(10);
  expect(helix.eventsub.online('lea', { id: 'one' })).toBe(1);
  await pass(9);
  expect(it.kinds()).toEqual(['session_welcome', 'session_keepalive', 'notification']);
  expect(it.frames[0]).toMatchObject({
    payload: { session: { status: 'connected', keepalive_timeout_seconds: 10, reconnect_url: null } },
  });
  expect(it.frames[2]).toMatchObject({
    metadata: { message_id: 'one', subscription_type: 'stream.online', subscription_version: '1' },
    payload: {
      subscription: { type: 'stream.online', condition: { broadcaster_user_id: '1' }, cost: 1 },
      event: { broadcaster_user_id: '1', broadcaster_user_login: 'lea', type: 'live' },
    },
  });
});

test('who subscribes nothing within 10 s, or says anything, is shown out', async () => {
  const idle = await connect();
  await pass(11);
  expect(idle.code()).toBe(4003);
  const talker = await connect();
  talker.socket.send('hello');
  await allRead();
  await pass(1);
  expect(talker.code()).toBe(4001);
  expect(helix.breaches).toEqual(['eventsub: the client sent a message']);
});

test('a session that is to move has 30 s, its own address once, and keeps what it subscribed', async () => {
  const old = await connect();
  await online(tokenOf(bot), old.session());
  helix.eventsub.reconnect();
  await allRead();
  const url = old.frames.at(-1)?.payload.session?.reconnect_url ?? '';
  const moved = await connect(url);
  helix.eventsub.online('lea');
  await allRead();
  expect(old.kinds()).toEqual(['session_welcome', 'session_reconnect']);
  expect(moved.kinds()).toEqual(['session_welcome', 'notification']);
  expect(moved.session()).toBe(old.session());
  const again = await connect(url);
  await pass(1);
  expect(again.code()).toBe(4007);
  helix.eventsub.reconnect();
  await pass(31);
  expect(moved.code()).toBe(4004);
  expect(helix.eventsub.subscriptions).toEqual([]);
});

test('an old socket that is closed before the new one is welcome ends the session', async () => {
  const old = await connect();
  await online(tokenOf(bot), old.session());
  helix.eventsub.reconnect();
  await allRead();
  old.socket.close();
  await allRead();
  const late = await connect(old.frames.at(-1)?.payload.session?.reconnect_url ?? '');
  await pass(1);
  expect(late.code()).toBe(4007);
});

test.each([
  ['a type without its scope', 'channel.follow', '2', { broadcaster_user_id: '1', moderator_user_id: '900' }, 403],
  ['a version that is no more', 'channel.hype_train.begin', '1', { broadcaster_user_id: '1' }, 400],
  ['a condition that lacks something', 'channel.follow', '2', { broadcaster_user_id: '1' }, 400],
  ['both ends of a raid', 'channel.raid', '1', { to_broadcaster_user_id: '1', from_broadcaster_user_id: '2' }, 400],
  ['ads of somebody else', 'channel.ad_break.begin', '1', { broadcaster_user_id: '1' }, 403],
])('%s is refused', async (_what, type, version, condition, status) => {
  const it = await connect();
  const token = tokenOf(bot, 'channel:read:ads');
  expect((await subscribe(token, it.session(), type, version, condition)).status).toBe(status);
});

test('follows are for moderators; the same subscription is there once; a session that is over takes none', async () => {
  const it = await connect();
  const token = tokenOf(bot, 'moderator:read:followers');
  const follow = (channel: string) =>
    subscribe(token, it.session(), 'channel.follow', '2', { broadcaster_user_id: channel, moderator_user_id: '900' });
  expect((await follow('1')).status).toBe(202);
  expect((await follow('1')).status).toBe(409);
  expect((await follow('2')).status).toBe(403);
  it.socket.close();
  await allRead();
  expect((await follow('1')).status).toBe(400);
});

test('ten that cost are the most of an account, over three connections at most', async () => {
  const token = tokenOf(bot);
  const [one, two] = [await connect(), await connect()];
  const answers: number[] = [];
  const types = ['stream.online', 'stream.offline'];
  for (const { session } of [one, two])
    for (const type of types)
      for (const id of ['1', '2', '3'])
        answers.push((await subscribe(token, session(), type, '1', { broadcaster_user_id: id })).status);
  expect(answers.filter((status) => status === 202)).toHaveLength(10);
  expect(answers.slice(10)).toEqual([429, 429]);
  // What the application has a permission of is free.
  helix.grants.issue({ login: 'lea', id: '1' }, []);
  const three = await connect();
  expect((await online(token, three.session())).status).toBe(202);
  const four = await connect();
  expect((await online(token, four.session())).body).toMatchObject({
    message: expect.stringMatching(/exceeded/),
    status: 429,
  });
});

test('what is taken back says why, and tells nothing any more', async () => {
  const it = await connect();
  await online(tokenOf(bot), it.session());
  helix.eventsub.revoke(helix.eventsub.subscriptions[0]!, 'authorization_revoked');
  await allRead();
  expect(it.frames.at(-1)).toMatchObject({
    metadata: { message_type: 'revocation', subscription_type: 'stream.online' },
    payload: { subscription: { status: 'authorization_revoked' } },
  });
  expect(helix.eventsub.online('lea')).toBe(0);
});
