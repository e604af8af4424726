import type { Chat, Receipt, Standing } from '../domain/chat.ts';
import type { Tell } from '../domain/event.ts';
import type { Rank, Said, Saying } from '../domain/saying.ts';
import type { SharedSends } from '../domain/shared-window.ts';
import type { Seat, Seats } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import { createPacer } from './pacer.ts';
import { createRecent } from './recent.ts';

const ranks: readonly Rank[] = ['answer', 'refusal', 'notice'];

export type Contain = (
  text: string,
  context: {
    readonly viewerName?: string | undefined;
    readonly maxLines: 1 | 2;
    readonly links?: readonly string[] | undefined;
  },
) =>
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'blocked'; readonly rule: string };

export interface Outbox {
  readonly seats: Seats;
  say(saying: Saying): Promise<Said>;
  /** How many lines Twitch lets the account send in 30 s where the line goes. */
  limitIn(channel: string): number;
  /** Channels in which another process may have spoken a moment ago. */
  tookOver(channels: readonly string[]): void;
  /** Lines that wait for their turn. */
  waiting(): number;
}

export interface OutboxParts {
  readonly chat: Pick<Chat, 'send'> & { standing(channel: string): Standing };
  /** Its rules take longer to load than all the rest, so they are asked for when something is to be said. */
  readonly containment: (channel: string) => Promise<Contain>;
  /** One sentence for several refused viewers. */
  readonly crowd: (names: readonly string[], waitMs: number) => string;
  /** The account's window, where processes share it; null while there is none. */
  readonly sends?: (() => SharedSends | null) | undefined;
  readonly clock: Clock;
  readonly tell: Tell;
}

interface Entry {
  readonly channel: string;
  text: string;
  readonly replyTo: string | undefined;
  readonly rank: Rank;
  readonly seat: Seat | undefined;
  readonly deadline: number;
  readonly refused: { readonly name: string; readonly waitMs: number } | null;
  readonly handing: (() => Promise<boolean>) | undefined;
  readonly onHanded: (() => void) | undefined;
  readonly settle: (said: Said) => void;
  notBefore: number;
  tries: number;
}

const maxWaiting = 500;
/** How far past its deadline an answer may still leave: a late upstream uses it, nothing else. */
const graceMs = 1_000;
const reconnectLookMs = 250;
const rateLimitPauseMs = 30_000;
const secondLineMs = 5_000;
/** A refusal is news for this long. */
const refusalMs = 5_000;
/** Who would wait longer than this for a place is not told at all. */
const quietMs = 2_000;
const crowdFrom = 3;
/** What is left of a line that Twitch calls too long. */
const shortUnits = 250;
const crowdMost = 15;

