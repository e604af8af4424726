import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Tell } from '../domain/event.ts';
import type { Site } from '../domain/site.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { createServer as createHttpServer } from '../lib/http.ts';
import { createDoor, createWhence, type DoorSettings, securityHeaders } from './door.ts';
import { pageGone } from './page-gone.ts';
import type { Pages, Shown } from './pages.ts';
import { createSites } from './sites.ts';
import { createStreams } from './streams.ts';

export interface ServerParts extends Shown {
  readonly settings: DoorSettings & { readonly port: number };
  /** Of features, by the first part of their paths. */
  readonly sites?: ReadonlyMap<string, Site> | undefined;
  readonly tell: Tell;
  readonly clock?: Clock;
}

export type Started =
  | { readonly kind: 'listening'; readonly host: string; readonly port: number }
  | { readonly kind: 'failed'; readonly reason: Reason };

export interface WebServer {
  start(): Promise<Started>;
  stop(): Promise<void>;
}

const maxStreams = 50;
const limits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8_192,
};
const idleSocketMs = 30_000;
const maxConnections = 256;
const graceMs = 500;

interface Reason {
  readonly text: string;
  readonly fr: string;
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): Reason {
  switch (error.code) {
    case 'EADDRINUSE':
      return {
        text: `web.port: ${port} on ${host} is in use by another program (a second bot?). Stop that one, or set web.port to another number; 0 takes any free one.`,
        fr: `web.port : ${port} sur ${host} est pris par un autre programme (un second bot ?). Arrêtez-le, ou mettez un autre nombre ; 0 en prend un libre.`,
      };
    case 'EACCES':
      return {
        text: `web.port: this user may not open port ${port}. Set web.port to a number above 1023.`,
        fr: `web.port : cet utilisateur ne peut pas ouvrir le port ${port}. Mettez un nombre au-dessus de 1023.`,
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        text: `web.host: ${host} is not an address of this machine. Use 127.0.0.1, or 0.0.0.0 for every network.`,
        fr: `web.host : ${host} n'est pas une adresse de cette machine. Mettez 127.0.0.1, ou 0.0.0.0 pour tous les réseaux.`,
      };
    default:
      return {
        text: `web: could not listen on ${host}:${port} (${error.code ?? error.message}). Check web.host and web.port.`,
        fr: `web : impossible d'écouter sur ${host}:${port} (${error.code ?? error.message}). Vérifie web.host et web.port.`,
      };
  }
}

function listen(server: Server, host: string, port: number): Promise<Started> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve({ kind: 'failed', reason: whyNot(error, host, port) }));
    server.listen({ host, port }, () => {
      resolve({ kind: 'listening', host, port: (server.address() as AddressInfo).port });
    });
  });
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

function turnAway(response: ServerResponse, reason: string) {
  response.writeHead(403, { 'Content-Type': 'application/json', Connection: 'close' });
  response.end(JSON.stringify({ error: reason }));
}

/**
 * Holds a server to `most` connections. One more closes the oldest that nobody is answered on: whoever opens many and says
 * nothing, or half of a request, keeps nobody else out. Only where all are being answered is the new one closed.
 */
export function boundSockets(server: Server, most: number): void {
  /** By age; with the requests that are being answered. */
  const open = new Map<Socket, Set<IncomingMessage>>();
  const isAnswered = (requests: Set<IncomingMessage>) => [...requests].some((request) => request.complete);

  server.on('connection', (socket: Socket) => {
    if (open.size >= most) {
      const oldest = [...open].find(([, requests]) => !isAnswered(requests))?.[0];
      (oldest ?? socket).destroy();
      if (!oldest) return;
      open.delete(oldest);
    }
    open.set(socket, new Set());
    socket.once('close', () => open.delete(socket));
  });
  // Sockets that live on have a bound of their own.
  server.on('upgrade', (_, socket: Socket) => open.delete(socket));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const requests = open.get(request.socket);
    requests?.add(request);
    response.once('close', () => requests?.delete(request));
  });
}

/** Health, metrics and, in the demo, the chat page. Listens only once started. */
export function createServer(parts: ServerParts): WebServer {
  const { settings, tell, clock = systemClock, stage, sites = new Map() } = parts;
  const streams = createStreams(clock, maxStreams, (reason) => tell(pageGone(reason)));
  const whence = createWhence(settings);
  const door = createDoor(settings, whence);
  const own = createSites(sites, { door, clock, tell });
  // Loaded when somebody asks: a bot that nobody looks at has no memory for it.
  let loading: Promise<Pages> | null = null;
  let pages: Pages | null = null;
  const load = async () => {
    const { createPages } = await import('./pages.ts');
    pages = createPages({ ...parts, clock, streams, whence, sites: own });
    return pages;
  };

  const enter: RequestListener = (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const refusal = door(request);
    if (refusal !== null) return turnAway(response, refusal);
    loading ??= load();
    loading.then(
      ({ answer }) => answer(request, response),
      (error: unknown) => {
        loading = null;
        tell({ kind: 'bug', where: 'web server', error });
        response.destroy();
      },
    );
  };
  const server = createHttpServer(limits, enter);
  server.timeout = idleSocketMs;
  server.on('upgrade', own.take);
  boundSockets(server, maxConnections);

  return {
    async start() {
      const started = await listen(server, settings.host, settings.port);
      server.on('error', (error) => tell({ kind: 'bug', where: 'web server', error }));
      if (started.kind === 'listening' && !isLoopback(settings.host)) {
        const what = stage ? 'read the bot’s state and type in the demo’s chat' : 'read the bot’s state and metrics';
        const quoi = stage
          ? 'lire l’état du bot et écrire dans le chat de la démo'
          : 'lire l’état et les mesures du bot';
        tell({
          kind: 'warning',
          text: `web.host ${settings.host}: everyone on the network can ${what}`,
          fr: `web.host ${settings.host} : tout le réseau peut ${quoi}`,
        });
      }
      return started;
    },
    stop() {
      pages?.close();
      streams.close();
      own.close();
      return new Promise((resolve) => {
        const cancel = clock.after(graceMs, () => server.closeAllConnections());
        server.close(() => {
          cancel();
          resolve();
        });
        server.closeIdleConnections();
      });
    },
  };
}
