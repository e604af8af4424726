import type { Tell } from '../domain/event.ts';
import type { Announce, Said, Saying } from '../domain/saying.ts';
import { type Clock, sleep } from '../lib/clock.ts';
import { within } from '../lib/within.ts';

export interface AnnouncementParts {
  readonly say: (saying: Saying) => Promise<Said>;
  /** Whether this process may speak in the channel unasked. */
  readonly isOpen: (channel: string) => boolean;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly stopping: AbortSignal;
}

interface Booked {
  /** Monotonic milliseconds from which the next announcement may be said. */
  nextAt: number;
  nextTimerAt: number;
  /** When the last one had left for sure. */
  leftAt: number;
  /** Resolves when all that were booked have ended. */
  all: Promise<true>;
}

const gapMs = 10_000;
const timerGapMs = 60_000;
const mostChannels = 10_000;
const tooMany = { kind: 'unsaid', reason: 'too many announcements before the deadline' } as const;

/** Unasked speech: at most one announcement per 10 s and channel, at most one timer per 60 s, and one outcome for each. */
export function createAnnouncements({ say, isOpen, clock, tell, stopping }: AnnouncementParts): Announce {
  const channels = new Map<string, Booked>();

  function bookedIn(channel: string): Booked {
    const now = clock.now();
    const none = {
      nextAt: now,
      nextTimerAt: now,
      leftAt: Number.NEGATIVE_INFINITY,
      all: Promise.resolve(true as const),
    };
    const booked = channels.get(channel) ?? none;
    channels.delete(channel);
    channels.set(channel, booked);
    if (channels.size > mostChannels) channels.delete(channels.keys().next().value!);
    return booked;
  }

  async function announced(
    channel: string,
    text: string,
    { isTimer = false, deadline, written, wording }: Omit<Parameters<Announce>[2], 'by'>,
  ): Promise<Said> {
    if (!isOpen(channel)) return { kind: 'unsaid', reason: 'the channel is paused, or not served here' };
    const booked = bookedIn(channel);
    const now = clock.now();
    const at = Math.max(now, booked.nextAt, isTimer ? booked.nextTimerAt : now);
    if (at > deadline) return tooMany;
    booked.nextAt = at + gapMs;
    if (isTimer) booked.nextTimerAt = at + timerGapMs;
    const before = booked.all;
    const ended = Promise.withResolvers<true>();
    booked.all = before.then(() => ended.promise);
    try {
      if (at > now) await sleep(clock, at - now, stopping);
      // The one before may have left later than it was booked for: the pause counts from then.
      if (!(await within(clock, deadline - clock.now(), before))) return tooMany;
      const again = booked.leftAt + gapMs - clock.now();
      if (clock.now() + again > deadline) return tooMany;
      if (again > 0) await sleep(clock, again, stopping);
      if (stopping.aborted || !isOpen(channel))
        return { kind: 'unsaid', reason: 'the channel is paused, or not served any more' };
      const said = await say({ channel, text, rank: 'notice', deadline, written, wording });
      if (said.kind !== 'unsaid') booked.leftAt = clock.now();
      return said;
    } finally {
      ended.resolve(true);
    }
  }

  return async (channel, text, { by, ...options }) => {
    const said = await announced(channel, text, options);
    const reason = said.kind === 'accepted' ? undefined : said.reason;
    tell({ kind: 'announcement.ended', channel, by, result: said.kind, text, ...(reason !== undefined && { reason }) });
    return said;
  };
}
