import type { Standing } from '../domain/chat.ts';
import type { SharedSends } from '../domain/shared-window.ts';
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
/** Lines that wait for one window leave one after the other when it opens: a place must come this much before it is needed. */
const leewayMs = 1_500;

export interface Pacer extends Seats {
  limitIn(channel: string): number;
  /** 0 when a line may go out in `channel` now, else the milliseconds to wait. */
  waitMs(channel: string, seated: boolean): number;
  /** A place for a line that leaves now: 0, or the milliseconds to wait. At once where no other process is asked. */
  take(channel: string, seated: boolean): number | Promise<number>;
  /** The place that was taken is used now; false: it is not used after all. */
  left(channel: string, used: boolean): void;
  /** A line left in each of these channels now. */
  spoke(channels: readonly string[]): void;
  /** Twitch said that lines come too fast. */
  pause(ms: number): void;
}

export interface PacerParts {
  readonly clock: Clock;
  readonly standing: (channel: string) => Standing;
  /** The account's window, where processes share it; null while there is none. */
  readonly sends?: (() => SharedSends | null) | undefined;
}

export function createPacer({ clock, standing, sends = () => null }: PacerParts): Pacer {
  const window = createSlidingWindow(spanMs);
  const lastIn = new Map<string, number>();
  const seats = new Map<string, number>();
  let held = 0;
  /** Channels whose line has a place and has not left yet: it counts from when it does, however long that takes. */
  const taken = new Set<string>();
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const limitIn = (channel: string) => (standing(channel).privileged ? privilegedLimit : plainLimit);

  function gapLeft(channel: string, now: number): number {
    if (standing(channel).privileged) return 0;
    return Math.max(0, (lastIn.get(channel) ?? Number.NEGATIVE_INFINITY) + gapMs - now);
  }

  /** Until the account has a place again beside those that are held. */
  const windowLeft = (limit: number, share: number, held: number, now: number) =>
    sends()?.waitMs(limit, share, held) ?? window.waitMs(now, Math.floor(limit * share) - held - taken.size);
  /** What is free is not all ours to promise. */
  const promised = () => held * (sends()?.sharers() ?? 1);
  const partOf = (seated: boolean): [share: number, held: number] => (seated ? [1, 0] : [unseatedShare, held]);

  function spoke(channel: string, now: number) {
    lastIn.delete(channel);
    lastIn.set(channel, now);
    if (lastIn.size > 1_000) lastIn.delete(lastIn.keys().next().value!);
  }

  return {
    limitIn,
    reserve(channel, withinMs): Seat | null {
      const now = clock.now();
      const limit = limitIn(channel);
      // What is in the window now and gone before the deadline does not stand in the way.
      const left = Math.max(windowLeft(limit, 1, promised(), now), pausedUntil - now);
      if (left > 0 && left > withinMs - leewayMs) return null;
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
      return Math.max(
        1_000,
        windowLeft(limitIn(channel), 1, Math.min(promised(), limitIn(channel) - 1), now),
        pausedUntil - now,
      );
    },
    waitMs(channel, seated) {
      const now = clock.now();
      const limit = limitIn(channel);
      return Math.max(0, windowLeft(limit, ...partOf(seated), now), gapLeft(channel, now), pausedUntil - now);
    },
    take(channel, seated) {
      const shared = sends();
      const limit = limitIn(channel);
      if (!shared) {
        taken.add(channel);
        spoke(channel, clock.now());
        return 0;
      }
      return shared.take(limit, ...partOf(seated)).then((wait) => {
        if (wait === 0) spoke(channel, clock.now());
        return wait;
      });
    },
    left(channel, used) {
      const now = clock.now();
      if (used) spoke(channel, now);
      if (taken.delete(channel) && used) window.add(now);
    },
    spoke(channels) {
      for (const channel of channels) spoke(channel, clock.now());
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
