import type { Clock } from '../lib/clock.ts';
import type { Helix } from './helix.ts';

/** The words that each channel has blocked on Twitch, as they were last known: asking never waits. */
export interface ChannelTerms {
  of(channel: string): readonly string[];
}

const freshMs = 5 * 60_000;
const none: readonly string[] = [];

export function createChannelTerms(helix: Pick<Helix, 'blockedTerms'>, clock: Clock): ChannelTerms {
  const known = new Map<string, { terms: readonly string[]; askedAt: number }>();
  return {
    of(channel) {
      const entry = known.get(channel) ?? { terms: none, askedAt: Number.NEGATIVE_INFINITY };
      known.set(channel, entry);
      if (clock.now() - entry.askedAt > freshMs) {
        entry.askedAt = clock.now();
        // Without the scope, or while Twitch does not answer, what was known stays.
        void helix.blockedTerms(channel).then((answer) => {
          if (answer.kind === 'done') entry.terms = answer.value;
        });
      }
      return entry.terms;
    },
  };
}
