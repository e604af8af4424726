import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Door {
  readonly port: number;
  /** Listens again on the same port. */
  open(): Promise<void>;
  /** Nobody gets in, and everybody inside is thrown out. */
  close(): Promise<void>;
  /** Newcomers get a TCP connection and then silence. */
  silent(on: boolean): void;
}

/** The port behind which Twitch's chat is: WebSocket, subprotocol `irc`. */
export async function createDoor(wanted: number, onSocket: (socket: WebSocket, tcp: Socket) => void): Promise<Door> {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 64 * 1024,
    handleProtocols: (offered) => (offered.has('irc') ? 'irc' : false),
  });
  const connections = new Set<Socket>();
  const waiting = new Set<() => void>();
  let mute = false;

  const server = createServer((_, response) => response.writeHead(426).end());
  server.on('connection', (tcp) => {
    connections.add(tcp);
    tcp.on('close', () => connections.delete(tcp));
    tcp.on('error', () => {});
  });
  server.on('upgrade', (request, tcp: Socket, head) => {
    const admit = () => sockets.handleUpgrade(request, tcp, head, (socket) => onSocket(socket, tcp));
    if (!mute) return admit();
    waiting.add(admit);
    tcp.on('close', () => waiting.delete(admit));
  });

  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });

  await listen(wanted);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    open: () => (server.listening ? Promise.resolve() : listen(port)),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const tcp of connections) tcp.resetAndDestroy();
      waiting.clear();
      await closed;
    },
    silent(on) {
      mute = on;
      if (on) return;
      for (const admit of waiting) admit();
      waiting.clear();
    },
  };
}
