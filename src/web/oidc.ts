import { createHmac, createPublicKey, type JsonWebKey, randomBytes, timingSafeEqual, verify } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import { readBounded } from '../lib/read-bounded.ts';

/** Whom Twitch vouches for. */
export interface Person {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  /** Channels that the account moderates. */
  readonly moderates: readonly string[];
}

/** Sign-in with Twitch: OIDC, implicit, so that no secret is needed and no token stays. */
export interface TwitchSignIn {
  /** Where the browser goes; `secret` waits in a cookie until it comes back. */
  begin(returnTo: string): { readonly url: string; readonly secret: string };
  /** Checks what came back, once. */
  end(sent: Returned, secret: string): Promise<Person | { readonly reason: string }>;
}

export interface Returned {
  readonly id_token: string;
  readonly access_token: string;
  readonly state: string;
}

export interface TwitchSignInParts {
  readonly clientId: string;
  /** Of id.twitch.tv and api.twitch.tv, or of their local stand-in. */
  readonly bases: { readonly id: string; readonly api: string };
  readonly clock: Clock;
  readonly fetch?: typeof fetch;
}

const issuer = 'https://id.twitch.tv/oauth2';
const scopes = 'openid user:read:moderated_channels';
const keysForMs = 3_600_000;
const keysPauseMs = 30_000;
const leewaySeconds = 30;
const patienceMs = 8_000;
const mostSpent = 1_000;
const mostChannels = 1_000;

export const twitchBases = (apiPort: number | null) =>
  apiPort === null
    ? { id: 'https://id.twitch.tv/oauth2', api: 'https://api.twitch.tv/helix' }
    : { id: `http://127.0.0.1:${apiPort}/auth`, api: `http://127.0.0.1:${apiPort}/mock` };

interface Claims {
  readonly iss?: unknown;
  readonly aud?: unknown;
  readonly exp?: unknown;
  readonly iat?: unknown;
  readonly nonce?: unknown;
  readonly sub?: unknown;
  readonly preferred_username?: unknown;
}

const jsonIn = (part: string): Record<string, unknown> => {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
};
const isSame = (a: string, b: string) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a, 'utf8'), Buffer.from(b.padEnd(a.length), 'utf8'));

