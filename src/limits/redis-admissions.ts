import type { SharedScripts } from '../domain/storage.ts';
import type { Gate } from '../domain/verdict.ts';
import type { Clock } from '../lib/clock.ts';
import { channelKey } from './redis-keys.ts';
import type { RedisLink } from './redis-link.ts';
import { admitText } from './redis-scripts.ts';
import { asArgument, type Settlements } from './redis-settlements.ts';

/** `null`: Redis did not say, though it may have granted it. */
export type Decision = 'granted' | readonly [by: Gate, retryAfterMs: number, told: 0 | 1] | null;

export interface AdmissionsParts {
  readonly scripts: SharedScripts;
  readonly link: RedisLink;
  readonly settlements: Settlements;
  readonly clock: Clock;
  readonly ttl: () => string;
}

type Decide = (decision: Decision) => void;

interface Rush {
  readonly keys: string[];
  readonly args: string[];
  readonly deciding: Decide[];
}

const done = Promise.resolve();
/** More would keep the server from others for longer than a round trip takes. */
const mostAtOnce = 50;

/**
 * Admissions of one channel that are asked for in one turn of the event loop are one script and one round trip, decided
 * one after the other in their order; commands that ended meanwhile go along.
 */
export function createAdmissions({ scripts, link, settlements, clock, ttl }: AdmissionsParts) {
  const admit = scripts.define(admitText);
  const rushes = new Map<string, Rush>();

  function send(channel: string, { keys, args, deciding }: Rush) {
    const ended = settlements.take(channel);
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
    void admit(keys, args).then((answer) => {
      if (!answer.ok) {
        link.failed(answer);
        settlements.putBack(channel, ended);
      }
      for (let i = 0; i < deciding.length; i++) deciding[i]!(answer.ok ? decisionAt(answer.value, i) : null);
    });
  }

  /** `asked`: the admission's stamp, when it counts as dead, and its terms. */
  return (channel: string, key: string, asked: string, decide: Decide): void => {
    let rush = rushes.get(channel);
    if (!rush || rush.deciding.length >= mostAtOnce) {
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
  };
}

function decisionAt(answer: unknown, i: number): Decision {
  if (answer === 0) return 'granted';
  const one = (answer as readonly unknown[])[i];
  return one === 0 ? 'granted' : (one as Exclude<Decision, 'granted'>);
}
