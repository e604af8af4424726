import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { type Channel, type ChannelOptions, createChannel } from './channel.ts';
import { createDoor } from './door.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFlood, type Flood } from './flood.ts';
import { createJournal, type Journal, type SentLine } from './journal.ts';
import type { Account } from './message.ts';
import { createSendRules } from './send-rules.ts';
import { createReader, type Reader } from './session.ts';
import { createStage, type Stage } from './stage.ts';
import { createWire } from './wire.ts';
import { socketsOf, type World } from './world.ts';

export interface SandboxTwitchOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** For windows, ids and timestamps; what concerns sockets is in real time. */
  readonly clock?: Clock;
  /** The tokens that are good, without `oauth:`. The first account is the bot. */
  readonly accounts: Readonly<Record<string, Account>>;
  readonly channels: readonly ChannelOptions[];
  readonly log?: (text: string) => void;
  /** How long an account that sent too much is ignored. */
  readonly ignoreMs?: number;
  readonly pingIntervalMs?: number;
  readonly pongTimeoutMs?: number;
  /** 1 sends each line in a frame of its own. */
  readonly linesPerFrame?: number;
  /** More than one where several processes share the account. */
  readonly socketsPerAccount?: number;
  /** How long a socket may outlive the one that replaces it. */
  readonly overlapMs?: number;
}

/** What the bot account has done so far. */
interface Counters {
  readonly logins: number;
  readonly refusedLogins: number;
  /** Logged in now, and the most at once. */
  readonly sockets: number;
  readonly maxSockets: number;
  /** Every client's connections, whoever they are. */
  readonly connections: number;
  readonly joins: Readonly<Record<string, number>>;
  /** How many channels each of the bot's connections is in. */
  readonly shares: readonly number[];
}

export interface SandboxTwitch
  extends Stage,
    Faults,
    Pick<Journal, 'lines' | 'refused' | 'breaches' | 'onLine' | 'onRefused'> {
  readonly url: string;
  readonly port: number;
  readonly counters: Counters;
  readonly flood: Flood;
  /** Empties lines, refused and breaches. */
  forget(): void;
  isJoined(channel: string, login?: string): boolean;
  /** The next line that Twitch accepts and that matches. Rejects when none comes in time. */
  next(matches?: (line: SentLine) => boolean, withinMs?: number): Promise<SentLine>;
  /** Resolves when the account has joined, rejects when it does not in time. */
  whenJoined(channel: string, withinMs?: number): Promise<void>;
  stop(): Promise<void>;
}

export async function createSandboxTwitch(options: SandboxTwitchOptions): Promise<SandboxTwitch> {
  const { clock = systemClock, log = () => {}, pingIntervalMs = 300_000, pongTimeoutMs = 10_000 } = options;
  const bot = Object.values(options.accounts)[0];
  if (!bot) throw new Error('the sandbox needs at least one account: the first one is the bot');
  const journal = createJournal(log);
  const world: World = {
    clock,
    bot,
    tokens: new Map(Object.entries(options.accounts).map(([token, account]) => [token.toLowerCase(), account])),
    channels: new Map(
      options.channels.map((channel): [string, Channel] => [channel.login, createChannel(channel, bot.login)]),
    ),
    sessions: new Set(),
    rules: createSendRules({ clock, ignoreMs: options.ignoreMs }),
    journal,
    switches: { refuseLogins: false, noReceipts: false },
    counts: { logins: 0, refusedLogins: 0, maxSockets: 0, joins: new Map() },
    shared: [],
    sockets: { most: options.socketsPerAccount ?? 1, graceMs: options.overlapMs ?? 250 },
  };
  const latency = { ms: 0 };

  function onSocket(socket: WebSocket, tcp: Socket): void {
    const wire = createWire(socket, tcp, { linesPerFrame: options.linesPerFrame ?? 16, latencyMs: () => latency.ms });
    const reader = createReader(world, wire);
    world.sessions.add(reader.session);
    const timer = setInterval(() => ping(reader), pingIntervalMs);
    timer.unref();
    socket.on('message', (data) => wire.hear(() => reader.read(String(data))));
    socket.on('error', (error) => log(`socket: ${error.message}`));
    socket.on('close', () => {
      clearInterval(timer);
      world.sessions.delete(reader.session);
    });
  }

  function ping(reader: Reader): void {
    const { wire, account } = reader.session;
    reader.ping();
    setTimeout(() => {
      if (reader.answered || !wire.open || wire.frozen) return;
      journal.breach(`${account?.login ?? 'before login'}: no PONG within ${pongTimeoutMs} ms`);
      wire.reset();
    }, pongTimeoutMs).unref();
  }

  const door = await createDoor(options.port ?? 0, onSocket);
  const url = `ws://127.0.0.1:${door.port}`;
  log(`listening on ${url}`);

  const isJoined = (channel: string, login = bot.login): boolean =>
    [...world.sessions].some(
      ({ joined, account, wire }) => wire.open && !wire.frozen && account?.login === login && joined.has(channel),
    );

  return {
    ...createStage(world),
    ...createFaults(world, door, latency),
    flood: createFlood(world),
    url,
    port: door.port,
    lines: journal.lines,
    refused: journal.refused,
    breaches: journal.breaches,
    onLine: journal.onLine,
    onRefused: journal.onRefused,
    forget: journal.clear,
    get counters() {
      const { joins, ...counts } = world.counts;
      const open = [...world.sessions].filter(({ wire }) => wire.open && !wire.frozen);
      return {
        ...counts,
        sockets: socketsOf(world, bot.login),
        connections: open.length,
        joins: Object.fromEntries(joins),
        shares: open.filter(({ account }) => account?.login === bot.login).map(({ joined }) => joined.size),
      };
    },
    isJoined,
    next: (matches = () => true, withinMs = 30_000) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          stopListening();
          reject(new Error(`no such line within ${withinMs} ms; heard: ${JSON.stringify(journal.lines.slice(-5))}`));
        }, withinMs);
        const stopListening = journal.onLine((line) => {
          if (!matches(line)) return;
          clearTimeout(late);
          stopListening();
          resolve(line);
        });
      }),
    async whenJoined(channel, withinMs = 30_000) {
      const deadline = performance.now() + withinMs;
      while (!isJoined(channel)) {
        if (performance.now() > deadline)
          throw new Error(`${bot.login} has not joined #${channel} within ${withinMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    stop: () => door.close(),
  };
}
