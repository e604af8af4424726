import type { Slots } from '../domain/llm.ts';
import { viewerKeys } from '../domain/privacy.ts';
import type { Cache } from '../domain/storage.ts';
import type { Gate, Refusal } from '../domain/verdict.ts';
import { holds, type Viewer } from '../domain/viewer.ts';
import type { Clock } from '../lib/clock.ts';
import { createSlidingWindow, type SlidingWindow } from '../lib/window.ts';

export interface ModelCallParts {
  readonly acquire: Slots['acquire'];
  readonly refuse: (channel: string, viewer: Viewer | null, by: Gate, retryAfterMs: number) => Promise<Refusal>;
  /** How many model calls an hour accounts have in a channel that were never seen before today; null: no limit. */
  readonly newcomers: () => number | null;
  /** How long a viewer's model answers pause, because the gate held several back. */
  readonly pausedMs: (channel: string, viewerId: string) => number;
  readonly cache: Cache;
  readonly clock: Clock;
}

const hourMs = 3_600_000;
/** As long an account is new: somebody with a thousand of them does not come back tomorrow with the same. */
const newMs = 24 * hourMs;
const storedMs = 90 * newMs;
const mostViewers = 20_000;

export interface ModelCalls extends Pick<Slots, 'acquire'> {
  forget(viewerId: string): void;
}

/** Who may have a model called at all, before there is a slot for it. */
export function createModelCalls(parts: ModelCallParts): ModelCalls {
  const { acquire, refuse, newcomers, pausedMs, cache, clock } = parts;
  /** Unix milliseconds at which a viewer was seen first. */
  const seen = new Map<string, number>();
  const windows = new Map<string, SlidingWindow>();

  async function firstSeen(viewerId: string): Promise<number> {
    const known = seen.get(viewerId);
    if (known !== undefined) return known;
    const key = `${viewerKeys(viewerId)}seen`;
    const stored = await cache.get(key);
    const first = stored.ok && typeof stored.value === 'number' ? stored.value : clock.wall();
    // Who does not want to be remembered is new each day.
    if (stored.ok && stored.value === undefined) void cache.set(key, first, storedMs);
    seen.set(viewerId, first);
    if (seen.size > mostViewers) seen.delete(seen.keys().next().value!);
    // A store that does not answer makes nobody a stranger.
    return stored.ok ? first : Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds until a newcomer may have a call in the channel; 0: now, and it counts. */
  function waitMs(channel: string, most: number): number {
    const window = windows.get(channel) ?? createSlidingWindow(hourMs);
    windows.set(channel, window);
    const now = clock.now();
    const wait = window.waitMs(now, most);
    if (wait === 0) window.add(now);
    return wait;
  }

  return {
    async acquire(request, signal) {
      const { channel, viewer } = request;
      if (!viewer) return acquire(request, signal);
      const paused = pausedMs(channel, viewer.id);
      if (paused > 0) return refuse(channel, viewer, 'held_back', paused);
      const most = newcomers();
      if (most !== null && !holds(viewer.roles, 'subscriber') && clock.wall() - (await firstSeen(viewer.id)) < newMs) {
        const wait = waitMs(channel, most);
        if (wait > 0) return refuse(channel, viewer, 'newcomers', Math.min(wait, hourMs));
      }
      return acquire(request, signal);
    },
    forget: (viewerId) => void seen.delete(viewerId),
  };
}
