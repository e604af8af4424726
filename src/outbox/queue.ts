import type { Rank, Said } from '../domain/saying.ts';
import type { Clock } from '../lib/clock.ts';
import type { Pacer, Sending } from './pacer.ts';

const orderOf: Readonly<Record<Rank, number>> = { answer: 0, refusal: 1, notice: 2 };

/** What the queue reads of a line. Monotonic milliseconds. */
export interface Queued {
  readonly channel: string;
  readonly rank: Rank;
  /** Whether a permit was held for it since its command was admitted. */
  readonly reserved: boolean;
  /** After this it may not leave any more. */
  readonly until: number;
  notBefore: number;
}

/** The channel is the line's own, and so is the permit, until `end`. */
export interface Turn<L> {
  readonly sending: Sending;
  /** Lines that left the queue with it: whoever has the turn ends them, or puts them back. */
  readonly mates: readonly Waiting<L>[];
  end(): void;
}

/** A line that has no turn yet. */
export interface Waiting<L> {
  readonly line: L;
  /** Its turn, or its end without one. */
  call(turn: Turn<L> | Said): void;
  fail(error: unknown): void;
}

export interface Queue<L extends Queued> {
  /** Waits for the line's turn. `first`: before the others of its rank. */
  turn(line: L, first: boolean): Promise<Turn<L> | Said>;
  putBack(waiting: readonly Waiting<L>[]): void;
  readonly length: number;
}

export interface QueueParts<L extends Queued> {
  readonly clock: Clock;
  readonly pacer: Pacer;
  /** Which of those that wait leave together with a line. */
  readonly matesOf: (line: L, waiting: readonly Waiting<L>[]) => readonly Waiting<L>[];
}

export const isTurn = <L>(turn: Turn<L> | Said): turn is Turn<L> => 'sending' in turn;

/** Lines that wait for their turn, in the order of their ranks: one at a time in a channel, as the send windows allow. */
export function createQueue<L extends Queued>({ clock, pacer, matesOf }: QueueParts<L>): Queue<L> {
  let queue: Waiting<L>[] = [];
  /** Channels where a line is being sent. The next one waits for its receipt, so that a NOTICE is about the right line. */
  const busy = new Set<string>();
  let cancel = () => {};

  const remove = (gone: readonly Waiting<L>[]) => {
    queue = queue.filter((each) => !gone.includes(each));
  };

  /** Behind those of its rank, or before them. */
  function insert(waiting: Waiting<L>, first: boolean) {
    const order = orderOf[waiting.line.rank];
    const at = queue.findIndex(({ line }) => (first ? orderOf[line.rank] >= order : orderOf[line.rank] > order));
    queue.splice(at < 0 ? queue.length : at, 0, waiting);
  }
  const putBack = (all: readonly Waiting<L>[]) => {
    for (const waiting of all.toReversed()) insert(waiting, true);
  };

  function look() {
    cancel();
    const now = clock.now();
    let soonest = Number.POSITIVE_INFINITY;
    for (const waiting of [...queue]) {
      const { channel, reserved, until, notBefore } = waiting.line;
      // It left with another one, as its mate.
      if (!queue.includes(waiting)) continue;
      if (until < now) {
        remove([waiting]);
        waiting.call({ kind: 'unsaid', reason: 'no permit in the send windows before the deadline' });
        continue;
      }
      soonest = Math.min(soonest, until - now + 1);
      if (busy.has(channel)) continue;
      const wait = Math.max(notBefore - now, pacer.waitMs(channel, reserved));
      if (wait > 0) soonest = Math.min(soonest, wait, pacer.lookMs());
      else void give(waiting);
    }
    if (soonest < Number.POSITIVE_INFINITY) cancel = clock.after(soonest, look);
  }

  async function give(waiting: Waiting<L>) {
    const { line } = waiting;
    const free = () => {
      busy.delete(line.channel);
      // Not at once: a line that goes on waiting, or has a second part, comes back first.
      queueMicrotask(look);
    };
    busy.add(line.channel);
    remove([waiting]);
    const mates = matesOf(line, queue);
    remove(mates);
    try {
      const sending = await pacer.take(line.channel, line.reserved);
      if (typeof sending !== 'number') {
        waiting.call({
          sending,
          mates,
          end() {
            if (!sending.used) sending.giveBack();
            free();
          },
        });
        return;
      }
      line.notBefore = clock.now() + sending;
      putBack([waiting, ...mates]);
      free();
    } catch (error) {
      for (const each of [waiting, ...mates]) each.fail(error);
      free();
    }
  }

  return {
    turn: (line, first) =>
      new Promise((call, fail) => {
        insert({ line, call, fail }, first);
        look();
      }),
    putBack,
    get length() {
      return queue.length;
    },
  };
}
