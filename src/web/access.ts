import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ModeratorRight, Settings } from '../domain/settings.ts';
import type { Attempts } from './attempts.ts';
import type { Whence } from './door.ts';
import type { Session, Sessions } from './sessions.ts';

export type WebRole = 'operator' | 'broadcaster' | 'moderator';

/** Somebody whom a session or the admin token lets in. */
export interface Visitor {
  /** Of the Twitch account, or `operator`. */
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly isOperator: boolean;
  /** Null where the admin token is the way in. */
  readonly session: Session | null;
  /** Null: the channel is none of theirs. */
  roleIn(channel: string): WebRole | null;
}

/**
 * What a request needs. `visitor`: anybody who came in. `operator`: rights over the whole bot. The others are about one
 * channel: its broadcaster, or a moderator to whom `web.moderators` gives that right.
 */
export type Need = 'visitor' | 'operator' | 'broadcaster' | ModeratorRight;

export type Entry =
  | { readonly kind: 'visitor'; readonly visitor: Visitor }
  | { readonly kind: 'nobody' }
  /** A wrong token; `waitMs`: there were too many of them from this address. */
  | { readonly kind: 'wrong'; readonly waitMs: number };

export interface Access {
  /** Asked anew for every request: a session that has ended, or a role that was lost, counts at once. */
  entryOf(request: IncomingMessage): Promise<Entry>;
  /** Whether the visitor has what is needed; `channel`: that the request is about. */
  may(visitor: Visitor, need: Need, channel: string | null): boolean;
  /** Whether a secret is the admin token. A wrong one counts against its address. */
  isAdminToken(secret: string, request: IncomingMessage): boolean;
  cookieName(request: IncomingMessage): string;
}

export interface AccessParts {
  readonly settings: () => Settings;
  /** Null: there is none. */
  readonly adminToken: string | null;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly whence: Whence;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

export function cookiesIn(request: IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at > 0 && !found.has(pair.slice(0, at))) found.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return found;
}

export function createAccess({ settings, adminToken, sessions, attempts, whence }: AccessParts): Access {
  const wanted = adminToken === null ? null : digest(adminToken);

  function isAdminToken(secret: string, request: IncomingMessage): boolean {
    const isRight = wanted !== null && timingSafeEqual(digest(secret), wanted);
    if (!isRight) attempts.failed(whence.address(request));
    return isRight;
  }

  /** Cookies ignore ports, so each has the port in its name; over https no other site of the domain can set it. */
  function cookieName(request: IncomingMessage): string {
    const name = `serdabot_${request.socket.localPort ?? 0}`;
    return whence.origin(request).startsWith('https:') ? `__Host-${name}` : name;
  }

  function visitorOf(session: Session): Visitor {
    const { userId: id, login, name, operator, moderates } = session;
    const isOperator = operator || settings().web.operators.includes(login);
    const served = settings().bot.channels;
    return {
      ...{ id, login, name, isOperator, session },
      roleIn(channel) {
        if (!served.includes(channel)) return null;
        if (isOperator) return 'operator';
        if (channel === login) return 'broadcaster';
        return moderates.includes(channel) ? 'moderator' : null;
      },
    };
  }

  const byToken: Visitor = {
    ...{ id: 'operator', login: 'operator', name: 'operator', isOperator: true, session: null },
    roleIn: (channel) => (settings().bot.channels.includes(channel) ? 'operator' : null),
  };

  return {
    isAdminToken,
    cookieName,
    async entryOf(request) {
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        const secret = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
        if (isAdminToken(secret, request)) return { kind: 'visitor', visitor: byToken };
        return { kind: 'wrong', waitMs: attempts.waitMs(whence.address(request)) };
      }
      const token = cookiesIn(request).get(cookieName(request));
      if (token === undefined) return { kind: 'nobody' };
      const session = await sessions.find(token);
      if (session === null) return { kind: 'nobody' };
      const visitor = visitorOf(session);
      // Whoever has lost the last of their roles is nobody here.
      const hasRole = visitor.isOperator || settings().bot.channels.some((channel) => visitor.roleIn(channel));
      return hasRole ? { kind: 'visitor', visitor } : { kind: 'nobody' };
    },
    may(visitor, need, channel) {
      if (visitor.isOperator) return channel === null || visitor.roleIn(channel) !== null;
      if (need === 'visitor') return true;
      if (need === 'operator' || channel === null) return false;
      const role = visitor.roleIn(channel);
      if (role === 'broadcaster') return true;
      return role === 'moderator' && need !== 'broadcaster' && settings().web.moderators.includes(need);
    },
  };
}
