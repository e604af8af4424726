import type { Tell } from '../domain/event.ts';
import type { Fleet } from '../domain/fleet.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import { type AppToken, createAppToken } from './app-token.ts';
import { createRenewal } from './renewal.ts';
import type { Need } from './scopes.ts';
import { createSharedRenewal } from './shared-renewal.ts';
import { type Grant, readTokens, type Token, writeTokenFile } from './tokens.ts';
import { type Asked, createIdService, type IdService, reachTwitchAt } from './twurple.ts';

export interface AuthParts {
  readonly file: string;
  /** TWITCH_CLIENT_ID, TWITCH_CLIENT_SECRET, TWITCH_ACCESS_TOKEN, TWITCH_REFRESH_TOKEN. */
  readonly env: NodeJS.ProcessEnv;
  readonly apiPort: number | null;
  /** Whose token it should be. */
  readonly login: string;
  /** How warnings say that. */
  readonly whose: string;
  /** What gets such a token. */
  readonly command: string;
  readonly needs: readonly Need[];
  /** The processes that have the token too. */
  readonly fleet: Pick<Fleet, 'once' | 'mayGoAlone'>;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly learnSecret: (value: string) => void;
}

/** A token of which it is known whose it is and what it opens. */
export interface Account extends Token {
  readonly grant: Grant;
}

/** The tokens that chat logs in with. */
export interface ChatTokens {
  /** Every token that Twitch may honour, best first. */
  all(): readonly Token[];
  /** A token in the place of one that Twitch refused; null when there is none to get now. Asks once a minute at most. */
  refresh(refused: Token): Promise<Token | null>;
  /** Calls back when Twitch honours a token no longer and there is no other: every use of it ends then. */
  onRevoked(listener: (token: Token) => void): void;
}

export interface Auth extends ChatTokens {
  /** Validates at once, and at least hourly from then on. */
  start(): void;
  stop(): void;
  /** The account that calls are made with; null when there is none. */
  account(): Promise<Account | null>;
  /** Looks again after Twitch refused the account's token: the same when it is good, a new one, or null. */
  check(): Promise<Account | null>;
  readonly app: AppToken;
}

const minuteMs = 60_000;
/** A little less than the hour within which a revoked token has to be out of use. */
const validateEveryMs = 55 * minuteMs;
const renewBeforeMs = 10 * minuteMs;
const deadlineMs = 10_000;
const maxGone = 100;

