import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { ask, runWeb } from '../../test/support/web.ts';
import { createHostCheck, createWhence } from './door.ts';

describe('a Host that is let in', () => {
  test.each([
    '127.0.0.1',
    '127.0.0.1:8787',
    '127.0.0.1:1',
    'localhost',
    'LOCALHOST:9',
    '[::1]',
    '[::1]:8787',
    'bot.lan',
    'Bot.LAN:80',
  ])('%s', (host) => {
    expect(createHostCheck('bot.lan')(host)).toBe(true);
  });
});

const foreign = [
  '',
  'evil.example',
  'evil.example:8787',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.1.nip.io:8787',
  'localhost.',
  'evil.example#localhost',
  'evil.example/127.0.0.1',
  'localhost@evil.example',
  'localhost:8787@evil.example',
  'localhost:evil',
  'localhost, evil.example',
  'localhost evil.example',
  '127.1',
  '2130706433',
  '0x7f000001',
  '::1',
  '[::1',
  '[::1].evil.example',
  '127.0.0.1:',
  'ⅼocalhost',
];

describe('a Host that is turned away', () => {
  test.each([...foreign, '0.0.0.0', '192.168.1.20', '[fe80::1]', hostname()])('%j', (host) => {
    expect(createHostCheck('127.0.0.1')(host)).toBe(false);
  });

  test.each(foreign.filter((host) => host !== ''))('%j, also when bound to every network', (host) => {
    expect(createHostCheck('0.0.0.0')(host)).toBe(false);
  });
});

test('bound to every network, an address in digits and the machine’s own name come in', () => {
  for (const own of ['0.0.0.0', '::', '[::]']) {
    const allowed = createHostCheck(own);
    for (const host of ['192.168.1.20:8787', '[fe80::1]:8787', 'localhost', hostname()]) {
      expect([own, host, allowed(host)]).toEqual([own, host, true]);
    }
  }
});

test('a name that was rebound to this machine reads nothing', async () => {
  await using web = await runWeb();
  for (const path of ['/live', '/ready', '/metrics', '/api/sessions/count', '/', '/anything']) {
    for (const Host of ['evil.example', `evil.example:${web.port}`, `127.0.0.1.evil.example:${web.port}`]) {
      expect((await ask(web, 'GET', path, { Host })).status).toBe(403);
    }
  }
  expect((await ask(web, 'GET', '/live', { Host: `localhost:${web.port}` })).status).toBe(200);
});

test('a foreign Origin is refused, the own one is not', async () => {
  await using web = await runWeb();
  const origins = [
    'https://evil.example',
    'null',
    'file://',
    `http://localhost:${web.port}`,
    'http://127.0.0.1',
    `http://127.0.0.1:${web.port}@evil.example`,
    `ftp://127.0.0.1:${web.port}`,
    '',
  ];
  for (const Origin of origins)
    expect([Origin, (await ask(web, 'GET', '/live', { Origin })).status]).toEqual([Origin, 403]);
  expect((await ask(web, 'GET', '/live', { Origin: web.url })).status).toBe(200);
});

test('another site may link here, but neither load nor embed anything', async () => {
  await using web = await runWeb();
  const from = (site: string, mode: string, dest: string) =>
    ask(web, 'GET', '/ready', { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': mode, 'Sec-Fetch-Dest': dest });
  expect((await from('cross-site', 'navigate', 'document')).status).toBe(200);
  expect((await from('none', 'navigate', 'document')).status).toBe(200);
  expect((await from('same-origin', 'cors', 'empty')).status).toBe(200);
  expect((await from('cross-site', 'no-cors', 'image')).status).toBe(403);
  expect((await from('same-site', 'no-cors', 'script')).status).toBe(403);
  expect((await from('cross-site', 'navigate', 'iframe')).status).toBe(403);
});

describe('behind a proxy', () => {
  const settings = {
    host: '127.0.0.1',
    port: 0,
    public_url: 'https://bot.example.com',
    trusted_proxies: ['127.0.0.1'],
  };
  const Host = 'bot.example.com';

  test('a TLS proxy that keeps the Host is let in, with the public address as its only other origin', async () => {
    await using web = await runWeb({ settings });
    const origin = async (Origin: string, host = Host) =>
      (await ask(web, 'GET', '/live', { Host: host, Origin })).status;
    expect((await ask(web, 'GET', '/live', { Host })).status).toBe(200);
    expect(await origin('https://bot.example.com')).toBe(200);
    // A proxy that puts its own name there instead.
    expect(await origin('https://bot.example.com', `127.0.0.1:${web.port}`)).toBe(200);
    for (const foreign of [
      'http://bot.example.com',
      'https://evil.example',
      'https://bot.example.com.evil.example',
      'null',
    ]) {
      expect([foreign, await origin(foreign)]).toEqual([foreign, 403]);
    }
    expect((await ask(web, 'GET', '/live', { Host: 'evil.example', 'X-Forwarded-Host': Host })).status).toBe(403);
  });

  const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
    ({ socket: { remoteAddress }, headers: { host: '10.1.2.3:8787', ...headers } }) as unknown as IncomingMessage;

  test('X-Forwarded-For counts from the right, and only of proxies that are trusted', () => {
    const { address } = createWhence({ trusted_proxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'] });
    const forwarded = (list: string) => ({ 'x-forwarded-for': list });
    expect(address(from('203.0.113.7', forwarded('198.51.100.1')))).toBe('203.0.113.7');
    expect(address(from('127.0.0.1', forwarded('198.51.100.1')))).toBe('198.51.100.1');
    // What the visitor wrote there stands on the left.
    expect(address(from('::ffff:10.1.1.1', forwarded('127.0.0.1, 198.51.100.1, 10.9.9.9')))).toBe('198.51.100.1');
    expect(address(from('fd00::1', forwarded('2001:db8::1')))).toBe('2001:db8::1');
    expect(address(from('127.0.0.1', forwarded('nonsense, <script>')))).toBe('127.0.0.1');
    expect(address(from('127.0.0.1'))).toBe('127.0.0.1');
  });

  test('X-Forwarded-Proto makes an origin secure only where the proxy is trusted', () => {
    const { origin } = createWhence({ trusted_proxies: ['10.0.0.0/8'] });
    const secure = { 'x-forwarded-proto': 'https' };
    expect(origin(from('10.1.1.1', secure))).toBe('https://10.1.2.3:8787');
    expect(origin(from('203.0.113.7', secure))).toBe('http://10.1.2.3:8787');
  });
});
