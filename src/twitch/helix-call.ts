import type { AccessTokenWithUserId, AuthProvider } from '@twurple/auth';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { Account, Auth } from './auth.ts';
import { plainRequest } from './plain-http.ts';
import { type Feature, missingScope } from './scopes.ts';
import { type Api, causeOf, createApi, helixUrl, problemOf, type TwurpleApi } from './twurple.ts';

export type HelixFailure =
  | 'no token'
  | 'missing scope'
  | 'unauthorized'
  | 'forbidden'
  | 'not found'
  | 'refused'
  | 'rate limited'
  | 'deadline'
  | 'upstream';

export interface Failed {
  readonly kind: 'failed';
  readonly reason: HelixFailure;
  readonly detail: string;
  /** Twitch may have done what it was asked to. */
  readonly handed: boolean;
  readonly retryAfterMs?: number;
  /** What the token lacks. */
  readonly scope?: string;
}

export type Answer<T> = { readonly kind: 'done'; readonly value: T } | Failed;

/** Chat messages and subscriptions have budgets of their own. */
type Budget = 'points' | 'messages' | 'subscriptions';

interface Needs {
  /** Whose scope is needed; null: none is. */
  readonly feature: Feature | null;
  readonly budget?: Budget;
}

export interface ByTwurple<T> extends Needs {
  readonly run: (api: Api, account: Account, twurple: TwurpleApi) => Promise<T>;
}

/** What a bot asks that nobody talks to: twurple's client, some 7 MiB, is loaded by others. */
interface Directly<T> extends Needs {
  readonly request: (account: Account) => {
    readonly method?: 'POST' | 'DELETE';
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: object;
  };
  /** `body`: what Twitch answered, null where it was nothing. */
  readonly read: (body: unknown) => T;
}

type CallRequest<T> = ByTwurple<T> | Directly<T>;

export type Call = <T>(request: CallRequest<T>) => Promise<Answer<T>>;
type CallAuth = Pick<Auth, 'account' | 'check' | 'app'>;

const deadlineMs = 10_000;
const longestPauseMs = 60_000;
const unheardPauseMs = 1_000;
const connectFailures = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT/;

/** Calls Helix through twurple, without its queue and its repeats: every call goes out at once, once, and has a deadline. */
export function createHelixCall({ auth, clock }: { readonly auth: CallAuth; readonly clock: Clock }): Call {
  let twurple: Promise<TwurpleApi> | null = null;
  /** When a budget that Twitch said is used up is there again. */
  const pausedUntil: Record<Budget, number> = { points: 0, messages: 0, subscriptions: 0 };

  function heard429(budget: Budget, header: (name: string) => string | null) {
    pausedUntil[budget] = clock.now() + pauseMs(header, clock.wall());
  }

  async function direct<T>(
    { budget = 'points', request, read }: Directly<T>,
    account: Account,
    signal: AbortSignal,
  ): Promise<Answer<T>> {
    const send = (one: Account) => {
      const { method = 'GET', path, query, body } = request(one);
      const headers: Record<string, string> = {
        'client-id': one.grant.clientId,
        authorization: `Bearer ${one.accessToken}`,
        ...(body && { 'content-type': 'application/json' }),
      };
      const url = `${helixUrl(path)}${query ? `?${new URLSearchParams(query)}` : ''}`;
      return plainRequest(url, { method, headers, body: body ? JSON.stringify(body) : null, signal });
    };
    let answer = await send(account);
    if (answer.status === 401) {
      const checked = await auth.check();
      if (!checked) throw refusal('no token that is good');
      answer = await send(checked);
    }
    const { status, header, text } = answer;
    if (status === 429) heard429(budget, header);
    if (status < 200 || status >= 300) throw Object.assign(new Error(text), { statusCode: status, body: text });
    return { kind: 'done', value: read(text === '' ? null : JSON.parse(text)) };
  }

  async function attempt<T>(
    { budget = 'points', run }: ByTwurple<T>,
    account: Account,
    signal: AbortSignal,
  ): Promise<Answer<T>> {
    twurple ??= createApi(provider(auth, account));
    const api = await twurple;
    const value = await api.asUser(
      account.grant.userId,
      async ({ url, init }) => {
        const response = await fetch(url, { ...init, signal });
        if (response.status === 429) heard429(budget, (name) => response.headers.get(name));
        return response;
      },
      (context) => run(context, account, api),
    );
    return { kind: 'done', value };
  }

  return async (request) => {
    const { feature, budget = 'points' } = request;
    const account = await within(clock, deadlineMs, auth.account());
    if (!account) return failed('no token', 'run `npm run login`');
    const scope = feature && missingScope(feature, account.grant.scopes);
    if (scope) return { ...failed('missing scope', `${scope} for "${feature}": run \`npm run login\``), scope };
    const pause = pausedUntil[budget] - clock.now();
    if (pause > 0) return { ...failed('rate limited', 'Twitch asked to wait'), retryAfterMs: pause };

    const gone = new AbortController();
    try {
      const made = 'run' in request ? attempt(request, account, gone.signal) : direct(request, account, gone.signal);
      const done = await within(clock, deadlineMs, made);
      return done ?? failed('deadline', `no answer within ${deadlineMs / 1000} s`, true);
    } catch (error) {
      const failure = explain(error);
      if (failure.reason !== 'rate limited') return failure;
      return { ...failure, retryAfterMs: Math.max(0, pausedUntil[budget] - clock.now()) };
    } finally {
      gone.abort();
    }
  };
}

