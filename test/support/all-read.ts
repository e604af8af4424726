import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** Both ends of a connection within this process, by the port of the one that connected. */
interface Pair {
  readonly ends: Socket[];
  closed: number;
}

const pairs = new Map<number, Pair>();
const connecting = new Set<Socket>();

function join(socket: Socket, port: number | undefined) {
  if (port === undefined) return;
  const pair = pairs.get(port) ?? { ends: [], closed: 0 };
  pairs.set(port, pair);
  pair.ends.push(socket);
  socket.once('close', () => {
    pair.closed++;
    if (pair.closed === pair.ends.length) pairs.delete(port);
  });
}

subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket };
  connecting.add(socket);
  socket.once('close', () => connecting.delete(socket));
  socket.once('connect', () => {
    connecting.delete(socket);
    join(socket, socket.localPort);
  });
});
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  join(socket, socket.remotePort);
});

function isStill({ ends: [one, other], closed }: Pair): boolean {
  if (!one || !other || one.isPaused() || other.isPaused()) return true;
  return closed === 0 && one.bytesWritten === other.bytesRead && other.bytesWritten === one.bytesRead;
}

/**
 * Resolves when everything that was written to a socket between two parts of this process has been read, and every end
 * was seen: a virtual clock that moves on only then leaves real sockets all the time that they need. An end that does not
 * read, as one that is frozen, is not waited for.
 */
export async function allRead(): Promise<void> {
  for (let still = 0; still < 5; still++) {
    await turn();
    if (connecting.size > 0 || ![...pairs.values()].every(isStill)) still = 0;
  }
}
