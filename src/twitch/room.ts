import { join } from 'node:path';
import type { Base } from '../domain/base.ts';
import type { Chat } from '../domain/chat.ts';
import type { Fleet } from '../domain/fleet.ts';
import { moderates } from '../domain/moderation.ts';
import type { Part } from '../domain/part.ts';
import type { StreamCalls, StreamEvent } from '../domain/stream.ts';
import type { AppToken } from './app-token.ts';
import { type AuthParts, createAuth } from './auth.ts';
import { createBroadcasters } from './broadcasters.ts';
import { type Connection, createConnection } from './connection.ts';
import { createEventSub } from './eventsub/index.ts';
import { chatHealth } from './health.ts';
import { createHelix, type Helix, hasHelix } from './helix.ts';
import { type Call, createHelixCall, failed } from './helix-call.ts';
import { createModerate, type Moderate } from './moderate.ts';
import { broadcasterNeeds, needsOf } from './scopes.ts';
import { createStreamCalls } from './stream-calls.ts';
import { createStreamEvents } from './stream-events.ts';

export interface Twitch extends Part, Pick<Helix, 'stream' | 'lastStream' | 'blockedTerms' | 'autoMod'> {
  /** Lines go by IRC or by Helix, as `chat.send_via` has it. */
  readonly chat: Chat;
  /** The application's token, which IGDB takes too. */
  readonly app: AppToken;
  readonly streams: StreamCalls;
  readonly moderate: Moderate;
  readonly hear: Connection['hear'];
  /** What Twitch tells outside of chat; nothing where there is no API. */
  readonly eventsub: Part;
  /** `reason`: why others are left. */
  readonly serve: Connection['setChannels'];
}

export interface TwitchParts extends Base {
  readonly env: NodeJS.ProcessEnv;
  readonly learnSecret: (value: string) => void;
  readonly fleet: Fleet;
  /** Stream events that somebody wants to hear of. */
  readonly wanted: () => ReadonlySet<StreamEvent['what']>;
}

/** Start-up goes on after this, joined or not. */
const patienceMs = 1_500;

export function createTwitch(parts: TwitchParts): Twitch {
  const { configuration, settings, env, learnSecret, fleet, wanted, clock, tell } = parts;
  const { twitch, bot, chat, outbox } = settings();
  const { folder } = configuration.current();
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
      moderates: moderates(configuration.current().features.get('moderation')),
    }),
  });
  // Of the environment the application only: a token there is the bot's.
  const { TWITCH_CLIENT_ID, TWITCH_CLIENT_SECRET } = env;
  const broadcasters = createBroadcasters({
    folder,
    clock,
    createAuth: (file, channel) =>
      createAuth({
        ...authParts,
        file,
        env: { TWITCH_CLIENT_ID, TWITCH_CLIENT_SECRET },
        login: channel,
        whose: `it should be ${channel}'s`,
        command: `npm run login broadcaster ${channel}`,
        needs: broadcasterNeeds(),
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
  const call: Call = hasHelix(twitch)
    ? createHelixCall({ auth, clock })
    : async () => failed('no token', 'the chat is a stand-in without an API');
  const api = createHelix({ call, app: auth.app, clock });
  const helix = hasHelix(twitch) ? api : null;
  const eventsub =
    helix &&
    createEventSub({
      ...{ apiPort: twitch.api_port, login: bot.name, account: auth.account, call, broadcasters, wanted, clock, tell },
      async idOf(channel) {
        const found = await api.inChannel(channel, async (id) => ({ kind: 'done', value: id }));
        return found.kind === 'done' ? found.value : null;
      },
      onHappening(channel, happening, isNew) {
        if (happening.kind !== 'event') helix.heard(channel, happening);
        if (isNew && happening.kind !== 'changed') events.told(channel, happening.event, 'eventsub');
      },
      look: helix.look,
    });

  return {
    name: 'chat',
    health: () => chatHealth(connection, fleet.role()),
    chat: {
      send: (line) => (helix && settings().chat.send_via === 'helix' ? helix.send(line) : connection.send(line)),
      standing: connection.standing,
      state: connection.state,
      joined: connection.joined,
    },
    app: auth.app,
    streams: createStreamCalls({
      call,
      callAsBroadcaster: (channel) => (channel === bot.name || !helix ? call : broadcasters.in(channel)),
      inChannel: api.inChannel,
      isPrivileged: (channel) => connection.standing(channel).privileged,
    }),
    moderate: createModerate({ call, inChannel: api.inChannel, clock, tell }),
    stream: async (channel, signal) => (helix ? helix.stream(channel, signal) : null),
    lastStream: (channel) => helix?.lastStream(channel) ?? null,
    blockedTerms: (channel) => helix?.blockedTerms(channel) ?? [],
    autoMod: async (channel, text) => (helix && channel === bot.name ? helix.autoMod(channel, text) : null),
    eventsub: eventsub ?? { name: 'eventsub' },
    hear: connection.hear,
    serve(channels, reason) {
      connection.setChannels(channels, reason);
      eventsub?.serve(channels);
    },
    /** Resolves when the bot is in a channel, or Twitch does not let it in soon. */
    async start() {
      connection.start();
      await connection.whenJoined(patienceMs);
      if (!helix) return;
      auth.start();
      broadcasters.start(settings().bot.channels);
    },
    async stop() {
      auth.stop();
      broadcasters.stop();
      await connection.stop();
    },
  };
}
