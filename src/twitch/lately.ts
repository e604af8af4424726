import type { OnAir } from '../domain/stream.ts';
import type { Clock } from '../lib/clock.ts';
import { isGame } from './categories.ts';

/** What EventSub says of a stream. */
export type StreamNews =
  /** `startedAt`: Unix milliseconds. */
  | { readonly kind: 'online'; readonly startedAt: number }
  | { readonly kind: 'offline' }
  | { readonly kind: 'changed'; readonly title: string; readonly category: string };

interface Lately {
  on?: { readonly is: boolean; readonly startedAt: number; readonly at: number };
  info?: { readonly title: string; readonly category: string; readonly at: number };
}

/** Helix takes up to some minutes to say the same. */
const behindMs = 5 * 60_000;
const mostChannels = 1_000;

/** What was heard of streams lately, which Helix may not know yet. */
export function createLately(clock: Clock) {
  const channels = new Map<string, Lately>();
  const isFresh = (said: { readonly at: number } | undefined) => said !== undefined && clock.now() - said.at < behindMs;

  return {
    note(channel: string, news: StreamNews) {
      const lately = channels.get(channel) ?? {};
      const at = clock.now();
      if (news.kind === 'changed') lately.info = { title: news.title, category: news.category, at };
      else {
        const startedAt = news.kind === 'online' && !Number.isNaN(news.startedAt) ? news.startedAt : clock.wall();
        lately.on = { is: news.kind === 'online', startedAt, at };
      }
      channels.delete(channel);
      channels.set(channel, lately);
      if (channels.size > mostChannels) channels.delete(channels.keys().next().value!);
    },
    /** A stream began that Helix may not show yet. */
    isBeginning(channel: string): boolean {
      const on = channels.get(channel)?.on;
      return on?.is === true && isFresh(on);
    },
    /** What Helix said, put right. `info`: title and category of the channel where Helix shows no stream. */
    corrected(channel: string, live: OnAir | null, info: { title: string; category: string } | null): OnAir | null {
      const { on, info: changed } = channels.get(channel) ?? {};
      const isNew = isFresh(on);
      let now = live;
      if (on && isNew && on.is && !live) {
        const { title = '', category = '' } = info ?? {};
        now = { game: isGame(category) ? category : null, category, title, startedAt: on.startedAt, viewers: 0 };
      }
      // It began before: the same stream, whose end Helix has not seen.
      if (on && isNew && !on.is && live && live.startedAt <= on.startedAt) now = null;
      if (!now || !changed || !isFresh(changed)) return now;
      const { title, category } = changed;
      return { ...now, title, category, game: isGame(category) ? category : null };
    },
  };
}
