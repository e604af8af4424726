import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

const maxBody = 2_000_000;
const mostTries = 100;
const againMs = 100;

/** One request and the place for its answer. */
export interface Visit {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly res: ServerResponse;
  /** Fires when the client went away before the answer was complete, or when the server stops. */
  readonly signal: AbortSignal;
}

/** A plain HTTP server on a port of this machine that the system chose. */
export interface LocalServer {
  readonly url: string;
  readonly port: number;
  /** Requests that have no complete answer yet and whose client is still there. */
  readonly open: number;
  /** Closes the port: every connection falls, new ones are refused. */
  refuse(): Promise<void>;
  /** Opens the same port again. */
  accept(): Promise<void>;
  stop(): Promise<void>;
}

/** `upgrade`: takes WebSockets; without it they are answered as requests are. */
export async function createLocalServer(
  handle: (visit: Visit) => Promise<void> | void,
  upgrade?: (request: IncomingMessage, socket: Socket, head: Buffer) => void,
): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  let open = 0;
  let stopped = false;

  async function receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const gone = new AbortController();
    open += 1;
    res.once('close', () => {
      open -= 1;
      if (!res.writableFinished) gone.abort();
    });
    res.on('error', () => gone.abort());
    const body = await read(req);
    if (gone.signal.aborted) return;
    if (body === null) return sendJson(res, 413, { error: { message: 'Request body too large' } });
    const url = URL.parse(req.url ?? '/', 'http://127.0.0.1');
    if (!url) return sendJson(res, 400, { error: { message: 'Bad request target' } });
    try {
      await handle({ method: req.method ?? 'GET', url, headers: req.headers, body, res, signal: gone.signal });
    } catch (error) {
      if (gone.signal.aborted) return;
      if (res.headersSent) res.destroy();
      else sendJson(res, 500, { error: { message: `The stand-in has a bug: ${String(error)}` } });
    }
  }

  const make = () => {
    const server = createServer((req, res) => void receive(req, res));
    if (upgrade) server.on('upgrade', (req, socket: Socket, head) => upgrade(req, socket, head));
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
    });
    return server;
  };
  let server: Server | null = make();
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;

  const close = async () => {
    if (!server) return;
    const closing = server;
    server = null;
    const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get open() {
      return open;
    },
    refuse: close,
    async accept() {
      if (server || stopped) return;
      server = make();
      // A closed port is anybody's: a connection of another program may have begun there for a moment.
      for (let tries = 1; ; tries++) {
        try {
          return await listen(server, port);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || tries === mostTries) throw error;
          await new Promise((resolve) => setTimeout(resolve, againMs));
        }
      }
    },
    async stop() {
      stopped = true;
      await close();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** The body as text; `null` when it is too long. */
async function read(req: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of req as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > maxBody) return null;
      parts.push(part);
    }
  } catch {
    return '';
  }
  return Buffer.concat(parts).toString('utf8');
}

export function send(
  res: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  if (res.destroyed || res.writableEnded) return;
  res.writeHead(status, headers).end(body);
}

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(res, status, { 'content-type': 'application/json; charset=utf-8', ...headers }, JSON.stringify(body));
}
