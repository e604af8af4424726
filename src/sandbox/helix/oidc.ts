import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Breach, Reply } from '../stand-in.ts';
import type { Account } from '../twitch/message.ts';
import type { Client, Grants } from './grants.ts';

export interface OidcParts {
  readonly client: Client;
  readonly grants: Grants;
  readonly clock: Clock;
  /** Who may sign in: a page asks which of them one is. */
  readonly people: () => readonly (Account & { readonly name?: string })[];
}

export interface Oidc {
  /** The page that asks who one is: a link for each, back to where the visitor came from. */
  authorize(query: URLSearchParams, breach: Breach): Reply;
  keys(): Reply;
  /** A token as Twitch signs it; `change` makes one that it never would. */
  idToken(account: Account, nonce: string, change?: Readonly<Record<string, unknown>>): string;
}

const lifeSeconds = 900;
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Sign-in with Twitch in small: OIDC, implicit. */
export function createOidc({ client, grants, clock, people }: OidcParts): Oidc {
  let pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | null = null;
  // Made when somebody signs in: it takes a tenth of a second.
  const key = () => {
    pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return pair;
  };

  function idToken(account: Account & { readonly name?: string }, nonce: string, change = {}): string {
    const now = Math.floor(clock.wall() / 1000);
    const claims = {
      aud: client.id,
      iss: 'https://id.twitch.tv/oauth2',
      sub: account.id,
      iat: now,
      exp: now + lifeSeconds,
      azp: client.id,
      nonce,
      preferred_username: account.name ?? account.login,
      ...change,
    };
    const signed = `${part({ alg: 'RS256', typ: 'JWT', kid: '1' })}.${part(claims)}`;
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key().privateKey).toString('base64url')}`;
  }

  return {
    idToken,
    keys: () => ({
      status: 200,
      json: { keys: [{ ...key().publicKey.export({ format: 'jwk' }), alg: 'RS256', kid: '1', use: 'sig' }] },
    }),
    authorize(query, breach) {
      const wanted = (name: string) => query.get(name) ?? '';
      const types = wanted('response_type').split(' ').sort().join(' ');
      if (wanted('client_id') !== client.id || types !== 'id_token token' || !wanted('scope').includes('openid')) {
        breach('authorize: wrong client_id, response_type or scope');
        return { status: 400, json: { status: 400, message: 'invalid request' } };
      }
      const back = URL.parse(wanted('redirect_uri'));
      // Of http addresses only localhost can be registered.
      if (back === null || (back.protocol !== 'https:' && back.hostname !== 'localhost')) {
        breach(`authorize: redirect_uri ${wanted('redirect_uri')}`);
        return { status: 400, json: { status: 400, message: 'redirect_mismatch' } };
      }
      const scopes = wanted('scope').split(' ');
      const links = people().map((person) => {
        const { accessToken } = grants.issue(person, scopes);
        const fragment = new URLSearchParams({
          access_token: accessToken,
          id_token: idToken(person, wanted('nonce')),
          scope: wanted('scope'),
          state: wanted('state'),
          token_type: 'bearer',
        });
        return `<li><a href="${escaped(`${back.href}#${fragment}`)}">${escaped(person.name ?? person.login)}</a></li>`;
      });
      const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Local Twitch</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><body style="font:18px sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem">
<h1>Local Twitch</h1><p>A stand-in on this machine. Who are you?</p><ul>${links.join('')}</ul></body></html>`;
      return { status: 200, text, headers: { 'content-type': 'text/html; charset=utf-8' } };
    },
  };
}
