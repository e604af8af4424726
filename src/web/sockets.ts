import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

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
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const requests = open.get(request.socket);
    requests?.add(request);
    response.once('close', () => requests?.delete(request));
  });
}
