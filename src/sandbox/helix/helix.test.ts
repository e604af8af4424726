import { afterEach, describe, expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { createSandboxHelix, type SandboxHelix, type SandboxHelixOptions } from './helix.ts';
import type { Delivery } from './world.ts';

const bot = { login: 'serdabot', id: '900' };
const clock = createVirtualClock();
const minute = 60_000;
let twitch: SandboxHelix;
let shown: Delivery[];

async function open(options: Partial<SandboxHelixOptions> = {}) {
  shown = [];
  twitch = await createSandboxHelix({
    clock,
    accounts: [bot],
    channels: [
      { login: 'mine', id: '1', moderators: ['900'], liveSince: clock.wall() },
      { login: 'other', id: '2' },
    ],
    deliver: (line) => `m${shown.push(line)}`,
    ...options,
  });
  return twitch;
}
afterEach(() => twitch.stop());

// biome-ignore lint/suspicious/noExplicitAny: bodies are looked at, not typed
type Answer = { status: number; headers: Headers; body: any };
const read = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
};
const id = async (what: string, params: Record<string, string>, method = 'POST') =>
  read(await fetch(`${twitch.url}/auth/${what}?${new URLSearchParams(params)}`, { method }));
const validate = async (token: string) =>
  read(await fetch(`${twitch.url}/auth/validate`, { headers: { authorization: `OAuth ${token}` } }));
const refresh = (refresh_token: string, more: Record<string, string> = {}) =>
  id('token', { grant_type: 'refresh_token', client_id: twitch.clientId, refresh_token, ...more });
