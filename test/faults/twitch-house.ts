import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { createSandboxHelix, type SandboxHelix, type SandboxHelixOptions } from '../../src/sandbox/helix/helix.ts';
import { type Auth, createAuth } from '../../src/twitch/auth.ts';
import { createHelix, type Helix } from '../../src/twitch/helix.ts';
import { type Answer, type Call, createHelixCall } from '../../src/twitch/helix-call.ts';
import { features, needsOf } from '../../src/twitch/scopes.ts';
import { writeTokenFile } from '../../src/twitch/tokens.ts';
import { allRead } from '../support/all-read.ts';
import { collectEvents } from '../support/fakes.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

export const botAccount = { login: 'serdabot', id: '900' };
export const everyScope = Object.values(features).map(({ scope }) => scope);

export interface House {
  readonly clock: VirtualClock;
  readonly twitch: SandboxHelix;
  readonly auth: Auth;
  readonly helix: Helix;
  readonly call: Call;
  /** A call that needs nothing but a token that is good. */
  user(login: string): Promise<Answer<string | null>>;
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  readonly secrets: readonly string[];
  warnings(): readonly string[];
  /** What a token file of `npm run login` would hold. */
  give(scopes?: readonly string[]): { accessToken: string; refreshToken: string };
  /** Lets time pass, and what is asked of the network on the way be answered: no deadline runs out meanwhile. */
  pass(ms: number): Promise<void>;
  /** Waits for what needs real sockets. */
  until(what: string, holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface HouseOptions {
  readonly twitch?: Partial<SandboxHelixOptions>;
  readonly needs?: Parameters<typeof createAuth>[0]['needs'];
}

/** Auth and Helix as the bot has them, against the stand-in, in a time that the test turns. */
export async function createHouse({ twitch: options, needs }: HouseOptions = {}): Promise<House> {
  const clock = createVirtualClock();
  const folder = mkdtempSync(join(tmpdir(), 'twitch-'));
  const file = join(folder, 'data', 'tokens.json');
  const twitch = await createSandboxHelix({
    clock,
    accounts: [botAccount],
    channels: [
      { login: 'my_channel', id: '1', moderators: [botAccount.id], liveSince: clock.wall() - 3_600_000 },
      { login: 'other', id: '2' },
    ],
    ...options,
  });
  const { events, tell } = collectEvents();
  const secrets: string[] = [];
  const env: NodeJS.ProcessEnv = { TWITCH_CLIENT_ID: twitch.clientId };
  if (twitch.clientSecret) env['TWITCH_CLIENT_SECRET'] = twitch.clientSecret;
  const auth = createAuth({
    file,
    env,
    apiPort: twitch.port,
    login: botAccount.login,
    whose: 'bot.name is serdabot',
    command: 'npm run login',
    needs: needs ?? needsOf({ chat: { send_via: 'irc' }, secret: false }),
    fleet: { once: null, mayGoAlone: () => true },
    clock,
    tell,
    learnSecret: (secret) => void secrets.push(secret),
  });
  const call = createHelixCall({ auth, clock });
  const network = countFetches();
  const quiet = () => network.underWay === 0;
  const settle = async (holds: () => boolean, what: string) => {
    const look = async () => {
      await clock.advance(0);
      await allRead();
      if (!holds()) throw new Error(`${what} did not happen`);
    };
    await vi.waitFor(look, { timeout: 30_000, interval: 1 });
  };
  return {
    async pass(ms) {
      const end = clock.now() + ms;
      for (;;) {
        await settle(quiet, 'an answer');
        if (clock.now() >= end) return;
        await clock.advance(Math.min(5_000, end - clock.now()));
      }
    },
    clock,
    twitch,
    auth,
    helix: createHelix({ call, app: auth.app, clock }),
    call,
    user: (login) => call({ feature: null, run: async (api) => (await api.users.getUserByName(login))?.id ?? null }),
    file,
    env,
    secrets,
    warnings: () => events.filter((event) => event.kind === 'warning').map(({ text }) => text),
    give(scopes = everyScope) {
      const { accessToken, refreshToken, expiresIn } = twitch.grants.issue(botAccount, scopes);
      const token = { accessToken, refreshToken: refreshToken! };
      const known = { clientId: twitch.clientId, userId: botAccount.id, login: botAccount.login, scopes };
      const [obtainedAt, expiresAt] = [clock.wall(), clock.wall() + expiresIn * 1000];
      writeTokenFile(file, { ...token, grant: { ...known, obtainedAt, expiresAt } });
      return token;
    },
    until: (what, holds) => settle(holds, what),
    async stop() {
      auth.stop();
      network.stop();
      await twitch.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether anybody waits for an answer, until what it led to has begun. */
function countFetches() {
  const real = globalThis.fetch;
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const count = {
    underWay: 0,
    stop() {
      globalThis.fetch = real;
      unsubscribe('http.client.request.start', onRequest);
    },
  };
  // What is asked without `fetch`. A WebSocket begins as a request that never ends.
  const onRequest = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (request.getHeader('upgrade') !== undefined) return;
    count.underWay++;
    request.once('close', () => {
      void turn()
        .then(turn)
        .then(() => count.underWay--);
    });
  };
  subscribe('http.client.request.start', onRequest);
  globalThis.fetch = async (...request) => {
    count.underWay++;
    try {
      const answer = await real(...request);
      const body = answer.status === 204 ? null : await answer.arrayBuffer();
      return new Response(body, { status: answer.status, headers: answer.headers });
    } finally {
      void turn()
        .then(turn)
        .then(() => count.underWay--);
    }
  };
  return count;
}
