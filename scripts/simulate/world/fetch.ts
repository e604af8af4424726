import { EventEmitter } from 'node:events';
import type { Ports } from './net.ts';
import { inRealm, type Realm, realmNow } from './realm.ts';
import type { Time } from './time.ts';

const most = 64 * 1024;
const failed = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

/** What a server writes its answer to; behaves as `http.ServerResponse` does for its writer. */
class Answer extends EventEmitter {
  statusCode = 200;
  headersSent = false;
  writableEnded = false;
  writableFinished = false;
  destroyed = false;
  readonly socket: EventEmitter;
  readonly #headers = new Map<string, string>();
  readonly #sink: Sink;

  constructor(sink: Sink) {
    super();
    this.#sink = sink;
    const destroy = () => this.destroy();
    this.socket = Object.assign(new EventEmitter(), { destroy, resetAndDestroy: destroy });
  }
  setHeader(name: string, value: unknown): this {
    this.#headers.set(name.toLowerCase(), String(value));
    return this;
  }
  getHeader(name: string): string | undefined {
    return this.#headers.get(name.toLowerCase());
  }
  writeHead(status: number, headers: Readonly<Record<string, unknown>> = {}): this {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    this.#open();
    return this;
  }
  flushHeaders(): void {
    this.#open();
  }
  #open(): void {
    if (this.headersSent || this.destroyed) return;
    this.headersSent = true;
    this.#sink.head(this.statusCode, this.#headers);
  }
  write(chunk: string | Uint8Array): boolean {
    this.#open();
    if (this.destroyed) return false;
    return this.#sink.body(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }
  end(chunk?: string | Uint8Array): this {
    if (this.destroyed || this.writableEnded) return this;
    if (chunk !== undefined && chunk.length > 0) this.write(chunk);
    else this.#open();
    this.writableEnded = true;
    this.writableFinished = true;
    this.#sink.end();
    this.emit('finish');
    this.#close();
    return this;
  }
  destroy(): void {
    if (this.destroyed || this.writableEnded) return;
    this.#sink.reset();
    this.#close();
  }
  #close(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

interface Sink {
  head(status: number, headers: ReadonlyMap<string, string>): void;
  /** False when the client reads slower than this. */
  body(chunk: Uint8Array): boolean;
  end(): void;
  reset(): void;
}

/** `fetch` to the servers of this process: no network, no thread, the same order every time. */
export function installFetch(time: Time, ports: Ports, onForeign: (url: string) => void): void {
  async function send(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const url = new URL(typeof input === 'string' ? input : input instanceof URL ? input.href : input.url);
    const found = ports.get(Number(url.port));
    const { signal } = init;
    if (url.hostname !== '127.0.0.1' && url.hostname !== 'localhost') {
      onForeign(url.href);
      throw failed('ENOTFOUND');
    }
    signal?.throwIfAborted();
    const client = realmNow();
    if (!found) {
      await new Promise<void>((resolve) => time.soon(resolve));
      throw failed('ECONNREFUSED');
    }
    const { server, realm } = found;
    const headers: Record<string, string> = { host: url.host, accept: '*/*', 'user-agent': 'node' };
    for (const [name, value] of new Headers(init.headers)) headers[name] = value;
    const body = bytesOf(init.body);
    if (body) headers['content-length'] = String(body.length);
    if (init.body instanceof URLSearchParams) headers['content-type'] ??= 'application/x-www-form-urlencoded';

    return new Promise<Response>((resolve, reject) => {
      const stream = createStream(
        time,
        client,
        () => answer.destroy(),
        () => inRealm(realm, () => answer.emit('drain')),
      );
      const back = (work: () => void) => time.soon(work, client);
      const end = (reason: unknown) => {
        reject(reason);
        stream.error(reason);
      };
      const gone = () => {
        off();
        time.soon(() => answer.destroy(), realm);
      };
      const onAbort = () => {
        end(signal?.reason);
        gone();
      };
      const off = () => {
        signal?.removeEventListener('abort', onAbort);
        client.onDeath.delete(gone);
        realm.onDeath.delete(lost);
        answer.socket.emit('close');
      };
      const lost = () => {
        off();
        back(() => end(failed('ECONNRESET')));
      };
      const answer: Answer = new Answer({
        head(status, all) {
          back(() => {
            const empty = status === 204 || status === 304;
            const response = new Response(empty ? null : stream.readable, { status, headers: [...all] });
            Object.defineProperty(response, 'url', { value: url.href });
            resolve(response);
          });
        },
        body(chunk) {
          back(() => stream.push(chunk));
          return stream.take(chunk.length);
        },
        end() {
          off();
          back(() => stream.end());
        },
        reset: lost,
      });
      signal?.addEventListener('abort', onAbort, { once: true });
      client.onDeath.add(gone);
      realm.onDeath.add(lost);
      const request = Object.assign(new EventEmitter(), {
        method: init.method ?? 'GET',
        url: url.pathname + url.search,
        headers,
        socket: answer.socket,
        async *[Symbol.asyncIterator]() {
          if (body) yield body;
        },
      });
      time.soon(() => {
        if (answer.destroyed) return;
        tracker(server)?.(answer.socket);
        server.emit('request', request, answer);
      }, realm);
    });
  }
  globalThis.fetch = send as typeof fetch;
}

/** Who closes a server by destroying its sockets hears of them; Node's own listener would read from them. */
const tracker = (server: EventEmitter) =>
  server.listeners('connection')[1] as ((socket: EventEmitter) => void) | undefined;

function bytesOf(body: unknown): Buffer | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof URLSearchParams) return Buffer.from(body.toString());
  if (body instanceof Uint8Array) return Buffer.from(body);
  throw new TypeError(`the simulation's fetch does not know this body: ${Object.prototype.toString.call(body)}`);
}

function createStream(time: Time, realm: Realm, onCancel: () => void, onDrain: () => void) {
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  let over = false;
  let unread = 0;
  let wants = false;
  const readable = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      pull() {
        unread = 0;
        if (!wants) return;
        wants = false;
        time.soon(onDrain, realm);
      },
      cancel() {
        over = true;
        onCancel();
      },
    },
    { highWaterMark: 1 },
  );
  return {
    readable,
    push(chunk: Uint8Array) {
      if (!over) controller?.enqueue(chunk);
    },
    take(size: number): boolean {
      unread += size;
      wants = unread > most;
      return !wants;
    },
    end() {
      if (!over) controller?.close();
      over = true;
    },
    error(reason: unknown) {
      if (!over) controller?.error(reason);
      over = true;
    },
  };
}
