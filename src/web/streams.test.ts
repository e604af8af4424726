import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';
import { createStreams } from './streams.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** One real connection to real streams, whose client reads only when told to. */
async function connectPage(first = '') {
  const clock = createVirtualClock();
  const dropped: string[] = [];
  const streams = createStreams(clock, 2, (reason) => dropped.push(reason));
  const opened = Promise.withResolvers<ServerResponse>();
  const server = createServer((_, response) => {
    streams.open(response, first);
    opened.resolve(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {}).pause();
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const response = await opened.promise;
  cleanups.push(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { clock, dropped, streams, socket, response };
}

type Page = Awaited<ReturnType<typeof connectPage>>;

/** Sends until the kernel takes no more and some of it waits in the bot. */
async function fill({ streams, response }: Page, message = 'x'.repeat(50_000)) {
  for (let i = 0; i < 2_000 && !response.destroyed; i++) {
    streams.send(message);
    await new Promise((resolve) => setImmediate(resolve));
    if (response.writableLength > 200_000) return;
  }
  throw new Error('the kernel took everything');
}

test('a page that never reads is let go within five seconds', async () => {
  const page = await connectPage();
  await fill(page);
  await page.clock.advance(3_000);
  expect(page.streams.count).toBe(1);
  await page.clock.advance(2_000);
  await expect.poll(() => page.streams.count).toBe(0);
  expect(page.dropped).toEqual(['did not read']);
  expect(page.clock.pending).toBe(0);
});

test('at no time does a page that does not read hold more than a megabyte', async () => {
  const page = await connectPage();
  await fill(page);
  let most = 0;
  for (let i = 0; i < 1_000; i++) {
    page.streams.send('y'.repeat(10_000));
    most = Math.max(most, page.response.destroyed ? 0 : page.response.writableLength);
  }
  expect(most).toBeGreaterThan(900_000);
  expect(most).toBeLessThanOrEqual(1_010_000);
  expect(page.dropped).toEqual(['read too slowly']);
  await expect.poll(() => page.streams.count).toBe(0);
});

test('a page that reads stays, however long it lives', async () => {
  const page = await connectPage();
  let read = '';
  page.socket.on('data', (chunk) => {
    read += chunk;
  });
  page.socket.resume();
  for (let i = 0; i < 10; i++) {
    page.streams.send(`data: ${i}\n\n`);
    await expect.poll(() => read).toContain(`data: ${i}\n\n`);
    await page.clock.advance(10_000);
  }
  expect(page.streams.count).toBe(1);
  expect(page.dropped).toEqual([]);
  expect(read.match(/: still here/g)!.length).toBeGreaterThanOrEqual(5);
});

test('a page that falls behind and reads again stays', async () => {
  const page = await connectPage();
  await fill(page);
  await page.clock.advance(3_000);
  page.socket.resume();
  await expect.poll(() => page.response.writableLength).toBe(0);
  await page.clock.advance(60_000);
  expect(page.streams.count).toBe(1);
  expect(page.dropped).toEqual([]);
});

test('a page that leaves is forgotten, and so are its timers', async () => {
  const page = await connectPage();
  expect(page.clock.pending).toBeGreaterThan(0);
  page.socket.destroy();
  await expect.poll(() => page.streams.count).toBe(0);
  expect(page.clock.pending).toBe(0);
  page.streams.send('data: nobody\n\n');
});
