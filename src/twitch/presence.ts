import { join } from 'node:path';
import type { Base } from '../domain/base.ts';
import type { Fleet } from '../domain/fleet.ts';
import { moderates } from '../domain/moderation.ts';
import type { Part } from '../domain/part.ts';
import type { StreamEvent } from '../domain/stream.ts';
import { type Auth, type AuthParts, createAuth } from './auth.ts';
import { type Connection, createConnection } from './connection.ts';
import { chatHealth } from './health.ts';
import { needsOf } from './scopes.ts';
import { createStreamEvents, type StreamEvents } from './stream-events.ts';

/** The bot's place in chat: all that is loaded before it joins. */
export interface Presence extends Part {
  readonly connection: Connection;
  readonly auth: Auth;
  readonly events: StreamEvents;
  readonly authParts: Pick<AuthParts, 'apiPort' | 'fleet' | 'clock' | 'tell' | 'learnSecret'>;
  /** Leaves every other channel to another process. */
  serve(channels: readonly string[]): void;
  start(): Promise<void>;
}

export interface PresenceParts extends Base {
  readonly env: NodeJS.ProcessEnv;
  readonly learnSecret: (value: string) => void;
  readonly fleet: Fleet;
  /** Stream events that somebody wants to hear of. */
  readonly wanted: () => ReadonlySet<StreamEvent['what']>;
}

/** Start-up goes on after this, joined or not. */
const patienceMs = 1_500;

export function createPresence(parts: PresenceParts): Presence {
  const { configuration, settings, env, learnSecret, fleet, wanted, clock, tell } = parts;
  const { twitch, bot, chat, outbox } = settings();
  const { folder, features } = configuration.current();
  const authParts = { apiPort: twitch.api_port, fleet, clock, tell, learnSecret } satisfies Partial<AuthParts>;
  const auth = createAuth({
    ...authParts,
    file: join(folder, 'data', 'tokens.json'),
    env,
    login: bot.name,
    whose: `bot.name is ${bot.name}`,
    command: 'npm run login',
    needs: needsOf({
      chat,
      secret: Boolean(env['TWITCH_CLIENT_SECRET']),
      isBroadcaster: bot.channels.includes(bot.name),
      judge: outbox.judge,
      moderates: moderates(features.get('moderation')),
    }),
  });
  const events = createStreamEvents({ tell, clock });
  const connection = createConnection({
    url: twitch.irc_url,
    login: bot.name,
    windows: fleet.windows,
    tokens: auth,
    events,
    hearsFirst: () => wanted().has('first_chat'),
    clock,
    tell,
  });

  return {
    name: 'chat',
    ...{ connection, auth, events, authParts },
    serve: (channels) => connection.setChannels(channels, 'another process serves it now'),
    health: () => chatHealth(connection, fleet.role()),
    /** Resolves when the bot is in a channel, or Twitch does not let it in soon. */
    async start() {
      connection.start();
      await connection.whenJoined(patienceMs);
    },
    stop: connection.stop,
  };
}
