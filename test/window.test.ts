import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  for (const wrong of ['after=x', 'after=-1', 'limit=0', 'limit=x', 'limit=1.5']) {
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

test('a paused channel is paused after a restart too, and nothing is said of it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serdabot-paused-'));
  const options = {
    env: { SERDABOT_ADMIN_TOKEN: bearer.Authorization.slice('Bearer '.length) },
    storage: { url: `sqlite:${join(folder, 'bot.db')}`, folder },
  };
  const call = async (of: Bot, method: string, path: string) =>
    JSON.parse((await ask({ port: of.app.address()!.port }, method, path, bearer)).body);
  const first = await startBot(options);
  const said = first.twitch.next(({ text }) => /pause|tais/i.test(text));
  await call(first, 'POST', '/api/channels/my_channel/pause');
  await said;
  await first.stop();
  const second = await startBot(options);
  const [{ paused, by }] = (await call(second, 'GET', '/api/status')).channels;
  expect([paused, by]).toEqual([true, 'operator']);
  second.twitch.say('my_channel', lea, '!ping');
  // A viewer's rights are not paused.
  await second.ask('!privacy', aViewer('zoe'));
  expect(second.twitch.lines.some(({ text }) => /pause|tais|pong/i.test(text))).toBe(false);
  const back = second.twitch.next(({ text }) => /retour|revoil/i.test(text));
  await call(second, 'POST', '/api/channels/my_channel/resume');
  await back;
  await second.ask('!ping', aViewer('tom'));
  await second.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an answer that a model gives after the pause is not said', async () => {
  const slow = await startBot({
    env: { SERDABOT_ADMIN_TOKEN: bearer.Authorization.slice('Bearer '.length) },
    models: { service: { firstTokenMs: 600, msPerToken: 1 } },
  });
  slow.twitch.say('my_channel', lea, '!ask raconte une histoire');
  await expect.poll(() => slow.models.requests.length).toBeGreaterThan(0);
  const to = { port: slow.app.address()!.port };
  const said = slow.twitch.next(({ text }) => /pause|tais/i.test(text));
  await ask(to, 'POST', '/api/channels/my_channel/pause', bearer);
  await said;
  const ended = async () => JSON.parse((await ask(to, 'GET', '/api/feed', bearer)).body).items;
  await expect
    .poll(async () => (await ended()).some(({ command }: { command: string }) => command === 'ask'))
    .toBe(true);
  const fence = await slow.ask('!privacy', aViewer('zoe'));
  const others = slow.twitch.lines.filter(
    ({ text, replyTo }) => replyTo !== fence.replyTo && !/pause|tais/i.test(text),
  );
  expect(others).toEqual([]);
  await slow.stop();
});

test('paths of the disk, of other features and of nothing lead nowhere', async () => {
  for (const path of [
    '/app/../dashboard.ts',
    '/app/%2e%2e/dashboard.ts',
    '/app/..%2fdashboard.ts',
    '/app/....//dashboard.ts',
    '/app/%00',
    '/lib/../package.json',
    '/lib/preact',
    '/panels/../ask/index.ts',
    '/panels/ask.js',
    '/panels/__proto__.js',
    '/app/constructor',
    '//etc/passwd',
    `/app/${'x'.repeat(2_000)}`,
  ]) {
    const answer = await api('GET', path);
    expect([path, [400, 401, 404].includes(answer.status)]).toEqual([path, true]);
  }
  for (const path of ['/api/channels/__proto__/features/commands', '/api/channels/other/features/commands']) {
    expect([path, (await api('GET', path)).status]).toEqual([path, 404]);
  }
  expect((await api('GET', '/api/channels/my_channel/features/constructor')).status).toBe(404);
  expect((await api('GET', '/api/channels/MY_CHANNEL/features/commands')).status).toBe(200);
});

