import { createRequire } from 'node:module';
import type { Client, Options } from 'tmi.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Viewer } from '../../domain/viewer.ts';
import { createSandboxTwitch, type SandboxTwitch } from './twitch.ts';

// tmi.js takes the built-in WebSocket where there is one, and that never notices a dead connection.
Reflect.deleteProperty(globalThis, 'WebSocket');
const tmi = createRequire(import.meta.url)('tmi.js') as { Client: new (options: Options) => Client };

const bob: Viewer = { login: 'bob', name: 'Bob', id: '9', roles: new Set(['subscriber']) };
const quiet = { info() {}, warn() {}, error() {} };

let twitch: SandboxTwitch;
let client: Client;

const clientFor = (password: string): Client =>
  new tmi.Client({
    options: { skipUpdatingEmotesets: true, skipMembership: true, joinInterval: 300 },
    connection: { server: '127.0.0.1', port: twitch.port, secure: false, reconnect: false },
    identity: { username: 'bot', password },
    channels: ['home'],
    logger: quiet,
  });

beforeEach(async () => {
  twitch = await createSandboxTwitch({
    accounts: { good: { login: 'bot', id: '1' } },
    channels: [{ login: 'home', id: '10', standing: 'moderator' }],
  });
  client = clientFor('oauth:good');
});
afterEach(async () => {
  await client.disconnect().catch(() => {});
  await twitch.stop();
});

const heard = (event: string): Promise<unknown[]> =>
  new Promise((resolve) => {
    (client as unknown as NodeJS.EventEmitter).once(event, (...args: unknown[]) => resolve(args));
  });

test('tmi.js logs in, joins, hears and speaks without a breach', async () => {
  await client.connect();
  await twitch.whenJoined('home');
  const message = heard('message');
  const id = twitch.say('home', bob, '!ask why; so?');
  expect(await message).toMatchObject([
    '#home',
    { id, username: 'bob', subscriber: true, mod: false },
    '!ask why; so?',
    false,
  ]);
  const next = twitch.next();
  await client.say('#home', 'because');
  expect(await next).toMatchObject({ login: 'bot', channel: 'home', text: 'because' });
  await client.action('#home', 'shrugs');
  expect(await client.ping()).toHaveLength(1);
  expect(twitch.lines.map(({ text }) => text)).toEqual(['because', 'shrugs']);
  expect(twitch.breaches).toEqual([]);
});

test('tmi.js knows a reply, a cheer, a raid and a refusal when it sees one', async () => {
  await client.connect();
  await twitch.whenJoined('home');
  const cheer = heard('cheer');
  twitch.say('home', bob, 'Cheer5', { bits: 5 });
  expect(await cheer).toMatchObject(['#home', { bits: '5' }, 'Cheer5']);
  const raided = heard('raided');
  twitch.raid('home', bob, 12);
  expect(await raided).toMatchObject(['#home', 'Bob', 12, { 'msg-param-viewerCount': '12' }]);
  twitch.rejectNext('home', 'msg_slowmode');
  const notice = heard('notice');
  await client.say('#home', 'too soon');
  expect(await notice).toMatchObject(['#home', 'msg_slowmode', expect.any(String)]);
});

test('a refused login is a refused login to tmi.js', async () => {
  client = clientFor('oauth:bad');
  await expect(client.connect()).rejects.toBe('Login authentication failed');
});

test('the line breaks that tmi.js lets through are seen for what they are', async () => {
  await client.connect();
  await twitch.whenJoined('home');
  await client.say('#home', 'hello\r\nPRIVMSG #home :pwned');
  await expect.poll(() => twitch.lines).toMatchObject([{ text: 'hello' }, { text: 'pwned' }]);
  expect(twitch.breaches).toEqual(['bot: 2 lines in one frame']);
});
