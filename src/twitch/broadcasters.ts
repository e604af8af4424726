import { join } from 'node:path';
import type { Clock } from '../lib/clock.ts';
import type { Account, Auth } from './auth.ts';
import { type Call, createHelixCall, failed } from './helix-call.ts';
import { missingScope } from './scopes.ts';
import { readTokenFile } from './tokens.ts';

/** Tokens of the channels' own accounts, for what Twitch lets nobody else do there. */
export interface Broadcasters {
  /** Calls as the account of the channel; without its token every call lacks the scope of its feature. */
  readonly in: (channel: string) => Call;
  /** The account of the channel, where there is a token of it. */
  account(channel: string): Promise<Account | null>;
  /** Keeps the tokens good that there are. */
  start(channels: readonly string[]): void;
  stop(): void;
}

export interface BroadcastersParts {
  /** Where the bot's own token is too. */
  readonly folder: string;
  readonly createAuth: (file: string, channel: string) => Auth;
  readonly clock: Clock;
}

export const broadcasterFile = (folder: string, channel: string) => join(folder, 'data', `tokens.${channel}.json`);

export function createBroadcasters({ folder, createAuth, clock }: BroadcastersParts): Broadcasters {
  const known = new Map<string, { readonly auth: Auth; readonly call: Call }>();

  function of(channel: string) {
    const before = known.get(channel);
    if (before) return before;
    const auth = createAuth(broadcasterFile(folder, channel), channel);
    const made = { auth, call: createHelixCall({ auth, clock }) };
    known.set(channel, made);
    return made;
  }

  async function accountOf(channel: string): Promise<Account | null> {
    if (!known.has(channel) && !readTokenFile(broadcasterFile(folder, channel))) return null;
    const account = await of(channel).auth.account();
    return account?.grant.login === channel ? account : null;
  }

  return {
    account: accountOf,
    in: (channel) => async (request) => {
      const { auth, call } = of(channel);
      const account = await auth.account();
      const scope = request.feature && missingScope(request.feature, []);
      // Also where the token is somebody else's: Twitch would refuse it without saying what is missing.
      if (account?.grant.login !== channel && scope) return { ...failed('missing scope', scope), scope };
      return call(request);
    },
    start(channels) {
      for (const channel of channels) if (readTokenFile(broadcasterFile(folder, channel))) of(channel).auth.start();
    },
    stop() {
      for (const { auth } of known.values()) auth.stop();
    },
  };
}
