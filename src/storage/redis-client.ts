import { createHash } from 'node:crypto';
import type { RedisClientType } from '@keyv/redis';
import type { SharedScripts } from '../domain/storage.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { asFailure, type Failure } from './failure.ts';
import type { Run } from './guard.ts';

export type Redis = RedisClientType;

export interface RedisConnection {
  readonly client: Redis;
  /** Reads an error of a call. Of a call that was never sent it says why there is no connection. */
  faultOf(error: unknown): Failure;
}

export interface RedisParts {
  readonly createClient: typeof import('@keyv/redis').createClient;
  readonly url: string;
  /** The connection, or the attempt to make one, has failed. */
  readonly onError?: (failure: Failure) => void;
}

/**
 * Commands fail at once while there is no connection. An idle connection is pinged, so one that stays silent is dead
 * (a partition sends no reset) and is made anew.
 */
export function createRedisClient({ createClient, url, onError = () => {} }: RedisParts): RedisConnection {
  let cause: Failure | null = null;
  let everReady = false;
  const client = createClient({
    url,
    name: 'serdabot',
    disableOfflineQueue: true,
    commandsQueueMaxLength: 20_000,
    pingInterval: 1_000,
    socket: {
      connectTimeout: 1_000,
      socketTimeout: 4_000,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 6), 2_000) * (0.75 + Math.random() / 4),
    },
  }) as Redis;
  // Each cache listens on its own behalf.
  client.setMaxListeners(64);
  client.on('error', (error: unknown) => {
    const found = asFailure(error);
    cause = everReady ? found : withGuess(found, url);
    onError(cause);
  });
  client.on('ready', () => {
    everReady = true;
    cause = null;
  });
  return {
    client,
    faultOf(error) {
      const found = asFailure(error);
      return cause && found.reason === 'unreachable' ? { ...found, detail: cause.detail } : found;
    },
  };
}

/** A plain port never answers a TLS handshake, and a TLS port hangs up on whoever does not begin one. */
function withGuess(found: Failure, url: string): Failure {
  const isTls = url.startsWith('rediss:');
  if (isTls && /timeout/i.test(found.detail)) {
    return { ...found, detail: `no TLS handshake: if this port speaks no TLS, write redis:// (${found.detail})` };
  }
  if (isTls || found.reason !== 'cut off') return found;
  return { ...found, detail: `closed before it answered: if this port wants TLS, write rediss:// (${found.detail})` };
}

/** Resolves when the client is ready, at its first error, or when `ms` have passed: whatever comes first. */
export async function connect(client: Redis, clock: Clock, ms: number): Promise<void> {
  const settled = new AbortController();
  const settle = () => settled.abort();
  client.once('ready', settle).once('error', settle);
  // It goes on trying until it is destroyed; every failed attempt is an `error` event.
  client.connect().catch(() => {});
  await sleep(clock, ms, settled.signal);
  client.off('ready', settle).off('error', settle);
}

export type Script = (keys: readonly string[], args: readonly string[]) => Promise<unknown>;

/** Sends the text only to a server that does not have it yet. By hand: the client's own way costs a write a tenth. */
export function createScript(client: Redis, text: string): Script {
  const sha = createHash('sha1').update(text).digest('hex');
  return (keys, args) =>
    client.sendCommand(['EVALSHA', sha, String(keys.length), ...keys, ...args]).catch((error) => {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return client.sendCommand(['EVAL', text, String(keys.length), ...keys, ...args]);
    });
}

/** Scripts for the other rooms. */
export function createSharedScripts(client: Redis, run: Run): SharedScripts {
  return {
    define(text) {
      const script = createScript(client, text);
      return (keys, args) => run(() => script(keys, args));
    },
  };
}

/**
 * To be called when @keyv/redis has been loaded. Its client has a class that extends String, and from then on V8 has
 * String.prototype as a dictionary: every charCodeAt and slice of the process is looked up anew, and an admission takes
 * a third longer. V8 makes a prototype quick again when compiled code reads through it from an object, which no plain
 * string is.
 */
export function quickenStrings(): void {
  const boxed = Object('') as { readonly charCodeAt: unknown };
  for (let i = 0; i < 1_000; i++) readThrough(boxed);
}

const readThrough = (text: { readonly charCodeAt: unknown }) => text.charCodeAt;
