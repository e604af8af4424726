import { WebSocket } from 'ws';

export interface RawClient {
  readonly socket: WebSocket;
  /** Every line that came, oldest first. */
  readonly heard: readonly string[];
  send(frame: string): void;
  /** The first line, heard already or to come, that contains this. */
  hear(part: string, withinMs?: number): Promise<string>;
  /** Resolves when all that was sent before has been dealt with, with what was heard up to then. */
  settled(): Promise<readonly string[]>;
  closed(withinMs?: number): Promise<void>;
}

const allCapabilities = 'twitch.tv/tags twitch.tv/commands';

/** A client that says just what it is told to: for tests of the stand-in, and to look over the bot's shoulder. */
export async function connectRaw(url: string): Promise<RawClient> {
  const socket = new WebSocket(url, 'irc');
  const heard: string[] = [];
  const listeners = new Set<() => void>();
  let asked = 0;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  socket.on('message', (data) => {
    heard.push(...String(data).split('\r\n').slice(0, -1));
    tell();
  });
  socket.on('close', tell);
  socket.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('close', () => reject(new Error(`nobody at ${url}`)));
  });

  function until<T>(what: string, look: () => T | undefined, withinMs = 30_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(late);
        listeners.delete(check);
      };
      const late = setTimeout(() => {
        done();
        reject(new Error(`${what} within ${withinMs} ms; heard:\n${heard.slice(-20).join('\n')}`));
      }, withinMs);
      const check = () => {
        const found = look();
        if (found === undefined) return;
        done();
        resolve(found);
      };
      listeners.add(check);
      check();
    });
  }

  const client: RawClient = {
    socket,
    heard,
    send: (frame) => socket.send(frame),
    hear: (part, withinMs) => until(`not heard: ${part}`, () => heard.find((line) => line.includes(part)), withinMs),
    async settled() {
      const token = `settled-${asked++}`;
      client.send(`PING :${token}`);
      await client.hear(`PONG tmi.twitch.tv :${token}`);
      return heard.filter((line) => !line.includes(' PONG tmi.twitch.tv :settled-'));
    },
    closed: (withinMs) =>
      until('not closed', () => (socket.readyState === socket.CLOSED ? true : undefined), withinMs).then(() => {}),
  };
  return client;
}

/** Logged in and joined, with all the capabilities that a bot asks for. */
export async function enter(url: string, login: string, token: string, ...channels: string[]): Promise<RawClient> {
  const client = await connectRaw(url);
  client.send(`CAP REQ :${allCapabilities}`);
  client.send(`PASS oauth:${token}`);
  client.send(`NICK ${login}`);
  await client.hear(' 376 ');
  for (const channel of channels) {
    client.send(`JOIN #${channel}`);
    await client.hear(`ROOMSTATE #${channel}`);
  }
  return client;
}
