import type { Tell } from '../domain/event.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { SharedRenewal } from './shared-renewal.ts';
import { type Token, writeTokenFile } from './tokens.ts';
import type { Asked, Granted, IdService } from './twurple.ts';

export interface RenewalParts {
  readonly file: string;
  readonly id: () => Promise<Pick<IdService, 'refresh'>>;
  /** Of the operator's own application. */
  readonly clientId: string | null;
  readonly secret: string | null;
  /** What gets a new token where this one is of no more use. */
  readonly command: string;
  /** Where several processes have the token; null: there is nobody else. */
  readonly others: SharedRenewal | null;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly learnSecret: (value: string) => void;
  /** A new token, on disk already. Also when nobody waits for it any more. */
  readonly onRenewed: (token: Token) => void;
}

export interface Renewal {
  /** A new token for an old one: one request at a time, one a minute. Null when there is none to get now. */
  renew(token: Token): Promise<Token | null>;
  /** A new token that the disk does not take. */
  unsaved(): Token | null;
}

const minuteMs = 60_000;
const deadlineMs = 10_000;
const maxDead = 100;
/** A token that is good for less is renewed once more. */
const youngMs = 10 * minuteMs;

/** Turns refresh tokens into new tokens. A public client's are good once: a new one is on disk before it is used. */
export function createRenewal(parts: RenewalParts): Renewal {
  const { file, id, clientId, secret, command, clock, tell, learnSecret, onRenewed, others } = parts;
  /** Refresh tokens that Twitch will never take again. */
  const dead = new Set<string>();
  let triedAt = Number.NEGATIVE_INFINITY;
  let last: Token | null = null;
  let running: Promise<Token | null> | null = null;
  let unsaved: Token | null = null;
  let told = '';

  function warn(text: string, fr: string) {
    if (text !== told) tell({ kind: 'warning', text, fr });
    told = text;
  }

  function save(token: Token) {
    try {
      writeTokenFile(file, token);
      unsaved = null;
    } catch (error) {
      unsaved = token;
      const { message } = error as Error;
      warn(
        `the new Twitch token could not be written to ${file}: ${message}`,
        `le nouveau jeton Twitch n'a pas pu être écrit dans ${file} : ${message}`,
      );
      clock.after(minuteMs, () => unsaved === token && save(token));
    }
  }

  /** What another process made of the token, or what Twitch makes of it now. */
  async function replace(token: Token): Promise<Token | null> {
    const newest = (await others?.newest(token)) ?? token;
    if (newest !== token && isYoung(newest)) return adoptTheirs(newest);
    const begun = await others?.begin(newest);
    if (begun === null) return null;
    if (begun?.kind === 'token') return adoptTheirs(begun.token);
    const { refreshToken } = newest;
    if (!refreshToken || dead.has(refreshToken)) return null;
    const fresh = await ask(newest, refreshToken);
    if (!fresh) {
      // Another process may have been quicker, and has told it by now.
      const theirs = dead.has(refreshToken) ? await others?.newest(newest) : null;
      return theirs && theirs !== newest ? adoptTheirs(theirs) : null;
    }
    save(fresh);
    await others?.done(newest, fresh);
    return adopt(fresh);
  }

  const isYoung = ({ grant }: Token) => !grant?.expiresAt || grant.expiresAt - clock.wall() > youngMs;

  function adoptTheirs(fresh: Token): Token {
    // Twitch was not asked, so the next request need not wait for a minute to pass.
    triedAt = Number.NEGATIVE_INFINITY;
    learn(fresh);
    save(fresh);
    return adopt(fresh);
  }

  function adopt(fresh: Token): Token {
    told = '';
    onRenewed(fresh);
    return fresh;
  }

  function learn({ accessToken, refreshToken }: Token) {
    learnSecret(accessToken);
    if (refreshToken) learnSecret(refreshToken);
  }

  async function ask(token: Token, refreshToken: string): Promise<Token | null> {
    const client = token.grant?.clientId ?? clientId;
    if (!client) {
      warn(
        `the Twitch token cannot be refreshed: set TWITCH_CLIENT_ID, or run \`${command}\``,
        `le jeton Twitch ne peut pas être renouvelé : donne TWITCH_CLIENT_ID, ou lance \`${command}\``,
      );
      return null;
    }
    if (unsaved) save(unsaved);
    const ownSecret = client === clientId ? (secret ?? undefined) : undefined;
    const asked = await (await id()).refresh(client, ownSecret, refreshToken);
    if (asked.kind !== 'answer') {
      if (isDead(asked)) {
        if (dead.size >= maxDead) dead.clear();
        dead.add(refreshToken);
        warn(
          `Twitch does not take the refresh token any more: run \`${command}\``,
          `Twitch ne veut plus du jeton de renouvellement : lance \`${command}\``,
        );
      } else {
        warn(
          `the Twitch token was not refreshed (${describe(asked)}); next try in a minute`,
          `le jeton Twitch n'a pas été renouvelé (${describe(asked)}) ; nouvel essai dans une minute`,
        );
      }
      return null;
    }
    const fresh = toToken(token, asked.value, clock);
    learn(fresh);
    return fresh;
  }

  return {
    async renew(token) {
      const { refreshToken } = token;
      if (!refreshToken || (dead.has(refreshToken) && !others)) return null;
      if (!running) {
        if (clock.now() - triedAt < minuteMs) return last?.accessToken === token.accessToken ? null : last;
        triedAt = clock.now();
        last = null;
        // Nobody gives up on the request itself: its answer may be the only copy of a token that replaced the old one.
        running = replace(token)
          .then((fresh) => {
            last = fresh;
            return fresh;
          })
          .finally(() => {
            running = null;
          });
      }
      return within(clock, deadlineMs, running);
    },
    unsaved: () => unsaved,
  };
}

const isDead = (asked: Asked<unknown>) =>
  asked.kind === 'problem' && asked.problem.status < 500 && /refresh token/i.test(asked.problem.message);

const describe = (asked: Exclude<Asked<unknown>, { kind: 'answer' }>) =>
  asked.kind === 'problem' ? `${asked.problem.status} ${asked.problem.message}`.trim() : asked.detail;

const toToken = (old: Token, { accessToken, refreshToken, scopes, expiresAt }: Granted, clock: Clock): Token => ({
  accessToken,
  refreshToken: refreshToken ?? old.refreshToken,
  grant: old.grant ? { ...old.grant, scopes, expiresAt, obtainedAt: clock.wall() } : null,
});
