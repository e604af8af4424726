import type { Conversations, Exchange } from '../domain/llm.ts';
import { viewerKeys } from '../domain/privacy.ts';
import type { Cache } from '../domain/storage.ts';
import type { Clock } from '../lib/clock.ts';

export interface ConversationParts {
  /** Expires what nobody goes on with, and bounds how many there are. */
  readonly cache: Cache;
  /** In messages: a question and its answer are two. */
  readonly maxHistory: () => number;
  readonly clock: Clock;
  /** Of idleness: after it, nothing is left. */
  readonly ttlMs?: number;
}

/** `at`: Unix milliseconds. */
type KeptExchange = Exchange & { readonly at: number };

const longestText = 2_000;
const day = 24 * 3_600_000;

/** The last exchanges of each viewer in each channel. What the store does not give is a conversation that starts anew. */
export function createConversations({ cache, maxHistory, clock, ttlMs = day }: ConversationParts): Conversations {
  const keyOf = (channel: string, viewerId: string) => `${viewerKeys(viewerId)}conversation/${channel}`;
  const newest = (exchanges: readonly KeptExchange[]) => {
    const most = Math.floor(maxHistory() / 2);
    return most > 0 ? exchanges.slice(-most) : [];
  };
  const underWay = new Map<string, symbol>();

  return {
    async recall(channel, viewerId) {
      const stored = await cache.get(keyOf(channel, viewerId));
      return stored.ok ? newest(exchangesIn(stored.value)).map(({ question, answer }) => ({ question, answer })) : [];
    },
    async remember(channel, viewerId, { question, answer }) {
      const key = keyOf(channel, viewerId);
      const mine = Symbol();
      underWay.set(key, mine);
      try {
        const stored = await cache.get(key);
        // Written over what could not be read, the conversation would be lost; one that was forgotten meanwhile, not.
        if (!stored.ok || underWay.get(key) !== mine) return;
        const at = clock.wall();
        const exchange = { question: question.slice(0, longestText), answer: answer.slice(0, longestText), at };
        const kept = newest([...exchangesIn(stored.value), exchange]);
        if (kept.length === 0) await cache.delete(key);
        else await cache.set(key, kept, ttlMs);
      } finally {
        if (underWay.get(key) === mine) underWay.delete(key);
      }
    },
    async about(channel, viewerId) {
      const stored = await cache.get(keyOf(channel, viewerId));
      if (!stored.ok) return stored;
      const kept = exchangesIn(stored.value);
      const [first, last] = [kept[0], kept.at(-1)];
      if (!first || !last) return { ok: true, value: null };
      const now = clock.wall();
      return {
        ok: true,
        value: {
          exchanges: kept.length,
          lastQuestion: last.question,
          sinceMs: Math.max(0, now - first.at),
          expiresInMs: Math.max(0, last.at + ttlMs - now),
        },
      };
    },
    async forget(channel, viewerId) {
      const key = keyOf(channel, viewerId);
      underWay.delete(key);
      return cache.delete(key);
    },
    async count() {
      const counted = await cache.count();
      return counted.ok ? counted.value : 0;
    },
  };
}

/** Another version of the bot, or somebody else, may have written it. */
function exchangesIn(value: unknown): readonly KeptExchange[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (one): one is KeptExchange =>
      typeof one?.question === 'string' && typeof one?.answer === 'string' && Number.isFinite(one?.at),
  );
}
