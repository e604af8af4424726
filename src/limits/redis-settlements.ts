import type { SharedScripts } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';
import { channelKey } from './redis-keys.ts';
import type { RedisLink } from './redis-link.ts';
import { settleText } from './redis-scripts.ts';

/** A command that ended. */
export interface Ended {
  readonly key: string;
  /** That of the admission, behind "+", or "-" when the command did not run and before what it takes back (see `settle`). */
  readonly stamp: string;
  /** Until then nobody else can have been admitted in its place. */
  readonly sureUntil: number;
}

/** What Redis has still to hear of. The next admission in the channel takes it along, or it goes by itself. */
export interface Settlements {
  add(channel: string, ended: Ended): void;
  take(channel: string): readonly Ended[];
  /** Not sent after all, or perhaps it was: Redis may hear of it twice. */
  putBack(channel: string, ended: readonly Ended[]): void;
  /** Sends what there is. What cannot be sent is kept. */
  drained(): Promise<void>;
  isEmpty(): boolean;
}

export interface SettlementsParts {
  readonly scripts: SharedScripts;
  readonly link: RedisLink;
  readonly clock: Clock;
  readonly ttl: () => string;
}

const nothing: readonly Ended[] = [];
const mostAtOnce = 100;
/** Past it the oldest are forgotten: their viewers count as in flight until the lease ends, and as having run. */
const mostKept = 10_000;

/** As the scripts read it: nothing when it is sure to be the one in flight. */
export const asArgument = ({ stamp, sureUntil }: Ended, now: number) => (now < sureUntil ? '' : stamp);

export function createSettlements({ scripts, link, clock, ttl }: SettlementsParts): Settlements {
  const settle = scripts.define(settleText);
  const channels = new Map<string, Ended[]>();
  let sending: Promise<void> | null = null;
  let scheduled = false;

  function keep(channel: string, ended: Ended) {
    const waiting = channels.get(channel);
    if (!waiting) channels.set(channel, [ended]);
    else if (waiting.push(ended) > mostKept) waiting.shift();
  }

  function take(channel: string): readonly Ended[] {
    const waiting = channels.get(channel);
    if (!waiting) return nothing;
    if (waiting.length > mostAtOnce) return waiting.splice(0, mostAtOnce);
    channels.delete(channel);
    return waiting;
  }

  function putBack(channel: string, ended: readonly Ended[]) {
    for (const { key, stamp } of ended) keep(channel, { key, stamp, sureUntil: 0 });
  }

  async function send() {
    for (const channel of [...channels.keys()]) {
      while (channels.has(channel)) {
        const ended = take(channel);
        const now = clock.now();
        const place = channelKey(channel);
        const keys = [place, ...ended.map(({ key }) => key), place];
        const answer = await link.run(settle, keys, [ttl(), ...ended.map((one) => asArgument(one, now))]);
        if (!answer.ok) return putBack(channel, ended);
      }
    }
  }

  async function drained() {
    while (sending) await sending;
    sending = send().finally(() => {
      sending = null;
    });
    await sending;
  }

  return {
    add(channel, ended) {
      keep(channel, ended);
      if (scheduled || !link.up()) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        if (channels.size > 0 && link.up()) void drained();
      });
    },
    take,
    putBack,
    drained,
    isEmpty: () => channels.size === 0,
  };
}
