import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Tell } from '../domain/event.ts';
import type { TakeSocket } from '../domain/site.ts';
import type { Clock } from '../lib/clock.ts';
import { pageGone } from './page-gone.ts';

export interface Sockets {
  readonly count: number;
  /** False: there are too many already. */
  open(request: IncomingMessage, socket: Socket, head: Buffer, take: TakeSocket): boolean;
  close(): void;
}

const mostSockets = 60;
const mostBufferedBytes = 256_000;
/** Nobody has anything to say to the bot here. */
const longestMessage = 256;
const beatMs = 30_000;
/** A page that went away with its machine, or one that hangs. */
const pongMs = 10_000;

/** Sockets to a bounded number of pages. One that reads too slowly, or does not answer, is dropped: it comes back by itself. */
export function createSockets(clock: Clock, tell: Tell): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: longestMessage, perMessageDeflate: false });
  const all = new Set<WebSocket>();
  let opening = 0;

  function live(socket: WebSocket, take: TakeSocket) {
    all.add(socket);
    let left = () => {};
    let cancel = () => {};
    const drop = (reason: string) => {
      if (socket.readyState !== socket.OPEN) return;
      socket.terminate();
      tell(pageGone(reason));
    };
    const beat = () => {
      socket.ping();
      // Pages do not see a ping: by this one they know that somebody is there.
      socket.send('{"kind":"beat"}');
      cancel = clock.after(pongMs, () => drop('did not answer'));
    };
    socket.on('pong', () => {
      cancel();
      cancel = clock.after(beatMs, beat);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      cancel();
      all.delete(socket);
      left();
    });
    cancel = clock.after(beatMs, beat);
    left = take({
      send(text) {
        if (socket.readyState !== socket.OPEN) return;
        if (socket.bufferedAmount + Buffer.byteLength(text) > mostBufferedBytes) drop('read too slowly');
        else socket.send(text);
      },
      close: () => socket.close(1000),
    });
  }

  return {
    get count() {
      return all.size;
    },
    open(request, socket, head, take) {
      if (all.size + opening >= mostSockets) return false;
      opening++;
      const done = () => {
        opening--;
        socket.off('close', done);
      };
      // Where the handshake is refused, the library closes the socket and calls nobody back.
      socket.once('close', done);
      server.handleUpgrade(request, socket, head, (opened) => {
        done();
        live(opened, take);
      });
      return true;
    },
    close() {
      for (const socket of all) socket.terminate();
      server.close();
    },
  };
}
