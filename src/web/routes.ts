import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Tell } from '../domain/event.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { Visitor } from './access.ts';
import { plainly, type Readiness } from './readiness.ts';

/** What the web room asks the rest of the bot. */
export interface Vitals {
  ready(): Readiness;
  /** Not `ok` once the event loop has stood still for more than ten seconds. */
  live(): { readonly ok: boolean; readonly lagMs: number };
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
  sessions(): Promise<{ readonly active_sessions: number; readonly storage_backend: string }>;
}

export interface WebEnv {
  readonly Bindings: HttpBindings;
  readonly Variables: { visitor?: Visitor };
}
export type WebContext = Context<WebEnv>;
export type Web = Hono<WebEnv>;
type Handler = (c: WebContext) => Response | Promise<Response>;

const openPaths = '/live, /ready, /metrics, /api/sessions/count';
const patienceMs = 2_000;

/** Registers a path for one method; every other method on it is told which one works. */
export function on(app: Web, method: 'GET' | 'POST', path: string, handler: Handler): void {
  app.on(method, path, handler);
  app.all(path, (c) => {
    const allow = method === 'GET' ? 'GET, HEAD' : method;
    return c.json({ error: `Only ${allow} works here.` }, 405, { Allow: allow });
  });
}

export function createRoutes(vitals: Vitals, clock: Clock, tell: Tell): Web {
  const app: Web = new Hono();
  const late = (c: Context) => c.json({ error: `No answer within ${patienceMs / 1000} seconds.` }, 503);

  on(app, 'GET', '/live', (c) => {
    const { ok, lagMs } = vitals.live();
    return c.json({ status: ok ? 'live' : 'stalled', lag_ms: Math.round(lagMs) }, ok ? 200 : 503);
  });
  on(app, 'GET', '/ready', (c) => {
    const ready = vitals.ready();
    return c.json(plainly(ready), ready.status === 'unready' ? 503 : 200);
  });
  on(app, 'GET', '/metrics', async (c) => {
    const metrics = await within(clock, patienceMs, vitals.metrics());
    return metrics ? c.body(metrics.body, 200, { 'Content-Type': metrics.contentType }) : late(c);
  });
  on(app, 'GET', '/api/sessions/count', async (c) => {
    const sessions = await within(clock, patienceMs, vitals.sessions());
    return sessions ? c.json(sessions) : late(c);
  });

  app.notFound((c) =>
    c.json({ error: `This needs a token. Open to all: ${openPaths}.` }, 401, { 'WWW-Authenticate': 'Bearer' }),
  );
  app.onError((error, c) => {
    const { incoming } = c.env;
    // Whoever asked has gone in the middle of their request: nobody reads this.
    if (incoming.destroyed && !incoming.complete) return c.json({ error: 'The request was cut off.' }, 400);
    tell({ kind: 'bug', where: `web ${c.req.method} ${c.req.path}`, error });
    return c.json({ error: 'Something went wrong here; the log says what.' }, 500);
  });
  return app;
}