const helix = async (method: string, path: string, token: string, body?: object, clientId = twitch.clientId) =>
  read(
    await fetch(`${twitch.url}/mock/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'client-id': clientId,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }),
  );
const token = (...scopes: string[]) => twitch.grants.issue(bot, scopes).accessToken;
const appToken = async () => {
  const client = { client_id: twitch.clientId, client_secret: twitch.clientSecret! };
  return (await id('token', { grant_type: 'client_credentials', ...client })).body.access_token as string;
};

describe('the token service', () => {
  test('a code is pending until its owner says yes, and good once', async () => {
    await open();
    const begun = await id('device', { client_id: twitch.clientId, scopes: 'chat:read chat:edit' });
    expect(begun.body).toMatchObject({ expires_in: 1_800, interval: 5, user_code: expect.stringMatching(/^\w{8}$/) });
    const poll = () =>
      id('token', {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: twitch.clientId,
        scopes: 'chat:read chat:edit',
        device_code: begun.body.device_code,
      });
    expect((await poll()).body).toEqual({ status: 400, message: 'authorization_pending' });
    expect((await poll()).body).toEqual({ status: 400, message: 'slow_down' });
    await clock.advance(10_000);
    twitch.devices.approve(begun.body.user_code, bot);
    expect((await poll()).body).toMatchObject({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      scope: ['chat:read', 'chat:edit'],
      expires_in: 14_400,
      token_type: 'bearer',
    });
    expect((await poll()).body).toEqual({ status: 400, message: 'invalid device code' });
  });

  test('a code is no good after half an hour', async () => {
    await open();
    const { body } = await id('device', { client_id: twitch.clientId, scopes: 'chat:read' });
    await clock.advance(30 * minute);
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const params = { grant_type, client_id: twitch.clientId, scopes: 'chat:read', device_code: body.device_code };
    expect((await id('token', params)).body.message).toBe('invalid device code');
  });

  test('a public client’s refresh token is good once; one with a secret keeps it and needs the secret', async () => {
    await open();
    const first = twitch.grants.issue(bot, ['chat:read']);
    const second = (await refresh(first.refreshToken!)).body;
    expect(second.refresh_token).not.toBe(first.refreshToken);
    expect((await refresh(first.refreshToken!)).body).toEqual({ status: 400, message: 'Invalid refresh token' });
    expect((await refresh(second.refresh_token)).status).toBe(200);
    expect(twitch.grants.refreshes.map(({ ok }) => ok)).toEqual([true, false, true]);
    await twitch.stop();
    await open({ clientSecret: 'hush' });
    const kept = twitch.grants.issue(bot, []).refreshToken!;
    expect((await refresh(kept)).status).toBe(400);
    expect((await refresh(kept, { client_secret: 'wrong' })).status).toBe(403);
    expect((await refresh(kept, { client_secret: 'hush' })).body.refresh_token).toBe(kept);
  });

  test('validation says whose a token is until it expires, is revoked or its owner leaves', async () => {
    await open();
    const [first, second, third] = [token('chat:read'), token(), token()];
    expect((await validate(first)).body).toEqual({
      client_id: twitch.clientId,
      login: 'serdabot',
      user_id: '900',
      scopes: ['chat:read'],
      expires_in: 14_400,
    });
    const bad = { status: 401, body: { status: 401, message: 'invalid access token' } };
    await id('revoke', { client_id: twitch.clientId, token: first });
    expect(await validate(first)).toMatchObject(bad);
    twitch.grants.expire(second);
    expect(await validate(second)).toMatchObject(bad);
    twitch.grants.disconnect('serdabot');
    expect(await validate(third)).toMatchObject(bad);
  });

  test('an application has 25 tokens: one more ends the oldest', async () => {
    await open({ clientSecret: 'hush' });
    const all: string[] = [];
    for (let i = 0; i < 26; i++) all.push(await appToken());
    expect(twitch.grants.appTokens).toBe(25);
    expect((await validate(all[0]!)).status).toBe(401);
    expect((await validate(all[25]!)).body).toMatchObject({ scopes: [], expires_in: 5_184_000 });
  });
});

describe('Helix', () => {
  test('lets in only a good token of the right client with the right scope', async () => {
    await open();
    const bans = 'moderation/bans?broadcaster_id=1&moderator_id=900';
    const ban = { data: { user_id: 'u1' } };
    expect((await helix('POST', bans, 'none', ban)).body).toMatchObject({ error: 'Unauthorized', status: 401 });
    expect((await helix('POST', bans, token(), ban)).body.message).toContain('Missing scope');
    const mine = token('moderator:manage:banned_users');
    expect((await helix('POST', bans, mine, ban, 'else')).body.message).toContain('do not match');
    expect((await helix('POST', bans.replace('900', '7'), mine, ban)).status).toBe(401);
    expect((await helix('POST', bans.replace('=1&', '=2&'), mine, ban)).status).toBe(403);
    expect((await helix('POST', bans, mine, ban)).body.data[0]).toMatchObject({ user_id: 'u1', end_time: null });
    expect(twitch.breaches).toEqual(['moderation/bans: wrong or missing Client-Id']);
  });

  test('moderates like Twitch: moderators’ lines, old lines and who is not banned are refused, and chat shows the rest', async () => {
    const seen: string[] = [];
    const lines = new Map([
      ['fresh', { authorId: 'u1', at: clock.wall() }],
      ['old', { authorId: 'u1', at: clock.wall() - 7 * 60 * minute }],
      ['owner', { authorId: '1', at: clock.wall() }],
      ['mod', { authorId: '901', at: clock.wall() }],
    ]);
    await open({
      channels: [{ login: 'mine', id: '1', moderators: ['900', '901'] }],
      chat: {
        said: (_channel, id) => lines.get(id) ?? null,
        deleted: (_channel, id) => void seen.push(`deleted ${id}`),
        silenced: (_channel, id, seconds) => void seen.push(`silenced ${id} ${seconds}`),
        freed: (_channel, id) => void seen.push(`freed ${id}`),
      },
    });
    const scopes = ['chat_messages', 'banned_users', 'warnings'].map((what) => `moderator:manage:${what}`);
    const mine = token(...scopes);
    const ids = 'broadcaster_id=1&moderator_id=900';
    const asked = async (method: string, path: string, body?: object) => {
      const answer = await helix(method, `moderation/${path}`, mine, body);
      return [answer.status, answer.body?.message ?? ''];
    };
    const remove = (line: string) => asked('DELETE', `chat?${ids}&message_id=${line}`);
    expect(await remove('fresh')).toEqual([204, '']);
    expect(await remove('old')).toEqual([404, 'The specified message was created more than 6 hours ago']);
    expect(await remove('never')).toEqual([404, 'The ID in message_id was not found']);
    expect(await remove('owner')).toEqual([400, "You may not delete the broadcaster's messages"]);
    expect(await remove('mod')).toEqual([400, "You may not delete another moderator's messages"]);
    const warn = (data: object) => asked('POST', `warnings?${ids}`, { data });
    expect(await warn({ user_id: 'u1', reason: 'links' })).toEqual([200, '']);
    expect((await warn({ user_id: 'u1' }))[0]).toBe(400);
    expect((await warn({ user_id: 'u1', reason: 'x'.repeat(501) }))[1]).toContain('too long');
    expect((await warn({ user_id: '901', reason: 'links' }))[1]).toContain('may not be warned');
    const ban = (user_id: string, duration?: number) =>
      asked('POST', `bans?${ids}`, { data: { user_id, reason: 'links', ...(duration && { duration }) } });
    expect(await ban('u1', 60)).toEqual([200, '']);
    expect((await ban('901', 60))[1]).toContain('may not be put in a timeout');
    expect((await ban('1'))[1]).toContain('may not be banned');
    const lift = () => asked('DELETE', `bans?${ids}&user_id=u1`);
    expect(await lift()).toEqual([204, '']);
    expect((await lift())[1]).toContain('is not banned');
    await ban('u1', 60);
    await clock.advance(minute);
    expect((await lift())[1]).toContain('is not banned');
    expect(seen).toEqual(['deleted fresh', 'silenced u1 60', 'freed u1', 'silenced u1 60']);
    expect(twitch.breaches).toEqual([]);
  });

  test('says how many points are left, and refuses without any', async () => {
    await open({ points: 3 });
    const mine = token();
    const left: (string | null)[] = [];
    for (let i = 0; i < 4; i++) {
      const { status, headers } = await helix('GET', 'users', mine);
      left.push(`${status} ${headers.get('ratelimit-remaining')}/${headers.get('ratelimit-limit')}`);
    }
    expect(left).toEqual(['200 2/3', '200 1/3', '200 0/3', '429 0/3']);
    await clock.advance(minute);
    expect((await helix('GET', 'users', mine)).body.data).toMatchObject([{ id: '900', login: 'serdabot' }]);
  });

  test('what is asked wrongly is a breach', async () => {
    await open();
    const mine = token('user:write:chat');
    expect((await helix('GET', 'nothing', mine)).status).toBe(404);
    await helix('GET', 'users?name=x', mine);
    expect((await helix('POST', 'chat/messages', mine)).status).toBe(400);
    expect((await read(await fetch(`${twitch.url}/mock/users`))).status).toBe(401);
    expect(twitch.breaches).toEqual(['GET nothing', 'users: parameter name', 'users: no bearer token']);
  });

  test('streams are those that are live, categories hold all words', async () => {
    await open();
    const mine = token();
    const { body } = await helix('GET', 'streams?user_login=mine&user_login=other', mine);
    expect(body.data).toMatchObject([{ user_id: '1', type: 'live', game_name: 'Just Chatting' }]);
    const found = (await helix('GET', 'search/categories?query=song%20hollow', mine)).body.data;
    expect(found).toMatchObject([{ name: 'Hollow Knight: Silksong' }]);
    expect((await helix('GET', 'channels?broadcaster_id=2', mine)).body.data).toMatchObject([
      { broadcaster_login: 'other' },
    ]);
  });

  test('announcements come every two seconds, shout-outs every two minutes', async () => {
    await open();
    const mine = token('moderator:manage:announcements', 'moderator:manage:shoutouts');
    const announce = () =>
      helix('POST', 'chat/announcements?broadcaster_id=1&moderator_id=900', mine, { message: 'a' });
    const shout = () =>
      helix('POST', 'chat/shoutouts?from_broadcaster_id=1&to_broadcaster_id=2&moderator_id=900', mine);
    expect([(await announce()).status, (await announce()).status]).toEqual([204, 429]);
    expect([(await shout()).status, (await shout()).status]).toEqual([204, 429]);
    await clock.advance(2_000);
    expect((await announce()).status).toBe(204);
    await clock.advance(2 * minute);
    expect((await shout()).status).toBe(429);
    await clock.advance(60 * minute);
    expect((await shout()).status).toBe(204);
  });
});

describe('a message sent by Helix', () => {
  const post = (bearer: string, message: string, more: object = {}) =>
    helix('POST', 'chat/messages', bearer, { broadcaster_id: '1', sender_id: '900', message, ...more });

  test('is shown in chat, or dropped with its reason', async () => {
    await open();
    const mine = token('user:write:chat');
    expect((await post(mine, 'hello', { reply_parent_message_id: 'p' })).body.data).toEqual([
      { message_id: 'm1', is_sent: true, drop_reason: null },
    ]);
    expect(shown).toEqual([{ channel: 'mine', sender: bot, text: 'hello', replyTo: 'p', badge: false }]);
    twitch.channel('mine').drops.push({ code: 'automod_held', message: 'held' });
    expect((await post(mine, 'rude')).body.data).toEqual([
      { message_id: '', is_sent: false, drop_reason: { code: 'automod_held', message: 'held' } },
    ]);
    expect((await post(mine, 'x'.repeat(501))).status).toBe(422);
    expect((await post(mine, 'x', { for_source_only: true })).status).toBe(400);
    expect((await post(mine, 'x', { sender_id: '7' })).status).toBe(401);
    expect(shown).toHaveLength(1);
  });

  test('is not said twice, nor too often, by an account without rank', async () => {
    await open();
    const mine = token('user:write:chat');
    const say = async (text: string) =>
      (await post(mine, text, { broadcaster_id: '2' })).body.data[0].drop_reason?.code ?? 'sent';
    expect(await say('a')).toBe('sent');
    await clock.advance(1_000);
    expect(await say('a')).toBe('msg_duplicate');
    expect(await say('b')).toBe('msg_ratelimit');
    expect(twitch.breaches).toHaveLength(1);
  });

  test('of an application shows the badge, where account and channel let it in', async () => {
    await open({ clientSecret: 'hush' });
    const app = await appToken();
    expect((await post(app, 'a')).status).toBe(401);
    token('user:write:chat', 'user:bot');
    expect((await post(app, 'a')).status).toBe(200);
    expect(shown.at(-1)?.badge).toBe(true);
    expect((await post(app, 'b', { broadcaster_id: '2' })).status).toBe(403);
    twitch.channel('other').allowsBot = true;
    expect((await post(app, 'b', { broadcaster_id: '2' })).status).toBe(200);
  });
});

test('a path can fail while the others answer', async () => {
  await open();
  const mine = token();
  twitch.fault('streams', { status: 503 }, 1);
  expect((await helix('GET', 'streams?user_id=1', mine).catch(() => null))?.status).toBe(503);
  expect((await helix('GET', 'streams?user_id=1', mine)).status).toBe(200);
  twitch.fault('users', 'reset');
  await expect(helix('GET', 'users', mine)).rejects.toThrow();
  expect((await helix('GET', 'streams?user_id=1', mine)).status).toBe(200);
  expect(twitch.count('streams')).toBe(3);
});
