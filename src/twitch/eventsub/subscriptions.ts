import type { Clock } from '../../lib/clock.ts';
import type { Call } from '../helix-call.ts';
import { rowsIn, text } from '../rows.ts';
import { conditionOf, type Topic } from './topics.ts';

/** A topic in one channel. */
export interface Wanted {
  readonly topic: Topic;
  readonly channel: string;
  readonly channelId: string;
}

interface Standing extends Wanted {
  /** Null: Twitch does not have it, and it is not asked for before `againAt`. */
  id: string | null;
  againAt: number;
  waitMs: number;
  reason: string;
}

/** What one session of EventSub is subscribed to. */
export interface Subscriptions {
  /** A new session: Twitch knows nothing of what the last one had. */
  begin(sessionId: string): void;
  /** The session moved to another socket with everything it has. */
  moved(sessionId: string): void;
  end(): void;
  /** Asks for what is missing and gives back what is of no channel any more. `isServed`: whether a channel is wanted at all. */
  sync(wanted: readonly Wanted[], isServed: (channel: string) => boolean): Promise<void>;
  revoked(id: string, status: string): void;
  /** How many stand; what is not to be had, with why. */
  standing(): { readonly on: number; readonly off: readonly (Wanted & { readonly reason: string })[] };
  /** Milliseconds until something is to be asked for again. */
  untilAgain(): number;
}

const firstWaitMs = 10_000;
const longestWaitMs = 600_000;
const keyOf = ({ topic, channelId }: Wanted) => `${topic.type} ${channelId}`;

export interface SubscriptionsParts {
  readonly call: Call;
  /** Twitch does not let the token have it. */
  readonly onRefused: (one: Wanted, reason: string) => void;
  readonly clock: Clock;
}

export function createSubscriptions({ call, onRefused, clock }: SubscriptionsParts): Subscriptions {
  const all = new Map<string, Standing>();
  let sessionId: string | null = null;
  /** Counts sessions: an answer that comes after its own is no news. */
  let session = 0;

  async function ask(one: Standing): Promise<boolean> {
    const of = session;
    const answer = await call({
      feature: null,
      budget: 'subscriptions',
      request: ({ grant }) => ({
        ...{ method: 'POST', path: 'eventsub/subscriptions' },
        body: {
          ...{ type: one.topic.type, version: one.topic.version },
          condition: conditionOf(one.topic, one.channelId, grant.userId),
          transport: { method: 'websocket', session_id: sessionId },
        },
      }),
      read: (body) => text(rowsIn(body)[0] ?? {}, 'id'),
    });
    if (of !== session || all.get(keyOf(one)) !== one) return false;
    if (answer.kind === 'done') one.id = answer.value;
    // It is there already: only its id is not known.
    else if (answer.detail.startsWith('409')) one.id = '';
    else {
      // Waiting may help a refusal too: a bot is made moderator, a permission is granted.
      const isRefused = answer.reason === 'forbidden' || answer.reason === 'refused';
      one.waitMs = isRefused ? longestWaitMs : Math.min(longestWaitMs, one.waitMs * 2 || firstWaitMs);
      one.againAt = clock.now() + one.waitMs;
      one.reason = answer.detail;
      if (isRefused) onRefused(one, answer.detail);
      return answer.reason === 'rate limited';
    }
    one.waitMs = 0;
    return false;
  }

  async function giveBack({ id }: Standing) {
    if (!id) return;
    await call({
      feature: null,
      budget: 'subscriptions',
      request: () => ({ method: 'DELETE', path: 'eventsub/subscriptions', query: { id } }),
      read: () => null,
    });
  }

  function end() {
    session++;
    sessionId = null;
    all.clear();
  }

  return {
    begin(id) {
      end();
      sessionId = id;
    },
    moved(id) {
      sessionId = id;
    },
    end,
    async sync(wanted, isServed) {
      const of = session;
      for (const [key, one] of all) {
        if (isServed(one.channel)) continue;
        all.delete(key);
        await giveBack(one);
        if (of !== session) return;
      }
      // Where Twitch takes no more of those that cost something, the next one would not be taken either.
      let isFull = false;
      for (const one of wanted) {
        const key = keyOf(one);
        const known = all.get(key) ?? {
          ...one,
          id: null,
          againAt: clock.now(),
          waitMs: 0,
          reason: 'not asked for yet',
        };
        all.set(key, known);
        if (known.id !== null || known.againAt > clock.now()) continue;
        if (isFull && one.topic.by === 'anybody') {
          known.againAt = clock.now() + firstWaitMs;
          known.reason = 'Twitch takes no more of this account';
          continue;
        }
        isFull = (await ask(known)) || isFull;
        if (of !== session) return;
      }
    },
    revoked(id, status) {
      const one = [...all.values()].find((standing) => standing.id === id);
      if (!one) return;
      one.id = null;
      one.reason = `Twitch took it back: ${status}`;
      one.againAt = clock.now() + longestWaitMs;
    },
    standing() {
      const here = [...all.values()];
      return { on: here.filter(({ id }) => id !== null).length, off: here.filter(({ id }) => id === null) };
    },
    untilAgain() {
      const times = [...all.values()].flatMap(({ id, againAt }) => (id === null ? againAt - clock.now() : []));
      return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...times));
    },
  };
}
