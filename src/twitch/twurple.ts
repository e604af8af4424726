// The only file that loads twurple, and it does so late: chat comes up without it.
import type { ApiClient } from '@twurple/api';
import type { AuthProvider } from '@twurple/auth';
import type { Clock } from '../lib/clock.ts';
import type { Grant } from './tokens.ts';

/** What twurple calls with: `asUser` hands one of these to its callback. */
export type Api = Parameters<Parameters<ApiClient['asUser']>[1]>[0];

const portVariable = 'TWURPLE_MOCK_API_PORT';

/** A stand-in on this machine instead of Twitch. twurple reads the environment at every call. */
export function reachTwitchAt(apiPort: number | null) {
  if (apiPort !== null) process.env[portVariable] = String(apiPort);
}

export function helixUrl(path: string): string {
  const port = process.env[portVariable];
  // As twurple itself has it, this one is beside the others.
  if (port && path.startsWith('eventsub/')) return `http://127.0.0.1:${port}/${path}`;
  return port ? `http://localhost:${port}/mock/${path}` : `https://api.twitch.tv/helix/${path}`;
}

const eventSubHost = 'eventsub.wss.twitch.tv';

export const eventSubUrl = (apiPort: number | null): string =>
  `${apiPort === null ? `wss://${eventSubHost}` : `ws://127.0.0.1:${apiPort}`}/ws?keepalive_timeout_seconds=10`;

/** Whether Twitch, or the stand-in, is behind an address that a session is to move to. */
export function isEventSub(url: string, apiPort: number | null): boolean {
  const asked = URL.parse(url);
  // No WebSocket opens an address that has a fragment.
  if (!asked || url.includes('#')) return false;
  if (apiPort !== null) return asked.protocol === 'ws:' && /^(127\.0\.0\.1|localhost)$/.test(asked.hostname);
  return asked.protocol === 'wss:' && /(^|\.)twitch\.tv$/.test(asked.hostname);
}

/** An answer of Twitch that is no success. */
export interface HttpProblem {
  readonly status: number;
  readonly message: string;
}

/** The status and the sentence in what twurple threw; null when there was no answer at all. */
export function problemOf(error: unknown): HttpProblem | null {
  const { statusCode, body } = error as { statusCode?: unknown; body?: unknown };
  if (typeof statusCode !== 'number') return null;
  try {
    const { message } = JSON.parse(String(body)) as { message?: unknown };
    return { status: statusCode, message: typeof message === 'string' ? message : '' };
  } catch {
    return { status: statusCode, message: '' };
  }
}

/** Why twurple got no answer: the innermost cause, as `fetch failed` says nothing. */
export function causeOf(error: unknown): string {
  const { cause, code, message } = error as { cause?: unknown; code?: unknown; message?: unknown };
  if (cause) return causeOf(cause);
  return String(code ?? message ?? error);
}

export type Asked<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'problem'; readonly problem: HttpProblem }
  | { readonly kind: 'unreachable'; readonly detail: string };

export interface Granted {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly scopes: readonly string[];
  /** Unix milliseconds. */
  readonly expiresAt: number | null;
}

export interface DeviceCode {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly expiresInMs: number;
  readonly intervalMs: number;
}

export type IdService = Awaited<ReturnType<typeof createIdService>>;

/** The token service. twurple's calls to it take no signal: who waits sets the deadline. */
export async function createIdService(clock: Clock) {
  const auth = await import('@twurple/auth');
  async function ask<T>(call: () => Promise<T>): Promise<Asked<T>> {
    try {
      return { kind: 'answer', value: await call() };
    } catch (error) {
      const problem = problemOf(error);
      return problem ? { kind: 'problem', problem } : { kind: 'unreachable', detail: causeOf(error) };
    }
  }
  const granted = (token: Awaited<ReturnType<typeof auth.refreshUserToken>>): Granted => {
    if (!token.accessToken) throw new Error('an answer without a token');
    return {
      accessToken: token.accessToken,
      refreshToken: token.refreshToken,
      scopes: token.scope,
      expiresAt: token.expiresIn === null ? null : clock.wall() + token.expiresIn * 1000,
    };
  };
  return {
    validate: (accessToken: string) =>
      ask(async (): Promise<Grant | null> => {
        try {
          const info = await auth.getTokenInfo(accessToken);
          if (!info.clientId || !info.userId || !info.userName) return null;
          return {
            clientId: info.clientId,
            userId: info.userId,
            login: info.userName,
            scopes: info.scopes,
            // Twurple counts from the machine's clock.
            expiresAt: info.expiryDate && clock.wall() + (info.expiryDate.getTime() - Date.now()),
            obtainedAt: null,
          };
        } catch (error) {
          if (error instanceof auth.InvalidTokenError) return null;
          throw error;
        }
      }),
    refresh: (clientId: string, secret: string | undefined, refreshToken: string) =>
      ask(async () => granted(await auth.refreshUserToken(clientId, secret, refreshToken))),
    app: (clientId: string, secret: string) => ask(async () => granted(await auth.getAppToken(clientId, secret))),
    device: (clientId: string, scopes: readonly string[]) =>
      ask(async (): Promise<DeviceCode> => {
        const code = await auth.startDeviceCodeFlow(clientId, [...scopes]);
        return {
          deviceCode: code.deviceCode,
          userCode: code.userCode,
          verificationUri: code.verificationUri,
          expiresInMs: code.expiresIn * 1000,
          intervalMs: code.interval * 1000,
        };
      }),
    /** One look whether the code was typed. */
    exchange: (clientId: string, deviceCode: string, scopes: readonly string[]) =>
      ask(async () => granted(await auth.exchangeDeviceCode(clientId, deviceCode, [...scopes]))),
  };
}

interface CallOptions {
  readonly url: string;
  readonly method?: string;
  readonly query?: Readonly<Record<string, string | string[] | undefined>>;
  readonly jsonBody?: unknown;
}

/** What is replaced inside twurple: the step below its endpoints, which queues behind hung calls and retries POSTs. */
interface Insides {
  _callApiInternal(options: CallOptions, clientId: string, accessToken: string): Promise<Response>;
}

/** Sends one request, once. */
export type Send = (request: { url: string; init: RequestInit }) => Promise<Response>;

export async function createApi(authProvider: AuthProvider) {
  const { ApiClient, ChatMessageDroppedError } = await import('@twurple/api');
  const client = new ApiClient({ authProvider, logger: { custom: () => {} } });
  return {
    /** Twitch took the message and shows it to nobody; null for every other error. */
    dropCode: (error: unknown) => (error instanceof ChatMessageDroppedError ? (error.code ?? 'dropped') : null),
    asUser: <T>(userId: string, send: Send, run: (api: Api) => Promise<T>): Promise<T> =>
      client.asUser(userId, (context) => {
        // Private in twurple's types.
        (context as unknown as Insides)._callApiInternal = (
          { url, method = 'GET', query, jsonBody },
          clientId,
          token,
        ) => {
          const params = new URLSearchParams();
          for (const [key, value] of Object.entries(query ?? {})) {
            for (const one of [value].flat()) if (one !== undefined) params.append(key, String(one));
          }
          const headers: Record<string, string> = { 'client-id': clientId, authorization: `Bearer ${token}` };
          if (jsonBody) headers['content-type'] = 'application/json';
          return send({
            url: `${helixUrl(url)}${params.size > 0 ? `?${params}` : ''}`,
            init: { method, headers, body: jsonBody ? JSON.stringify(jsonBody) : null },
          });
        };
        return run(context);
      }),
  };
}
export type TwurpleApi = Awaited<ReturnType<typeof createApi>>;