export const failed = (reason: HelixFailure, detail: string, handed = false): Failed => ({
  kind: 'failed',
  reason,
  detail,
  handed,
});

function explain(error: unknown): Failed {
  const problem = problemOf(error);
  if (!problem) {
    const cause = causeOf(error);
    return failed('upstream', cause, !connectFailures.test(cause));
  }
  const { status, message } = problem;
  const detail = `${status} ${message}`.trim();
  if (status >= 500) return failed('upstream', detail, true);
  if (status === 401) return failed(/scope/i.test(message) ? 'missing scope' : 'unauthorized', detail);
  if (status === 403) return failed('forbidden', detail);
  if (status === 404) return failed('not found', detail);
  if (status === 429) return failed('rate limited', detail);
  return failed('refused', detail);
}

/** How long everybody waits after a 429. With points left, it was about that one call: nobody else waits. */
function pauseMs(header: (name: string) => string | null, wall: number): number {
  const remaining = header('ratelimit-remaining');
  if (remaining === null) return unheardPauseMs;
  if (Number(remaining) > 0) return 0;
  const ms = Number(header('ratelimit-reset')) * 1000 - wall;
  return Math.min(longestPauseMs, Math.max(unheardPauseMs, ms || 0));
}

/** In the shape that twurple's own errors have. */
const refusal = (message: string) =>
  Object.assign(new Error(message), { statusCode: 401, body: JSON.stringify({ message }) });

/** What twurple asks for tokens. The bot has one account: whoever's it asks for, it gets that one's. */
function provider({ account, check, app }: CallAuth, first: Account): AuthProvider {
  let latest = first;
  let appToken: string | undefined;
  const given = (one: Account | null): AccessTokenWithUserId => {
    if (!one) throw refusal('no token that is good');
    latest = one;
    const { accessToken, refreshToken, grant } = one;
    // Without an end: whether it is expired is for auth.ts to know.
    const known = { expiresIn: null, obtainmentTimestamp: 0 };
    return { accessToken, refreshToken, scope: [...grant.scopes], userId: grant.userId, ...known };
  };
  return {
    get clientId() {
      return latest.grant.clientId;
    },
    getCurrentScopesForUser: () => [],
    getAccessTokenForUser: async () => given(await account()),
    getAnyAccessToken: async () => given(await account()),
    refreshAccessTokenForUser: async () => given(await check()),
    async getAppAccessToken(forceNew) {
      appToken = (await app.get(forceNew ? appToken : undefined)) ?? undefined;
      if (!appToken) throw refusal('no app token');
      return { accessToken: appToken, refreshToken: null, scope: [], expiresIn: null, obtainmentTimestamp: 0 };
    },
  };
}
