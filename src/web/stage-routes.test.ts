import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createFakeStage } from '../../test/support/fake-stage.ts';
import { type Answer, ask, type RunningWeb, runWeb } from '../../test/support/web.ts';

const json = { 'Content-Type': 'application/json' };

function say(web: RunningWeb, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(web, 'POST', '/stage/say', { Origin: web.url, ...json, ...headers }, text);
}

/** Reads an event stream until it holds `count` events after the first. */
async function listen(web: RunningWeb) {
  const abort = new AbortController();
  const response = await fetch(`${web.url}/stage/events`, { signal: abort.signal });
  let text = '';
  const reading = (async () => {
    for await (const chunk of response.body!) text += Buffer.from(chunk).toString();
  })().catch(() => {});
  return {
    response,
    events: () =>
      text
        .split('\n\n')
        .filter((block) => block.startsWith('event: '))
        .map((block) => {
          const [event, data] = block.split('\n');
          return { event: event!.slice(7), data: JSON.parse(data!.slice(6)) };
        }),
    async [Symbol.asyncDispose]() {
      abort.abort();
      await reading;
    },
  };
}

test('the page, its script, its style and its logo come from memory with their types', async () => {
  await using web = await runWeb({ stage: createFakeStage() });
  const types = await Promise.all(
    ['/chat', '/page.js', '/page.css', '/logo.svg'].map(async (path) => {
      const answer = await ask(web, 'GET', path);
      return [answer.status, answer.headers['content-type']];
    }),
  );
  expect(types).toEqual([
    [200, 'text/html; charset=utf-8'],
    [200, 'text/javascript; charset=utf-8'],
    [200, 'text/css; charset=utf-8'],
    [200, 'image/svg+xml'],
  ]);
});

test('a page that opens gets the cast and the last lines, then each line as it is said', async () => {
  const stage = createFakeStage();
  for (let i = 1; i <= 250; i++) stage.emit({ text: `line ${i}` });
  await using web = await runWeb({ stage });
  await using page = await listen(web);
  expect(page.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  await expect.poll(() => page.events().length).toBe(1);
  const first = page.events()[0]!;
  expect(first).toMatchObject({ event: 'stage', data: { channel: 'ma_chaine', botName: 'serdabot' } });
  expect(first.data.viewers).toHaveLength(5);
  expect(first.data.lines).toHaveLength(200);
  expect(first.data.lines.at(-1).text).toBe('line 250');

  expect(await say(web, { viewer: 'vip', text: '  !ask où est\u2028le "chat" ? ' })).toMatchObject({
    status: 200,
    body: '{"ok":true}',
  });
  await expect.poll(() => page.events().length).toBe(2);
  expect(page.events()[1]).toMatchObject({
    event: 'line',
    data: { name: 'Inès', text: '!ask où est\u2028le "chat" ?' },
  });
  expect(stage.said).toEqual([{ viewer: 'vip', text: '!ask où est\u2028le "chat" ?' }]);
});

test('only the page itself may type: no other origin, no form, no link', async () => {
  const stage = createFakeStage();
  await using web = await runWeb({ stage });
  const line = { viewer: 'viewer', text: 'hello' };
  expect((await say(web, line, { Origin: 'https://evil.example' })).status).toBe(403);
  expect((await say(web, line, { Origin: 'null' })).status).toBe(403);
  expect((await say(web, line, { Host: 'evil.example', Origin: 'http://evil.example' })).status).toBe(403);
  expect((await say(web, line, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate' })).status).toBe(403);
  expect((await ask(web, 'POST', '/stage/say', json, JSON.stringify(line))).status).toBe(403);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    '',
  ]) {
    expect((await say(web, line, { 'Content-Type': type })).status).toBe(415);
  }
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const answer = await ask(web, method, '/stage/say?viewer=viewer&text=hello', { Origin: web.url, ...json });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  }
  expect(stage.said).toEqual([]);
  expect((await say(web, line, { 'Content-Type': 'Application/JSON; charset=utf-8' })).status).toBe(200);
  expect(stage.said).toHaveLength(1);
});

test('a line that is empty, too long, of another shape or with a control character is refused', async () => {
  const stage = createFakeStage();
  await using web = await runWeb({ stage });
  const bodies = [
    '',
    '{',
    'null',
    '[]',
    '"hello"',
    {},
    { viewer: 'viewer' },
    { viewer: 1, text: 'a' },
    { viewer: 'viewer', text: ['a'] },
    { viewer: 'viewer', text: '   ' },
    { viewer: 'viewer', text: 'a'.repeat(501) },
    { viewer: 'viewer', text: 'a\r\nPRIVMSG #x :pwned' },
    { viewer: 'viewer', text: 'a\u0000b' },
  ];
  for (const body of bodies) expect([body, (await say(web, body)).status]).toEqual([body, 400]);
  expect(stage.said).toEqual([]);
  expect((await say(web, { viewer: 'viewer', text: 'é'.repeat(500) })).status).toBe(200);
});

test('the stage’s own refusal reaches the page', async () => {
  await using web = await runWeb({ stage: createFakeStage() });
  expect(await say(web, { viewer: '__proto__', text: 'hello' })).toMatchObject({
    status: 409,
    body: '{"error":"unknown viewer"}',
  });
});

test('a body over four kilobytes is refused, also when it does not say how long it is', async () => {
  const stage = createFakeStage();
  await using web = await runWeb({ stage });
  const text = 'a'.repeat(10_000);
  expect((await say(web, { viewer: 'viewer', text })).status).toBe(413);
  expect((await say(web, { viewer: 'viewer', text }, { 'Transfer-Encoding': 'chunked' })).status).toBe(413);
  expect(stage.said).toEqual([]);
});

test('request headers over eight kilobytes are refused', async () => {
  await using web = await runWeb();
  expect((await ask(web, 'GET', '/live', { 'X-Long': 'a'.repeat(9_000) })).status).toBe(431);
});

test('the fifty-first page is told so, and gets in when another has gone', async () => {
  await using web = await runWeb({ stage: createFakeStage() });
  const sockets = await Promise.all(
    Array.from({ length: 50 }, () => {
      const socket = connect(web.port, '127.0.0.1');
      socket.write('GET /stage/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
      return new Promise<typeof socket>((resolve) => socket.once('data', () => resolve(socket)));
    }),
  );
  expect(await ask(web, 'GET', '/stage/events')).toMatchObject({ status: 503 });
  expect((await ask(web, 'GET', '/live')).status).toBe(200);
  sockets[0]!.destroy();
  await expect
    .poll(async () => {
      const abort = new AbortController();
      const { status } = await fetch(`${web.url}/stage/events`, { signal: abort.signal });
      abort.abort();
      return status;
    })
    .toBe(200);
  for (const socket of sockets) socket.destroy();
});

test('asking for the stream’s headers alone opens no stream', async () => {
  await using web = await runWeb({ stage: createFakeStage() });
  for (let i = 0; i < 60; i++) expect((await ask(web, 'HEAD', '/stage/events')).status).toBe(200);
});
