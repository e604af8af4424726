import { type Clock, sleep } from '../lib/clock.ts';
import { isGame } from './categories.ts';

export interface OnAir {
  readonly game: string;
  readonly title: string;
}

export interface StreamedParts {
  /** What Twitch says; null where it is not asked. */
  readonly stream:
    | ((channel: string) => Promise<{ kind: 'failed' } | { kind: 'done'; value: OnAir & { readonly live: boolean } }>)
    | null;
  readonly clock: Clock;
}

/** A command waits this long for Twitch at most; the answer that comes later is there for the next one. */
const patienceMs = 2_000;

/** What is on air, by channel. */
export function createStreamed({ stream, clock }: StreamedParts) {
  /** As it was when it was last looked: a prompt does not wait for Twitch. */
  const seen = new Map<string, OnAir>();

  async function look(channel: string): Promise<OnAir | null> {
    const said = await stream?.(channel);
    const live = said?.kind === 'done' && said.value.live ? { game: said.value.game, title: said.value.title } : null;
    if (live) seen.set(channel, live);
    else seen.delete(channel);
    return live;
  }

  return {
    /** The game that is being streamed; null when none is, or when Twitch does not say so in time. */
    async streamed(channel: string, signal: AbortSignal): Promise<string | null> {
      const over = new AbortController();
      const patience = sleep(clock, patienceMs, AbortSignal.any([signal, over.signal]));
      const live = await Promise.race([look(channel), patience.then(() => null)]).finally(() => over.abort());
      return live && isGame(live.game) ? live.game : null;
    },
    /** At once. */
    last(channel: string): OnAir | null {
      void look(channel);
      return seen.get(channel) ?? null;
    },
  };
}
