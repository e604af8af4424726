import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { anOverlay } from '../../test/support/overlay.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { ask, type RunningWeb, runWeb } from '../../test/support/web.ts';

const sockets: { terminate(): void }[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

/** A page: what it got, and the code with which it was closed, or the status that refused it. */
function page(web: RunningWeb, path: string, options: { origin?: string; host?: string } = {}) {
  const headers = options.host === undefined ? {} : { Host: options.host };
  const socket = new WebSocket(`ws://127.0.0.1:${web.port}${path}`, { headers, ...options });
  sockets.push(socket);
  const got: { readonly kind: string }[] = [];
  const end = new Promise<string>((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(`status ${response.statusCode}`));
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('error', () => {});
  });
  socket.on('message', (data) => got.push(JSON.parse(String(data)) as { kind: string }));
  const opened = new Promise<void>((resolve) => socket.once('open', () => resolve()));
  return { socket, got, end, opened };
}

/** A page that shakes hands and never reads. */
async function deafPage(web: RunningWeb, path: string): Promise<Socket> {
  const socket = connect(web.port, '127.0.0.1');
  sockets.push({ terminate: () => socket.destroy() });
  socket.on('error', () => {});
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  return socket;
}

describe('the overlay’s address', () => {
  test('opens its page and its socket; another address opens nothing', async () => {
    const overlay = anOverlay({ theme: 'neon' });
    await using web = await runWeb({ sites: overlay.sites });
    const found = await ask(web, 'GET', `/overlay/${overlay.secret}`);
    expect([found.status, found.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(found.headers['content-security-policy']).toContain("script-src 'self'; style-src 'self' 'unsafe-inline'");
    expect(found.headers['referrer-policy']).toBe('no-referrer');
    for (const path of ['/overlay/', '/overlay/x', `/overlay/${'a'.repeat(32)}`, '/overlay/../package.json']) {
      expect((await ask(web, 'GET', path)).status, path).toBeGreaterThanOrEqual(400);
    }
    expect((await ask(web, 'POST', `/overlay/${overlay.secret}`)).status).toBe(405);
    const good = page(web, `/overlay/${overlay.secret}/ws`);
    await expect.poll(() => good.got).toEqual([{ kind: 'look', theme: 'neon', layout: 'lower' }]);
    expect(await page(web, `/overlay/${'a'.repeat(32)}/ws`).end).toBe('status 404');
    expect(await page(web, '/nothing').end).toBe('status 403');
  });

  test('is closed to other sites and to other names of this machine', async () => {
    const overlay = anOverlay({});
    await using web = await runWeb({ sites: overlay.sites });
    const path = `/overlay/${overlay.secret}/ws`;
    expect(await page(web, path, { origin: 'https://evil.example' }).end).toBe('status 403');
    expect(await page(web, path, { host: 'evil.example' }).end).toBe('status 403');
    await page(web, path, { origin: web.url }).opened;
  });

  test('works behind a proxy that keeps the name by which it is known', async () => {
    const overlay = anOverlay({});
    const settings = { host: '127.0.0.1', port: 0, public_url: 'https://bot.example', trusted_proxies: ['127.0.0.1'] };
    await using web = await runWeb({ sites: overlay.sites, settings });
    const headers = { Host: 'bot.example', 'X-Forwarded-Proto': 'https' };
    const found = await ask(web, 'GET', `/overlay/${overlay.secret}`, headers);
    expect([found.status, String(found.headers['content-security-policy'])]).toEqual([
      200,
      expect.stringContaining('wss://bot.example;'),
    ]);
    const path = `/overlay/${overlay.secret}/ws`;
    await page(web, path, { host: 'bot.example', origin: 'https://bot.example' }).opened;
    expect(await page(web, path, { host: 'bot.example', origin: 'https://other.example' }).end).toBe('status 403');
  });

  test('changes with ten minutes in which the old one is good, and then its pages are let go', async () => {
    const clock = createVirtualClock();
    const overlay = anOverlay({}, clock);
    await using web = await runWeb({ sites: overlay.sites });
    const old = overlay.secret;
    const before = page(web, `/overlay/${old}/ws`);
    await before.opened;
    await expect.poll(() => overlay.pages.open('my_channel')).toBe(1);
    overlay.rotate();
    const between = page(web, `/overlay/${old}/ws`);
    await between.opened;
    const after = page(web, `/overlay/${overlay.secret}/ws`);
    await after.opened;
    await expect.poll(() => overlay.pages.open('my_channel')).toBe(3);
    await clock.advance(600_000);
    expect([await before.end, await between.end]).toEqual(['closed 1000', 'closed 1000']);
    expect(await page(web, `/overlay/${old}/ws`).end).toBe('status 404');
    await expect.poll(() => overlay.pages.open('my_channel')).toBe(1);
  });

  test('is let go when another process serves the channel, and is not found here any more', async () => {
    const overlay = anOverlay({});
    await using web = await runWeb({ sites: overlay.sites });
    const one = page(web, `/overlay/${overlay.secret}/ws`);
    await one.opened;
    await expect.poll(() => overlay.listening()).toBe(1);
    overlay.owns(['other']);
    expect(await one.end).toBe('closed 1000');
    expect(await page(web, `/overlay/${overlay.secret}/ws`).end).toBe('status 404');
  });

  test('nobody listens to the bot, and no timer runs, when no page is open', async () => {
    const clock = createVirtualClock();
    const overlay = anOverlay({}, clock);
    await using web = await runWeb({ sites: overlay.sites });
    const one = page(web, `/overlay/${overlay.secret}/ws`);
    await one.opened;
    await expect.poll(() => overlay.listening()).toBe(1);
    overlay.say();
    await expect.poll(() => one.got.map(({ kind }) => kind)).toEqual(['look', 'show']);
    one.socket.close();
    await expect.poll(() => overlay.listening()).toBe(0);
    overlay.say();
    expect(clock.pending).toBe(0);
  });

  test('an answer of a light command, or a phrase where nothing was found, is not for the stream', async () => {
    const overlay = anOverlay({});
    await using web = await runWeb({ sites: overlay.sites });
    const one = page(web, `/overlay/${overlay.secret}/ws`);
    await expect.poll(() => overlay.listening()).toBe(1);
    overlay.say({ asks: false });
    overlay.say({ source: 'phrase', questionId: 'q2' });
    overlay.say({ channel: 'another', questionId: 'q3' });
    overlay.say({ questionId: 'q4' });
    await expect.poll(() => one.got.map(({ kind }) => kind)).toEqual(['look', 'show']);
  });
});

describe('sockets are bounded', () => {
  test('the twenty-first page of a channel takes the place of the first', async () => {
    const overlay = anOverlay({});
    await using web = await runWeb({ sites: overlay.sites });
    const first = page(web, `/overlay/${overlay.secret}/ws`);
    await first.opened;
    await expect.poll(() => overlay.pages.open('my_channel')).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => page(web, `/overlay/${overlay.secret}/ws`).opened));
    expect(await first.end).toBe('closed 1000');
    await expect.poll(() => overlay.pages.open('my_channel')).toBe(20);
  });

  test('there are sixty at most, they keep nobody else out, and a place is free again when one has gone', async () => {
    const site = { file: () => null, socket: () => () => () => {} };
    await using web = await runWeb({ sites: new Map([['overlay', { open: async () => site }]]) });
    const all = Array.from({ length: 60 }, () => page(web, '/overlay/x/ws'));
    await Promise.all(all.map(({ opened }) => opened));
    expect(await page(web, '/overlay/x/ws').end).toBe('status 503');
    expect((await ask(web, 'GET', '/live')).status).toBe(200);
    all[0]!.socket.close();
    await expect
      .poll(() => {
        const next = page(web, '/overlay/x/ws');
        return Promise.race([next.opened.then(() => 'open'), next.end]);
      })
      .toBe('open');
  });

  test('three hundred connections that say nothing do not close a page', async () => {
    const overlay = anOverlay({});
    await using web = await runWeb({ sites: overlay.sites });
    const one = page(web, `/overlay/${overlay.secret}/ws`);
    await one.opened;
    const idle = Array.from({ length: 300 }, () => connect(web.port, '127.0.0.1').on('error', () => {}));
    sockets.push(...idle.map((socket) => ({ terminate: () => socket.destroy() })));
    expect((await ask(web, 'GET', '/live')).status).toBe(200);
    overlay.say();
    await expect.poll(() => one.got.map(({ kind }) => kind)).toEqual(['look', 'show']);
  });

  test('a page that does not read, or does not answer, is dropped; one that does stays', async () => {
    const clock = createVirtualClock();
    const senders: ((text: string) => void)[] = [];
    const site = {
      file: () => null,
      socket: () => (socket: { send(text: string): void }) => {
        senders.push(socket.send);
        return () => void senders.splice(senders.indexOf(socket.send), 1);
      },
    };
    await using web = await runWeb({ sites: new Map([['overlay', { open: async () => site }]]), clock });
    const deaf = await deafPage(web, '/overlay/x/ws');
    await expect.poll(() => senders.length).toBe(1);
    for (let i = 0; i < 2_000 && senders.length > 0; i++) {
      senders[0]!('x'.repeat(50_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => senders.length).toBe(0);
    deaf.destroy();
    const mute = await deafPage(web, '/overlay/x/ws');
    const awake = page(web, '/overlay/x/ws');
    await awake.opened;
    await expect.poll(() => senders.length).toBe(2);
    await clock.advance(30_000);
    await expect.poll(() => awake.got).toEqual([{ kind: 'beat' }]);
    // Its answer is on the way.
    await new Promise((resolve) => awake.socket.ping(resolve as () => void));
    await new Promise((resolve) => awake.socket.once('pong', resolve));
    await clock.advance(10_000);
    await expect.poll(() => senders.length).toBe(1);
    expect(awake.socket.readyState).toBe(awake.socket.OPEN);
    mute.destroy();
    expect(web.told.map((event) => ('text' in event ? event.text : event.kind))).toEqual([
      expect.stringContaining('read too slowly'),
      expect.stringContaining('did not answer'),
    ]);
  });

  test('a page that says much is closed: nobody has anything to say here', async () => {
    const overlay = anOverlay({});
    await using web = await runWeb({ sites: overlay.sites });
    const one = page(web, `/overlay/${overlay.secret}/ws`);
    await one.opened;
    one.socket.send('x'.repeat(10_000));
    expect(await one.end).toBe('closed 1009');
  });
});
