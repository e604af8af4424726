import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bot, startBot } from './support/bot.ts';
import { aViewer } from './support/fakes.ts';
import { ask } from './support/web.ts';

// The contract of the dashboard's API, asked of a whole bot.

const token = 'a token for tests that is long enough, 48 letters';
let bot: Bot;
let port: number;
beforeAll(async () => {
  bot = await startBot({ env: { SERDABOT_ADMIN_TOKEN: token.replaceAll(' ', '-') } });
  port = bot.app.address()!.port;
});
afterAll(() => bot.stop());

const bearer = { Authorization: `Bearer ${token.replaceAll(' ', '-')}` };
const json = { 'Content-Type': 'application/json' };
const api = async (method: string, path: string, headers: Record<string, string> = bearer, body?: unknown) => {
  const answer = await ask(
    { port },
    method,
    path,
    { ...(body !== undefined && json), ...headers },
    body === undefined ? '' : JSON.stringify(body),
  );
  return { ...answer, json: answer.headers['content-type']?.includes('json') ? JSON.parse(answer.body) : null };
};
const lea = aViewer('lea');

test('without a token nothing is told, not even what there is', async () => {
  for (const path of ['/api/status', '/api/feed', '/api/openapi.json', '/api/nothing', '/api']) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
      const answer = await api(method, path, {});
      expect([path, answer.status, typeof answer.json?.error]).toEqual([path, 401, 'string']);
    }
  }
  expect((await api('GET', '/')).headers['content-type']).toMatch(/^text\/html/);
  expect((await api('GET', '/api/sessions/count', {})).status).toBe(200);
});

test('a command is in the feed with how it ended, and only what came after an item is told again', async () => {
  const before = (await api('GET', '/api/feed')).json.next;
  await bot.ask('!ping', lea);
  await expect.poll(async () => (await api('GET', `/api/feed?after=${before}`)).json.items.length).toBe(1);
  const { items, next } = (await api('GET', `/api/feed?after=${before}&limit=5`)).json;
  expect(items[0]).toEqual({
    id: next,
    at: expect.any(Number),
    kind: 'command',
    channel: 'my_channel',
    viewer: 'lea',
    command: 'ping',
    text: '!ping',
    ending: 'answered',
    by: null,
    source: 'bot',
    cents: 0,
    ms: expect.any(Number),
  });
  expect((await api('GET', `/api/feed?after=${next}`)).json).toEqual({ items: [], next });
  for (const wrong of ['after=x', 'after=-1', 'limit=0', 'limit=1000', 'limit=1.5']) {
    expect([wrong, (await api('GET', `/api/feed?${wrong}`)).status]).toEqual([wrong, 400]);
  }
});

test('a paused channel is silent, says so first, counts what it refuses, and answers when it is resumed', async () => {
  const { next } = (await api('GET', '/api/feed')).json;
  const said = bot.twitch.next(({ text }) => /pause/i.test(text));
  const paused = await api('POST', '/api/channels/my_channel/pause');
  expect([paused.status, paused.json]).toMatchObject([200, { channel: 'my_channel', paused: true }]);
  await said;
  const lines = bot.twitch.lines.length;
  bot.twitch.say('my_channel', lea, '!ping');
  bot.twitch.say('my_channel', lea, '!ask qui es-tu ?');
  bot.twitch.say('my_channel', aViewer('streamer', 'broadcaster'), '@serdabot tu dors ?');
  await expect
    .poll(async () => (await api('GET', `/api/feed?after=${next}`)).json.items)
    .toMatchObject([{ by: 'paused' }, { by: 'paused' }, { by: 'paused' }]);
  expect(bot.twitch.lines.length).toBe(lines);
  const back = bot.twitch.next(({ text }) => /retour|revoil/i.test(text));
  expect((await api('POST', '/api/channels/my_channel/resume')).status).toBe(200);
  await back;
  await bot.ask('!ping', lea);
});

test('who goes first is changed for the queue itself, and put back', async () => {
  const path = '/api/queue/priorities';
  const changed = await api('PUT', path, bearer, { head_start: { viewer: 100 }, commands: { ask: 7 } });
  expect(changed.json).toMatchObject({ head_start: { viewer: 100, broadcaster: 12 }, commands: { ask: 7 } });
  expect((await api('GET', '/api/queue')).json.priorities).toEqual(changed.json);
  for (const body of [
    {},
    { head_start: { nobody: 1 } },
    { head_start: { viewer: 'x' } },
    { head_start: { viewer: 9999 } },
    7,
  ]) {
    expect([body, (await api('PUT', path, bearer, body)).status]).toEqual([body, 400]);
  }
  expect((await api('PUT', path, bearer, { commands: { nosuch: 1 } })).status).toBe(422);
  const back = await api('PUT', path, bearer, { head_start: { viewer: null }, commands: { ask: null } });
  expect(back.json).toMatchObject({
    head_start: { viewer: 0 },
    commands: {},
    changed: { head_start: [], commands: [] },
  });
});

test('everything that the API has is described', async () => {
  const { paths, openapi } = (await api('GET', '/api/openapi.json')).json;
  expect(openapi).toBe('3.1.0');
  for (const [path, method] of [
    ['/api/status', 'get'],
    ['/api/feed', 'get'],
    ['/api/channels/{channel}/pause', 'post'],
    ['/api/channels/{channel}/resume', 'post'],
    ['/api/queue/priorities', 'put'],
  ] as const) {
    expect(Object.keys(paths[path])).toContain(method);
  }
});

test('a script needs no Origin, and another site’s is refused', async () => {
  const own = `http://127.0.0.1:${port}`;
  expect((await api('GET', '/api/status', { ...bearer, Origin: own })).status).toBe(200);
  expect((await api('GET', '/api/status', { ...bearer, Origin: 'https://evil.example' })).status).toBe(403);
  expect((await api('GET', '/api/status', { ...bearer, Host: 'evil.example' })).status).toBe(403);
  expect((await api('GET', '/api/status', { ...bearer, Origin: own.replace('http', 'https') })).status).toBe(403);
});

test('wrong tokens are looked at ten times, and the right one is let in all the same', async () => {
  const wrong = { Authorization: 'Bearer wrong' };
  const statuses = [];
  for (let i = 0; i < 12; i++) statuses.push((await api('GET', '/api/status', wrong)).status);
  expect(statuses.at(0)).toBe(401);
  expect(statuses.at(-1)).toBe(429);
  expect((await api('GET', '/api/status')).status).toBe(200);
});
