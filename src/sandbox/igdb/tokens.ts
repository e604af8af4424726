import type { Clock } from '../../lib/clock.ts';
import { idOf } from '../random.ts';
import type { Visit } from '../server.ts';
import type { Breach, Reply } from '../stand-in.ts';

const maxActive = 25;
const lifeSeconds = 5_184_000;

/** App tokens as id.twitch.tv gives them: some sixty days long, and 25 at most; the oldest goes for a new one. */
export interface AppTokens {
  readonly active: number;
  readonly issued: number;
  valid(token: string): boolean;
  revoke(token?: string): void;
  answer(visit: Visit, breach: Breach): Reply | null;
}

export function createAppTokens(client: { readonly id: string; readonly secret: string }, clock: Clock): AppTokens {
  const active = new Map<string, number>();
  let issued = 0;
  const valid = (token: string) => (active.get(token) ?? 0) > clock.now();
  const problem = (status: number, message: string): Reply => ({ status, json: { status, message } });

  function issue(visit: Visit, breach: Breach): Reply {
    const form = new URLSearchParams(visit.headers['content-type']?.includes('form') ? visit.body : '');
    const given = (key: string) => visit.url.searchParams.get(key) ?? form.get(key);
    if (given('grant_type') !== 'client_credentials') {
      breach(`token: grant_type ${given('grant_type')}`);
      return problem(400, 'invalid grant type');
    }
    if (given('client_id') !== client.id) {
      breach('token: wrong client_id');
      return problem(400, 'invalid client');
    }
    if (given('client_secret') !== client.secret) {
      breach('token: wrong client_secret');
      return problem(403, 'invalid client secret');
    }
    issued += 1;
    const token = idOf(`${client.id} ${issued}`, 30).toLowerCase();
    active.set(token, clock.now() + lifeSeconds * 1000);
    const [oldest] = active.keys();
    if (active.size > maxActive && oldest !== undefined) {
      breach(`token: more than ${maxActive} active`);
      active.delete(oldest);
    }
    return { status: 200, json: { access_token: token, expires_in: lifeSeconds, token_type: 'bearer' } };
  }

  return {
    get active() {
      return active.size;
    },
    get issued() {
      return issued;
    },
    valid,
    revoke(token) {
      if (token === undefined) active.clear();
      else active.delete(token);
    },
    answer(visit, breach) {
      // `/auth/...` is what twurple asks of a local stand-in.
      const what = /^\/(?:oauth2|auth)\/(token|validate|revoke)$/.exec(visit.url.pathname)?.[1];
      if (what === 'token' && visit.method === 'POST') return issue(visit, breach);
      if (what === 'validate' && visit.method === 'GET') {
        const token = /^(?:OAuth|Bearer) (\S+)$/.exec(visit.headers.authorization ?? '')?.[1] ?? '';
        const left = Math.floor(((active.get(token) ?? 0) - clock.now()) / 1000);
        if (left <= 0) return problem(401, 'invalid access token');
        return { status: 200, json: { client_id: client.id, scopes: [], expires_in: left } };
      }
      if (what === 'revoke' && visit.method === 'POST') {
        const token = visit.url.searchParams.get('token') ?? new URLSearchParams(visit.body).get('token') ?? '';
        return active.delete(token) ? { status: 200 } : problem(400, 'Invalid token');
      }
      return null;
    },
  };
}