export function createTwitchSignIn({
  clientId,
  bases,
  clock,
  fetch = globalThis.fetch,
}: TwitchSignInParts): TwitchSignIn {
  // Nothing is stored for who only begins: strangers who begin a million times push nobody out.
  const key = randomBytes(32);
  const derived = (what: string, secret: string) =>
    createHmac('sha256', key).update(`${what} ${secret}`).digest('base64url');
  const spent = new Set<string>();
  let keys: { readonly all: readonly (JsonWebKey & { kid?: string })[]; readonly at: number } | null = null;

  async function get(url: string, headers: Record<string, string> = {}): Promise<Record<string, unknown> | null> {
    try {
      const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(patienceMs) });
      const text = await readBounded(response, 512 * 1024);
      return response.ok ? (JSON.parse(text) as Record<string, unknown>) : null;
    } catch {
      return null;
    }
  }

  async function keyOf(kid: string): Promise<(JsonWebKey & { kid?: string }) | null> {
    const known = keys?.all.find((each) => each.kid === kid);
    if (known && keys && clock.now() - keys.at < keysForMs) return known;
    // A token with a made-up key must not make us ask Twitch each time.
    if (!known && keys && clock.now() - keys.at < keysPauseMs) return null;
    const read = await get(`${bases.id}/keys`);
    if (Array.isArray(read?.['keys'])) keys = { all: read['keys'] as JsonWebKey[], at: clock.now() };
    return keys?.all.find((each) => each.kid === kid) ?? null;
  }

  /** Why the token is not to be believed, or its claims. */
  async function claimsIn(token: string, nonce: string): Promise<Claims | string> {
    const parts = token.split('.');
    const [head, body, signature] = parts;
    if (parts.length !== 3 || !head || !body || !signature) return 'it is no signed token';
    let header: Record<string, unknown>;
    let claims: Claims;
    try {
      header = jsonIn(head);
      claims = jsonIn(body);
    } catch {
      return 'it is no signed token';
    }
    // Never the algorithm that the token itself asks for.
    if (header['alg'] !== 'RS256') return 'its signature is of another kind';
    const jwk = await keyOf(String(header['kid']));
    if (jwk === null || jwk.kty !== 'RSA') return 'nobody knows its key';
    const signed = Buffer.from(`${head}.${body}`);
    if (
      !verify('RSA-SHA256', signed, createPublicKey({ key: jwk, format: 'jwk' }), Buffer.from(signature, 'base64url'))
    ) {
      return 'its signature is wrong';
    }
    const now = clock.wall() / 1000;
    if (claims.iss !== issuer) return 'it is not of Twitch';
    if (claims.aud !== clientId) return 'it is for another application';
    if (typeof claims.exp !== 'number' || claims.exp <= now) return 'it is too old';
    if (typeof claims.iat === 'number' && claims.iat > now + leewaySeconds) return 'it is of the future';
    if (typeof claims.nonce !== 'string' || !isSame(claims.nonce, nonce)) return 'it is not of this sign-in';
    if (typeof claims.sub !== 'string' || !/^\d{1,20}$/.test(claims.sub)) return 'it names nobody';
    return claims;
  }

  async function moderatedBy(userId: string, accessToken: string): Promise<readonly string[]> {
    const url = `${bases.api}/moderation/channels?user_id=${userId}&first=100`;
    const all: string[] = [];
    for (let after = ''; all.length < mostChannels; ) {
      const next: string = after === '' ? url : `${url}&after=${encodeURIComponent(after)}`;
      const page = await get(next, { Authorization: `Bearer ${accessToken}`, 'Client-Id': clientId });
      const rows = Array.isArray(page?.['data']) ? (page['data'] as { broadcaster_login?: unknown }[]) : [];
      all.push(...rows.map(({ broadcaster_login }) => String(broadcaster_login).toLowerCase()));
      after = String((page?.['pagination'] as { cursor?: unknown } | undefined)?.cursor ?? '');
      if (rows.length === 0 || after === '') break;
    }
    return all;
  }

  return {
    begin(returnTo) {
      const secret = randomBytes(24).toString('base64url');
      const asked = new URLSearchParams({
        response_type: 'token id_token',
        client_id: clientId,
        redirect_uri: returnTo,
        scope: scopes,
        state: derived('state', secret),
        nonce: derived('nonce', secret),
        claims: JSON.stringify({ id_token: { preferred_username: null } }),
      });
      return { secret, url: `${bases.id}/authorize?${asked}` };
    },
    async end({ id_token, access_token, state }, secret) {
      if (!isSame(state, derived('state', secret))) return { reason: 'it was not begun in this browser' };
      if (spent.has(secret)) return { reason: 'it was used already' };
      const claims = await claimsIn(id_token, derived('nonce', secret));
      if (typeof claims === 'string') return { reason: claims };
      spent.add(secret);
      if (spent.size > mostSpent) spent.delete(spent.values().next().value!);
      // The claim has the name as it is shown; the login is what Twitch says of the token, which must be the same account's.
      const about = await get(`${bases.id}/validate`, { Authorization: `OAuth ${access_token}` });
      if (about === null || about['user_id'] !== claims.sub || about['client_id'] !== clientId) {
        return { reason: 'its two tokens are not of one account' };
      }
      const login = String(about['login']).toLowerCase();
      const moderates = await moderatedBy(String(claims.sub), access_token);
      return {
        id: String(claims.sub),
        login,
        name: String(claims.preferred_username ?? login).slice(0, 50),
        moderates,
      };
    },
  };
}