/** The one gate through which text leaves: contained, paced, and accounted for by a receipt. */
export function createOutbox({ chat, containment, crowd, sends, clock, tell }: OutboxParts): Outbox {
  const pacer = createPacer({ clock, standing: chat.standing, sends });
  const recent = createRecent(clock);
  /** Channels with a line under way: the next waits for its receipt, so that a NOTICE names the right line. */
  const busy = new Set<string>();
  const queue: Entry[] = [];
  let cancel = () => {};

  function pump() {
    cancel();
    const now = clock.now();
    let soonest = Number.POSITIVE_INFINITY;
    for (const rank of ranks) {
      for (const entry of queue.filter((each) => each.rank === rank)) {
        if (!queue.includes(entry)) continue;
        const late = entry.deadline + graceMs - now;
        if (late < 0) {
          finish(entry, { kind: 'unsaid', reason: 'no place in the send windows before the deadline' });
          continue;
        }
        soonest = Math.min(soonest, late + 1);
        if (busy.has(entry.channel)) continue;
        const wait = Math.max(entry.notBefore - now, pacer.waitMs(entry.channel, entry.seat !== undefined));
        if (wait > 0) soonest = Math.min(soonest, wait);
        else void handOver(entry);
      }
    }
    if (soonest < Number.POSITIVE_INFINITY) cancel = clock.after(soonest, pump);
  }

  /** Every line offered ends here, once. */
  function finish(entry: Entry, said: Said) {
    const at = queue.indexOf(entry);
    if (at >= 0) queue.splice(at, 1);
    entry.seat?.release();
    count(entry.channel, said);
    entry.settle(said);
  }

  function count(channel: string, said: Said) {
    tell({
      kind: 'chat.sent',
      channel,
      result: said.kind,
      ...(said.kind !== 'accepted' && { reason: said.reason }),
    });
  }

  async function handOver(entry: Entry) {
    const { channel } = entry;
    busy.add(channel);
    queue.splice(queue.indexOf(entry), 1);
    const place = pacer.take(channel, entry.seat !== undefined);
    const wait = typeof place === 'number' ? place : await place;
    if (wait > 0) {
      busy.delete(channel);
      return again(entry, wait);
    }
    const mates = entry.refused ? matesOf(entry) : [];
    const plain = mates.length > 0 ? await tellAll([entry, ...mates]) : entry.text;
    const text = chat.standing(channel).privileged && entry.tries === 0 ? plain : recent.vary(channel, plain);
    const [isOurs] = await Promise.all([entry, ...mates].map((each) => each.handing?.() ?? true));
    pacer.left(channel, isOurs === true);
    if (!isOurs) {
      busy.delete(channel);
      for (const each of [entry, ...mates]) finish(each, { kind: 'unsaid', reason: 'another process answers' });
      return pump();
    }
    entry.onHanded?.();
    entry.tries++;
    const receipt = await chat.send({ channel, text, replyTo: mates.length > 0 ? undefined : entry.replyTo });
    busy.delete(channel);
    for (const mate of mates) finish(mate, { kind: 'merged', reason: `told with ${mates.length} others` });
    const retryMs = mates.length > 0 ? null : retryAfter(entry, receipt);
    if (receipt.kind === 'accepted' || isDuplicate(receipt)) recent.sent(channel, text);
    if (retryMs !== null) return again(entry, retryMs);
    finish(entry, receipt);
    pump();
  }

  function again(entry: Entry, inMs: number) {
    entry.notBefore = clock.now() + inMs;
    queue.unshift(entry);
    pump();
  }

  /** Others in the channel who are to be refused too, when there are enough of them; they leave the queue. */
  function matesOf(entry: Entry): Entry[] {
    const mates = queue
      .filter((each) => each.channel === entry.channel && each.refused && each.tries === 0)
      .slice(0, crowdMost - 1);
    if (mates.length + 1 < crowdFrom) return [];
    for (const mate of mates) queue.splice(queue.indexOf(mate), 1);
    return mates;
  }

  async function tellAll(entries: readonly Entry[]): Promise<string> {
    const contain = await containment(entries[0]!.channel);
    const names = entries.map(({ refused }) => refused!.name);
    const contained = contain(crowd(names, Math.max(...entries.map(({ refused }) => refused!.waitMs))), {
      maxLines: 1,
    });
    // A name that may not be said must not silence the others: the first one's own line was contained already.
    return contained.kind === 'lines' ? contained.lines[0]! : entries[0]!.text;
  }

  /** Milliseconds after which the line is tried again; null: it stays as it is. */
  function retryAfter(entry: Entry, receipt: Receipt): number | null {
    if (receipt.kind === 'lost') return !receipt.handed && clock.now() < entry.deadline ? reconnectLookMs : null;
    if (receipt.kind !== 'refused') return null;
    if (receipt.reason === 'msg_ratelimit') pacer.pause(rateLimitPauseMs);
    if (entry.tries > 1) return null;
    if (isDuplicate(receipt)) return 0;
    if (isTooLong(receipt)) {
      entry.text = `${entry.text.slice(0, shortUnits).replace(/\s*\S*$/, '')}…`;
      return 0;
    }
    const again = receipt.retryAfterMs;
    return again !== undefined && clock.now() + again <= entry.deadline ? again : null;
  }

  const isTooLong = (receipt: Receipt) =>
    receipt.kind === 'refused' && /too[ _](long|large)|\b422\b/.test(receipt.reason);
  const isDuplicate = (receipt: Receipt) => receipt.kind === 'refused' && receipt.reason === 'msg_duplicate';

  function enqueue(saying: Saying, text: string, seat: Seat | undefined, first: boolean) {
    return new Promise<Said>((resolve) => {
      const { channel, rank, replyTo, viewerName, waitMs, handing, onHanded } = saying;
      const queuedAt = clock.now();
      queue.push({
        channel,
        text,
        replyTo,
        rank,
        seat,
        deadline: deadlineOf(saying, first),
        refused: rank === 'refusal' && viewerName && waitMs !== undefined ? { name: viewerName, waitMs } : null,
        handing: first ? handing : undefined,
        onHanded: first && onHanded ? () => onHanded(clock.now() - queuedAt) : undefined,
        settle: resolve,
        notBefore: 0,
        tries: 0,
      });
    });
  }

  function deadlineOf({ rank, deadline }: Saying, first: boolean): number {
    if (!first) return deadline + secondLineMs;
    return rank === 'refusal' ? Math.min(deadline, clock.now() + refusalMs) : deadline;
  }

  return {
    seats: pacer,
    async say(saying) {
      const { channel, seat, rank, viewerName, links } = saying;
      const extra = rank === 'answer' ? pacer.reserve(channel, Math.max(0, saying.deadline - clock.now())) : null;
      const context = { viewerName, links, maxLines: extra ? 2 : 1 } as const;
      const unsaid = (reason: string): Said => {
        extra?.release();
        seat?.release();
        const said: Said = { kind: 'unsaid', reason };
        count(channel, said);
        return said;
      };
      // Before the rules, which cost more than all the rest: in a raid most refusals have no room.
      if (queue.length >= maxWaiting) return unsaid('too many lines wait');
      if (!seat && rank !== 'answer' && pacer.waitMs(channel, false) > quietMs) return unsaid('no room for refusals');
      const contain = await containment(channel);
      let contained = contain(saying.text, context);
      if (contained.kind === 'blocked' && saying.instead) {
        tell({ kind: 'warning', text: `a line was held back by the rule "${contained.rule}"` });
        contained = contain(saying.instead(), context);
      }
      if (contained.kind === 'blocked') return unsaid(contained.rule);
      const [first, second] = contained.lines;
      if (first === undefined) return unsaid('nothing left to say');
      const said = enqueue(saying, first, seat, true);
      if (second !== undefined) void enqueue(saying, second, extra ?? undefined, false);
      else extra?.release();
      pump();
      return said;
    },
    limitIn: pacer.limitIn,
    tookOver: pacer.spoke,
    waiting: () => queue.length,
  };
}
