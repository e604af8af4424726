import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { IdService } from './twurple.ts';

/** The application's own token, which opens what no account is needed for. Twitch keeps 25 of them: one is enough. */
export interface AppToken {
  /** The application that it is of; null when it can have none. */
  readonly clientId: string | null;
  /** Null without a secret, or when there is none to get now. `refused`: the one that Twitch did not take. */
  get(refused?: string): Promise<string | null>;
}

export interface AppTokenParts {
  readonly id: () => Promise<Pick<IdService, 'app'>>;
  readonly clientId: string | null;
  readonly secret: string | null;
  readonly clock: Clock;
  readonly learnSecret: (value: string) => void;
}

const minuteMs = 60_000;
const deadlineMs = 10_000;
const marginMs = 24 * 3_600_000;

export function createAppToken({ id, clientId, secret, clock, learnSecret }: AppTokenParts): AppToken {
  if (!clientId || !secret) return { clientId: null, get: async () => null };
  let held: { token: string; until: number } | null = null;
  let triedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<string | null> | null = null;

  async function ask(client: string, itsSecret: string) {
    const asked = await (await id()).app(client, itsSecret);
    if (asked.kind !== 'answer') return null;
    const { accessToken, expiresAt } = asked.value;
    learnSecret(accessToken);
    held = { token: accessToken, until: (expiresAt ?? Number.POSITIVE_INFINITY) - marginMs };
    return accessToken;
  }

  return {
    clientId,
    async get(refused) {
      if (held && (held.token === refused || held.until <= clock.wall())) held = null;
      if (held) return held.token;
      if (!running) {
        if (clock.now() - triedAt < minuteMs) return null;
        triedAt = clock.now();
        running = ask(clientId, secret).finally(() => {
          running = null;
        });
      }
      return within(clock, deadlineMs, running);
    },
  };
}
