import type { Tell } from '../domain/event.ts';
import type { SharedWindow } from '../domain/shared-window.ts';
import type { Clock } from '../lib/clock.ts';
import { createSlidingWindow } from '../lib/window.ts';

/** The channels the bot wants to be in and those Twitch says it is in. */
export interface Rooms {
  /** Says which channels are wanted; joins and leaves what changed. */
  want(channels: readonly string[], reason?: string): void;
  /** A welcomed session: everything wanted is joined again, at Twitch's pace. */
  enter(raw: (line: string) => boolean): void;
  /** The session is over. */
  leave(): void;
  /** False when that was known, or nobody wants it. */
  confirmed(channel: string): boolean;
  parted(channel: string, reason: string): void;
  joined(): readonly string[];
}

// Twitch allows 20 joins in 10 s as they arrive, and lines bunch up on their way.
const joinsPerWindow = 19;
const joinSpanMs = 10_500;
const confirmDeadlineMs = 10_000;
const firstRetryMs = 15_000;
const longestRetryMs = 300_000;

/** How long a permit to join that processes share is good for. */
const permitLastsMs = 250;

export interface RoomsParts {
  readonly clock: Clock;
  readonly tell: Tell;
  /** The account's joins, where processes share them. */
  readonly joins: SharedWindow | null;
}

export function createRooms({ clock, tell, joins }: RoomsParts): Rooms {
  const window = createSlidingWindow(joinSpanMs);
  let wanted: readonly string[] = [];
  const inside = new Set<string>();
  /** When a channel may be asked for again, and how long the wait after that is. */
  const asked = new Map<string, { at: number; waitMs: number }>();
  let raw: ((line: string) => boolean) | null = null;
  let cancel = () => {};
  /** Until when the shared window's permit is good, and whether one is being asked for. */
  let permitUntil = Number.NEGATIVE_INFINITY;
  let asking = false;

  /** Milliseconds until a JOIN may be sent; null: a permit is being asked for, and `next` runs when it is there. */
  function joinWaitMs(now: number): number | null {
    if (!joins) return window.waitMs(now, joinsPerWindow);
    if (now < permitUntil) return 0;
    if (!asking) {
      asking = true;
      void joins.take().then((wait) => {
        asking = false;
        if (wait === 0) {
          permitUntil = clock.now() + permitLastsMs;
          return next();
        }
        cancel();
        cancel = clock.after(wait, next);
      });
    }
    return null;
  }

  function next() {
    cancel();
    if (!raw) return;
    const now = clock.now();
    let soonest = Number.POSITIVE_INFINITY;
    for (const channel of wanted) {
      if (inside.has(channel)) continue;
      const attempt = asked.get(channel);
      if (attempt && attempt.at > now) {
        soonest = Math.min(soonest, attempt.at - now);
        continue;
      }
      const wait = joinWaitMs(now);
      if (wait === null) break;
      if (wait > 0) {
        soonest = Math.min(soonest, wait);
        break;
      }
      if (!raw(`JOIN #${channel}`)) return;
      window.add(now);
      permitUntil = Number.NEGATIVE_INFINITY;
      const waitMs = attempt ? Math.min(longestRetryMs, attempt.waitMs * 2) : firstRetryMs;
      if (attempt) {
        tell({
          kind: 'warning',
          text: `#${channel} did not let the bot in: does the channel exist? Asked again.`,
          fr: `#${channel} n'a pas laissé entrer le bot : la chaîne existe-t-elle ? Nouvel essai.`,
        });
      }
      asked.set(channel, { at: now + (attempt ? waitMs : confirmDeadlineMs), waitMs });
      soonest = Math.min(soonest, confirmDeadlineMs);
    }
    if (soonest < Number.POSITIVE_INFINITY) cancel = clock.after(Math.max(1, soonest), next);
  }

  return {
    want(channels, reason = 'no longer in bot.channels') {
      for (const channel of wanted) {
        if (channels.includes(channel)) continue;
        // Its JOIN may be on the way.
        if (asked.delete(channel) || inside.has(channel)) raw?.(`PART #${channel}`);
        if (inside.delete(channel)) tell({ kind: 'chat.left', channel, reason });
      }
      wanted = [...channels];
      next();
    },
    enter(send) {
      raw = send;
      inside.clear();
      asked.clear();
      next();
    },
    leave() {
      cancel();
      raw = null;
      inside.clear();
    },
    confirmed(channel) {
      if (inside.has(channel) || !wanted.includes(channel)) return false;
      inside.add(channel);
      asked.delete(channel);
      tell({ kind: 'chat.joined', channel });
      next();
      return true;
    },
    parted(channel, reason) {
      if (!inside.delete(channel)) return;
      tell({ kind: 'chat.left', channel, reason });
      asked.set(channel, { at: clock.now() + firstRetryMs, waitMs: firstRetryMs });
      next();
    },
    joined: () => [...inside],
  };
}
