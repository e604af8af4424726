import type { Clock } from '../lib/clock.ts';
import { createSlidingWindow, type SlidingWindow } from '../lib/window.ts';

/** How long a viewer gets no answer of a model, after several that the gate held back. */
export interface HeldBack {
  note(channel: string, viewerId: string): void;
  pausedMs(channel: string, viewerId: string): number;
  forget(viewerId: string): void;
}

const windowMs = 600_000;
const most = 3;
const pauseMs = 900_000;
const mostViewers = 2_000;

/** Three answers held back within ten minutes: whoever makes a model say such things is not answered by one for a while. */
export function createHeldBack(clock: Clock): HeldBack {
  const viewers = new Map<string, { readonly window: SlidingWindow; pausedUntil: number }>();
  const keyOf = (channel: string, viewerId: string) => `${viewerId} ${channel}`;
  return {
    note(channel, viewerId) {
      const key = keyOf(channel, viewerId);
      const viewer = viewers.get(key) ?? { window: createSlidingWindow(windowMs), pausedUntil: 0 };
      const now = clock.now();
      viewer.window.add(now);
      if (viewer.window.count(now) >= most) viewer.pausedUntil = now + pauseMs;
      viewers.delete(key);
      viewers.set(key, viewer);
      if (viewers.size > mostViewers) viewers.delete(viewers.keys().next().value!);
    },
    pausedMs: (channel, viewerId) =>
      Math.max(0, (viewers.get(keyOf(channel, viewerId))?.pausedUntil ?? 0) - clock.now()),
    forget(viewerId) {
      for (const key of viewers.keys()) if (key.startsWith(`${viewerId} `)) viewers.delete(key);
    },
  };
}
