import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';

export interface WireOptions {
  /** Lines written in one go share a frame, up to so many. */
  readonly linesPerFrame: number;
  readonly latencyMs: () => number;
}

/** One client's socket. What is sent leaves in order, late when there is latency, not at all while frozen. */
export interface Wire {
  send(line: string): void;
  /** What came in. After a thaw: once it is known that the client is still there, for of one that has gone nothing had come. */
  hear(work: () => void): void;
  /** Says goodbye as a server that closes in order. */
  close(): void;
  /** Resets the TCP connection: no goodbye. */
  reset(): void;
  /** Half-open: nothing is read or written any more, and nobody is told. */
  freeze(): void;
  thaw(): void;
  readonly frozen: boolean;
  readonly open: boolean;
}

const maxHeld = 10_000;
const maxUnread = 32 * 1024 * 1024;
/** Turns of the event loop in which a thawed socket reads what waits, and whether its client has closed it. */
const turnsToRead = 6;

// Latency is about real sockets, so it is real time whatever clock the server's windows run on.
export function createWire(socket: WebSocket, tcp: Socket, { linesPerFrame, latencyMs }: WireOptions): Wire {
  const queued: string[] = [];
  const late: string[][] = [];
  const held: string[] = [];
  let frozen = false;
  /** What a socket that has just thawed reads; null: it has not. */
  let unsure: (() => void)[] | null = null;

  function decide(turns: number): void {
    if (turns > 0) return void setImmediate(decide, turns - 1);
    const heard = unsure ?? [];
    unsure = null;
    if (socket.readyState === socket.OPEN) for (const work of heard) work();
  }

  const write = (lines: readonly string[]) => {
    if (frozen) {
      held.push(...lines);
      if (held.length > maxHeld) held.splice(0, held.length - maxHeld);
      return;
    }
    if (socket.readyState !== socket.OPEN) return;
    for (let from = 0; from < lines.length; from += linesPerFrame) {
      socket.send(`${lines.slice(from, from + linesPerFrame).join('\r\n')}\r\n`);
    }
    if (socket.bufferedAmount > maxUnread) tcp.resetAndDestroy();
  };

  const flush = () => {
    const lines = queued.splice(0);
    if (late.length === 0 && latencyMs() === 0) return write(lines);
    late.push(lines);
    // Each timer sends the head, whichever it was set for: a shorter latency never overtakes.
    setTimeout(() => write(late.shift() ?? []), latencyMs()).unref();
  };

  return {
    send(line) {
      if (queued.push(line) === 1) queueMicrotask(flush);
    },
    hear(work) {
      if (unsure) unsure.push(work);
      else work();
    },
    close() {
      queueMicrotask(() => setTimeout(() => socket.close(1000), latencyMs()).unref());
    },
    reset: () => void tcp.resetAndDestroy(),
    freeze() {
      frozen = true;
      socket.pause();
    },
    thaw() {
      if (!frozen) return;
      frozen = false;
      if (!unsure) {
        unsure = [];
        decide(turnsToRead);
      }
      socket.resume();
      write(held.splice(0));
    },
    get frozen() {
      return frozen;
    },
    get open() {
      return socket.readyState === socket.OPEN;
    },
  };
}
