import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event } from '../../src/domain/event.ts';
import type { StreamEvent } from '../../src/domain/stream.ts';
import type { SandboxHelixOptions } from '../../src/sandbox/helix/helix.ts';
import { createAuth } from '../../src/twitch/auth.ts';
import { broadcasterFile, createBroadcasters } from '../../src/twitch/broadcasters.ts';
import { createEventSub } from '../../src/twitch/eventsub/index.ts';
import { createStreamEvents } from '../../src/twitch/stream-events.ts';
import { writeTokenFile } from '../../src/twitch/tokens.ts';
import { collectEvents } from '../support/fakes.ts';
import { botAccount, createHouse } from './twitch-house.ts';

export interface ListeningOptions {
  /** Of the bot's token; null: there is none. */
  readonly scopes?: readonly string[] | null;
  readonly channels?: readonly string[];
  readonly wants?: readonly StreamEvent['what'][];
  readonly twitch?: Partial<SandboxHelixOptions>;
}

/** The client of EventSub as the bot has it, against the stand-in, in a time that the test turns. */
export async function createListening(options: ListeningOptions = {}) {
  const { scopes = [], channels = ['my_channel'], wants = [], twitch } = options;
  const house = await createHouse(twitch && { twitch });
  const { clock, helix } = house;
  if (scopes) house.give(scopes);
  const { events, tell } = collectEvents();
  const folder = mkdtempSync(join(tmpdir(), 'eventsub-'));
  const broadcasters = createBroadcasters({
    folder,
    clock,
    createAuth: (file, channel) =>
      createAuth({
        ...{ file, env: { TWITCH_CLIENT_ID: house.twitch.clientId }, apiPort: house.twitch.port, login: channel },
        ...{ whose: `it should be ${channel}'s`, command: `npm run login broadcaster ${channel}`, needs: [] },
        ...{ fleet: { once: null, mayGoAlone: () => true }, clock, tell, learnSecret() {} },
      }),
  });
  const wanted = new Set(wants);
  const streamEvents = createStreamEvents({ tell, clock });
  const eventsub = createEventSub({
    ...{ apiPort: house.twitch.port, login: botAccount.login, account: house.auth.account, call: house.call },
    ...{ broadcasters, wanted: () => wanted, clock, tell, random: () => 1 },
    async idOf(channel) {
      const found = await helix.inChannel(channel, async (id) => ({ kind: 'done', value: id }));
      return found.kind === 'done' ? found.value : null;
    },
    onHappening(channel, happening, isNew) {
      if (happening.kind !== 'event') helix.heard(channel, happening);
      if (isNew && happening.kind !== 'changed') streamEvents.told(channel, happening.event, 'eventsub');
    },
    look: helix.look,
  });
  // The client loads these with its first call, which is neither a request nor a socket: nobody could wait for it.
  await Promise.all([import('@twurple/api'), import('@twurple/auth')]);
  eventsub.serve(channels);
  await eventsub.start();
  await house.pass(0);
  const { eventsub: twitchSide } = house.twitch;
  return {
    ...house,
    events,
    eventsub,
    twitchSide,
    wanted,
    streamEvents,
    types: () => twitchSide.subscriptions.map(({ type }) => type),
    told: () => events.flatMap((event) => (event.kind === 'chat.event' ? [shown(event)] : [])),
    warnings: () => events.flatMap((event) => (event.kind === 'warning' ? [event.text] : [])),
    /** A token of a channel's own account. */
    login(channel: string, id: string, granted: readonly string[]) {
      const { accessToken, refreshToken } = house.twitch.grants.issue({ login: channel, id }, granted);
      writeTokenFile(broadcasterFile(folder, channel), { accessToken, refreshToken });
    },
    async stop() {
      await eventsub.stop();
      broadcasters.stop();
      await house.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const shown = ({ channel, what, by, count, title }: Extract<Event, { kind: 'chat.event' }>) =>
  `#${channel} ${by.login} ${what} ${count}${title === undefined ? '' : ` ${title}`}`;

export type Listening = Awaited<ReturnType<typeof createListening>>;
