import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { ask } from './support/web.ts';

// Signing in, against the sandbox's Twitch, and what attackers try instead.

const token = 'a-token-for-tests-that-is-long-enough';
const people = [
  { login: 'milo', id: '1001', name: 'Milo' },
  { login: 'lea', id: '1004', name: 'Lea' },
];
let bot: Bot;
let port: number;
let own: string;
let links: string[];
async function start(settings: NonNullable<NonNullable<Parameters<typeof startBot>[0]>['settings']> = {}) {
  links = [];
  bot = await startBot({
    settings,
    env: { SERDABOT_ADMIN_TOKEN: token },
    helix: {
      clientSecret: 'secret',
      people,
      channels: [{ login: 'my_channel', id: '1', moderators: ['900', '1001'] }],
    },
    onFirstLink: (url) => links.push(url),
  });
  port = bot.app.address()!.port;
  own = `http://localhost:${port}`;
}
beforeEach(() => start());
afterEach(() => bot.stop());

type Jar = Map<string, string>;
async function call(jar: Jar, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await ask(
    { port },
    method,
    path,
    {
      Host: `localhost:${port}`,
      ...(method !== 'GET' && { Origin: own, 'Content-Type': 'application/json' }),
      ...(jar.size > 0 && { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') }),
      ...headers,
    },
    body === undefined ? '' : JSON.stringify(body),
  );
  for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
    const [, name, value, rest] = /^([^=]+)=([^;]*)(.*)$/.exec(line)!;
    expect(rest).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/);
    if (value === '') jar.delete(name!);
    else jar.set(name!, value!);
  }
  return answer;
}
const me = async (jar: Jar) => {
  const answer = await call(jar, 'GET', '/api/status');
  return answer.status === 200 ? JSON.parse(answer.body).visitor.login : answer.status;
};

/** What comes back from Twitch when somebody of that name signs in. */
async function fromTwitch(jar: Jar, login: string) {
  const begun = await call(jar, 'GET', '/sign-in/twitch');
  expect(begun.status).toBe(302);
  const page = await (await fetch(String(begun.headers['location']))).text();
  const link = [...page.matchAll(/href="([^"]+)">([^<]+)</g)].find(([, , name]) => name!.toLowerCase() === login)![1]!;
  const url = new URL(link.replaceAll('&#38;', '&'));
  expect(url.href.startsWith(`${own}/sign-in/return#`)).toBe(true);
  const { access_token, id_token, state } = Object.fromEntries(new URLSearchParams(url.hash.slice(1)));
  return { access_token: access_token!, id_token: id_token!, state: state! };
}
const enter = (jar: Jar, sent: unknown) => call(jar, 'POST', '/sign-in/twitch', sent);

