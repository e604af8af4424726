import type { Tell } from '../domain/event.ts';
import type { Announce, Said, Saying } from '../domain/saying.ts';
import { type Clock, sleep } from '../lib/clock.ts';

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
}

const gapMs = 10_000;
const timerGapMs = 60_000;
const mostChannels = 10_000;

/** Unasked speech: at most one announcement per 10 s and channel, at most one timer per 60 s, and one outcome for each. */
export function createAnnouncements({ say, isOpen, clock, tell, stopping }: AnnouncementParts): Announce {
  const channels = new Map<string, Booked>();

  /** When the announcement may be said; the next one comes after it. Null: not before its deadline. */
  function book(channel: string, isTimer: boolean, deadline: number): number | null {
    const now = clock.now();
    const booked = channels.get(channel) ?? { nextAt: now, nextTimerAt: now };
    const at = Math.max(now, booked.nextAt, isTimer ? booked.nextTimerAt : now);
    if (at > deadline) return null;
    channels.delete(channel);
    channels.set(channel, { nextAt: at + gapMs, nextTimerAt: isTimer ? at + timerGapMs : booked.nextTimerAt });
    if (channels.size > mostChannels) channels.delete(channels.keys().next().value!);
    return at;
  }

  async function announced(
    channel: string,
    text: string,
    { isTimer = false, deadline, written, wording }: Omit<Parameters<Announce>[2], 'by'>,
  ): Promise<Said> {
    if (!isOpen(channel)) return { kind: 'unsaid', reason: 'the channel is paused, or not served here' };
    const at = book(channel, isTimer, deadline);
    if (at === null) return { kind: 'unsaid', reason: 'too many announcements before the deadline' };
    if (at > clock.now()) await sleep(clock, at - clock.now(), stopping);
    if (stopping.aborted || !isOpen(channel))
      return { kind: 'unsaid', reason: 'the channel is paused, or not served any more' };
    return say({ channel, text, rank: 'notice', deadline, written, wording });
  }

  return async (channel, text, { by, ...options }) => {
    const said = await announced(channel, text, options);
    const reason = said.kind === 'accepted' ? undefined : said.reason;
    tell({ kind: 'announcement.ended', channel, by, result: said.kind, text, ...(reason !== undefined && { reason }) });
    return said;
  };
}
