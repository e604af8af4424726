import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';

/** A Twitch that does one thing: it lets a client in and then sends it lines that were written before. */
export interface Raid {
  readonly port: number;
  /** Resolves when a client has joined. */
  joined(): Promise<void>;
  /** As fast as the client takes them; or so many a second. */
  send(frames: readonly string[], linesPerSecond?: number): Promise<void>;
  stop(): Promise<void>;
}

const linesPerFrame = 16;
const mostBuffered = 4 << 20;

export async function createRaid(): Promise<Raid> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  let client: WebSocket | null = null;
  let arrived: () => void = () => {};
  let waiting = new Promise<void>((resolve) => {
    arrived = resolve;
  });

  server.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data) => {
      for (const line of String(data).split('\r\n')) {
        const [word, argument] = line.split(' ');
        if (word === 'CAP' && line.includes('REQ')) socket.send(`:tmi.twitch.tv CAP * ACK :${line.split(':')[1]}\r\n`);
        if (word === 'CAP' && line.includes('LS'))
          socket.send(':tmi.twitch.tv CAP * LS :twitch.tv/tags twitch.tv/commands twitch.tv/membership\r\n');
        if (word === 'PING') socket.send('PONG :tmi.twitch.tv\r\n');
        if (word === 'NICK') {
          const numerics = ['001', '002', '003', '004', '375', '372', '376'];
          socket.send(numerics.map((n) => `:tmi.twitch.tv ${n} ${argument} :-\r\n`).join(''));
        }
        if (word === 'JOIN') {
          socket.send(
            `:serdabot!serdabot@serdabot.tmi.twitch.tv JOIN ${argument}\r\n:serdabot.tmi.twitch.tv 366 serdabot ${argument} :End of /NAMES list\r\n@room-id=1;slow=0 :tmi.twitch.tv ROOMSTATE ${argument}\r\n`,
          );
          client = socket;
          arrived();
        }
      }
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  return {
    port: (http.address() as AddressInfo).port,
    joined: () => waiting,
    async send(frames, linesPerSecond) {
      const startedAt = performance.now();
      for (const [i, frame] of frames.entries()) {
        if (!client || client.readyState !== client.OPEN) return;
        client.send(frame);
        if (linesPerSecond !== undefined) {
          const ahead = ((i + 1) * linesPerFrame * 1_000) / linesPerSecond - (performance.now() - startedAt);
          if (ahead > 2) await pause(ahead);
        } else while (client.bufferedAmount > mostBuffered) await breathe();
      }
      waiting = new Promise<void>((resolve) => {
        arrived = resolve;
      });
    },
    async stop() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const talk = [
  'gg',
  'LUL',
  'quelle partie !',
  'bien joué Kappa',
  'on se calme dans le chat',
  'first',
  'c’était chaud',
  'POG POG POG',
  'il va le refaire ?',
  'bonsoir tout le monde',
];

/** A busy chat: ordinary lines of many viewers, one in a hundred a command. Every line has an id of its own. */
export function writeLines(count: number): string[] {
  const frames: string[] = [];
  let frame = '';
  for (let i = 0; i < count; i++) {
    const viewer = (i * 7919) % 5_000;
    const id = `${i.toString(16).padStart(8, '0')}-8baa-4bf2-9c54-272f39d6fa11`;
    const badges = viewer % 4 === 0 ? 'subscriber/12' : '';
    const text = i % 100 === 0 ? '!ping' : `${talk[i % talk.length]} ${i}`;
    frame += `@badge-info=;badges=${badges};client-nonce=0d1632f37b6baee51576859d5dbaf325;color=#CC44FF;display-name=Viewer${viewer};emotes=;first-msg=0;flags=;id=${id};mod=0;returning-chatter=0;room-id=1;subscriber=${badges ? 1 : 0};tmi-sent-ts=1662206235860;turbo=0;user-id=${100_000 + viewer};user-type= :viewer${viewer}!viewer${viewer}@viewer${viewer}.tmi.twitch.tv PRIVMSG #my_channel :${text}\r\n`;
    if ((i + 1) % linesPerFrame === 0 || i === count - 1) {
      frames.push(frame);
      frame = '';
    }
  }
  return frames;
}
