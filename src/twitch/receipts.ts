import type { Receipt } from '../domain/chat.ts';
import type { Clock } from '../lib/clock.ts';

/**
 * Twitch answers a line with a USERSTATE that carries its id, or with a NOTICE that names no line: both come in the
 * order of the lines, per channel. Every line is settled once, by an answer, by its deadline or by the socket's end.
 */
export interface Receipts {
  /** The outcome of a line that goes out now. */
  expect(channel: string): Promise<Receipt>;
  accepted(channel: string, id: string): void;
  refused(channel: string, reason: string, retryAfterSeconds?: number): void;
  loseAll(reason: string): void;
  waiting(): number;
}

const deadlineMs = 5_000;
const marginMs = 250;

export function createReceipts(clock: Clock): Receipts {
  const lines = new Map<string, ((receipt: Receipt) => void)[]>();

  function settleFirst(channel: string, receipt: Receipt) {
    lines.get(channel)?.[0]?.(receipt);
  }

  return {
    expect: (channel) =>
      new Promise((resolve) => {
        const queue = lines.get(channel) ?? [];
        lines.set(channel, queue);
        const settle = (receipt: Receipt) => {
          cancel();
          queue.splice(queue.indexOf(settle), 1);
          if (queue.length === 0 && lines.get(channel) === queue) lines.delete(channel);
          resolve(receipt);
        };
        const cancel = clock.after(deadlineMs, () =>
          settle({ kind: 'lost', reason: `no receipt within ${deadlineMs / 1000} s`, handed: true }),
        );
        queue.push(settle);
      }),
    accepted: (channel, id) => settleFirst(channel, { kind: 'accepted', id }),
    refused(channel, reason, seconds) {
      const again = seconds === undefined ? {} : { retryAfterMs: seconds * 1000 + marginMs };
      settleFirst(channel, { kind: 'refused', reason, ...again });
    },
    loseAll(reason) {
      for (const queue of [...lines.values()])
        for (const settle of [...queue]) settle({ kind: 'lost', reason, handed: true });
    },
    waiting: () => [...lines.values()].reduce((sum, queue) => sum + queue.length, 0),
  };
}
