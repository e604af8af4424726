import type { Standing } from '../domain/chat.ts';
import type { SharedSends } from '../domain/shared-window.ts';
import type { Permit, Permits } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import { createSlidingWindow } from '../lib/window.ts';
import { within } from '../lib/within.ts';

// Twitch: 20 lines in 30 s an account, 100 where it is privileged (those fill the 20 too), 1 a second in a channel
// where it is not. Each span is a little longer here: lines bunch up on their way.
const spanMs = 30_500;
const gapMs = 1_100;
const bunchMs = 100;
const plainLimit = 20;
const privilegedLimit = 100;
/** Lines that nobody holds a permit for (refusals, notices) may fill this much of a window and no more. */
const unpermittedShare = 0.5;
/** Safety margin: lines that wait for one window leave one after the other when it opens. */
const leewayMs = 1_500;
/** The store that processes share is asked again after this: others give permits back, and it may have been emptied. */
const sharedMs = 1_000;

/** The right to send one line. It comes to one end: used, or given back. */
export interface Sending {
  /** The line goes to Twitch now, and counts from now on. */
  use(): void;
  /** Twitch has it now: from here on no line of the channel comes to Twitch too soon after it, however slow the way was. */
  arrived(): void;
  /** Nothing went to Twitch, used or not: the permit is free for another line. Without effect the second time. */
  giveBack(): void;
  readonly used: boolean;
}

export interface Pacer extends Permits {
  limitIn(channel: string): number;
  /** 0 when a line may go out in `channel` now, else the milliseconds to wait. */
  waitMs(channel: string, permitted: boolean): number;
  /**
   * A permit for a line that leaves now, or the milliseconds to wait. Where no other process is asked it is held from
   * this call on, not from when the promise resolves.
   */
  take(channel: string, permitted: boolean): Promise<Sending | number>;
  /** When to look again at the latest, whatever `waitMs` says: other processes change what is free. */
  lookMs(): number;
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

/** Where a permit is counted. */
interface Counted {
  onUse(now: number): void;
  onReturn(usedAt: number | null): void;
}

export function createPacer({ clock, standing, sends = () => null }: PacerParts): Pacer {
  const window = createSlidingWindow(spanMs);
  const lastIn = new Map<string, number>();
  const permits = new Map<string, number>();
  let held = 0;
  /** Permits whose line has not left yet: it counts from when it does, however long that takes. */
  let unused = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const limitIn = (channel: string) => (standing(channel).privileged ? privilegedLimit : plainLimit);

  function gapLeft(channel: string, now: number): number {
    if (standing(channel).privileged) return 0;
    return Math.max(0, (lastIn.get(channel) ?? Number.NEGATIVE_INFINITY) + gapMs - now);
  }

  /** Milliseconds until the account may send a line beside those that hold a permit. */
  const windowLeft = (limit: number, share: number, held: number, now: number) =>
    sends()?.waitMs(limit, share, held) ?? window.waitMs(now, Math.floor(limit * share) - held - unused);
  /** Other processes promise permits of the same window. */
  const promised = () => held * (sends()?.sharers() ?? 1);
  const partOf = (permitted: boolean): [share: number, held: number] => (permitted ? [1, 0] : [unpermittedShare, held]);

  function spoke(channel: string, now: number) {
    lastIn.delete(channel);
    lastIn.set(channel, now);
    if (lastIn.size > 1_000) lastIn.delete(lastIn.keys().next().value!);
  }

  function sendingIn(channel: string, { onUse, onReturn }: Counted): Sending {
    const before = lastIn.get(channel);
    let usedAt: number | null = null;
    let isBack = false;
    return {
      use() {
        usedAt = clock.now();
        onUse(usedAt);
        spoke(channel, usedAt);
      },
      arrived() {
        const at = clock.now() - bunchMs;
        if (usedAt !== null && at > (lastIn.get(channel) ?? 0)) spoke(channel, at);
      },
      giveBack() {
        if (isBack) return;
        isBack = true;
        onReturn(usedAt);
        if (usedAt === null || lastIn.get(channel) !== usedAt) return;
        if (before === undefined) lastIn.delete(channel);
        else lastIn.set(channel, before);
      },
      get used() {
        return usedAt !== null && !isBack;
      },
    };
  }

  return {
    limitIn,
    reserve(channel, withinMs): Permit | null {
      const now = clock.now();
      const limit = limitIn(channel);
      // What is in the window now and gone before the deadline does not stand in the way.
      const left = Math.max(windowLeft(limit, 1, promised(), now), pausedUntil - now);
      if (left > 0 && left > withinMs - leewayMs) return null;
      const inChannel = permits.get(channel) ?? 0;
      if (!standing(channel).privileged && gapLeft(channel, now) + inChannel * gapMs > withinMs) return null;
      held++;
      permits.set(channel, inChannel + 1);
      let free = false;
      return {
        release() {
          if (free) return;
          free = true;
          held--;
          const left = (permits.get(channel) ?? 1) - 1;
          if (left > 0) permits.set(channel, left);
          else permits.delete(channel);
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
    waitMs(channel, permitted) {
      const now = clock.now();
      const limit = limitIn(channel);
      return Math.max(0, windowLeft(limit, ...partOf(permitted), now), gapLeft(channel, now), pausedUntil - now);
    },
    async take(channel, permitted) {
      const shared = sends();
      if (shared) {
        const asked = shared.permit(limitIn(channel), ...partOf(permitted));
        const answer = await within(clock, sharedMs, asked);
        if (answer === null) {
          void asked.then(({ giveBack }) => giveBack());
          return sharedMs;
        }
        const { waitMs, giveBack } = answer;
        return waitMs > 0 ? Math.min(waitMs, sharedMs) : sendingIn(channel, { onUse() {}, onReturn: giveBack });
      }
      unused++;
      return sendingIn(channel, {
        onUse(now) {
          unused--;
          window.add(now);
        },
        onReturn(usedAt) {
          if (usedAt === null) unused--;
          else window.remove(usedAt);
        },
      });
    },
    lookMs: () => (sends() ? sharedMs : Number.POSITIVE_INFINITY),
    spoke(channels) {
      for (const channel of channels) spoke(channel, clock.now());
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
