import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../lib/clock.ts';
import { keep } from '../bounded.ts';

// EventSub's WebSocket as Twitch describes it: welcome, keepalives, notifications, reconnect, revocation, close codes.

export interface Subscription {
  readonly id: string;
  readonly type: string;
  readonly version: string;
  readonly condition: Readonly<Record<string, string>>;
  readonly cost: number;
  readonly created_at: string;
  status: string;
  readonly session: Session;
}

export interface Session {
  readonly id: string;
  readonly connectedAt: string;
  /** Whose subscriptions it has; null: it has had none. */
  userId: string | null;
  /** Where its messages go. */
  socket: WebSocket;
  readonly keepaliveMs: number;
  /** What its reconnect address ends in, while there is one. */
  reconnect: string | null;
  cancelKeepalive(): void;
  cancelDeadline(): void;
}

export interface EventSubSessions {
  /** Takes a WebSocket of `/ws`. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
  session(id: string): Session | null;
  readonly sessions: ReadonlySet<Session>;
  /** Sockets that were opened so far. */
  readonly opened: number;
  /** Codes that sockets were closed with, oldest first. */
  readonly closed: readonly number[];
  /** When sockets were refused, by the monotonic clock. */
  readonly refusedAt: readonly number[];
  readonly subscriptions: readonly Subscription[];
  of(userId: string): readonly Subscription[];
  add(
    session: Session,
    userId: string,
    asked: Pick<Subscription, 'type' | 'version' | 'condition' | 'cost'>,
  ): Subscription;
  remove(subscription: Subscription): void;
  notify(subscription: Subscription, event: object, over?: { readonly id?: string; readonly at?: number }): void;
  revoke(subscription: Subscription, status: string): void;
  /** Every session is to move; who has not within 30 s is closed. */
  reconnect(): void;
  close(code: number): void;
  /** Connections end without a goodbye. */
  drop(): void;
  /** Half-open: nothing comes any more, and nobody is told. */
  silence(on: boolean): void;
  /** New sockets are refused as by a server that is overloaded. */
  refuse(on: boolean): void;
}

export const mostCost = 10;
export const mostSubscriptions = 300;
export const mostSessions = 3;
const subscribeWithinMs = 10_000;
const reconnectWithinMs = 30_000;

/** Twitch writes nanoseconds. */
const stamp = (unixMs: number) => new Date(unixMs).toISOString().replace('Z', '123456Z');

