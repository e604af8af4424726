import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createFakeStage } from '../../test/support/fake-stage.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { ask, runWeb } from '../../test/support/web.ts';
import { boundSockets, createServer } from './server.ts';

test('a healthy bot is live and ready, with the state of each part', async () => {
  const parts = { chat: { state: 'joined', detail: '#a' }, llm: { state: 'healthy' } };
  const level = 'ok' as const;
  const levelled = { chat: { ...parts.chat, level }, llm: { ...parts.llm, level } };
  await using web = await runWeb({ ready: () => ({ status: 'ready', parts: levelled }) });
  const live = await ask(web, 'GET', '/live');
  expect([live.status, JSON.parse(live.body)]).toEqual([200, { status: 'live', lag_ms: 1 }]);
  const ready = await ask(web, 'GET', '/ready');
  expect([ready.status, JSON.parse(ready.body)]).toEqual([200, { status: 'ready', parts }]);
});

test.each([
  ['degraded', 200],
  ['unready', 503],
] as const)('a bot that is %s answers /ready with %i', async (status, code) => {
  await using web = await runWeb({ ready: () => ({ status, parts: {} }) });
  expect(await ask(web, 'GET', '/ready')).toMatchObject({ status: code, body: JSON.stringify({ status, parts: {} }) });
});

test('an event loop that stood still makes /live fail', async () => {
  await using web = await runWeb({ live: () => ({ ok: false, lagMs: 12_345.6 }) });
  const live = await ask(web, 'GET', '/live');
  expect([live.status, JSON.parse(live.body)]).toEqual([503, { status: 'stalled', lag_ms: 12_346 }]);
});

test('metrics keep their own content type; sessions are counted', async () => {
  await using web = await runWeb();
  const metrics = await ask(web, 'GET', '/metrics');
  expect(metrics).toMatchObject({ status: 200, body: 'serdabot_llm_in_flight 0\n' });
  expect(metrics.headers['content-type']).toBe('text/plain; version=0.0.4');
  const sessions = await ask(web, 'GET', '/api/sessions/count');
  expect(JSON.parse(sessions.body)).toEqual({ active_sessions: 5, storage_backend: 'sqlite' });
});

test('a storage that hangs costs the asker two seconds, not forever', async () => {
  const clock = createVirtualClock();
  await using web = await runWeb({ clock, sessions: () => new Promise(() => {}) });
  const answer = ask(web, 'GET', '/api/sessions/count');
  await expect.poll(() => clock.pending).toBe(1);
  await clock.advance(2_000);
  expect(await answer).toMatchObject({ status: 503, body: '{"error":"No answer within 2 seconds."}' });
  await expect.poll(() => clock.pending).toBe(0);
});

test('a bug in a part is told, and shown to nobody', async () => {
  const error = new Error('secret path /home/x');
  await using web = await runWeb({ sessions: () => Promise.reject(error) });
  const answer = await ask(web, 'GET', '/api/sessions/count');
  expect(answer.status).toBe(500);
  expect(answer.body).not.toContain('secret');
  expect(web.told).toEqual([{ kind: 'bug', where: 'web GET /api/sessions/count', error }]);
});

test('everything else needs a token: 401, whether it exists or not', async () => {
  await using web = await runWeb();
  for (const path of [
    '/chat',
    '/page.js',
    '/stage/events',
    '/api/',
    '/api/settings',
    '/live/../x',
    '/%2e%2e/etc',
    '//live',
  ]) {
    const answer = await ask(web, 'GET', path);
    expect([path, answer.status]).toEqual([path, 401]);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  }
  expect((await ask(web, 'POST', '/stage/say', {}, '{}')).status).toBe(401);
});

