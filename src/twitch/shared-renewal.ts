import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { Once } from '../domain/once.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import type { Token } from './tokens.ts';

/** Who may refresh a token that several processes have, and how the others get what came of it. */
export interface SharedRenewal {
  /** What the others made of it, step by step; the token itself when that is nothing. */
  newest(token: Token): Promise<Token>;
  /** `token`: another process has refreshed it. `mine`: it is to be refreshed here. Null: not now. */
  begin(token: Token): Promise<{ readonly kind: 'token'; readonly token: Token } | { readonly kind: 'mine' } | null>;
  /** The others can have it, and go on trying to tell them when the store is away. */
  done(old: Token, fresh: Token): Promise<void>;
}

export interface SharedRenewalParts {
  readonly once: Once;
  /** Whether nobody else could have refreshed it while the store is away. */
  readonly mayGoAlone: () => boolean;
  readonly clock: Clock;
  readonly warn: (text: string, fr: string) => void;
}

/** Nobody tries for as long after somebody did: a refresh that fails is tried once a minute, by all processes together. */
const lockMs = 60_000;
const lookMs = 250;
const patienceMs = 9_000;
const againMs = 5_000;
/** A refresh token that was not used for 30 days is dead. */
const keptMs = 35 * 24 * 3_600_000;
/** A process that was away for long has much to follow. */
const mostSteps = 500;
const cipher = 'aes-256-gcm';

export function createSharedRenewal({ once, mayGoAlone, clock, warn }: SharedRenewalParts): SharedRenewal {
  const forever = new AbortController().signal;
  return {
    async newest(token) {
      let newest = token;
      for (let steps = 0; steps < mostSteps; steps++) {
        const sealed = await once.outcome(deedOf(newest));
        const next = sealed === null ? null : open(newest, sealed);
        if (!next) break;
        newest = next;
      }
      return newest;
    },
    async begin(token) {
      const until = clock.now() + patienceMs;
      for (;;) {
        const begun = await once.begin(deedOf(token), lockMs);
        if (begun.kind === 'mine') return { kind: 'mine' };
        if (begun.kind === 'done') {
          const fresh = open(token, begun.value);
          return fresh && { kind: 'token', token: fresh };
        }
        if (begun.kind === 'unknown') {
          if (mayGoAlone()) return { kind: 'mine' };
          warn(
            'the Twitch token is not refreshed while Redis is away, as another process may have done so',
            'le jeton Twitch n’est pas renouvelé tant que Redis ne répond pas : un autre processus l’a peut-être fait',
          );
          return null;
        }
        if (clock.now() >= until) return null;
        await sleep(clock, lookMs, forever);
      }
    },
    async done(old, fresh) {
      if (await once.done(deedOf(old), seal(old, fresh), keptMs)) return;
      clock.after(againMs, () => void this.done(old, fresh));
    },
  };
}

const deedOf = ({ accessToken, refreshToken }: Token) =>
  `token:${createHash('sha256').update(`serdabot ${accessToken} ${refreshToken}`).digest('hex')}`;

/** Who has the old refresh token may have the new one, and nobody else who looks into Redis. */
const keyOf = ({ refreshToken }: Token) =>
  Buffer.from(hkdfSync('sha256', refreshToken ?? '', '', 'serdabot: the token that replaced this one', 32));

function seal(old: Token, fresh: Token): string {
  const nonce = randomBytes(12);
  const sealing = createCipheriv(cipher, keyOf(old), nonce);
  const text = Buffer.concat([sealing.update(JSON.stringify(fresh), 'utf8'), sealing.final()]);
  return Buffer.concat([nonce, sealing.getAuthTag(), text]).toString('base64');
}

function open(old: Token, sealed: string): Token | null {
  try {
    const bytes = Buffer.from(sealed, 'base64');
    const opening = createDecipheriv(cipher, keyOf(old), bytes.subarray(0, 12));
    opening.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([opening.update(bytes.subarray(28)), opening.final()]).toString('utf8');
    return JSON.parse(text) as Token;
  } catch {
    return null;
  }
}
