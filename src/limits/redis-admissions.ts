import type { Gate } from '../domain/verdict.ts';
import { admitText, channelKey, type RedisParts, settleText } from './redis-scripts.ts';

/** `null`: Redis did not say, though it may have granted it. */
export type Decision = 'granted' | readonly [by: Gate, retryAfterMs: number, told: 0 | 1] | null;

/** A command that ended. */
export interface Ended {
  readonly key: string;
  /** That of the admission, behind "+", "?", or "-" when the command did not run and before what it takes back (see `settle`). */
  readonly stamp: string;
  /** Until then no other command of the viewer can have been admitted. */
  readonly sureUntil: number;
}

/** What Redis is asked, and what it is told of commands that ended: those go along with the next admission, or alone. */
export interface Admissions {
  /** `asked`: the admission's stamp, when it counts as dead, and its terms. */
  admit(channel: string, key: string, asked: string, decide: (decision: Decision) => void): void;
  settle(channel: string, ended: Ended): void;
  /** Sends what there is; false when something could not be sent, and is to be sent again. */
  drained(): Promise<boolean>;
}

/** Admissions of one channel that are asked for in one turn of the event loop. */
interface Rush {
  readonly keys: string[];
  readonly args: string[];
  readonly deciding: ((decision: Decision) => void)[];
}

const done = Promise.resolve();
const nothing: readonly Ended[] = [];
/** More would block the server's other clients for longer than a round trip. */
const mostAdmissions = 50;
const mostEnded = 100;
/** Above this the oldest are dropped: their viewers count as in flight until the lease ends, and as having run. */
const mostWaiting = 10_000;

/** As the scripts read it: nothing when it is sure to be the one in flight. */
const asArgument = ({ stamp, sureUntil }: Ended, now: number) => (now < sureUntil ? '' : stamp);

export function createAdmissions({ scripts, link, clock }: RedisParts, ttl: () => string): Admissions {
  const admitScript = scripts.define(admitText);
  const settleScript = scripts.define(settleText);
  const rushes = new Map<string, Rush>();
  /** By channel: commands that ended, and of which Redis has not heard. */
  const waiting = new Map<string, Ended[]>();
  let sending: Promise<void> | null = null;
  let scheduled = false;

  function add(channel: string, ended: Ended) {
    const others = waiting.get(channel);
    if (!others) waiting.set(channel, [ended]);
    else if (others.push(ended) > mostWaiting) others.shift();
  }

  function take(channel: string): readonly Ended[] {
    const all = waiting.get(channel);
    if (!all) return nothing;
    if (all.length > mostEnded) return all.splice(0, mostEnded);
    waiting.delete(channel);
    return all;
  }

  /** Not sent after all, or perhaps it was: Redis may hear of it twice. */
  function putBack(channel: string, ended: readonly Ended[]) {
    for (const { key, stamp } of ended) add(channel, { key, stamp, sureUntil: 0 });
  }

  function send(channel: string, { keys, args, deciding }: Rush) {
    const ended = take(channel);
    const now = clock.now();
    args[0] = ttl();
    args[1] = String(deciding.length);
    let simple = true;
    for (const one of ended) {
      keys.push(one.key);
      simple &&= asArgument(one, now) === '';
    }
    if (!simple) for (const one of ended) args.push(asArgument(one, now));
    keys.push(channelKey(channel));
    void admitScript(keys, args).then((answer) => {
      if (!answer.ok) {
        link.failed(answer);
        putBack(channel, ended);
      }
      for (let i = 0; i < deciding.length; i++) deciding[i]!(answer.ok ? decisionAt(answer.value, i) : null);
    });
  }

  async function sendEnded() {
    for (const channel of [...waiting.keys()]) {
      while (waiting.has(channel)) {
        const ended = take(channel);
        const now = clock.now();
        const its = channelKey(channel);
        const keys = [its, ...ended.map(({ key }) => key), its];
        const answer = await link.run(settleScript, keys, [ttl(), ...ended.map((one) => asArgument(one, now))]);
        if (!answer.ok) return putBack(channel, ended);
      }
    }
  }

  async function drained() {
    while (sending) await sending;
    sending = sendEnded().finally(() => {
      sending = null;
    });
    await sending;
    return waiting.size === 0;
  }

  return {
    admit(channel, key, asked, decide) {
      let rush = rushes.get(channel);
      if (!rush || rush.deciding.length >= mostAdmissions) {
        const next: Rush = { keys: [], args: ['', ''], deciding: [] };
        rush = next;
        rushes.set(channel, next);
        // Not queueMicrotask, which costs several times as much.
        void done.then(() => {
          if (rushes.get(channel) === next) rushes.delete(channel);
          send(channel, next);
        });
      }
      rush.keys.push(key);
      rush.args.push(asked);
      rush.deciding.push(decide);
    },
    settle(channel, ended) {
      add(channel, ended);
      if (scheduled || !link.up()) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        if (waiting.size > 0 && link.up()) void drained();
      });
    },
    drained,
  };
}

function decisionAt(answer: unknown, i: number): Decision {
  if (answer === 0) return 'granted';
  const one = (answer as readonly unknown[])[i];
  return one === 0 ? 'granted' : (one as Exclude<Decision, 'granted'>);
}
