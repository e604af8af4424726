import type { Chat } from '../domain/chat.ts';
import type { Part } from '../domain/part.ts';
import type { StreamCalls } from '../domain/stream.ts';
import type { AppToken } from './app-token.ts';
import { createAuth } from './auth.ts';
import { createBroadcasters } from './broadcasters.ts';
import type { Connection } from './connection.ts';
import { createEventSub } from './eventsub/index.ts';
import { createHelix, type Helix, hasHelix } from './helix.ts';
import { type Call, createHelixCall, failed } from './helix-call.ts';
import { createModerate, type Moderate } from './moderate.ts';
import type { Presence, PresenceParts } from './presence.ts';
import { broadcasterNeeds } from './scopes.ts';
import { createStreamCalls } from './stream-calls.ts';

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
  readonly serve: Presence['serve'];
}

export interface TwitchParts extends Omit<PresenceParts, 'learnSecret' | 'fleet'> {
  readonly presence: Presence;
}

export function createTwitch(parts: TwitchParts): Twitch {
  const { configuration, settings, env, presence, wanted, clock, tell } = parts;
  const { auth, authParts, connection, events } = presence;
  const { twitch, bot } = settings();
  // Of the environment the application only: a token there is the bot's.
  const { TWITCH_CLIENT_ID, TWITCH_CLIENT_SECRET } = env;
  const broadcasters = createBroadcasters({
    folder: configuration.current().folder,
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
    name: 'twitch',
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
    serve(channels) {
      presence.serve(channels);
      eventsub?.serve(channels);
    },
    async start() {
      if (!helix) return;
      auth.start();
      broadcasters.start(settings().bot.channels);
    },
    async stop() {
      auth.stop();
      broadcasters.stop();
    },
  };
}
