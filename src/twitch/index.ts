import { join } from 'node:path';
import type { Base } from '../domain/base.ts';
import type { Chat, ChatMessage } from '../domain/chat.ts';
import type { Fleet } from '../domain/fleet.ts';
import type { Part } from '../domain/part.ts';
import type { OnAir } from '../domain/stream.ts';
import type { AppToken } from './app-token.ts';
import { createAuth } from './auth.ts';
import { createChannelTerms } from './channel-terms.ts';
import { createConnection } from './connection.ts';
import { chatHealth } from './health.ts';
import { createHelix, hasHelix } from './helix.ts';
import { createOnAir } from './on-air.ts';
import { needsOf } from './scopes.ts';

/** Who hears what comes in. */
export interface Listeners {
  /** Whether a text could be for the bot. What could not is counted and let go of. */
  isWorthReading(text: string): boolean;
  /** Whose lines are read whatever they say. */
  alwaysRead(channel: string, login: string): boolean;
  onMessage(message: ChatMessage): void;
  /** The bot is in a channel from now on. */
  onEntered(channel: string): void;
  /** A viewer was timed out or banned; null: the whole chat was cleared. */
  onSilenced(channel: string, viewerId: string | null): void;
}

export interface Twitch extends Part {
  /** Lines go by IRC or by Helix, as `chat.send_via` has it. */
  readonly chat: Chat;
  /** The application's token, which IGDB takes too. */
  readonly app: AppToken;
  /** What is on air; null when nothing is, or when Twitch does not say so in time. */
  stream(channel: string, signal: AbortSignal): Promise<OnAir | null>;
  /** The same as it was last known, without waiting; asks again behind it. */
  lastStream(channel: string): OnAir | null;
  /** The words that the channel has blocked on Twitch, as they were last known. */
  blockedTerms(channel: string): readonly string[];
  /** To be called before `start`. */
  hear(listeners: Listeners): void;
  /** `reason`: why others are left. */
  serve(channels: readonly string[], reason?: string): void;
  /** Resolves when the bot is in a channel, or Twitch does not let it in soon. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface TwitchParts extends Base {
  readonly env: NodeJS.ProcessEnv;
  readonly learnSecret: (value: string) => void;
  readonly fleet: Fleet;
}

/** Start-up goes on after this, joined or not. */
const patienceMs = 1_500;
const deaf: Listeners = {
  isWorthReading: () => false,
  alwaysRead: () => false,
  onMessage() {},
  onEntered() {},
  onSilenced() {},
};

export function createTwitch({ configuration, settings, env, learnSecret, fleet, clock, tell }: TwitchParts): Twitch {
  const { once, windows, mayGoAlone } = fleet;
  let listeners = deaf;
  const auth = createAuth({
    file: join(configuration.current().folder, 'data', 'tokens.json'),
    env,
    apiPort: settings().twitch.api_port,
    login: settings().bot.name,
    needs: needsOf({ chat: settings().chat, secret: Boolean(env['TWITCH_CLIENT_SECRET']) }),
    shared: () => once && { once, mayGoAlone },
    clock,
    tell,
    learnSecret,
  });
  const helix = createHelix({ auth, clock });
  const hasApi = hasHelix(settings().twitch);
  const connection = createConnection({
    url: settings().twitch.irc_url,
    login: settings().bot.name,
    shared: () => windows,
    tokens: auth,
    clock,
    tell,
    isWorthReading: (text) => listeners.isWorthReading(text),
    alwaysRead: (channel, login) => listeners.alwaysRead(channel, login),
    onMessage: (message) => listeners.onMessage(message),
    onEntered: (channel) => listeners.onEntered(channel),
    onSilenced: (channel, viewerId) => listeners.onSilenced(channel, viewerId),
  });
  const terms = createChannelTerms(helix, clock);
  const onAir = createOnAir({ stream: hasApi ? helix.stream : null, clock });

  return {
    name: 'chat',
    health: () => chatHealth(connection, fleet.role()),
    chat: {
      send: (line) => (hasApi && settings().chat.send_via === 'helix' ? helix.send(line) : connection.send(line)),
      standing: connection.standing,
      state: connection.state,
      joined: connection.joined,
    },
    app: auth.app,
    stream: onAir.stream,
    lastStream: onAir.last,
    blockedTerms: (channel) => (hasApi ? terms.of(channel) : []),
    hear(given) {
      listeners = given;
    },
    serve: connection.setChannels,
    async start() {
      connection.start();
      await connection.whenJoined(patienceMs);
      if (hasApi) auth.start();
    },
    async stop() {
      auth.stop();
      await connection.stop();
    },
  };
}
