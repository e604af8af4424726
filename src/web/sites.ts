import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Tell } from '../domain/event.ts';
import type { OpenSite, Site } from '../domain/site.ts';
import type { Clock } from '../lib/clock.ts';
import { on, type Web } from './routes.ts';
import type { Sockets } from './sockets.ts';

interface SitesParts {
  /** Why a request is turned away, or null. */
  readonly door: (request: IncomingMessage) => string | null;
  readonly clock: Clock;
  readonly tell: Tell;
}

export interface Upgrade {
  take(request: IncomingMessage, socket: Socket, head: Buffer): void;
  close(): void;
}

/**
 * An overlay has styles of its own from OBS, which puts them into the page, and a dashboard shows it in a frame. It says
 * by which address its socket goes: old browsers do not take `'self'` for one.
 */
const policyOf = (host: string) =>
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  `media-src 'self'; connect-src 'self' ws://${host} wss://${host}; base-uri 'none'; frame-ancestors 'self'; form-action 'none'`;

/** Serves what features have under their names, and opens their sockets. */
export function addSites(app: Web, sites: ReadonlyMap<string, Site>, { door, clock, tell }: SitesParts): Upgrade {
  const opened = new Map<string, Promise<OpenSite>>();
  let sockets: Promise<Sockets> | null = null;
  let isClosed = false;

  function open(name: string, site: Site): Promise<OpenSite> {
    const opening = opened.get(name) ?? site.open();
    opened.set(name, opening);
    opening.catch(() => opened.delete(name));
    return opening;
  }

  for (const [name, site] of sites) {
    on(app, 'GET', `/${name}/*`, async (c) => {
      const file = await fileAt(name, site, c.req.path.slice(name.length + 1));
      if (file === undefined) return c.json({ error: 'Something went wrong here; the log says what.' }, 500);
      if (file === null) return c.json({ error: 'There is nothing here.' }, 404);
      const headers = {
        'Content-Type': file.type,
        'Content-Security-Policy': policyOf(c.req.header('host') ?? ''),
        'X-Frame-Options': 'SAMEORIGIN',
      };
      return c.body(file.body, 200, headers);
    });
  }

  /** The path may be a secret, so it is not told with what went wrong. */
  async function fileAt(name: string, site: Site, path: string) {
    try {
      return (await open(name, site)).file(path);
    } catch (error) {
      tell({ kind: 'bug', where: `web /${name}`, error });
      return undefined;
    }
  }

  async function take(request: IncomingMessage, socket: Socket, head: Buffer) {
    const path = (request.url ?? '').split('?')[0]!;
    const name = path.split('/')[1] ?? '';
    const site = sites.get(name);
    if (isClosed || !site || door(request) !== null) return refuse(socket, '403 Forbidden');
    const takes = (await open(name, site)).socket(path.slice(name.length + 1));
    if (takes === null) return refuse(socket, '404 Not Found');
    sockets ??= import('./sockets.ts').then(({ createSockets }) => createSockets(clock, tell));
    const all = await sockets;
    if (isClosed || !all.open(request, socket, head, takes)) refuse(socket, '503 Service Unavailable');
  }

  return {
    take(request, socket, head) {
      socket.on('error', () => socket.destroy());
      take(request, socket, head).catch((error: unknown) => {
        tell({ kind: 'bug', where: 'a socket of the web server', error });
        socket.destroy();
      });
    },
    close() {
      isClosed = true;
      void sockets?.then((all) => all.close());
    },
  };
}

function refuse(socket: Socket, status: string) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon();
}
