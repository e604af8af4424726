import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Tell } from '../domain/event.ts';
import type { OpenSite, Site, SiteFile } from '../domain/site.ts';
import type { Clock } from '../lib/clock.ts';
import type { Sockets } from './sockets.ts';

interface SitesParts {
  /** Why a request is turned away, or null. */
  readonly door: (request: IncomingMessage) => string | null;
  readonly clock: Clock;
  readonly tell: Tell;
}

export interface Sites {
  readonly names: readonly string[];
  /** Null: there is no such file; undefined: something went wrong. The path may be a secret, so it is not told with that. */
  file(name: string, path: string): Promise<SiteFile | null | undefined>;
  take(request: IncomingMessage, socket: Socket, head: Buffer): void;
  close(): void;
}

/** What features have under their names: files, and sockets. */
export function createSites(sites: ReadonlyMap<string, Site>, { door, clock, tell }: SitesParts): Sites {
  const opened = new Map<string, Promise<OpenSite>>();
  let sockets: Promise<Sockets> | null = null;
  let isClosed = false;

  function open(name: string, site: Site): Promise<OpenSite> {
    const opening = opened.get(name) ?? site.open();
    opened.set(name, opening);
    opening.catch(() => opened.delete(name));
    return opening;
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
    names: [...sites.keys()],
    async file(name, path) {
      try {
        return (await open(name, sites.get(name)!)).file(path);
      } catch (error) {
        tell({ kind: 'bug', where: `web /${name}`, error });
        return undefined;
      }
    },
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