test('the open paths are only read: another method is refused', async () => {
  await using web = await runWeb();
  for (const path of ['/live', '/ready', '/metrics', '/api/sessions/count']) {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect(await ask(web, method, path)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
    expect(await ask(web, 'HEAD', path)).toMatchObject({ status: 200, body: '' });
  }
});

test('every answer carries the security headers, refusals included', async () => {
  await using web = await runWeb({ stage: createFakeStage() });
  const answers = await Promise.all([
    ask(web, 'GET', '/chat'),
    ask(web, 'GET', '/ready'),
    ask(web, 'GET', '/nothing'),
    ask(web, 'POST', '/live'),
    ask(web, 'GET', '/live', { Host: 'evil.example' }),
    ask(web, 'GET', '/live', { Host: '127.0.0.1/@evil' }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 405, 403, 403]);
  for (const { headers } of answers) {
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
  }
});

test('a port that is taken is a reason that says what to do', async () => {
  const other = createHttpServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const web = createServer({ ...unused, settings: { host: '127.0.0.1', port } });
  expect(await web.start()).toEqual({
    kind: 'failed',
    reason: {
      text: `web.port: ${port} on 127.0.0.1 is in use by another program (a second bot?). Stop that one, or set web.port to another number; 0 takes any free one.`,
      fr: `web.port : ${port} sur 127.0.0.1 est pris par un autre programme (un second bot ?). Arrêtez-le, ou mettez un autre nombre ; 0 en prend un libre.`,
    },
  });
  await web.stop();
  await new Promise((resolve) => other.close(resolve));
});

test('an address of another machine is a reason that says what to do', async () => {
  const web = createServer({ ...unused, settings: { host: '192.0.2.1', port: 0 } });
  expect(await web.start()).toMatchObject({
    kind: 'failed',
    reason: { text: expect.stringMatching(/^web\.host: 192\.0\.2\.1 is not/) },
  });
});

test('bound to 127.0.0.1 it cannot be reached at any other address of the machine', async () => {
  await using web = await runWeb();
  const refused = await new Promise<string | undefined>((resolve) => {
    const socket = connect(web.port, '127.0.0.2', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  expect(refused).not.toBe('connected');
  expect(web.told).toEqual([]);
});

test('stopping closes idle connections, event streams and requests that never end', async () => {
  const stage = createFakeStage();
  const clock = createVirtualClock();
  const web = createServer({ ...unused, clock, stage, sessions: () => new Promise(() => {}) });
  const started = await web.start();
  if (started.kind === 'failed') throw new Error(started.reason.text);
  const sockets = ['/live', '/stage/events', '/api/sessions/count'].map((path) => {
    const socket = connect(started.port, '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    return socket;
  });
  await Promise.all(sockets.slice(0, 2).map((socket) => new Promise((resolve) => socket.once('data', resolve))));
  const closed = sockets.map((socket) => new Promise((resolve) => socket.on('close', resolve).on('error', () => {})));
  expect(stage.listeners).toBe(1);
  const stopped = web.stop();
  await clock.advance(1_000);
  await stopped;
  await Promise.all(closed);
  expect(stage.listeners).toBe(0);
  await web.stop();
});

const silent = (port: number, text = '') =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text);
      resolve(socket);
    }).on('error', reject);
  });

test.each([
  ['that say nothing', ''],
  ['that say half of a request', 'GET /live HTTP/1.1\r\nHost: loc'],
  ['whose body never comes', 'POST /stage/say HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n'],
])('300 connections %s keep nobody away from /live', async (_, text) => {
  await using web = await runWeb({ stage: createFakeStage() });
  const sockets = await Promise.all(Array.from({ length: 300 }, () => silent(web.port, text)));
  for (const socket of sockets) socket.on('error', () => {});
  expect(await ask(web, 'GET', '/live')).toMatchObject({ status: 200 });
  for (const socket of sockets) socket.destroy();
});

test('where every connection is being answered the next one is closed', async () => {
  const server = createHttpServer((_, response) => void response.write('on and on'));
  boundSockets(server, 2);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answered = await Promise.all([1, 2].map(() => silent(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')));
  await Promise.all(answered.map((socket) => once(socket, 'data')));
  const third = await silent(port);
  await once(third, 'close');
  expect(answered.map(({ destroyed }) => destroyed)).toEqual([false, false]);
  server.closeAllConnections();
  server.close();
});

test.each([
  ['of a known length', 'Content-Length: 100\r\n\r\n{"vie'],
  ['in pieces', 'Transfer-Encoding: chunked\r\n\r\n5\r\n{"vie\r\n'],
])('a body %s that is cut off is no bug', async (_, rest) => {
  await using web = await runWeb({ stage: createFakeStage() });
  const head =
    'POST /stage/say HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nContent-Type: application/json\r\n';
  const socket = await silent(web.port, head + rest);
  // An answer to a later one: the first was read by then.
  await ask(web, 'GET', '/live');
  socket.resetAndDestroy();
  for (let i = 0; i < 20; i++) await ask(web, 'GET', '/live');
  expect(web.told).toEqual([]);
});

const unused = {
  settings: { host: '127.0.0.1', port: 0 },
  ready: () => ({ status: 'ready' as const, parts: {} }),
  live: () => ({ ok: true, lagMs: 0 }),
  metrics: async () => ({ contentType: 'text/plain', body: '' }),
  sessions: async () => ({ active_sessions: 0, storage_backend: 'memory' }),
  tell: () => {},
};

test('ten thousand connections that say nothing keep nobody away', async () => {
  await using web = await runWeb();
  const wave = async () => {
    const sockets = await Promise.all(Array.from({ length: 500 }, () => silent(web.port)));
    for (const socket of sockets) socket.on('error', () => {});
    return sockets;
  };
  const all: Socket[] = [];
  for (let i = 0; i < 20; i++) all.push(...(await wave()));
  expect(all).toHaveLength(10_000);
  expect(await ask(web, 'GET', '/live')).toMatchObject({ status: 200 });
  for (const socket of all) socket.destroy();
});
