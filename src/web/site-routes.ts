import { on, type Web } from './routes.ts';
import type { Sites } from './sites.ts';

/**
 * An overlay has styles of its own from OBS, which puts them into the page, and a dashboard shows it in a frame. It says
 * by which address its socket goes: old browsers do not take `'self'` for one.
 */
const policyOf = (host: string) =>
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  `media-src 'self'; connect-src 'self' ws://${host} wss://${host}; base-uri 'none'; frame-ancestors 'self'; form-action 'none'`;

/** The files that features have under their names. */
export function addSites(app: Web, { names, file }: Sites): void {
  for (const name of names) {
    on(app, 'GET', `/${name}/*`, async (c) => {
      const found = await file(name, c.req.path.slice(name.length + 1));
      if (found === undefined) return c.json({ error: 'Something went wrong here; the log says what.' }, 500);
      if (found === null) return c.json({ error: 'There is nothing here.' }, 404);
      const headers = {
        'Content-Type': found.type,
        'Content-Security-Policy': policyOf(c.req.header('host') ?? ''),
        'X-Frame-Options': 'SAMEORIGIN',
      };
      return c.body(found.body, 200, headers);
    });
  }
}