export function createEventSubSessions(clock: Clock, url: () => string, breach: (what: string) => void) {
  const server = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024, perMessageDeflate: false });
  const sessions = new Set<Session>();
  const subscriptions: Subscription[] = [];
  const closed: number[] = [];
  const refusedAt: number[] = [];
  let opened = 0;
  let silent = false;
  let refusing = false;

  function send(
    session: Session,
    type: string,
    payload: object,
    more: object = {},
    over: { id?: string; at?: number } = {},
  ) {
    const { id = randomUUID(), at = clock.wall() } = over;
    const metadata = { message_id: id, message_type: type, message_timestamp: stamp(at), ...more };
    if (!silent) session.socket.send(JSON.stringify({ metadata, payload }));
    alive(session);
  }

  function alive(session: Session) {
    session.cancelKeepalive();
    session.cancelKeepalive = clock.after(session.keepaliveMs, () => send(session, 'session_keepalive', {}));
  }

  function close(socket: WebSocket, code: number, reason: string) {
    keep(closed, code);
    socket.close(code, reason);
  }

  function over(session: Session) {
    if (!sessions.delete(session)) return;
    session.cancelKeepalive();
    session.cancelDeadline();
    // Twitch shows them for a while and counts them no more.
    for (const one of subscriptions.filter((one) => one.session === session)) remove(one);
  }

  function remove(subscription: Subscription) {
    const at = subscriptions.indexOf(subscription);
    if (at >= 0) subscriptions.splice(at, 1);
  }

  function attend(session: Session, socket: WebSocket) {
    session.socket = socket;
    socket.on('error', () => {});
    socket.on('message', () => {
      breach('eventsub: the client sent a message');
      close(socket, 4001, 'client sent inbound traffic');
    });
    socket.on('close', () => {
      if (session.socket === socket) over(session);
    });
    const shown = {
      ...{ id: session.id, status: 'connected', connected_at: session.connectedAt },
      ...{ keepalive_timeout_seconds: session.keepaliveMs / 1000, reconnect_url: null },
    };
    send(session, 'session_welcome', { session: shown });
  }

  function open(socket: WebSocket, { searchParams }: URL) {
    opened++;
    const reconnect = searchParams.get('reconnect');
    if (reconnect !== null) {
      const session = [...sessions].find((one) => one.reconnect === reconnect);
      if (!session) {
        breach('eventsub: a reconnect address that is not good');
        return close(socket, 4007, 'invalid reconnect');
      }
      session.reconnect = null;
      session.cancelDeadline();
      return attend(session, socket);
    }
    const seconds = Math.min(600, Math.max(10, Number(searchParams.get('keepalive_timeout_seconds') ?? 10)));
    const session: Session = {
      ...{ id: `sandbox_${randomUUID()}`, connectedAt: stamp(clock.wall()), userId: null, socket, reconnect: null },
      keepaliveMs: seconds * 1000,
      cancelKeepalive() {},
      cancelDeadline: clock.after(subscribeWithinMs, () => close(session.socket, 4003, 'connection unused')),
    };
    sessions.add(session);
    attend(session, socket);
  }

  const shown = ({ session, ...one }: Subscription) => ({
    ...one,
    transport: { method: 'websocket', session_id: session.id },
  });
  const about = ({ type, version }: Subscription) => ({ subscription_type: type, subscription_version: version });

  const made: EventSubSessions = {
    upgrade(request, tcp, head) {
      const asked = new URL(request.url ?? '/', 'http://127.0.0.1');
      tcp.on('error', () => {});
      if (refusing) keep(refusedAt, clock.now());
      if (refusing || asked.pathname !== '/ws') {
        const status = refusing ? '503 Service Unavailable' : '404 Not Found';
        return void tcp.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      }
      server.handleUpgrade(request, tcp, head, (socket) => open(socket, asked));
    },
    session: (id) => [...sessions].find((one) => one.id === id) ?? null,
    sessions,
    get opened() {
      return opened;
    },
    closed,
    refusedAt,
    subscriptions,
    of: (userId) => subscriptions.filter(({ session }) => session.userId === userId),
    add(session, userId, asked) {
      session.userId = userId;
      session.cancelDeadline();
      const one: Subscription = {
        ...{ id: randomUUID(), status: 'enabled', ...asked },
        ...{ created_at: stamp(clock.wall()), session },
      };
      subscriptions.push(one);
      return one;
    },
    remove,
    notify: (one, event, over) =>
      send(one.session, 'notification', { subscription: shown(one), event }, about(one), over),
    revoke(one, status) {
      one.status = status;
      send(one.session, 'revocation', { subscription: shown(one) }, about(one));
      remove(one);
    },
    reconnect() {
      for (const session of sessions) {
        session.reconnect = randomUUID();
        const old = session.socket;
        const shown = {
          ...{ id: session.id, status: 'reconnecting', connected_at: session.connectedAt },
          ...{ keepalive_timeout_seconds: null, reconnect_url: `${url()}?reconnect=${session.reconnect}` },
        };
        send(session, 'session_reconnect', { session: shown });
        session.cancelDeadline = clock.after(reconnectWithinMs, () => close(old, 4004, 'reconnect grace time expired'));
      }
    },
    close(code) {
      for (const { socket } of sessions) close(socket, code, 'as the test asked');
    },
    drop() {
      for (const { socket } of sessions) socket.terminate();
    },
    silence(on) {
      silent = on;
    },
    refuse(on) {
      refusing = on;
    },
  };
  return made;
}
