import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';

export interface JoiningParts {
  readonly clock: Clock;
  /** Reads what is stored of the channels that this process serves. */
  readonly look: () => Promise<void>;
  readonly serve: (channels: readonly string[]) => void;
}

/** A store that is down keeps nobody out of a channel. */
const patienceMs = 1_000;

/**
 * Leaves channels at once, and joins those that were taken over when it is known what moderators have stored of them: whom
 * the bot is to ignore there, and what it may not say.
 */
export function createJoining({ clock, look, serve }: JoiningParts) {
  const unread = new Set<string>();
  let now: readonly string[] = [];
  let changes = 0;
  return (owned: readonly string[], taken: readonly string[]): void => {
    const change = ++changes;
    now = owned;
    for (const channel of taken) unread.add(channel);
    const looked = look();
    serve(owned.filter((channel) => !unread.has(channel)));
    if (unread.size === 0) return;
    void within(clock, patienceMs, looked).then(() => {
      if (change !== changes) return;
      unread.clear();
      serve(now);
    });
  };
}