test('a body that is no JSON, too long, or never comes is refused, and nobody else waits for it', async () => {
  const path = '/api/queue/priorities';
  for (const body of ['', '{', 'null', '[]', '"x"']) {
    expect([body, (await ask({ port }, 'PUT', path, { ...bearer, ...json }, body)).status]).toEqual([body, 400]);
  }
  expect((await ask({ port }, 'PUT', path, { ...bearer, ...json }, 'x'.repeat(300_000))).status).toBe(413);
  expect((await ask({ port }, 'PUT', path, { ...bearer, 'Content-Type': 'text/plain' }, '{}')).status).toBe(415);
  const slow = connect(port, '127.0.0.1');
  slow.on('error', () => {});
  slow.write(`PUT ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${bearer.Authorization}\r\n`);
  slow.write('Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
  expect((await api('GET', '/api/status')).status).toBe(200);
  slow.destroy();
  expect((await api('GET', '/api/status')).status).toBe(200);
  expect(bot.log.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

test('moderators’ commands run here say nothing in chat; what costs money and a viewer’s rights stay in chat', async () => {
  const path = '/api/channels/my_channel/commands';
  await bot.ask('!ping', aViewer('tom'));
  const lines = bot.twitch.lines.length;
  const run = (command: string, args = '') => api('POST', path, bearer, { command, args });
  expect((await run('commands', 'add !web Bonjour depuis la page')).json.said).toContain('web');
  expect((await run('web')).json.said).toBe('Bonjour depuis la page');
  expect((await run('why', 'tom')).json.said).toContain('tom');
  expect((await run('undo')).status).toBe(200);
  for (const command of ['ask', 'forgetme', 'privacy', 'nosuch', 'trad']) {
    expect([command, (await run(command, 'x')).status]).toEqual([command, 404]);
  }
  for (const args of ['a\nPRIVMSG #x :pwned', 'a\u0000b', 'x'.repeat(700)]) {
    expect((await run('commands', args)).status).toBe(400);
  }
  expect(bot.twitch.lines.length).toBe(lines);
});

test('what a command says here is in the language of who asks, what chat hears in the bot’s', async () => {
  const run = (headers: object, command: string, args = '') =>
    api('POST', '/api/channels/my_channel/commands', { ...bearer, ...headers }, { command, args });
  expect((await run({}, 'commands', 'add !salut Salut !')).json.said).toBe('C’est fait, !salut existe.');
  expect((await run({ 'Accept-Language': 'en-GB' }, 'commands', 'edit !salut Coucou !')).json.said).toBe(
    'The command !salut is up to date.',
  );
  expect((await run({ 'Accept-Language': 'de' }, 'undo')).json.said).toMatch(/^Annulé/);
  expect((await bot.ask('!help ping')).text).toMatch(/^Aide/);
});

test('nothing of the API is missing in its description, and its answers have the shape that it promises', async () => {
  const { paths } = (await api('GET', '/api/openapi.json')).json;
  for (const [path, methods] of Object.entries<Record<string, { responses: Record<string, { content: object }> }>>(
    paths,
  )) {
    if (!methods['get'] || path.includes('{') || path.endsWith('.csv')) continue;
    const answer = await api('GET', path);
    expect([path, answer.status]).toEqual([path, 200]);
    const content = methods['get'].responses['200']!.content as Record<string, { schema: { required?: string[] } }>;
    expect(Object.keys(answer.json)).toEqual(
      expect.arrayContaining(content['application/json']!.schema.required ?? []),
    );
  }
});

test('who types !forgetme is gone from the feed, that very line included', async () => {
  const zoe = aViewer('zoe_forgets');
  await bot.ask('!ping secret', zoe);
  await expect.poll(async () => (await api('GET', '/api/feed?limit=2000')).body).toContain('zoe_forgets');
  await bot.ask('!forgetme', zoe);
  await expect
    .poll(async () =>
      (await api('GET', '/api/feed')).json.items.some((item: { command: string }) => item.command === 'forgetme'),
    )
    .toBe(true);
  const { body } = await api('GET', '/api/feed?limit=2000');
  expect(body).not.toMatch(/zoe_forgets|secret/);
});

test('what is exported of a viewer has what features keep of them, and nothing of others', async () => {
  const milo = aViewer('milo', 'moderator');
  await bot.ask('!quote add On y va - Nina', milo);
  await bot.ask('!quote add Pas encore - Tom', milo);
  await bot.ask('!ping', aViewer('nina'));
  const { status, json } = await api('POST', '/api/privacy/export', bearer, { viewer: 'nina' });
  expect(status).toBe(200);
  const quotes = json.entries.find(({ key }: { key: string }) => key === 'document/my_channel/quotes');
  expect(JSON.stringify(quotes)).toContain('On y va');
  expect(JSON.stringify(json)).not.toContain('Pas encore');
});

test('words of viewers are shown only where web.words allows it', async () => {
  bot.configure({ web: { words: 0 } });
  await bot.ask('!ping silencieux', aViewer('max'));
  await expect
    .poll(async () => (await api('GET', '/api/feed')).json.items.at(-1))
    .toMatchObject({ viewer: 'max', text: null });
  bot.configure({});
});

test('one model server is asked for a word, and says why it does not answer', async () => {
  const tried = await api('POST', '/api/endpoints/local/try');
  expect([tried.status, tried.json]).toMatchObject([200, { ok: true, text: expect.stringMatching(/./), detail: null }]);
  expect((await api('POST', '/api/endpoints/nosuch/try')).status).toBe(404);
  await bot.models.fault({ status: 500 });
  const failed = await api('POST', '/api/endpoints/local/try');
  expect(failed.json).toMatchObject({ ok: false, text: null, detail: expect.stringMatching(/./) });
  await bot.models.fault(null);
});
