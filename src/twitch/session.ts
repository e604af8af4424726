import type { Clock } from '../lib/clock.ts';
import { copied } from '../lib/copied.ts';
import { Client, type IrcMessage } from './tmi.ts';

export interface SessionParts {
  readonly url: URL;
  readonly login: string;
  readonly token: string;
  readonly clock: Clock;
  /** A chat line that nobody needs to read is let go of before it is parsed: parsing is most of what a line costs. */
  readonly isChatter: (line: string) => boolean;
  /** Whether a line waits, and those after it, until `readOn`: nobody is there yet who reads it. */
  readonly waits: (line: string) => boolean;
  /** Every other line but the ones tmi.js answers by itself. */
  readonly onLine: (message: IrcMessage, cameAt: number) => void;
  /** Twitch is about to close the connection. */
  readonly onReconnect: () => void;
  /** Once, when the session is over for whatever reason but `end()`. */
  readonly onEnd: (reason: string) => void;
}

export interface Session {
  /** Resolves when Twitch has welcomed the login, or with why it did not. */
  readonly ready: Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>;
  /** Hands a line to the socket. False when there is none. */
  raw(line: string): boolean;
  /** Reads the lines that have waited. */
  readOn(): void;
  end(): void;
}

const loginDeadlineMs = 10_000;
const quietMs = 10_000;
const pongDeadlineMs = 6_000;
/** While an answer to PING is awaited. */
const lookEveryMs = 2_000;
const open = 1;
/** How long lines are read before everything else gets a turn: a rush holds up no answer that is under way. */
const turnMs = 4;

/** One tmi.js client for one socket: never reconnects, and notices within 16 s that nobody is there any more. */
export function createSession(parts: SessionParts): Session {
  const { url, login, token, clock, isChatter, waits, onLine, onReconnect, onEnd } = parts;
  const secure = url.protocol === 'wss:';
  const client = new Client({
    options: { skipUpdatingEmotesets: true, skipMembership: true },
    connection: {
      server: url.hostname,
      port: Number(url.port) || (secure ? 443 : 80),
      secure,
      reconnect: false,
    },
    identity: { username: login, password: token },
    logger: { info() {}, warn() {}, error() {}, setLevel() {} },
  });
  let over = false;
  let heardAt = clock.now();
  let pingedAt: number | null = null;
  let cancelLook = () => {};
  let welcome: (answer: { ok: true } | { ok: false; reason: string }) => void = () => {};
  const ready = new Promise<{ ok: true } | { ok: false; reason: string }>((resolve) => {
    welcome = resolve;
  });
  const cancelLogin = clock.after(loginDeadlineMs, () => end(`no welcome within ${loginDeadlineMs / 1000} s`));

  // tmi.js keeps what it needs to live (welcome, pings, a refused login); everything else is ours. RECONNECT must
  // not reach it: its own handling leaves two live sockets.
  const own = client.handleMessage.bind(client);
  client.handleMessage = (message) => {
    switch (message.command) {
      case '376':
        own(message);
        cancelLogin();
        welcome({ ok: true });
        return;
      case 'PING':
      case '001':
        own(message);
        return;
      case 'PONG':
        own({ ...message, prefix: null });
        return;
      case 'RECONNECT':
        return onReconnect();
      case 'NOTICE':
        if (message.params[0] === '*') return end(`login refused: ${message.params[1] ?? ''}`);
    }
    onLine(message, cameAt);
  };

  const read = client._onMessage.bind(client);
  /** Lines that are still to be read, and when they came. The socket is paused as long as there are any. */
  const backlog: { readonly line: string; readonly at: number; readonly hasWaited: boolean }[] = [];
  let cameAt = 0;
  let spentMs = 0;
  let turning = false;
  const isWaiting = () => backlog[0] !== undefined && waits(backlog[0].line);

  function readOn() {
    for (let next = backlog[0]; next && spentMs < turnMs && !isWaiting(); next = backlog[0]) {
      backlog.shift();
      if (next.hasWaited && isChatter(next.line)) continue;
      cameAt = next.at;
      const began = clock.now();
      read({ data: next.line });
      spentMs += clock.now() - began;
    }
    if (backlog.length > 0) client.ws?.pause();
    if (!turning) setImmediate(nextTurn);
    turning = true;
  }

  function nextTurn() {
    turning = false;
    spentMs = 0;
    if (backlog.length === 0 || isWaiting()) return;
    readOn();
    if (backlog.length === 0) client.ws?.resume();
  }

  client._onMessage = ({ data }) => {
    heardAt = clock.now();
    pingedAt = null;
    for (let from = 0; from < data.length; ) {
      const end = data.indexOf('\r\n', from);
      const line = data.slice(from, end < 0 ? data.length : end);
      from = end < 0 ? data.length : end + 2;
      if (line === '') continue;
      const hasWaited = waits(line);
      if (hasWaited || !isChatter(line)) backlog.push({ line: copied(line), at: heardAt, hasWaited });
    }
    if (backlog.length > 0) readOn();
  };

  // A stalled event loop looks like a silent server, and so does a paused socket: time in which nobody looked does not
  // count as silence.
  function look(dueAt: number) {
    const now = clock.now();
    if (isWaiting()) heardAt = now;
    if (pingedAt !== null) {
      if (now - dueAt > lookEveryMs) pingedAt += now - dueAt;
      if (now - pingedAt >= pongDeadlineMs) return end('the connection was dead: no answer to PING');
    } else if (now - heardAt >= quietMs) {
      pingedAt = now;
      raw('PING');
    }
    lookIn(pingedAt === null ? heardAt + quietMs - now : lookEveryMs);
  }
  function lookIn(ms: number) {
    const dueAt = clock.now() + ms;
    cancelLook = clock.after(ms, () => look(dueAt));
  }
  lookIn(quietMs);

  function raw(line: string): boolean {
    const socket = client.ws;
    if (over || socket?.readyState !== open) return false;
    socket.send(line);
    return true;
  }

  function dispose() {
    over = true;
    cancelLogin();
    cancelLook();
    clearInterval(client.pingLoop ?? undefined);
    clearTimeout(client.pingTimeout ?? undefined);
    client.removeAllListeners();
    const socket = client.ws;
    client.ws = null;
    if (!socket) return;
    // A late close of this socket must find nobody: tmi.js would null the next client's socket.
    socket.onmessage = socket.onerror = socket.onclose = socket.onopen = null;
    socket.removeAllListeners();
    socket.on('error', () => {});
    socket.terminate();
  }

  function end(reason: string) {
    if (over) return;
    dispose();
    welcome({ ok: false, reason });
    onEnd(reason);
  }

  client.on('disconnected', (reason) => end(String(reason || 'the connection was closed')));
  client.connect().catch((reason: unknown) => end(String(reason)));
  return {
    ready,
    raw,
    readOn: nextTurn,
    end() {
      if (over) return;
      dispose();
      welcome({ ok: false, reason: 'stopped' });
    },
  };
}
