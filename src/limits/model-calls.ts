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

interface Seen {
  /** Unix milliseconds. */
  readonly first: number;
  /** Only who has a model called is stored. */
  isStored: boolean;
}

export interface ModelCalls extends Pick<Slots, 'acquire'> {
  /** The viewer's command may come to call a model: reads what `acquire` will need. */
  readAhead(viewer: Viewer): void;
  forget(viewerId: string): void;
}

/** Who may have a model called at all, before there is a slot for it. */
export function createModelCalls(parts: ModelCallParts): ModelCalls {
  const { acquire, refuse, newcomers, pausedMs, cache, clock } = parts;
  const seen = new Map<string, Promise<Seen>>();
  const windows = new Map<string, SlidingWindow>();
  const keyOf = (viewerId: string) => `${viewerKeys(viewerId)}seen`;
  const isLimited = ({ roles }: Viewer) => newcomers() !== null && !holds(roles, 'subscriber');

  function look(viewerId: string): Promise<Seen> {
    const known = seen.get(viewerId);
    if (known) return known;
    const found = read(viewerId);
    seen.set(viewerId, found);
    if (seen.size > mostViewers) seen.delete(seen.keys().next().value!);
    return found;
  }

  async function read(viewerId: string): Promise<Seen> {
    const stored = await cache.get(keyOf(viewerId));
    if (stored.ok) {
      const isStored = stored.value !== undefined;
      return { first: typeof stored.value === 'number' ? stored.value : clock.wall(), isStored };
    }
    seen.delete(viewerId);
    // A store that does not answer makes nobody a stranger.
    return { first: Number.NEGATIVE_INFINITY, isStored: true };
  }

  async function firstSeen(viewerId: string): Promise<number> {
    const found = await look(viewerId);
    // Who does not want to be remembered is new each day.
    if (!found.isStored) void cache.set(keyOf(viewerId), found.first, storedMs);
    found.isStored = true;
    return found.first;
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
      if (most !== null && isLimited(viewer) && clock.wall() - (await firstSeen(viewer.id)) < newMs) {
        const wait = waitMs(channel, most);
        if (wait > 0) return refuse(channel, viewer, 'newcomers', Math.min(wait, hourMs));
      }
      return acquire(request, signal);
    },
    readAhead(viewer) {
      if (isLimited(viewer)) void look(viewer.id);
    },
    forget: (viewerId) => void seen.delete(viewerId),
  };
}
