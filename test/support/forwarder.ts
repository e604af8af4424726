import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A stable address in front of servers that take turns, as an operator's virtual address or proxy is. */
export interface Forwarder extends AsyncDisposable {
  readonly port: number;
  /** New connections go there; those that exist stay where they are, unless `cut`. */
  pointTo(port: number, cut?: 'cut'): void;
}

/** Hears what passes: the bytes of a client, then those of the server, as they come. */
export interface Listener {
  sent(bytes: Buffer): void;
  answered(): void;
}

export async function startForwarder(first: number, listener?: Listener): Promise<Forwarder> {
  let target = first;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    if (listener) near.on('data', listener.sent);
    if (listener) far.on('data', listener.answered);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    pointTo(port, cut) {
      target = port;
      if (cut) cutAll();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      cutAll();
      await once(server, 'close');
    },
  };
}
