// tmi.js takes the built-in WebSocket where there is one, and that one never notices a half-open socket
// (docs/decisions). `ws` does, so the built-in is removed. Unread: the first look at it loads all of Node's fetch.
import { createRequire, Module } from 'node:module';

Reflect.deleteProperty(globalThis, 'WebSocket');
const require = createRequire(import.meta.url);
// It would fetch emotes, which is turned off: a third of what tmi.js loads is for that.
const fetcher = createRequire(require.resolve('tmi.js')).resolve('node-fetch');
const known = require.cache[fetcher];
require.cache[fetcher] = Object.assign(new Module(fetcher), { loaded: true });
const tmi = require('tmi.js') as { Client: new (options: object) => TmiClient };
if (known) require.cache[fetcher] = known;
else delete require.cache[fetcher];

/** One IRC line as tmi.js's parser gives it. Tag values are still escaped; `true` is an empty tag. */
export interface IrcMessage {
  readonly raw: string;
  readonly tags: Readonly<Record<string, string | true>>;
  readonly prefix: string | null;
  readonly command: string | null;
  readonly params: readonly string[];
}

interface Socket {
  readonly readyState: number;
  onmessage: unknown;
  onerror: unknown;
  onclose: unknown;
  onopen: unknown;
  on(event: 'error', listener: () => void): void;
  removeAllListeners(): void;
  send(data: string): void;
  pause(): void;
  resume(): void;
  terminate(): void;
}

/** What this room uses of a tmi.js client, its insides included. */
export interface TmiClient {
  ws: Socket | null;
  /** One frame of one or more lines. */
  _onMessage(event: { readonly data: string }): void;
  handleMessage(message: IrcMessage): void;
  connect(): Promise<unknown>;
  on(event: 'connected', listener: () => void): void;
  on(event: 'disconnected', listener: (reason: string) => void): void;
  removeAllListeners(): void;
  pingLoop: NodeJS.Timeout | null;
  pingTimeout: NodeJS.Timeout | null;
}

export const { Client } = tmi;
