import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { inRealm, type Realm, realmNow } from './realm.ts';
import type { Time } from './time.ts';

interface Listening {
  readonly server: http.Server;
  readonly realm: Realm;
}

/** Who listens, by port. */
export type Ports = ReadonlyMap<number, Listening>;

const problem = (code: string, port?: number) =>
  Object.assign(new Error(`${code}${port === undefined ? '' : ` 127.0.0.1:${port}`}`), { code, port });

/** One end of a connection: a socket as Node has them, without a network. */
class MemorySocket extends Duplex {
  readonly realm: Realm = realmNow();
  readonly remoteAddress = '127.0.0.1';
  readonly remotePort = 1;
  readonly localAddress = '127.0.0.1';
  connecting = false;
  peer: MemorySocket | null = null;
  readonly #time: Time;
  #waiting: (() => void) | null = null;
  readonly #die = () => {
    const { peer } = this;
    this.peer = null;
    if (peer) this.#time.soon(() => peer.peerLost(), peer.realm);
  };

  constructor(time: Time) {
    super({ allowHalfOpen: false, autoDestroy: true });
    this.#time = time;
    this.realm.onDeath.add(this.#die);
  }
  override _read(): void {
    this.peer?.peerReads();
  }
  /** The other end has room again. */
  peerReads(): void {
    const go = this.#waiting;
    this.#waiting = null;
    if (go) this.#time.soon(go, this.realm);
  }
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#deliver(chunk, done);
  }
  /** What is written at once arrives at once: a frame of a WebSocket is two writes. */
  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.#deliver(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }
  #deliver(chunk: Buffer, done: () => void): unknown {
    const { peer } = this;
    if (this.connecting) return void this.once('ready', () => this.#deliver(chunk, done));
    if (!peer) return done();
    this.#time.soon(() => {
      if (!peer.destroyed && !peer.readableEnded && !peer.push(chunk)) this.#waiting = done;
      else if (!this.realm.dead) inRealm(this.realm, done);
    }, peer.realm);
  }
  override _final(done: () => void): unknown {
    const { peer } = this;
    if (this.connecting) return void this.once('ready', () => this._final(done));
    if (peer) this.#time.soon(() => void (peer.destroyed || peer.push(null)), peer.realm);
    done();
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { peer } = this;
    this.peer = null;
    this.realm.onDeath.delete(this.#die);
    if (peer) this.#time.soon(() => peer.peerClosed(), peer.realm);
    done(error);
  }
  /** The other end has closed in order. */
  peerClosed(): void {
    this.peer = null;
    if (!this.destroyed && !this.readableEnded) this.push(null);
  }
  /** The connection was reset. */
  peerLost(): void {
    this.peer = null;
    this.destroy(problem('ECONNRESET'));
  }
  resetAndDestroy(): this {
    this.#die();
    this.destroy();
    return this;
  }
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** Sockets of `node:net` and servers of `node:http` that meet in this process. */
export function installNet(time: Time): Ports {
  const ports = new Map<number, Listening>();
  let nextPort = 20_000;

  function listen(this: http.Server, ...values: unknown[]): http.Server {
    const [first, ...rest] = values;
    const wanted = typeof first === 'object' && first !== null ? (first as { port?: number }).port : Number(first);
    const done = rest.findLast((value) => typeof value === 'function') as (() => void) | undefined;
    const port = wanted || nextPort++;
    const realm = realmNow();
    if (ports.has(port)) {
      time.soon(() => this.emit('error', problem('EADDRINUSE', port)));
      return this;
    }
    ports.set(port, { server: this, realm });
    const close = () => {
      ports.delete(port);
      leave(this);
    };
    realm.onDeath.add(close);
    Object.assign(this, { memoryPort: port, forget: () => realm.onDeath.delete(close) });
    time.soon(() => {
      this.emit('listening');
      done?.();
    });
    return this;
  }
  /** Node looks at the connections of a server by a real timer, which would keep all of its process alive. */
  function leave(server: net.Server): void {
    const [interval] = Object.getOwnPropertySymbols(server)
      .filter(({ description }) => description === 'http.server.connectionsCheckingInterval')
      .map((symbol) => (server as unknown as Record<symbol, { close(): void } | undefined>)[symbol]);
    interval?.close();
  }
  function portOf(server: unknown): number | null {
    return (server as { memoryPort?: number }).memoryPort ?? null;
  }
  net.Server.prototype.listen = listen as never;
  net.Server.prototype.address = function address(this: net.Server) {
    const port = portOf(this);
    return port === null ? null : { port, address: '127.0.0.1', family: 'IPv4' };
  } as never;
  Object.defineProperty(net.Server.prototype, 'listening', {
    configurable: true,
    get(this: net.Server) {
      return portOf(this) !== null;
    },
  });
  const close = function close(this: net.Server & { forget?(): void }, done?: (error?: Error) => void) {
    const port = portOf(this);
    if (port !== null) ports.delete(port);
    leave(this);
    this.forget?.();
    Object.assign(this, { memoryPort: undefined });
    time.soon(() => {
      this.emit('close');
      done?.(port === null ? problem('ERR_SERVER_NOT_RUNNING') : undefined);
    });
    return this;
  };
  net.Server.prototype.close = close as never;
  http.Server.prototype.close = close as never;

  const connect = (options: { port?: number | string }): MemorySocket => {
    const near = new MemorySocket(time);
    near.connecting = true;
    time.soon(() => {
      near.connecting = false;
      const found = ports.get(Number(options.port));
      if (near.destroyed) return;
      if (!found) return void near.destroy(problem('ECONNREFUSED', Number(options.port)));
      inRealm(found.realm, () => {
        const far = new MemorySocket(time);
        far.peer = near;
        near.peer = far;
        time.soon(() => found.server.emit('connection', far), found.realm);
      });
      near.emit('connect');
      near.emit('ready');
    });
    return near;
  };
  Object.assign(net, { connect, createConnection: connect });
  syncBuiltinESMExports();
  return ports;
}
