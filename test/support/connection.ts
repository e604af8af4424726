import { afterEach, beforeEach, expect } from 'vitest';
import type { ChatMessage } from '../../src/domain/chat.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createSandboxTwitch, type SandboxTwitch } from '../../src/sandbox/twitch/twitch.ts';
import { type Connection, createConnection, type Listeners } from '../../src/twitch/connection.ts';
import { createStreamEvents } from '../../src/twitch/stream-events.ts';
import type { Token } from '../../src/twitch/tokens.ts';
import { allRead } from './all-read.ts';
import { collectEvents } from './fakes.ts';
import { until as untilFact } from './until.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The connection under test, the Twitch at its other end, and what was heard through it: made anew for each test. */
export let twitch: SandboxTwitch;
export let chat: Connection;
export let heard: ChatMessage[];
export let events: ReturnType<typeof collectEvents>['events'];
let tokens: Token[];

export const bot = { login: 'serdabot', id: '900' };
export const setTokens = (...all: readonly string[]) => {
  tokens = all.map((accessToken) => ({ accessToken, refreshToken: null }));
};

/** In place of the Twitch that is there. */
export async function replaceTwitch(options: Parameters<typeof createSandboxTwitch>[0]) {
  await twitch.stop();
  twitch = await createSandboxTwitch(options);
}

type Over = Partial<Parameters<typeof createConnection>[0] & Listeners> & {
  readonly channels?: readonly string[];
  /** Nobody hears of lines before `hear`. */
  readonly deaf?: true;
};
export let hear: () => void;
export async function connect({ channels = ['my_channel'], deaf, ...over }: Over = {}) {
  const collected = collectEvents();
  events = collected.events;
  chat = createConnection({
    url: twitch.url,
    login: 'serdabot',
    windows: null,
    tokens: { all: () => tokens, refresh: async () => null, onRevoked() {} },
    clock: systemClock,
    tell: collected.tell,
    events: createStreamEvents({ tell: collected.tell, clock: over.clock ?? systemClock }),
    hearsFirst: () => true,
    random: () => 0,
    ...over,
  });
  hear = () =>
    chat.hear({
      isWorthReading: () => true,
      alwaysRead: () => false,
      onChatter() {},
      onMessage: (message) => void heard.push(message),
      onEntered() {},
      onSilenced() {},
      ...over,
    });
  if (!deaf) hear();
  chat.setChannels(channels);
  chat.start();
}

export const until = (what: string, holds: () => boolean) =>
  untilFact(() => {
    if (!holds()) throw new Error(`${what} did not happen; state: ${chat.state()}`);
  });

/** Time passes step by step while both ends say to each other what they have to say. */
export async function pass(clock: VirtualClock, ms: number, stepMs = 1_000, over = () => false) {
  for (let passed = 0; passed < ms && !over(); passed += stepMs) {
    await clock.advance(stepMs);
    await allRead();
  }
}

/** Called once by each test file: files of one worker share this module. */
export function connectionForEach() {
  beforeEach(async () => {
    heard = [];
    setTokens('good');
    twitch = await createSandboxTwitch({
      accounts: { good: bot, newer: bot },
      channels: [
        { login: 'my_channel', id: '1' },
        { login: 'other', id: '2', standing: 'moderator' },
      ],
    });
  });

  afterEach(async () => {
    await chat.stop();
    const { breaches } = twitch;
    await twitch.stop();
    expect(breaches).toEqual([]);
  });
}
