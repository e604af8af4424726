import { Hono } from 'hono';
import { z } from 'zod';
import type { Tell } from '../domain/event.ts';
import type { Settings } from '../domain/settings.ts';
import { type Access, cookiesIn } from './access.ts';
import type { Attempts } from './attempts.ts';
import { jsonIn } from './body.ts';
import type { Whence } from './door.ts';
import type { FirstLink } from './link.ts';
import type { TwitchSignIn } from './oidc.ts';
import type { WebContext, WebEnv } from './routes.ts';
import type { SessionOf, Sessions } from './sessions.ts';

export interface SignInParts {
  readonly settings: () => Settings;
  readonly access: Access;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly whence: Whence;
  readonly link: FirstLink;
  /** Null: the bot has no TWITCH_CLIENT_ID. */
  readonly twitch: TwitchSignIn | null;
  readonly tell: Tell;
}

const monthSeconds = 30 * 24 * 3600;
const beginSeconds = 600;
const loopback = /^(?:127\.\d+\.\d+\.\d+|::1)$/;
const secrets = z.object({ code: z.string().max(200).optional(), token: z.string().max(1_000).optional() });
const returned = z.object({
  id_token: z.string().max(8_000),
  access_token: z.string().max(500),
  state: z.string().max(200),
});
const operator: SessionOf = { userId: 'operator', login: 'operator', name: 'operator', operator: true, moderates: [] };

/** The ways in, beside the admin token of scripts: the first-run link, that token typed by hand, and Twitch. */
export function createSignIn(parts: SignInParts): Hono<WebEnv> {
  const { settings, access, sessions, attempts, whence, link, twitch, tell } = parts;
  const app = new Hono<WebEnv>();
  app.onError((error) => {
    throw error;
  });
  const sentIn = (c: WebContext) => jsonIn(c.env.incoming, 16_384);

  /** Beside the session's own cookie, for the way to Twitch and back. It opens nothing. */
  const beginCookie = (c: WebContext) => `${access.cookieName(c.env.incoming)}_begin`;
  function setCookie(c: WebContext, name: string, value: string, seconds: number) {
    const secure = whence.origin(c.env.incoming).startsWith('https:') ? '; Secure' : '';
    c.header('Set-Cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`, {
      append: true,
    });
  }

  async function letIn(c: WebContext, who: SessionOf): Promise<Response> {
    // A cookie that was there before is never taken over: each sign-in has a token of its own.
    const before = cookiesIn(c.env.incoming).get(access.cookieName(c.env.incoming));
    const old = before === undefined ? null : await sessions.find(before);
    const opened = await sessions.open(who, c.req.header('user-agent') ?? '');
    if (!opened.ok) return c.json({ error: 'The store does not answer.' }, 503);
    if (old) await sessions.end(old.id);
    setCookie(c, access.cookieName(c.env.incoming), opened.value, monthSeconds);
    tell({ kind: 'lifecycle', text: `web: ${who.login} signed in` });
    return c.json({ ok: true });
  }

  function refuse(c: WebContext, error: string): Response {
    attempts.failed(whence.address(c.env.incoming));
    return c.json({ error }, 403);
  }

  /** The door has let no foreign Origin in; a request without one is of no page. */
  app.post('/sign-in/*', async (c, next) => {
    if (c.req.header('origin') === undefined) return c.json({ error: 'An Origin header is needed.' }, 403);
    if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
      return c.json({ error: 'Content-Type must be application/json.' }, 415);
    }
    return next();
  });

  app.get('/sign-in/ways', (c) => c.json({ twitch: twitch !== null, language: settings().bot.language }));

  app.post('/sign-in/secret', async (c) => {
    const sent = secrets.safeParse(await sentIn(c));
    const { code = '', token = '' } = sent.data ?? {};
    const { incoming } = c.env;
    if (token !== '' && access.isAdminToken(token, incoming)) return letIn(c, operator);
    if (token !== '') return tooMany(c) ?? c.json({ error: 'That is not the token.' }, 403);
    // What stands in the terminal is for who sits in front of it.
    if (!loopback.test(whence.address(incoming))) return refuse(c, 'The link works on the machine of the bot only.');
    return link.spend(code) ? letIn(c, operator) : (tooMany(c) ?? refuse(c, 'The link is spent or too old.'));
  });

  function tooMany(c: WebContext): Response | null {
    const waitMs = attempts.waitMs(whence.address(c.env.incoming));
    if (waitMs === 0) return null;
    const seconds = String(Math.ceil(waitMs / 1000));
    return c.json({ error: `Too many wrong tries. Wait ${seconds} s.` }, 429, { 'Retry-After': seconds });
  }

  app.get('/sign-in/twitch', (c) => {
    if (twitch === null) return c.json({ error: 'The bot has no TWITCH_CLIENT_ID.' }, 404);
    const origin = whence.origin(c.env.incoming);
    // Of http addresses Twitch sends people back to localhost alone, and a cookie belongs to one name.
    const here = new URL(origin);
    if (here.hostname === '127.0.0.1' || here.hostname === '[::1]') {
      here.hostname = 'localhost';
      return c.redirect(`${here.origin}/sign-in/twitch`, 302);
    }
    const { url, secret } = twitch.begin(`${origin}/sign-in/return`);
    setCookie(c, beginCookie(c), secret, beginSeconds);
    return c.redirect(url, 302);
  });

  app.post('/sign-in/twitch', async (c) => {
    const sent = returned.safeParse(await sentIn(c));
    const secret = cookiesIn(c.env.incoming).get(beginCookie(c));
    if (twitch === null || !sent.success || secret === undefined) {
      return refuse(c, 'This sign-in was not begun in this browser, or too long ago.');
    }
    // Looked at first: a stranger behind the same address must not keep the owner out.
    const person = await twitch.end(sent.data, secret);
    setCookie(c, beginCookie(c), '', 0);
    if ('reason' in person) return tooMany(c) ?? refuse(c, `Twitch’s answer was not accepted: ${person.reason}.`);
    const { bot, web } = settings();
    const moderates = person.moderates.filter((channel) => bot.channels.includes(channel));
    const hasRole = bot.channels.includes(person.login) || moderates.length > 0 || web.operators.includes(person.login);
    if (!hasRole) return refuse(c, 'This account has no channel here, and moderates none.');
    return letIn(c, { userId: person.id, login: person.login, name: person.name, operator: false, moderates });
  });

  app.post('/sign-in/out', async (c) => {
    const token = cookiesIn(c.env.incoming).get(access.cookieName(c.env.incoming));
    const session = token === undefined ? null : await sessions.find(token);
    if (session) await sessions.end(session.id);
    setCookie(c, access.cookieName(c.env.incoming), '', 0);
    return c.json({ ok: true });
  });

  return app;
}
