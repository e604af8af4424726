import type { OnAir } from '../domain/stream.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { isGame } from './categories.ts';

export interface OnAirParts {
  /** What Twitch says; null where it is not asked. */
  readonly stream:
    | ((
        channel: string,
      ) => Promise<
        | { kind: 'failed' }
        | { kind: 'done'; value: { readonly live: boolean; readonly game: string; readonly title: string } }
      >)
    | null;
  readonly clock: Clock;
}

/** A command waits this long for Twitch at most; the answer that comes later is there for the next one. */
const patienceMs = 2_000;

/** What is on air, by channel. */
export function createOnAir({ stream, clock }: OnAirParts) {
  /** As it was when it was last looked: a prompt does not wait for Twitch. */
  const seen = new Map<string, OnAir>();

  async function look(channel: string): Promise<OnAir | null> {
    const said = await stream?.(channel);
    if (said?.kind !== 'done' || !said.value.live) {
      seen.delete(channel);
      return null;
    }
    const { game: category, title } = said.value;
    const onAir = { game: isGame(category) ? category : null, category, title };
    seen.set(channel, onAir);
    return onAir;
  }

  return {
    /** Null when nothing is on air, or when Twitch does not say so in time. */
    async stream(channel: string, signal: AbortSignal): Promise<OnAir | null> {
      const over = new AbortController();
      const patience = sleep(clock, patienceMs, AbortSignal.any([signal, over.signal]));
      return Promise.race([look(channel), patience.then(() => null)]).finally(() => over.abort());
    },
    /** At once. */
    last(channel: string): OnAir | null {
      void look(channel);
      return seen.get(channel) ?? null;
    },
  };
}
