import { createHash, randomBytes } from 'node:crypto';
import type { Records, Stored } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

/** Who came in, and by what right. */
export interface SessionOf {
  /** Of the Twitch account; `operator` where the one-time link or the admin token let somebody in. */
  readonly userId: string;
  readonly login: string;
  readonly name: string;
  /** Let in by the link or the token: everything is theirs. */
  readonly operator: boolean;
  /** Channels that the account moderates, as Twitch said at the sign-in. */
  readonly moderates: readonly string[];
}

export interface Session extends SessionOf {
  /** What it is called when somebody ends it. Nobody comes in with it. */
  readonly id: string;
  readonly createdAt: number;
  readonly seenAt: number;
  /** The browser, as it calls itself. */
  readonly agent: string;
}

/** Only a hash of each token is stored: who reads the store, or a backup of it, comes in nowhere. */
export interface Sessions {
  /** Returns the token. */
  open(who: SessionOf, agent: string): Promise<Stored<string>>;
  find(token: string): Promise<Session | null>;
  list(): Promise<readonly Session[]>;
  /** Ends it at once, in every process. */
  end(id: string): Promise<boolean>;
  /** Ends all sessions of an account. */
  forget(userId: string): Promise<Stored<null>>;
}

export const sessionPrefix = 'web/session/';
const hourMs = 3_600_000;
const idleMs = 7 * 24 * hourMs;
const longestMs = 30 * 24 * hourMs;
/** That somebody is a moderator is believed for as long; then they sign in again. */
const moderatorMs = 24 * hourMs;
const mostSessions = 500;
const perPage = 200;

const digest = (token: string) => createHash('sha256').update(token).digest('hex');
const idOf = (key: string) => key.slice(sessionPrefix.length, sessionPrefix.length + 16);

export function createSessions(records: Records, clock: Clock): Sessions {
  function sessionIn(key: string, value: unknown): Session | null {
    const { userId, login, name, operator, moderates, createdAt, seenAt, agent } = (value ?? {}) as Partial<Session>;
    if (typeof userId !== 'string' || typeof login !== 'string' || !Array.isArray(moderates)) return null;
    if (typeof createdAt !== 'number' || typeof seenAt !== 'number') return null;
    const now = clock.wall();
    if (now - seenAt >= idleMs || now - createdAt >= longestMs) return null;
    return {
      ...{ id: idOf(key), userId, login, name: name ?? login, operator: operator === true, createdAt, seenAt },
      agent: agent ?? '',
      moderates: now - createdAt < moderatorMs ? moderates.map(String) : [],
    };
  }

  async function all(): Promise<readonly { readonly key: string; readonly session: Session | null }[]> {
    const found: { key: string; session: Session | null }[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page = await records.list(sessionPrefix, { limit: perPage, ...(after !== '' && { after }) });
      if (!page.ok) break;
      for (const { key, value } of page.value.records) found.push({ key, session: sessionIn(key, value) });
      after = page.value.next;
    }
    return found;
  }

  /** Takes away what has ended by itself, and the oldest where there are too many. */
  async function tidy() {
    const found = await all();
    const alive = found.filter(({ session }) => session !== null);
    const oldest = alive.toSorted((a, b) => a.session!.seenAt - b.session!.seenAt);
    const gone = [
      ...found.filter(({ session }) => session === null),
      ...oldest.slice(0, Math.max(0, alive.length - mostSessions + 1)),
    ];
    if (gone.length > 0) await records.batch(gone.map(({ key }) => ({ delete: key })));
  }

  return {
    async open(who, agent) {
      await tidy();
      const token = randomBytes(32).toString('base64url');
      const now = clock.wall();
      const value = { ...who, createdAt: now, seenAt: now, agent: agent.slice(0, 200) };
      const done = await records.set(`${sessionPrefix}${digest(token)}`, value);
      return done.ok ? { ok: true, value: token } : done;
    },
    async find(token) {
      const key = `${sessionPrefix}${digest(token)}`;
      const found = await records.get(key);
      if (!found.ok || found.value === null) return null;
      const session = sessionIn(key, found.value.value);
      if (session && clock.wall() - session.seenAt > hourMs) {
        // Only if it is still there: a session that somebody ends meanwhile stays ended.
        const { version, value } = found.value;
        void records.batch([{ set: key, value: { ...(value as object), seenAt: clock.wall() }, version }]);
      }
      return session;
    },
    list: async () => (await all()).flatMap(({ session }) => session ?? []),
    async end(id) {
      const keys = (await all()).map(({ key }) => key).filter((key) => idOf(key) === id);
      if (keys.length === 0) return false;
      return (await records.batch(keys.map((key) => ({ delete: key })))).ok;
    },
    async forget(userId) {
      const theirs = (await all()).filter(({ session }) => session?.userId === userId);
      if (theirs.length === 0) return { ok: true, value: null };
      const done = await records.batch(theirs.map(({ key }) => ({ delete: key })));
      return done.ok ? { ok: true, value: null } : done;
    },
  };
}