/** The bot's Twitch token: where it comes from, whether Twitch still honours it, and the next one in time. */
export function createAuth(parts: AuthParts): Auth {
  const { file, env, fleet, clock, tell, learnSecret } = parts;
  reachTwitchAt(parts.apiPort);
  const clientId = env['TWITCH_CLIENT_ID']?.trim() || null;
  const secret = env['TWITCH_CLIENT_SECRET']?.trim() || null;
  /** Access tokens that Twitch does not honour. */
  const gone = new Set<string>();
  const listeners: ((token: Token) => void)[] = [];
  const told = new Set<string>();
  let service: Promise<IdService> | null = null;
  let current: Account | null = null;
  /** The best token when it was last looked at them. */
  let lookedAt: string | null = null;
  let looking: Promise<void> | null = null;
  let swappedAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  let cancelLook = () => {};

  const id = () => {
    service ??= createIdService(clock);
    return service;
  };
  const { once, mayGoAlone } = fleet;
  const renewal = createRenewal({
    file,
    others: once && createSharedRenewal({ once, mayGoAlone, clock, warn }),
    id,
    clientId,
    secret,
    command: parts.command,
    clock,
    tell,
    learnSecret,
    onRenewed(token) {
      if (!isAccount(token)) return;
      adopt(token);
    },
  });

  function candidates(): readonly Token[] {
    const stored = readTokens(file, env);
    for (const { accessToken, refreshToken } of stored) {
      learnSecret(accessToken);
      if (refreshToken) learnSecret(refreshToken);
    }
    const unsaved = renewal.unsaved();
    return unsaved ? [unsaved, ...stored] : stored;
  }
  const all = () => candidates().filter(({ accessToken }) => !gone.has(accessToken));

  async function validate(accessToken: string): Promise<Asked<Grant | null>> {
    const late = { kind: 'unreachable', detail: `no answer within ${deadlineMs / 1000} s` } as const;
    return (await within(clock, deadlineMs, (await id()).validate(accessToken))) ?? late;
  }

  /** The first token that Twitch honours becomes the account; a refused one is renewed, or is out of use. */
  async function look(): Promise<void> {
    let found: Account | null = null;
    let again = minuteMs;
    const tried = new Set<string>();
    // Read anew each time: another process, or `npm run login`, may have put a token there meanwhile.
    const next = () => candidates().find(({ accessToken }) => !tried.has(accessToken));
    for (let token = next(); token; token = next()) {
      tried.add(token.accessToken);
      const asked = gone.has(token.accessToken) ? refusal : await validate(token.accessToken);
      if (asked.kind !== 'answer') {
        // The token service is away: what it said before holds until it is back.
        found = isAccount(token) ? token : null;
        break;
      }
      found = asked.value ? await keepFresh(token, asked.value) : await complete(await renewal.renew(token));
      if (found) {
        again = untilNextLook(found, clock.wall());
        break;
      }
      drop(token);
    }
    adopt(found);
    cancelLook();
    if (!stopped) cancelLook = clock.after(again, () => void lookOnce());
  }

  function lookOnce(): Promise<void> {
    looking ??= look()
      .catch((error: unknown) => tell({ kind: 'bug', where: 'the look at the Twitch token', error }))
      .finally(() => {
        looking = null;
      });
    return looking;
  }

  async function keepFresh(token: Token, grant: Grant): Promise<Account> {
    const account = { ...token, grant: { ...grant, obtainedAt: token.grant?.obtainedAt ?? null } };
    if (grant.expiresAt === null || grant.expiresAt - clock.wall() > renewBeforeMs) return account;
    return (await complete(await renewal.renew(account))) ?? account;
  }

  /** Asks whose token it is where that is not known yet. */
  async function complete(token: Token | null): Promise<Account | null> {
    if (!token || isAccount(token)) return token;
    const asked = await validate(token.accessToken);
    if (asked.kind !== 'answer' || !asked.value) return null;
    const account = { ...token, grant: { ...asked.value, obtainedAt: clock.wall() } };
    try {
      if (renewal.unsaved() === null) writeTokenFile(file, account);
    } catch {
      // The token itself is there; whose it is can be asked again.
    }
    return account;
  }

  function drop(token: Token) {
    const replaced = !candidates().some(({ accessToken }) => accessToken === token.accessToken);
    if (replaced || gone.has(token.accessToken)) return;
    if (gone.size >= maxGone) gone.clear();
    gone.add(token.accessToken);
    tell({
      kind: 'warning',
      text: `Twitch does not honour the token any more: run \`${parts.command}\``,
      fr: `Twitch n'accepte plus le jeton : lancez \`${parts.command}\``,
    });
    for (const listener of listeners) listener(token);
  }

  function adopt(account: Account | null) {
    current = account;
    lookedAt = all()[0]?.accessToken ?? null;
    if (!account) return;
    const { login, scopes } = account.grant;
    if (login !== parts.login) {
      warn(
        `the Twitch token is ${login}'s, and ${parts.whose}`,
        `le jeton Twitch est celui de ${login}, il faudrait celui de ${parts.login}`,
      );
    }
    for (const { feature, scope } of parts.needs) {
      if (scopes.includes(scope)) continue;
      warn(
        `the Twitch token lacks ${scope}, which "${feature}" needs: run \`${parts.command}\``,
        `il manque ${scope} au jeton Twitch : lance \`${parts.command}\``,
      );
    }
  }

  function warn(text: string, fr: string) {
    if (told.has(text)) return;
    told.add(text);
    tell({ kind: 'warning', text, fr });
  }

  return {
    all,
    async refresh(refused) {
      await lookOnce();
      if (!current || current.accessToken !== refused.accessToken) return current;
      // The token service honours it and chat does not. Another may do, unless it is somebody else's.
      if (current.grant.login !== parts.login || clock.now() - swappedAt < validateEveryMs) return null;
      swappedAt = clock.now();
      return renewal.renew(current);
    },
    onRevoked: (listener) => void listeners.push(listener),
    start: () => void lookOnce(),
    stop() {
      stopped = true;
      cancelLook();
    },
    async account() {
      const best = all()[0];
      if (!best) return null;
      if (best.accessToken !== lookedAt) await lookOnce();
      return current;
    },
    async check() {
      await lookOnce();
      return current;
    },
    app: createAppToken({ id, clientId, secret, clock, learnSecret }),
  };
}

const refusal = { kind: 'answer', value: null } as const;
const isAccount = (token: Token): token is Account => Boolean(token.grant);

function untilNextLook({ grant }: Account, now: number): number {
  const left = grant.expiresAt === null ? Number.POSITIVE_INFINITY : grant.expiresAt - now - renewBeforeMs / 2;
  return Math.max(minuteMs, Math.min(validateEveryMs, left));
}