describe('with Twitch', () => {
  test('the broadcaster has the channel, a moderator what web.moderators allows, a viewer nothing', async () => {
    const jar: Jar = new Map();
    expect((await enter(jar, await fromTwitch(jar, 'my_channel'))).status).toBe(200);
    expect(await me(jar)).toBe('my_channel');
    expect((await call(jar, 'PUT', '/api/queue/priorities', { head_start: { viewer: 1 } })).status).toBe(403);

    const milo: Jar = new Map();
    expect((await enter(milo, await fromTwitch(milo, 'milo'))).status).toBe(200);
    expect(await me(milo)).toBe('milo');
    expect((await call(milo, 'POST', '/api/channels/my_channel/pause', {})).status).toBe(200);
    bot.configure({ web: { moderators: ['feed'] } });
    expect((await call(milo, 'POST', '/api/channels/my_channel/resume', {})).status).toBe(403);
    bot.configure({ web: { moderators: [] } });
    expect(JSON.parse((await call(milo, 'GET', '/api/feed')).body).items).toEqual([]);

    const lea: Jar = new Map();
    const refused = await enter(lea, await fromTwitch(lea, 'lea'));
    expect(refused.status).toBe(403);
    expect(await me(lea)).toBe(401);
  });

  test('somebody whom web.operators names may do everything', async () => {
    bot.configure({ web: { operators: ['lea'] } });
    const jar: Jar = new Map();
    expect((await enter(jar, await fromTwitch(jar, 'lea'))).status).toBe(200);
    expect((await call(jar, 'PUT', '/api/queue/priorities', { head_start: { viewer: 1 } })).status).toBe(200);
    // The right goes with the setting, at once.
    bot.configure({});
    expect(await me(jar)).toBe(401);
  });

  test('a browser at 127.0.0.1 is sent to localhost first, which is all that Twitch sends back to', async () => {
    const answer = await call(new Map(), 'GET', '/sign-in/twitch', undefined, { Host: `127.0.0.1:${port}` });
    expect([answer.status, answer.headers['location']]).toEqual([302, `${own}/sign-in/twitch`]);
  });

  test('what was begun in another browser, is used twice, or says another state is not accepted', async () => {
    const jar: Jar = new Map();
    const sent = await fromTwitch(jar, 'my_channel');
    const cookie = new Map(jar);
    expect((await enter(new Map(), sent)).status).toBe(403);
    const other: Jar = new Map();
    await fromTwitch(other, 'my_channel');
    expect((await enter(other, sent)).status).toBe(403);
    expect((await enter(new Map(cookie), { ...sent, state: 'x' })).status).toBe(403);
    expect((await enter(new Map(cookie), sent)).status).toBe(200);
    expect((await enter(new Map(cookie), sent)).status).toBe(403);
  });

  test('a token of another issuer, application, time, nonce, key or algorithm is not believed', async () => {
    const jar: Jar = new Map();
    const sent = await fromTwitch(jar, 'my_channel');
    const claims = JSON.parse(Buffer.from(sent.id_token.split('.')[1]!, 'base64url').toString());
    const account = { login: 'my_channel', id: '1' };
    const made = (change: Record<string, unknown>) => bot.helix!.oidc.idToken(account, claims.nonce, change);
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = part(claims);
    const signedBy = (head: object, how: (text: string) => string) =>
      `${part(head)}.${body}.${how(`${part(head)}.${body}`)}`;
    const wrong = {
      issuer: made({ iss: 'https://evil.example' }),
      audience: made({ aud: 'another' }),
      audiences: made({ aud: [claims.aud, 'another'] }),
      'too old': made({ exp: Math.floor(Date.now() / 1000) - 1 }),
      'no end': made({ exp: undefined }),
      'of the future': made({ iat: Math.floor(Date.now() / 1000) + 3600 }),
      nonce: made({ nonce: 'x' }),
      'no nonce': made({ nonce: undefined }),
      nobody: made({ sub: '' }),
      'another account': bot.helix!.oidc.idToken({ login: 'lea', id: '1004' }, claims.nonce),
      'none as algorithm': `${part({ alg: 'none', kid: '1' })}.${body}.`,
      'none with a signature': signedBy({ alg: 'none', kid: '1' }, () => 'eA'),
      'a secret as algorithm': signedBy({ alg: 'HS256', kid: '1' }, () => 'eA'),
      'an own key': signedBy({ alg: 'RS256', kid: '1' }, (text) =>
        sign('RSA-SHA256', Buffer.from(text), foreign).toString('base64url'),
      ),
      'an unknown key': signedBy({ alg: 'RS256', kid: '2' }, () => 'eA'),
      'no token': 'x',
    };
    const cookie = new Map(jar);
    const answers: [string, number][] = [];
    for (const [name, id_token] of Object.entries(wrong)) {
      answers.push([name, (await enter(new Map(cookie), { ...sent, id_token })).status]);
    }
    expect(answers.slice(0, 10)).toEqual(
      Object.keys(wrong)
        .slice(0, 10)
        .map((name) => [name, 403]),
    );
    expect(answers.slice(10).every(([, status]) => status === 429)).toBe(true);
    // The right one is let in all the same.
    const again: Jar = new Map();
    expect((await enter(again, await fromTwitch(again, 'my_channel'))).status).toBe(200);
  });
});

