import type { Clock } from '../../lib/clock.ts';
import { keep } from '../bounded.ts';
import { idOf } from '../random.ts';
import type { Account } from '../twitch/message.ts';

/** The application that asks. A public client has no secret, and its refresh tokens are good for one use. */
export interface Client {
  readonly id: string;
  readonly secret: string | null;
}

/** What a token opens. An app token has no account. */
export interface Grant {
  readonly account: Account | null;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

export interface Issued {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly scopes: readonly string[];
  readonly expiresIn: number;
}

export interface Refresh {
  readonly at: number;
  readonly refreshToken: string;
  readonly ok: boolean;
}

/** Every token there is, and what became of it. */
export interface Grants {
  readonly refreshes: readonly Refresh[];
  readonly appTokens: number;
  issue(account: Account, scopes: readonly string[]): Issued;
  issueApp(): Issued;
  refresh(refreshToken: string): Issued | null;
  /** What the token opens, while it does. */
  open(accessToken: string): Grant | null;
  /** The access token's time is up; its refresh token is good. Without one: all of them. */
  expire(accessToken?: string): void;
  revoke(accessToken: string): boolean;
  /** The account takes its permission back: nothing that it ever granted is good any more. */
  disconnect(login: string): void;
  /** Whether the account has granted the application these scopes, by a token that is still good. */
  granted(userId: string, scopes: readonly string[]): boolean;
}

const appLifeSeconds = 5_184_000;
const maxAppTokens = 25;
const idleMs = 30 * 24 * 3_600_000;

export interface GrantsOptions {
  readonly lifeSeconds: number;
  readonly onIssued?: ((accessToken: string, account: Account) => void) | undefined;
}

export function createGrants(client: Client, clock: Clock, { lifeSeconds, onIssued }: GrantsOptions): Grants {
  const access = new Map<string, Grant>();
  const renewals = new Map<string, { account: Account; scopes: readonly string[]; usedAt: number }>();
  const refreshes: Refresh[] = [];
  let count = 0;
  const word = (kind: string) => idOf(`${client.id} ${kind} ${++count}`, 30).toLowerCase();
  const open = (token: string) => {
    const grant = access.get(token);
    return grant && grant.expiresAt > clock.now() ? grant : null;
  };

  function issue(account: Account, scopes: readonly string[], refreshToken = word('refresh')): Issued {
    const accessToken = word('access');
    access.set(accessToken, { account, scopes, expiresAt: clock.now() + lifeSeconds * 1000 });
    renewals.set(refreshToken, { account, scopes, usedAt: clock.now() });
    onIssued?.(accessToken, account);
    return { accessToken, refreshToken, scopes, expiresIn: lifeSeconds };
  }

  return {
    refreshes,
    get appTokens() {
      return [...access.values()].filter(({ account }) => account === null).length;
    },
    issue: (account, scopes) => issue(account, scopes),
    issueApp() {
      const accessToken = word('app');
      access.set(accessToken, { account: null, scopes: [], expiresAt: clock.now() + appLifeSeconds * 1000 });
      const apps = [...access].filter(([, { account }]) => account === null);
      if (apps.length > maxAppTokens) access.delete(apps[0]![0]);
      return { accessToken, refreshToken: null, scopes: [], expiresIn: appLifeSeconds };
    },
    refresh(refreshToken) {
      const renewal = renewals.get(refreshToken);
      const ok = renewal !== undefined && clock.now() - renewal.usedAt < idleMs;
      keep(refreshes, { at: clock.now(), refreshToken, ok });
      if (!ok) return null;
      if (client.secret !== null) return issue(renewal.account, renewal.scopes, refreshToken);
      renewals.delete(refreshToken);
      return issue(renewal.account, renewal.scopes);
    },
    open,
    expire(token) {
      for (const [key, grant] of access) {
        if (token === undefined || token === key) access.set(key, { ...grant, expiresAt: clock.now() });
      }
    },
    revoke: (token) => access.delete(token),
    disconnect(login) {
      for (const [key, { account }] of access) if (account?.login === login) access.delete(key);
      for (const [key, { account }] of renewals) if (account.login === login) renewals.delete(key);
    },
    granted: (userId, scopes) =>
      [...access.keys()].some((token) => {
        const grant = open(token);
        return grant?.account?.id === userId && scopes.every((scope) => grant.scopes.includes(scope));
      }),
  };
}
