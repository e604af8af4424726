import type { Chat, Receipt, Standing } from '../domain/chat.ts';
import type { Tell } from '../domain/event.ts';
import type { Seat, Seats } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import { createPacer } from './pacer.ts';
import { createRecent } from './recent.ts';

/** Answers leave before refusals, refusals before notices. */
export type Rank = 'answer' | 'refusal' | 'notice';
const ranks: readonly Rank[] = ['answer', 'refusal', 'notice'];

export interface Saying {
  readonly channel: string;
  readonly text: string;
  readonly rank: Rank;
  /** Said in the place of a text that may not leave. */
  readonly instead?: (() => string) | undefined;
  readonly replyTo?: string | undefined;
  /** The only name that the text may mention. */
  readonly viewerName?: string | undefined;
  readonly seat?: Seat | undefined;
  /** Monotonic milliseconds by which the line is handed over. */
  readonly deadline: number;
  /** Called when the first line goes to Twitch, with the milliseconds that it waited for its turn. */
  readonly onHanded?: ((waitedMs: number) => void) | undefined;
}

/** How a saying ended: as its first line did, or without any line leaving. */
export type Said = Receipt | { readonly kind: 'unsaid'; readonly reason: string };

export type Contain = (
  text: string,
  context: { readonly viewerName?: string | undefined; readonly maxLines: 1 | 2 },
) =>
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'blocked'; readonly rule: string };

export interface Outbox {
  readonly seats: Seats;
  say(saying: Saying): Promise<Said>;
  /** Lines that wait for their turn. */
  waiting(): number;
}

export interface OutboxParts {
  readonly chat: Pick<Chat, 'send'> & { standing(channel: string): Standing };
  readonly contain: Contain;
  readonly clock: Clock;
  readonly tell: Tell;
}

interface Entry {
  readonly channel: string;
  readonly text: string;
  readonly replyTo: string | undefined;
  readonly rank: Rank;
  readonly seat: Seat | undefined;
  readonly deadline: number;
  readonly onHanded: (() => void) | undefined;
  readonly retried: boolean;
  readonly settle: (receipt: Receipt | { kind: 'unsaid'; reason: string }) => void;
}

const maxWaiting = 500;
/** How far past its deadline an answer may still leave: a late upstream uses it, nothing else. */
const graceMs = 1_000;
const reconnectLookMs = 250;
const rateLimitPauseMs = 30_000;

/** The one gate through which text leaves: contained, paced, and accounted for by a receipt. */
export function createOutbox({ chat, contain, clock, tell }: OutboxParts): Outbox {
  const pacer = createPacer({ clock, standing: chat.standing });
  const recent = createRecent(clock);
  /** Channels with a line under way: the next waits for its receipt, so that refusals name the right line. */
  const busy = new Set<string>();
  const queue: Entry[] = [];
  let cancel = () => {};

  function pump() {
    cancel();
    const now = clock.now();
    let soonest = Number.POSITIVE_INFINITY;
    for (const rank of ranks) {
      for (const entry of queue.filter((e) => e.rank === rank)) {
        if (now > entry.deadline + graceMs) {
          finish(entry, { kind: 'unsaid', reason: 'no place in the send windows before the deadline' });
          continue;
        }
        soonest = Math.min(soonest, entry.deadline + graceMs + 1 - now);
        if (busy.has(entry.channel)) continue;
        const wait = pacer.waitMs(entry.channel, entry.seat !== undefined);
        if (wait > 0) soonest = Math.min(soonest, wait);
        else handOver(entry);
      }
    }
    if (soonest < Number.POSITIVE_INFINITY) cancel = clock.after(soonest, pump);
  }

  function finish(entry: Entry, end: Parameters<Entry['settle']>[0]) {
    const at = queue.indexOf(entry);
    if (at >= 0) queue.splice(at, 1);
    entry.seat?.release();
    if (end.kind !== 'unsaid') {
      tell({
        kind: 'chat.sent',
        channel: entry.channel,
        result: end.kind,
        ...(end.kind === 'accepted' ? {} : { reason: end.reason }),
      });
    }
    entry.settle(end);
  }

  async function handOver(entry: Entry) {
    busy.add(entry.channel);
    queue.splice(queue.indexOf(entry), 1);
    const mayRepeat = chat.standing(entry.channel).privileged && !entry.retried;
    const text = mayRepeat ? entry.text : recent.vary(entry.channel, entry.text);
    pacer.sent(entry.channel);
    entry.onHanded?.();
    const receipt = await chat.send({ channel: entry.channel, text, replyTo: entry.replyTo });
    busy.delete(entry.channel);
    const again = next(entry, receipt);
    if (again) queue.unshift(again);
    else {
      if (receipt.kind === 'accepted') recent.sent(entry.channel, text);
      finish(entry, receipt);
    }
    if (again && receipt.kind === 'lost') {
      cancel();
      cancel = clock.after(reconnectLookMs, pump);
    } else pump();
  }

  /** What to try after a receipt that was not good; null: it stays so. */
  function next(entry: Entry, receipt: Receipt): Entry | null {
    if (receipt.kind === 'lost' && !receipt.handed && clock.now() < entry.deadline) return entry;
    if (receipt.kind !== 'refused') return null;
    if (receipt.reason === 'msg_ratelimit') pacer.pause(rateLimitPauseMs);
    if (receipt.reason === 'msg_duplicate' && !entry.retried) {
      recent.sent(entry.channel, entry.text);
      return { ...entry, retried: true };
    }
    return null;
  }

  function enqueue(saying: Saying, text: string, seat: Seat | undefined, first: boolean) {
    return new Promise<Said>((resolve) => {
      const queuedAt = clock.now();
      queue.push({
        channel: saying.channel,
        text,
        replyTo: saying.replyTo,
        rank: saying.rank,
        seat,
        deadline: first ? saying.deadline : saying.deadline + 5_000,
        onHanded: first ? () => saying.onHanded?.(clock.now() - queuedAt) : undefined,
        retried: false,
        settle: resolve,
      });
    });
  }

  return {
    seats: pacer,
    async say(saying) {
      const { channel, seat, rank, viewerName } = saying;
      const extra = rank === 'answer' ? pacer.reserve(channel, Math.max(0, saying.deadline - clock.now())) : null;
      const context = { viewerName, maxLines: extra ? 2 : 1 } as const;
      let contained = contain(saying.text, context);
      if (contained.kind === 'blocked' && saying.instead) {
        tell({ kind: 'warning', text: `a line was held back by the rule "${contained.rule}"` });
        contained = contain(saying.instead(), context);
      }
      if (contained.kind === 'blocked' || contained.lines.length === 0) {
        extra?.release();
        seat?.release();
        return { kind: 'unsaid', reason: contained.kind === 'blocked' ? contained.rule : 'nothing left to say' };
      }
      if (queue.length >= maxWaiting || (rank !== 'answer' && pacer.waitMs(channel, false) > 2_000)) {
        extra?.release();
        seat?.release();
        return { kind: 'unsaid', reason: 'no room in the send windows' };
      }
      const first = enqueue(saying, contained.lines[0]!, seat, true);
      if (contained.lines[1] !== undefined) void enqueue(saying, contained.lines[1], extra ?? undefined, false);
      else extra?.release();
      pump();
      return first;
    },
    waiting: () => queue.length,
  };
}