describe('the one-time link', () => {
  test('opens the door once, on this machine, and only by POST from a page of ours', async () => {
    expect(links).toHaveLength(1);
    const url = new URL(links[0]!);
    expect([url.origin, url.pathname]).toEqual([own, '/sign-in']);
    const code = url.hash.slice('#code='.length);
    expect(Buffer.from(code, 'base64url')).toHaveLength(16);
    await call(new Map(), 'GET', `/sign-in?code=${code}`);
    expect((await call(new Map(), 'POST', '/sign-in/secret', { code }, { Origin: '' })).status).toBe(403);
    expect((await call(new Map(), 'POST', '/sign-in/secret', { code }, { 'Content-Type': 'text/plain' })).status).toBe(
      415,
    );
    const jar: Jar = new Map([['serdabot_begin', 'x']]);
    expect((await call(jar, 'POST', '/sign-in/secret', { code })).status).toBe(200);
    expect(await me(jar)).toBe('operator');
    expect((await call(new Map(), 'POST', '/sign-in/secret', { code })).status).toBe(403);
  });
});

test('the link is of no use to a visitor behind a proxy, who is not at this machine', async () => {
  await bot.stop();
  await start({ web: { trusted_proxies: ['127.0.0.1'] } });
  const code = new URL(links[0]!).hash.slice('#code='.length);
  const far = { 'X-Forwarded-For': '203.0.113.9' };
  expect((await call(new Map(), 'POST', '/sign-in/secret', { code }, far)).status).toBe(403);
  expect((await call(new Map(), 'POST', '/sign-in/secret', { code })).status).toBe(200);
});

describe('a session', () => {
  const tokenIn = async (jar: Jar) => (await call(jar, 'POST', '/sign-in/secret', { token })).status;

  test('is another one after each sign-in, whatever the browser had before', async () => {
    const planted: Jar = new Map([[`serdabot_${port}`, 'planted-by-somebody-else']]);
    expect(await tokenIn(planted)).toBe(200);
    const first = planted.get(`serdabot_${port}`);
    expect(first).not.toBe('planted-by-somebody-else');
    expect(await tokenIn(planted)).toBe(200);
    expect(planted.get(`serdabot_${port}`)).not.toBe(first);
    expect(await me(new Map([[`serdabot_${port}`, first!]]))).toBe(401);
  });

  test('is listed, and ended by its owner or by signing out; then it opens nothing', async () => {
    const [one, two]: [Jar, Jar] = [new Map(), new Map()];
    await tokenIn(one);
    await tokenIn(two);
    const list = JSON.parse((await call(one, 'GET', '/api/sessions')).body).sessions;
    expect(list).toHaveLength(2);
    expect(JSON.stringify(list)).not.toContain(one.get(`serdabot_${port}`));
    const other = list.find(({ current }: { current: boolean }) => !current).id;
    expect((await call(one, 'DELETE', `/api/sessions/${other}`)).status).toBe(200);
    expect([await me(one), await me(two)]).toEqual(['operator', 401]);
    const kept = new Map(one);
    expect((await call(one, 'POST', '/sign-in/out', {})).status).toBe(200);
    expect([one.size, await me(kept)]).toEqual([0, 401]);
  });

  test('changes nothing without an Origin, from another site, or without JSON', async () => {
    const jar: Jar = new Map();
    await tokenIn(jar);
    const path = '/api/channels/my_channel/pause';
    const bare = { Host: `localhost:${port}`, Cookie: [...jar].map(([n, v]) => `${n}=${v}`).join() };
    const json = { 'Content-Type': 'application/json' };
    const from = (headers: Record<string, string>) => ask({ port }, 'POST', path, { ...bare, ...headers }, '{}');
    expect((await from(json)).status).toBe(403);
    expect((await from({ ...json, Origin: 'https://evil.example' })).status).toBe(403);
    expect((await from({ ...json, Origin: 'null' })).status).toBe(403);
    expect((await from({ ...json, Origin: own.replace('localhost', 'localhost.evil.example') })).status).toBe(403);
    expect((await from({ 'Content-Type': 'text/plain', Origin: own })).status).toBe(415);
    expect((await from({ Origin: own })).status).toBe(415);
    expect((await from({ ...json, Origin: own })).status).toBe(200);
  });

  test('is of no use under the name of another machine', async () => {
    const jar: Jar = new Map();
    await tokenIn(jar);
    expect((await call(jar, 'GET', '/api/status', undefined, { Host: `evil.example:${port}` })).status).toBe(403);
  });
});
