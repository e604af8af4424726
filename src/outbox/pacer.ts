import type { Standing } from '../domain/chat.ts';
import type { Seat, Seats } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import { createSlidingWindow } from '../lib/window.ts';

// Twitch: 20 lines in 30 s an account, 100 where it is privileged (those fill the 20 too), 1 a second in a channel
// where it is not. Each span is a little longer here: lines bunch up on their way.
const spanMs = 30_500;
const gapMs = 1_100;
const plainLimit = 20;
const privilegedLimit = 100;
/** Lines that nobody holds a seat for (refusals, notices) may fill this much of a window and no more. */
const unseatedShare = 0.5;

export interface Pacer extends Seats {
  /** 0 when a line may go out in `channel` now, else the milliseconds to wait. */
  waitMs(channel: string, seated: boolean): number;
  sent(channel: string): void;
  /** Twitch said that lines come too fast. */
  pause(ms: number): void;
}

export function createPacer({ clock, standing }: { clock: Clock; standing: (channel: string) => Standing }): Pacer {
  const window = createSlidingWindow(spanMs);
  const lastIn = new Map<string, number>();
  const seats = new Map<string, number>();
  let held = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const limitIn = (channel: string) => (standing(channel).privileged ? privilegedLimit : plainLimit);

  function gapLeft(channel: string, now: number): number {
    if (standing(channel).privileged) return 0;
    return Math.max(0, (lastIn.get(channel) ?? Number.NEGATIVE_INFINITY) + gapMs - now);
  }

  return {
    reserve(channel, withinMs): Seat | null {
      const now = clock.now();
      const limit = limitIn(channel);
      // What is in the window now and gone by the deadline does not stand in the way.
      if (window.waitMs(now, limit - held) > withinMs || pausedUntil - now > withinMs) return null;
      const inChannel = seats.get(channel) ?? 0;
      if (!standing(channel).privileged && gapLeft(channel, now) + inChannel * gapMs > withinMs) return null;
      held++;
      seats.set(channel, inChannel + 1);
      let free = false;
      return {
        release() {
          if (free) return;
          free = true;
          held--;
          const left = (seats.get(channel) ?? 1) - 1;
          if (left > 0) seats.set(channel, left);
          else seats.delete(channel);
        },
      };
    },
    nextMs(channel) {
      const now = clock.now();
      return Math.max(1_000, window.waitMs(now, Math.max(1, limitIn(channel) - held)), pausedUntil - now);
    },
    waitMs(channel, seated) {
      const now = clock.now();
      const limit = limitIn(channel);
      const room = seated ? limit : Math.floor(limit * unseatedShare) - held;
      return Math.max(0, window.waitMs(now, room), gapLeft(channel, now), pausedUntil - now);
    },
    sent(channel) {
      const now = clock.now();
      window.add(now);
      lastIn.delete(channel);
      lastIn.set(channel, now);
      if (lastIn.size > 1_000) lastIn.delete(lastIn.keys().next().value!);
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
